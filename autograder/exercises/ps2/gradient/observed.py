"""What ``ps2.gradient`` observes: one call, and how the result compares with the gradient."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.guard import Student
from autograder.exercises.trace import Array, Samples
from autograder.exercises.values import array, close, multiple, no_vector


@dataclass(frozen=True)
class Case:
    """One batch, and how large the weights are."""

    size: int
    n_features: int
    seed: int
    scale: float = 1.0

    def __str__(self) -> str:
        return f"a batch of {self.size} with {self.n_features} feature" + "s" * (
            self.n_features > 1
        )


@dataclass(frozen=True)
class Run:
    """What the function returned for a batch, and the gradient."""

    case: Case
    result: Any
    value: Array | None
    right: Array
    alone: list[Array]  # the gradients of single samples
    w: Array
    changed: str

    @property
    def problem(self) -> str | None:
        """What is wrong if the result is not one number for each weight."""
        return no_vector(self.case, self.result, self.value, len(self.right))

    @property
    def factor(self) -> float | None:
        """The number that the gradient was multiplied with; None if the direction is another."""
        if self.problem or self.value is None:
            return None
        return multiple(self.value, of=self.right)

    @property
    def looks(self) -> str:
        """What is seen of a result in another direction."""
        value = self.value
        if value is None or self.problem:
            return ""
        for which, gradient in (("first", self.alone[0]), ("last", self.alone[-1])):
            if close(value, gradient):
                return f"is the gradient of the {which} sample alone"
        if len(value) > 1 and close(value, np.full_like(value, value[0])):
            return "has one and the same number for each weight"
        away = value - self.right
        if len(value) > 1 and multiple(away, of=self.w) is not None:
            return f"is the gradient plus {multiple(away, of=self.w):.3g} times `w`"
        return ""

    def is_times(self, factor: float) -> bool:
        """Whether the result is the gradient times this number."""
        return self.factor is not None and close(self.factor / factor, 1.0)


VISIBLE = [Case(4, 3, 1), Case(2, 3, 2), Case(1, 1, 3), Case(7, 2, 4, scale=20.0)]


def draw(rng: np.random.Generator) -> list[Case]:
    """Batches of different sizes, one of them a single sample, with small and large weights."""
    sizes = [1, *rng.choice(np.arange(2, 30), size=3, replace=False), int(rng.integers(60, 200))]
    scales = (1.0, 0.1, 1.0, 30.0, 1.0)
    return [
        Case(int(b), int(rng.integers(2, 6)), int(rng.integers(1 << 30)), scale)
        for b, scale in zip(sizes, scales, strict=True)
    ]


def observe(student: Student, case: Case) -> Run:
    """One call at random weights."""
    samples = Samples(case.size, case.n_features, np.random.default_rng(case.seed))
    w = case.scale * samples.w0
    given, X, y = w.copy(), samples.X.copy(), samples.y.copy()
    result = student(given, samples.X, samples.y)
    changed = [
        name
        for name, same in (
            ("w", np.array_equal(given, w)),
            ("X", np.array_equal(samples.X, X)),
            ("y", np.array_equal(samples.y, y)),
        )
        if not same
    ]
    right, *alone = (samples.gradient(w, rows) for rows in (range(case.size), [0], [case.size - 1]))
    return Run(case, result, array(result), right, alone, w, (changed or [""])[0])
