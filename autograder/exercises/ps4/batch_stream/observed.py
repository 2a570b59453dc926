"""What ``ps4.batch_stream`` observes: the first passes of a stream, as numbers of samples."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.exercises.cases import Batched, integers, seed
from autograder.exercises.grid import Grid
from autograder.exercises.guard import Student
from autograder.exercises.reading import Batches, read_batches
from autograder.exercises.shuffles import EPOCHS, MANY
from autograder.exercises.trace import Samples

PASSES = 3
LONG = 130
ENOUGH = 10  # samples: two fair orders of them are never the same
A_PASS = 20  # draws for each sample that any way of shuffling can do with, and as many in all
FOR_ANY = 64


@dataclass(frozen=True)
class Case(Batched):
    """One data set, how it is to be cut, and how many passes are read."""

    seed: int
    passes: int = PASSES

    @property
    def data(self) -> Samples:
        """The data set, made anew each time."""
        return Samples(self.n_samples, 3, np.random.default_rng(self.seed))


@dataclass(frozen=True)
class Run:
    """The first passes of a stream, its first pass once more, and one with another seed.

    ``kind`` is the type of what was returned, ``drew`` says whether the first pass drew from the generator
    that was passed in, and ``drew_ahead`` whether far more than that was drawn for the first batch.
    """

    case: Case
    first: Batches
    again: Batches
    other: Batches
    kind: type
    drew: bool
    drew_ahead: bool
    untouched: bool

    @property
    def wanted(self) -> int:
        """The batches that were asked for."""
        return self.case.passes * self.case.batches

    @property
    def ended(self) -> str | None:
        """How many batches there were, if they ended."""
        count = len(self.first.rows)
        if self.first.problem or count >= self.wanted:
            return None
        batches = f"{count} batch{'es' if count != 1 else ''}"
        return f"For {self.case}, the stream gave {batches} and then ended."

    @cached_property
    def passes(self) -> list[list[list[int]]]:
        """The batches, as many at a time as a pass has."""
        rows, steps = self.first.rows, self.case.batches
        return [rows[i : i + steps] for i in range(0, len(rows), steps)]

    @cached_property
    def orders(self) -> list[list[int]]:
        """The samples of each pass, in the order of their use."""
        return [[row for batch in batches for row in batch] for batches in self.passes]

    @property
    def sizes(self) -> list[int]:
        """The sizes of the first pass's batches."""
        return [len(batch) for batch in self.first.rows[: self.case.batches]]

    @property
    def first_pass(self) -> list[int]:
        """The samples of the first pass, in the order of their use."""
        return self.orders[0] if self.orders else []

    @property
    def grid(self) -> Grid:
        """Samples by steps of the passes that were read."""
        return Grid(self.case.n_samples, self.first.rows, [len(batch) for batch in self.passes])

    def span(self, number: int) -> str:
        """The batches that should make pass ``number`` (from 0), in words."""
        begin, count = number * self.case.batches, self.case.batches
        if count == 1:
            return f"batch {begin} (from 0)"
        return (
            f"the first {count} batches" if not begin else f"batches {begin} to {begin + count - 1}"
        )


VISIBLE = [
    Case(10, 4, 1),
    Case(23, 5, 2),
    Case(12, 4, 3),
    Case(7, 9, 4),
    Case(13, 5, 5, EPOCHS),
    Case(MANY, 40, 7, EPOCHS),
    Case(3, 2, 6, LONG),
]


def draw(rng: np.random.Generator) -> list[Case]:
    """A tail, also of one sample; batches that fit exactly; many batches; B of 1 and of n; many passes."""
    between = integers(rng)
    b, more = between(6, 10), between(2, 4)
    plans = [(b * more + between(2, b), b), (b * 2, b), (b * more + 1, b), (between(41, 60), 3)]
    plans += [(between(10, 14), 1), (11, 11), (10, between(11, 20)), (1, between(1, 4))]
    cases = [Case(*plan, seed(rng)) for plan in plans]
    return [
        *cases,
        Case(14, 4, seed(rng), EPOCHS),
        Case(4, 2, seed(rng), EPOCHS),
        Case(2, 2, seed(rng), 8 * LONG),
    ]


def observe(student: Student, case: Case) -> Run:
    """The first passes of three streams."""

    def stream(samples: Samples, *seed: int) -> tuple[Any, np.random.Generator]:
        rng = np.random.default_rng(seed)
        return student(samples.X, samples.y, case.batch_size, rng), rng

    def one_pass(*seed: int) -> Batches:
        """From other arrays: who shuffles in place has not changed these."""
        return read_batches(student, stream(case.data, *seed)[0], case.data, case.batches)

    samples = case.data
    result, rng = stream(samples, case.seed, 1)
    kind = type(result)
    if hasattr(result, "__iter__"):
        result = student.run(lambda: iter(result))
    start = read_batches(student, result, samples, 1)
    ahead = _drawn(rng, (case.seed, 1), FOR_ANY + 2 * A_PASS * case.n_samples) is None
    first = _joined(start, read_batches(student, result, samples, case.passes * case.batches - 1))
    drew = rng.bit_generator.state != np.random.default_rng((case.seed, 1)).bit_generator.state
    again, other = one_pass(case.seed, 1), one_pass(case.seed, 2)
    return Run(case, first, again, other, kind, drew, ahead, samples.untouched)


def _joined(start: Batches, rest: Batches) -> Batches:
    if start.problem:
        return start
    return Batches(start.rows + rest.rows, start.targets + rest.targets, rest.problem)


def _drawn(rng: np.random.Generator, seed: tuple[int, ...], at_most: int) -> int | None:
    """How many numbers were drawn from a generator since it was seeded; None if more than so many."""
    fresh, now = np.random.default_rng(seed).bit_generator, rng.bit_generator.state["state"]
    for count in range(at_most + 1):
        if fresh.state["state"] == now:
            return count
        fresh.random_raw()
    return None
