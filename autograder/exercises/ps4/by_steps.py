"""What ``ps4.fit_steps`` observes: a training that counts in steps, with a learning rate for each."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.exercises.grid import Grid
from autograder.exercises.guard import Student
from autograder.exercises.ps4.supply import Stream, taken
from autograder.exercises.tape import Asked, Data, Step, Tape, Validated
from autograder.exercises.trace import Array
from autograder.exercises.values import array, close, number

FEATURES = 3


@dataclass(frozen=True)
class Case:
    """A plan in steps."""

    n_samples: int
    batch_size: int
    steps_per_epoch: int
    num_epochs: int
    seed: int

    def __str__(self) -> str:
        return (
            f"{self.n_samples} samples, batch size {self.batch_size}, "
            f"steps_per_epoch={self.steps_per_epoch}, num_epochs={self.num_epochs}"
        )

    @property
    def updates(self) -> int:
        """Updates of the whole training."""
        return self.steps_per_epoch * self.num_epochs


def rate(step: Any) -> float:
    """The schedule: falls with every step, so that a rate tells which step it was asked for."""
    return 0.08 / (1.0 + 0.11 * max(float(step), -1.0))


@dataclass(frozen=True)
class Run:
    """What was asked for, and what the function returned."""

    case: Case
    w: Array
    events: list[Asked | Step | Validated]
    asked_rates: list[Any]
    result: Any
    untouched: bool

    @cached_property
    def steps(self) -> list[Step]:
        """The calls for loss and gradient."""
        return [event for event in self.events if isinstance(event, Step)]

    @cached_property
    def taken(self) -> list[list[int]]:
        """The batches that were taken from the stream."""
        return taken(self.events)

    @cached_property
    def points(self) -> list[Array]:
        """The weights at each step, and the ones returned behind them if there are any."""
        end = [] if self.weights is None else [self.weights]
        return [step.w for step in self.steps] + end

    @cached_property
    def rates(self) -> list[float | None]:
        """How far each step went along its gradient; None where it went elsewhere."""
        moves = zip(self.steps, self.points[1:], strict=False)
        return [_rate(step, after - step.w) for step, after in moves]

    @property
    def weights(self) -> Array | None:
        """The weights that were returned."""
        weights = array(self.result[0]) if self._is_pair else None
        return weights if weights is not None and weights.shape == self.w.shape else None

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
    def epochs(self) -> list[list[Step]]:
        """The steps, ``steps_per_epoch`` at a time."""
        size = self.case.steps_per_epoch
        return [self.steps[i : i + size] for i in range(0, len(self.steps), size)]

    @property
    def _is_pair(self) -> bool:
        return type(self.result) in (tuple, list) and len(self.result) == 2


VISIBLE = [Case(10, 4, 5, 3, 1), Case(10, 4, 2, 3, 2), Case(60, 25, 7, 2, 3)]
SHAPES = ((5, 2), (7, 3), (8, 3), (11, 4))


def draw(rng: np.random.Generator) -> list[Case]:
    """A plan with epochs longer than a pass, and one with shorter ones."""
    cases = []
    for steps in (int(rng.integers(4, 7)), 2):
        n, b = SHAPES[int(rng.integers(len(SHAPES)))]
        cases.append(Case(n, b, steps, 4, int(rng.integers(1 << 30))))
    return cases


def observe(student: Student, case: Case) -> Run:
    """One training."""
    rng = np.random.default_rng(case.seed)
    tape = Tape(Data(case.n_samples, FEATURES, rng))
    stream = Stream(tape, case.batch_size, rng, 3 * case.updates + 20)
    w = rng.uniform(-1.0, 1.0, FEATURES)
    given, asked = w.copy(), []

    def schedule(step: Any) -> float:
        asked.append(step)
        return rate(number(step) or 0.0)

    result = student(
        given,
        stream,
        tape.loss_and_gradient,
        schedule,
        steps_per_epoch=case.steps_per_epoch,
        num_epochs=case.num_epochs,
    )
    return Run(case, w, tape.events, asked, result, np.array_equal(given, w))


def grid(run: Run) -> Grid:
    """Samples by steps; an epoch need not use every sample, so none is marked as missing."""
    lengths = [len(epoch) for epoch in run.epochs]
    return Grid(run.case.n_samples, [step.rows for step in run.steps], lengths, missing=False)


def _rate(step: Step, move: Array) -> float | None:
    along = float(-(move @ step.gradient) / (step.gradient @ step.gradient))
    return along if close(move, -along * step.gradient) else None
