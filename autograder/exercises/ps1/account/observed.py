"""What ``ps1.account`` observes: one call, and the numbers of the account that came back."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.cases import Batched, integers
from autograder.exercises.guard import Student
from autograder.exercises.values import close, number

KEYS = ("steps_per_epoch", "updates", "samples_processed", "passes")


@dataclass(frozen=True)
class Case(Batched):
    """One plan."""

    num_epochs: int
    drop_last: bool

    def __str__(self) -> str:
        drop_last = ", drop_last=True" if self.drop_last else ""
        return f"{super().__str__()}, {self.num_epochs} epochs{drop_last}"

    @property
    def steps(self) -> int:
        """Steps of an epoch."""
        return self.full if self.drop_last else self.batches

    @property
    def used(self) -> int:
        """Samples that an epoch uses."""
        return self.full * self.batch_size if self.drop_last else self.n_samples

    @property
    def right(self) -> dict[str, float]:
        """The account."""
        return {
            "steps_per_epoch": self.steps,
            "updates": self.steps * self.num_epochs,
            "samples_processed": self.used * self.num_epochs,
            "passes": self.used * self.num_epochs / self.n_samples,
        }


@dataclass(frozen=True)
class Run:
    """The account that the function returned; ``values`` has the keys that hold a number."""

    case: Case
    result: Any
    values: dict[str, float]

    def has(self, key: str, other: float) -> bool:
        """Whether the number under a key is this one."""
        return key in self.values and close(self.values[key], other)

    def is_right(self, key: str) -> bool:
        """Whether the number under a key is the right one."""
        return self.has(key, self.case.right[key])

    def told(self, key: str) -> str:
        """What stands under a key."""
        shown = f"{self.values[key]:g}" if key in self.values else "no number"
        return f"For {self.case} you have {shown} under `{key}`."


VISIBLE = [
    Case(n, b, epochs, drop_last)
    for n, b, epochs in ((10, 4, 3), (12, 4, 3), (1000, 96, 50), (3, 5, 2))
    for drop_last in (False, True)
]


def draw(rng: np.random.Generator) -> list[Case]:
    """Plans with a tail, also of one sample and with n > B²; one without; one with B > n; one of one epoch."""
    between = integers(rng)
    b = between(220, 500)
    plans = [(b * between(2, 9) + tail, b) for tail in (1, b - 1, between(2, b - 1))]
    plans += [(between(60, 400) * 7 + between(1, 7), 7), (b * between(3, 20), b), (b - 1, b)]
    trainings = [(n, b, between(2, 40)) for n, b in plans]
    trainings += [(b + between(1, b), b, 1)]
    return [Case(*plan, drop_last) for plan in trainings for drop_last in (False, True)]


def observe(student: Student, case: Case) -> Run:
    """One call; drop_last is left to its default where it is False."""
    options = {"drop_last": True} if case.drop_last else {}
    result = student(case.n_samples, case.batch_size, case.num_epochs, **options)
    items = result.items() if type(result) is dict else ()
    numbers = {key: number(value) for key, value in items if type(key) is str}
    values = {key: value for key, value in numbers.items() if value is not None}
    return Run(case, result, values)
