"""What ``ps3.epoch_loss`` observes: one call, and the number that came back."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.guard import Student
from autograder.exercises.loss_rules import SCALE, Epoch, mean
from autograder.exercises.values import close, kind, number
from autograder.exercises.words import listed, shown


@dataclass(frozen=True)
class Case:
    """The mean losses of an epoch's batches, and their sizes."""

    losses: tuple[float, ...]
    sizes: tuple[int, ...]

    def __str__(self) -> str:
        losses = shown(self.losses)
        return f"batch losses {losses} and batch sizes {listed(self.sizes)}"

    @property
    def even(self) -> bool:
        """Whether all batches have one size, so that every mean of means is right."""
        return len(set(self.sizes)) == 1

    @property
    def epoch(self) -> Epoch:
        """Losses and sizes, for the rules."""
        return (self.losses, self.sizes)

    @property
    def tail_only(self) -> bool:
        """Whether all batches but the last have one size."""
        return not self.even and len(set(self.sizes[:-1])) == 1


@dataclass(frozen=True)
class Run:
    """What the function returned for a case."""

    case: Case
    result: Any
    untouched: bool

    @property
    def value(self) -> float | None:
        """The result as a number."""
        return number(self.result)

    @property
    def right(self) -> bool:
        """Whether it is the weighted mean."""
        return self.value is not None and close(self.value, mean(self.case.epoch), scale=SCALE)

    @property
    def recorded(self) -> list[tuple[list[Epoch], float]]:
        """The result, where the epoch has a tail: any other may be right by a wrong rule."""
        if self.value is None or not self.case.tail_only:
            return []
        return [([self.case.epoch], self.value)]

    @property
    def what(self) -> str:
        """The call and its result in words."""
        result = kind(self.result) if self.value is None else f"{self.value:.4g}"
        return f"For {self.case} you returned {result}."

    def says(self, number: int) -> str:
        """The same."""
        return self.what


VISIBLE = [
    Case((0.5, 0.75, 2.0), (4, 4, 2)),
    Case((1.5, 1.9, 0.7, 0.6, 0.2), (5, 5, 5, 5, 3)),
    Case((0.8, 0.4, 0.3), (4, 4, 4)),
    Case((1.25,), (7,)),
]


def draw(rng: np.random.Generator) -> list[Case]:
    """Epochs with a tail whose loss stands out, above or below, one of them of one sample after many batches.

    One has batches of any sizes, one of one size, one a single batch, one great losses and a 0, and one equal losses.
    """
    cases = []
    for full, tail, by in (
        (2, 0, 1),
        (int(rng.integers(3, 5)), 0, -1),
        (int(rng.integers(11, 30)), 1, 1),
    ):
        size = int(rng.integers(3, 40))
        losses = [*rng.uniform(1.0, 2.0, full), rng.uniform(2.5, 4.0) ** by]
        cases.append(_case(losses, [size] * full + [tail or int(rng.integers(1, size))]))
    sizes = rng.permutation(np.arange(1, 30))[:4]
    cases += [_case(rng.uniform(0.1, 4.0, 4), s) for s in (sizes, [int(sizes[0])] * 4)]
    great = [0.0, *rng.uniform(1e3, 1e6, 3)]
    equal = _case([0.5, 0.5, float(rng.uniform(2.5, 4.0))], [4, 4, 3])
    return [*cases, _case(great[1:2], sizes[:1]), _case(great, sizes[::-1]), equal]


def observe(student: Student, case: Case) -> Run:
    """One call with two lists."""
    losses, sizes = list(case.losses), list(case.sizes)
    result = student(losses, sizes)
    return Run(case, result, (tuple(losses), tuple(sizes)) == (case.losses, case.sizes))


def _case(losses: Any, sizes: Any) -> Case:
    return Case(tuple(round(float(loss), 3) for loss in losses), tuple(int(size) for size in sizes))
