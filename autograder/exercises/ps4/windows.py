"""What ``ps4.accumulate`` observes: a training in which several batches share one update."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.exercises.grid import Grid
from autograder.exercises.guard import Student
from autograder.exercises.tape import Asked, Data, Step, Tape, Validated
from autograder.exercises.trace import Array, batches_of
from autograder.exercises.values import array, close, number

FEATURES = 3
LR = 0.05


@dataclass(frozen=True)
class Case:
    """A plan with accumulation."""

    n_samples: int
    batch_size: int
    accumulation: int
    num_epochs: int
    seed: int

    def __str__(self) -> str:
        return (
            f"{self.n_samples} samples in batches of {self.batch_size}, "
            f"accumulation={self.accumulation}, num_epochs={self.num_epochs}"
        )

    @cached_property
    def batches(self) -> int:
        """Batches in an epoch."""
        return len(batches_of(range(self.n_samples), self.batch_size))

    @property
    def rest(self) -> int:
        """Batches in the last window of an epoch, 0 if all windows are full."""
        return self.batches % self.accumulation

    @property
    def uneven(self) -> bool:
        """Whether the tail shares a window with full batches."""
        return self.n_samples % self.batch_size > 0 and self.rest != 1


@dataclass(frozen=True)
class Window:
    """The batches that should share an update, and the weights at its beginning and after it."""

    steps: list[Step]
    full: bool
    after: Array | None

    @property
    def w(self) -> Array:
        """The weights at its first batch."""
        return self.steps[0].w

    @property
    def sizes(self) -> list[int]:
        """The samples of its batches."""
        return [len(step.rows) for step in self.steps]

    @property
    def losses(self) -> list[float]:
        """The losses of its batches."""
        return [step.loss for step in self.steps]

    @property
    def gradients(self) -> Array:
        """Their gradients, a row each."""
        return np.array([step.gradient for step in self.steps])

    @property
    def gradient(self) -> Array:
        """The mean gradient over all its samples."""
        return np.asarray(np.average(self.gradients, axis=0, weights=self.sizes))

    @property
    def move(self) -> Array | None:
        """What its update subtracted, per unit of the learning rate."""
        return None if self.after is None else (self.w - self.after) / LR

    @property
    def still(self) -> bool:
        """Whether all its gradients were taken at the same weights."""
        return all(close(step.w, self.w) for step in self.steps)


@dataclass(frozen=True)
class Run:
    """What was asked for, and what the function returned."""

    case: Case
    w: Array
    events: list[Asked | Step | Validated]
    result: Any
    untouched: bool

    @cached_property
    def steps(self) -> list[Step]:
        """The calls for loss and gradient."""
        return [event for event in self.events if isinstance(event, Step)]

    @cached_property
    def given(self) -> list[list[int]]:
        """The batches that were given, epoch after epoch."""
        return [rows for e in self.events if isinstance(e, Asked) for rows in e.batches]

    @cached_property
    def windows(self) -> list[Window]:
        """The steps, as they should share their updates."""
        k, size = self.case.accumulation, self.case.batches
        epochs = [self.steps[i : i + size] for i in range(0, len(self.steps), size)]
        parts = [epoch[i : i + k] for epoch in epochs for i in range(0, len(epoch), k)]
        after = [part[0].w for part in parts[1:]] + [self.weights]
        return [Window(p, len(p) == k, w) for p, w in zip(parts, after, strict=False)]

    @cached_property
    def losses(self) -> list[float] | None:
        """The losses that were returned, None if they are no list of numbers."""
        values: Any = self.result[1] if self._is_pair else None
        if type(values) is np.ndarray:
            values = values.tolist()
        if type(values) not in (list, tuple):
            return None
        numbers = [number(value) for value in values]
        plain = [value for value in numbers if value is not None]
        return plain if len(plain) == len(numbers) else None

    @property
    def weights(self) -> Array | None:
        """The weights that were returned."""
        weights = array(self.result[0]) if self._is_pair else None
        return weights if weights is not None and weights.shape == self.w.shape else None

    @property
    def _is_pair(self) -> bool:
        return type(self.result) in (tuple, list) and len(self.result) == 2


VISIBLE = [
    Case(10, 4, 2, 3, 1),
    Case(9, 2, 2, 2, 2),
    Case(23, 4, 3, 2, 3),
    Case(17, 3, 4, 2, 4),
]


def draw(rng: np.random.Generator) -> list[Case]:
    """A plan whose last window is a tail alone, and one whose tail shares a window."""
    alone, shared = ((7, 3, 2), (9, 4, 2), (13, 4, 3)), ((17, 3, 3), (15, 4, 2), (11, 3, 2))
    cases = []
    for shapes in (alone, shared):
        n, b, k = shapes[int(rng.integers(3))]
        cases.append(Case(n, b, k, 4, int(rng.integers(1 << 30))))
    return cases


def observe(student: Student, case: Case) -> Run:
    """One training."""
    rng = np.random.default_rng(case.seed)
    tape = Tape(Data(case.n_samples, FEATURES, rng))
    w = rng.uniform(-1.0, 1.0, FEATURES)
    given = w.copy()
    result = student(
        given,
        tape.batches(case.batch_size, rng),
        tape.loss_and_gradient,
        lr=LR,
        accumulation=case.accumulation,
        num_epochs=case.num_epochs,
    )
    return Run(case, w, tape.events, result, np.array_equal(given, w))


def grid(run: Run) -> Grid:
    """Samples by batches."""
    steps, size = [step.rows for step in run.steps], run.case.batches
    return Grid(run.case.n_samples, steps, [size] * -(-len(steps) // size))
