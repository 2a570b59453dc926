"""What ``ps2.sgd_step`` observes: one call, and where the weights went."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.guard import Student
from autograder.exercises.trace import Array
from autograder.exercises.values import array, close, multiple, no_vector


@dataclass(frozen=True)
class Case:
    """One update, and how large weights and gradient are."""

    n_features: int
    lr: float
    seed: int
    scale: float = 1.0

    def __str__(self) -> str:
        return f"{self.n_features} weights and lr = {self.lr:g}"


@dataclass(frozen=True)
class Run:
    """What the function returned, and what was passed in."""

    case: Case
    w: Array
    grad: Array
    result: Any
    value: Array | None
    changed: str

    @property
    def problem(self) -> str | None:
        """What is wrong if the result is no vector of weights."""
        return no_vector(self.case, self.result, self.value, len(self.w))

    @property
    def times(self) -> float | None:
        """How many times the gradient the weights went; negative against it; None if elsewhere."""
        if self.problem or self.value is None:
            return None
        return multiple(self.value - self.w, of=self.grad)

    def returned(self, other: Array) -> bool:
        """Whether this came back."""
        return self.value is not None and close(self.value, other)


VISIBLE = [Case(3, 0.1, 1), Case(2, 0.5, 2), Case(3, 0.02, 3, scale=20.0)]


def draw(rng: np.random.Generator) -> list[Case]:
    """Updates of as many weights with different learning rates, none of them 1, the last with large numbers."""
    n_features = int(rng.integers(2, 7))
    return [
        Case(n_features, round(float(lr), 3), int(rng.integers(1 << 30)), scale)
        for lr, scale in zip(
            rng.uniform([0.01, 0.1, 1.5, 0.1], [0.09, 0.9, 3.0, 0.5]), (1, 1, 1, 50), strict=True
        )
    ]


def observe(student: Student, case: Case) -> Run:
    """One call."""
    rng = np.random.default_rng(case.seed)
    signs = rng.choice((-1, 1), (2, case.n_features))
    w, grad = case.scale * signs * rng.uniform(0.5, 2.0, (2, case.n_features))
    given_w, given_grad = w.copy(), grad.copy()
    result = student(given_w, given_grad, case.lr)
    changed = "" if np.array_equal(given_grad, grad) else "grad"
    changed = changed if np.array_equal(given_w, w) else "w"
    return Run(case, w, grad, result, array(result), changed)
