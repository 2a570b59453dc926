"""What ``ps4.accumulate`` observes: a training in which several batches share one update."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, cycle, islice
from typing import Any

import numpy as np

from autograder.exercises.cases import Batched, seed
from autograder.exercises.guard import Student
from autograder.exercises.tape import Step, Tape
from autograder.exercises.trace import Array
from autograder.exercises.training import Training
from autograder.exercises.values import TOLERANCE, blur, close

LR = 0.05


@dataclass(frozen=True)
class Case(Batched):
    """A plan with accumulation; where it starts ``far`` away, gradients and losses are great."""

    accumulation: int
    num_epochs: int
    seed: int
    far: float = 1.0

    def __str__(self) -> str:
        return (
            f"{self.n_samples} samples in batches of {self.batch_size}, "
            f"accumulation={self.accumulation}, num_epochs={self.num_epochs}"
        )

    @property
    def rest(self) -> int:
        """Batches in the last window of an epoch, 0 if all windows are full."""
        return self.batches % self.accumulation

    @property
    def uneven(self) -> bool:
        """Whether the tail shares a window with full batches."""
        together = self.rest or self.accumulation
        return self.tail > 0 and min(together, self.batches) > 1

    @property
    def has_full(self) -> bool:
        """Whether there is a full window of batches of one size."""
        return self.accumulation == 1 or self.full >= self.accumulation


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

    @property
    def right(self) -> bool:
        """Whether its update went along its mean gradient."""
        return self.moved_by(self.gradient)

    def moved_by(self, way: Array) -> bool:
        """Whether its update subtracted so much, per unit of the learning rate."""
        scale = max(1.0, blur(self.w) / LR / TOLERANCE)
        return self.move is not None and close(self.move, way, scale)


@dataclass(frozen=True, eq=False, kw_only=True)
class Run(Training):
    """A training with an update for each window."""

    unit = "step"
    name = "losses"

    case: Case

    def led_to(self, steps: Sequence[Step]) -> Array:
        """w − lr · the window's mean gradient where these steps end a window, else its w."""
        ends = [0, *islice(accumulate(cycle(self._lengths)), len(steps))]
        window = Window(list(steps[max(end for end in ends if end < len(steps)) :]), True, None)
        moves = len(steps) in ends
        return np.asarray(window.w - LR * window.gradient) if moves else window.w

    @property
    def parts(self) -> list[list[Step]]:
        """The windows' steps."""
        return [window.steps for window in self.windows]

    @cached_property
    def epochs(self) -> list[list[Step]]:
        """The steps of each epoch; where batches were asked for once only, as many as there are."""
        if len(self.asked) != 1:
            return super().epochs
        size = self.case.batches
        return [self.steps[i : i + size] for i in range(0, len(self.steps), size)]

    @cached_property
    def windows(self) -> list[Window]:
        """The steps, as they should share their updates."""
        k = self.case.accumulation
        parts = [epoch[i : i + k] for epoch in self.epochs for i in range(0, len(epoch), k)]
        after = [part[0].w for part in parts[1:]] + [self.weights]
        return [Window(p, len(p) == k, w) for p, w in zip(parts, after, strict=False)]

    @cached_property
    def _lengths(self) -> list[int]:
        """The batches of each window of an epoch."""
        k, size = self.case.accumulation, self.case.batches
        return [min(k, size - start) for start in range(0, size, k)]


VISIBLE = [
    Case(10, 4, 2, 3, 1),
    Case(9, 2, 2, 2, 2),
    Case(23, 4, 3, 2, 3),
    Case(17, 3, 4, 2, 4),
]


def draw(rng: np.random.Generator) -> list[Case]:
    """Plans whose last window is a tail alone, and whose tail shares a window; then the rarer ones.

    Those are: a window of one batch, windows longer than an epoch, batches that fit exactly, many windows with
    a tail of one sample, a single batch, a single epoch, a start far away.
    """
    alone, shared = ((7, 3, 2), (9, 4, 2), (13, 4, 3)), ((17, 3, 3), (15, 4, 2), (11, 3, 2))
    shapes = [(*alone[int(rng.integers(3))], 4), (*shared[int(rng.integers(3))], 4)]
    shapes += [(11, 4, 1, 4), (11, 3, 9, 5), (12, 2, 3, 4), (31, 2, 3, 4), (3, 8, 2, 5)]
    shapes += [(14, 4, 3, 1)]
    cases = [Case(*shape, seed(rng)) for shape in shapes]
    return [*cases, Case(10, 4, 2, 2, seed(rng), far=30.0)]


def observe(student: Student, case: Case) -> Run:
    """One training."""

    def call(w: Array, tape: Tape, rng: np.random.Generator) -> Any:
        return student(
            w,
            tape.batches(case.batch_size, rng),
            tape.loss_and_gradient,
            lr=LR,
            accumulation=case.accumulation,
            num_epochs=case.num_epochs,
        )

    return Run.of(case, call)
