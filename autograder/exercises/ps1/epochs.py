"""What ``ps1.minibatches`` observes: epochs of batches, as numbers of samples."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.grid import Grid
from autograder.exercises.guard import Student
from autograder.exercises.trace import UNKNOWN, Samples, batches_of
from autograder.exercises.values import kind


@dataclass(frozen=True)
class Epoch:
    """The batches of one epoch: the samples of their rows of X and of their values of y.

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

    @property
    def sizes(self) -> list[int]:
        """The sizes of the batches."""
        return [len(batch) for batch in self.rows]

    @property
    def repeated(self) -> list[int]:
        """The samples that were used more than once."""
        order = self.order
        return sorted({row for row in order if order.count(row) > 1})

    def unused(self, n_samples: int) -> list[int]:
        """The samples that were not used."""
        return sorted(set(range(n_samples)) - set(self.order))


@dataclass(frozen=True)
class Case:
    """One data set and how it is to be cut."""

    n_samples: int
    batch_size: int
    drop_last: bool
    seed: int

    def __str__(self) -> str:
        return f"{self.n_samples} samples, batch size {self.batch_size}" + (
            ", drop_last=True" if self.drop_last else ""
        )

    @property
    def used(self) -> int:
        """Samples that one epoch uses."""
        left_out = self.n_samples % self.batch_size if self.drop_last else 0
        return self.n_samples - left_out

    @property
    def sizes(self) -> list[int]:
        """Batch sizes of one epoch."""
        return [len(batch) for batch in batches_of(range(self.used), self.batch_size)]


@dataclass(frozen=True)
class Run:
    """Two epochs with one generator, the first again with its seed, and one with another seed."""

    case: Case
    first: Epoch
    second: Epoch
    again: Epoch
    other: Epoch
    untouched: bool

    @property
    def epochs(self) -> tuple[Epoch, Epoch]:
        """The two epochs that a training would have."""
        return (self.first, self.second)


VISIBLE = [
    Case(10, 4, drop_last=False, seed=1),
    Case(10, 4, drop_last=True, seed=2),
    Case(12, 4, drop_last=False, seed=3),
    Case(23, 5, drop_last=False, seed=4),
]


def draw(rng: np.random.Generator) -> list[Case]:
    """Plans with a tail of at least 2, kept and dropped; one without; one with one big batch.

    None has as many samples as a visible one: an answer by the number of samples is worth nothing.
    """
    cases = []
    for drop_last in (False, False, True):
        b = int(rng.integers(4, 9))
        n = b * int(rng.integers(6, 9)) + int(rng.integers(2, b))
        cases.append(Case(n, b, drop_last, int(rng.integers(1 << 30))))
    b = int(rng.integers(9, 13))
    cases.append(Case(3 * b, b, False, int(rng.integers(1 << 30))))
    cases.append(Case(11, 11 + int(rng.integers(1, 9)), False, int(rng.integers(1 << 30))))
    return cases


def observe(student: Student, case: Case) -> Run:
    """Four epochs on one data set."""
    samples = Samples(case.n_samples, 3, np.random.default_rng(case.seed))
    options = {"drop_last": True} if case.drop_last else {}

    def epoch(rng: np.random.Generator) -> Epoch:
        at_most = 4 * case.n_samples + 4
        result = student(samples.X, samples.y, case.batch_size, rng, **options)
        return _epoch(student, result, samples, at_most)

    rng = np.random.default_rng([case.seed, 1])
    first, second = epoch(rng), epoch(rng)
    again = epoch(np.random.default_rng([case.seed, 1]))
    other = epoch(np.random.default_rng([case.seed, 2]))
    return Run(case, first, second, again, other, samples.untouched)


def grid(run: Run) -> Grid:
    """Samples by steps of the two epochs."""
    steps = [[i for i in batch if i >= 0] for epoch in run.epochs for batch in epoch.rows]
    lengths = [len(epoch.rows) for epoch in run.epochs]
    return Grid(run.case.n_samples, steps, lengths, missing=not run.case.drop_last)


def _epoch(student: Student, result: Any, samples: Samples, at_most: int) -> Epoch:
    """Read what the student's function returned, batch by batch."""
    if result is None:
        return Epoch([], [], "Your function returned None.", nothing=True)
    rows: list[list[int]] = []
    targets: list[list[int]] = []
    for number, item in enumerate(student.collect(result, at_most)):
        if type(item) not in (tuple, list) or len(item) != 2:
            return Epoch(rows, targets, f"Item {number} is {kind(item)}, not a pair of batches.")
        of_X, of_y = samples.rows(item[0]), samples.targets(item[1])
        if of_X is None or of_y is None:
            what = "X" if of_X is None else "y"
            return Epoch(rows, targets, f"In item {number}, the {what} part is no batch of {what}.")
        if UNKNOWN in of_X or UNKNOWN in of_y:
            return Epoch(rows, targets, f"Item {number} has values that are not in the data.")
        if len(of_X) != len(of_y):
            return Epoch(
                rows, targets, f"Item {number} has {len(of_X)} rows of X but {len(of_y)} of y."
            )
        rows.append(of_X)
        targets.append(of_y)
    return Epoch(rows, targets)
