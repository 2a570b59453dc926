"""What ``ps3.evaluate`` observes: three measurements of one data set."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.grid import Grid
from autograder.exercises.guard import Student
from autograder.exercises.loss_rules import Epoch, mean
from autograder.exercises.tape import Data, Step, Tape
from autograder.exercises.trace import Array
from autograder.exercises.values import close, number


@dataclass(frozen=True)
class Case:
    """A held-out set, and the largest batch that may be measured at once."""

    n_samples: int
    batch_size: int
    seed: int

    def __str__(self) -> str:
        return f"{self.n_samples} samples, batch size {self.batch_size}"

    @property
    def tail(self) -> int:
        """Samples in the last, smaller batch; 0 if all batches are full."""
        return self.n_samples % self.batch_size

    @property
    def several(self) -> bool:
        """Whether the set does not fit into one batch."""
        return self.n_samples > self.batch_size


@dataclass(frozen=True)
class Measurement:
    """One call of the student's function: with these weights, it measured, and it returned."""

    w: Array
    steps: list[Step]
    result: Any

    @property
    def value(self) -> float | None:
        """The result as a number."""
        return number(self.result)

    @property
    def measured(self) -> list[Step]:
        """The batches that had samples."""
        return [step for step in self.steps if step.rows]

    @property
    def epoch(self) -> Epoch:
        """Their losses and sizes."""
        return [step.loss for step in self.measured], [len(step.rows) for step in self.measured]

    @property
    def order(self) -> list[int]:
        """The samples in the order of their use."""
        return [row for step in self.steps for row in step.rows]

    @property
    def repeated(self) -> list[int]:
        """The samples that were measured more than once."""
        order = self.order
        return sorted({row for row in order if order.count(row) > 1})

    @property
    def total(self) -> float:
        """The summed loss of the samples that were measured."""
        return sum(step.loss * len(step.rows) for step in self.measured)

    @property
    def right(self) -> bool:
        """Whether the result is the mean over the samples that were measured."""
        return bool(self.measured) and self.is_value(mean(self.epoch))

    def is_value(self, other: float) -> bool:
        """Whether the result is this number."""
        return self.value is not None and close(self.value, other, scale=1e-3)


@dataclass(frozen=True)
class Run:
    """A measurement, one with other weights, and the first once more."""

    case: Case
    first: Measurement
    other: Measurement
    again: Measurement
    untouched: bool

    @property
    def all(self) -> tuple[Measurement, ...]:
        """The three measurements."""
        return (self.first, self.other, self.again)

    @property
    def carries_over(self) -> bool:
        """Whether the same batches at the same weights gave another result the second time."""
        first, again = self.first, self.again
        if first.value is None or again.value is None or not np.isfinite(first.value):
            return False
        same = first.order == again.order and close(first.epoch[0], again.epoch[0])
        return same and not close(first.value, again.value)

    @property
    def unused(self) -> list[int]:
        """The samples that the first measurement did not use."""
        return sorted(set(range(self.case.n_samples)) - set(self.first.order))


VISIBLE = [Case(10, 4, 1), Case(23, 5, 2), Case(12, 4, 3), Case(7, 16, 4)]


def draw(rng: np.random.Generator) -> list[Case]:
    """A set with a tail, and one that the batches fit exactly."""
    b, more = int(rng.integers(6, 10)), int(rng.integers(2, 4))
    tail, seeds = int(rng.integers(1, b)), rng.integers(1 << 30, size=2)
    return [Case(b * more + tail, b, int(seeds[0])), Case(b * 2, b, int(seeds[1]))]


def observe(student: Student, case: Case) -> Run:
    """Three calls, of which the first and the last are alike."""
    rng = np.random.default_rng(case.seed)
    data = Data(case.n_samples, 3, rng)

    def measure(w: Array) -> Measurement:
        tape = Tape(data)
        result = student(w.copy(), data.X, data.y, tape.loss, case.batch_size)
        return Measurement(w, tape.steps, result)

    w, other = rng.uniform(-1.0, 1.0, (2, 3))
    return Run(case, measure(w), measure(other), measure(w), data.untouched)


def grid(run: Run) -> Grid:
    """Samples by calls of ``loss`` of the first measurement."""
    return Grid(run.case.n_samples, [step.rows for step in run.first.steps])
