"""What ``ps1.steps_per_epoch`` observes: one call, and the count that came back."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.cases import Batched, integers
from autograder.exercises.guard import Student
from autograder.exercises.values import kind, number


@dataclass(frozen=True)
class Case(Batched):
    """One call."""

    drop_last: bool

    def __str__(self) -> str:
        return super().__str__() + (", drop_last=True" if self.drop_last else "")

    @property
    def right(self) -> int:
        """Steps of an epoch."""
        return self.full + (self.tail > 0 and not self.drop_last)


@dataclass(frozen=True)
class Run:
    """What the function returned for a case; ``value`` is None if that is no number."""

    case: Case
    result: Any
    value: float | None

    @property
    def is_right(self) -> bool:
        """Whether the count is right."""
        return self.value == self.case.right

    @property
    def said(self) -> str:
        """The result in words."""
        return kind(self.result) if self.value is None else f"{self.value:g}"


VISIBLE = [
    Case(n, b, drop_last)
    for n, b in ((10, 4), (12, 4), (1000, 96), (7, 7), (3, 5))
    for drop_last in (False, True)
]


def draw(rng: np.random.Generator) -> list[Case]:
    """Plans with a tail of any size, of one sample, of one too few; without; with n > B²; with B = 1; with B > n."""
    between = integers(rng)
    b = between(220, 500)
    plans = [(b * between(2, 9) + tail, b) for tail in (1, b - 1, between(2, b - 1))]
    plans += [(between(60, 400) * 7 + between(1, 7), 7), (b * between(2, 30), b)]
    small = between(3, 60)
    plans += [(small * between(2, 30), small), (small, small + between(1, 40)), (small, 1)]
    return [Case(n, b, drop_last) for n, b in plans for drop_last in (False, True)]


def observe(student: Student, case: Case) -> Run:
    """One call; drop_last is left to its default where it is False."""
    options = {"drop_last": True} if case.drop_last else {}
    result = student(case.n_samples, case.batch_size, **options)
    return Run(case, result, number(result))
