"""What ``ps4.batch_stream`` observes: the first passes of a stream, as numbers of samples."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.grid import Grid
from autograder.exercises.guard import Student
from autograder.exercises.trace import UNKNOWN, Samples, batches_of
from autograder.exercises.values import kind

PASSES = 3


@dataclass(frozen=True)
class Case:
    """One data set and how it is to be cut."""

    n_samples: int
    batch_size: int
    seed: int

    def __str__(self) -> str:
        return f"{self.n_samples} samples, batch size {self.batch_size}"

    @property
    def tail(self) -> int:
        """Samples in the last, smaller batch of a pass; 0 if all batches are full."""
        return self.n_samples % self.batch_size

    @property
    def several(self) -> bool:
        """Whether a pass has more than one batch."""
        return self.n_samples > self.batch_size

    @property
    def steps(self) -> int:
        """Batches in a pass."""
        return math.ceil(self.n_samples / self.batch_size)

    @property
    def sizes(self) -> list[int]:
        """Their sizes."""
        return [len(batch) for batch in batches_of(range(self.n_samples), self.batch_size)]


@dataclass(frozen=True)
class Reading:
    """The batches that were read: the samples of their rows of X and of their values of y.

    ``problem`` says what is wrong where an item is no pair of batches; ``nothing`` that the function
    returned None.
    """

    rows: list[list[int]]
    targets: list[list[int]]
    problem: str = ""
    nothing: bool = False

    @property
    def order(self) -> list[int]:
        """The samples in the order of their use."""
        return [row for batch in self.rows for row in batch]


@dataclass(frozen=True)
class Run:
    """The first passes of a stream, its first pass once more, and one with another seed."""

    case: Case
    first: Reading
    again: Reading
    other: Reading
    untouched: bool

    @property
    def wanted(self) -> int:
        """The batches that were asked for."""
        return PASSES * self.case.steps

    @property
    def passes(self) -> list[list[list[int]]]:
        """The batches, as many at a time as a pass has."""
        rows, steps = self.first.rows, self.case.steps
        return [rows[i : i + steps] for i in range(0, len(rows), steps)]

    @property
    def first_pass(self) -> list[int]:
        """The samples of the first pass, in the order of their use."""
        return self.orders[0] if self.orders else []

    @property
    def orders(self) -> list[list[int]]:
        """The samples of each pass, in the order of their use."""
        return [[row for batch in batches for row in batch] for batches in self.passes]


VISIBLE = [Case(10, 4, 1), Case(23, 5, 2), Case(12, 4, 3), Case(7, 9, 4)]


def draw(rng: np.random.Generator) -> list[Case]:
    """A set with a tail of at least 2, and one that the batches fit exactly."""
    b, more = int(rng.integers(6, 10)), int(rng.integers(2, 4))
    tail, seeds = int(rng.integers(2, b)), rng.integers(1 << 30, size=2)
    return [Case(b * more + tail, b, int(seeds[0])), Case(b * 2, b, int(seeds[1]))]


def observe(student: Student, case: Case) -> Run:
    """The first passes of three streams."""
    samples = Samples(case.n_samples, 3, np.random.default_rng(case.seed))

    def stream(passes: int, *seed: int) -> Reading:
        result = student(samples.X, samples.y, case.batch_size, np.random.default_rng(seed))
        return _read(student, result, samples, passes * case.steps)

    first = stream(PASSES, case.seed, 1)
    again, other = stream(1, case.seed, 1), stream(1, case.seed, 2)
    return Run(case, first, again, other, samples.untouched)


def grid(run: Run) -> Grid:
    """Samples by steps of the passes that were read."""
    steps = [[row for row in batch if row >= 0] for batch in run.first.rows]
    return Grid(run.case.n_samples, steps, [len(batches) for batches in run.passes])


def _read(student: Student, result: Any, samples: Samples, at_most: int) -> Reading:
    """Read what the student's function returned, batch by batch."""
    if result is None:
        return Reading([], [], "Your function returned None.", nothing=True)
    rows: list[list[int]] = []
    targets: list[list[int]] = []
    for number, item in enumerate(student.collect(result, at_most)):
        if type(item) not in (tuple, list) or len(item) != 2:
            return Reading(rows, targets, f"Item {number} is {kind(item)}, not a pair of batches.")
        of_X, of_y = samples.rows(item[0]), samples.targets(item[1])
        if of_X is None or of_y is None:
            return Reading(rows, targets, f"Item {number} is no pair of a batch of X and one of y.")
        if UNKNOWN in of_X or UNKNOWN in of_y:
            return Reading(rows, targets, f"Item {number} has values that are not in the data.")
        if len(of_X) != len(of_y):
            what = f"Item {number} has {len(of_X)} rows of X but {len(of_y)} of y."
            return Reading(rows, targets, what)
        rows.append(of_X)
        targets.append(of_y)
    return Reading(rows, targets)
