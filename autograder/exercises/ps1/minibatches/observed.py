"""What ``ps1.minibatches`` observes: epochs of batches, as numbers of samples."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from autograder.exercises.cases import Batched, integers, seed
from autograder.exercises.grid import Grid
from autograder.exercises.guard import Student
from autograder.exercises.reading import Batches, read_batches
from autograder.exercises.shuffles import EPOCHS, MANY
from autograder.exercises.trace import Samples

ENOUGH = 10  # samples: two fair orders of them are never the same


@dataclass(frozen=True)
class Case(Batched):
    """One data set, how it is to be cut, and how many epochs are looked at."""

    drop_last: bool
    seed: int
    epochs: int = 2

    def __str__(self) -> str:
        return super().__str__() + (", drop_last=True" if self.drop_last else "")

    @property
    def used(self) -> int:
        """Samples that one epoch uses."""
        return self.n_samples - (self.tail if self.drop_last else 0)

    @property
    def data(self) -> Samples:
        """The data set, made anew each time."""
        return Samples(self.n_samples, 3, np.random.default_rng(self.seed))

    @property
    def sizes(self) -> list[int]:
        """The sizes of an epoch's batches."""
        return super().sizes[: self.full] if self.drop_last else super().sizes


@dataclass(frozen=True)
class Run:
    """Epochs with one generator, the first again with its seed, and one with another seed.

    ``drew`` says whether a number was drawn from the generator that was passed in.
    """

    case: Case
    epochs: Sequence[Batches]
    again: Batches
    other: Batches
    drew: bool
    untouched: bool

    @property
    def endless(self) -> int:
        """How many batches were read of the first epoch if more would have come, else 0."""
        count = len(self.first.rows)
        return count if count == at_most(self.case) and not self.first.problem else 0

    @property
    def first(self) -> Batches:
        """The first epoch."""
        return self.epochs[0]

    @cached_property
    def orders(self) -> list[list[int]]:
        """The samples of each epoch in the order of their use."""
        return [epoch.order for epoch in self.epochs]

    @property
    def one_order(self) -> bool:
        """Whether all epochs, with whatever generator, took the samples in one order."""
        orders = [*self.orders, self.again.order, self.other.order]
        return len(self.first.rows) > 0 and all(order == orders[0] for order in orders)

    @property
    def grid(self) -> Grid:
        """Samples by steps of two epochs."""
        steps = [[i for i in batch if i >= 0] for epoch in self.epochs[:2] for batch in epoch.rows]
        lengths = [len(epoch.rows) for epoch in self.epochs[:2]]
        return Grid(self.case.n_samples, steps, lengths, missing=not self.case.drop_last)


VISIBLE = [
    Case(10, 4, drop_last=False, seed=1),
    Case(10, 4, drop_last=True, seed=2, epochs=EPOCHS),
    Case(12, 4, drop_last=False, seed=3),
    Case(12, 4, drop_last=True, seed=8),
    Case(23, 4, drop_last=False, seed=4),
    Case(13, 5, drop_last=False, seed=5, epochs=EPOCHS),
    Case(MANY, 40, drop_last=False, seed=9, epochs=EPOCHS),
    Case(3, 5, drop_last=False, seed=6),
    Case(3, 5, drop_last=True, seed=7),
]


def draw(rng: np.random.Generator) -> list[Case]:
    """Plans with a tail, kept and dropped, of one sample too, one with n > B²; without; with B > n; many epochs.

    None has as many samples as a visible one: an answer by the number of samples is worth nothing.
    """
    between = integers(rng)
    b, small = between(5, 9), between(4, 6)
    plans = [(b * between(5, 8) + between(2, b), b, False), (b * between(5, 8) + 1, b, False)]
    plans += [(b * between(5, 8) + tail, b, True) for tail in (0, 1, b - 1)]
    plans += [(small * 7 + 2, small, False)]
    plans += [(3 * (b + 4), b + 4, False), (11, 11 + between(1, 9), False)]
    cases = [Case(*plan, seed(rng)) for plan in plans]
    many = [
        Case(*plan, drop_last=False, seed=seed(rng), epochs=EPOCHS) for plan in ((14, 4), (4, 2))
    ]
    return [*cases, *many]


def at_most(case: Case) -> int:
    """How many batches of an epoch are read."""
    return 4 * case.n_samples + 4


def observe(student: Student, case: Case) -> Run:
    """The epochs of one data set."""
    options = {"drop_last": True} if case.drop_last else {}

    def epoch(samples: Samples, rng: np.random.Generator) -> Batches:
        result = student(samples.X, samples.y, case.batch_size, rng, **options)
        return read_batches(student, result, samples, at_most(case))

    samples, rng = case.data, np.random.default_rng([case.seed, 1])
    before = rng.bit_generator.state
    epochs = [epoch(samples, rng)]
    drew = rng.bit_generator.state != before
    epochs += [epoch(samples, rng) for _ in range(case.epochs - 1)]
    # Other arrays: who shuffles in place has not changed these.
    again = epoch(case.data, np.random.default_rng([case.seed, 1]))
    other = epoch(case.data, np.random.default_rng([case.seed, 2]))
    return Run(case, epochs, again, other, drew, samples.untouched)
