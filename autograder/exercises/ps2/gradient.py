"""ps2.gradient: the gradient of the mean squared error over one batch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.content import Exercise, Finding
from autograder.exercises.guard import Student
from autograder.exercises.trace import Array, Samples
from autograder.exercises.values import array, kind

TOLERANCE = 1e-6  # a gradient by finite differences is right too


def gradient(w: Array, X: Array, y: Array) -> Array:
    """Return the gradient of mean((X @ w - y)**2), of the shape of w."""
    return 2 / len(X) * X.T @ (X @ w - y)


@dataclass(frozen=True)
class Case:
    """One batch."""

    size: int
    n_features: int
    seed: int

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
    untouched: bool

    @property
    def factor(self) -> float | None:
        """The number that the gradient was multiplied with; None if the direction is another."""
        if self.value is None or self.value.shape != self.right.shape:
            return None
        factor = float(self.value @ self.right / (self.right @ self.right))
        return factor if _near(self.value, factor * self.right) else None


VISIBLE = [Case(4, 3, 1), Case(2, 3, 2), Case(1, 2, 3)]


def draw(rng: np.random.Generator) -> list[Case]:
    """Batches of four different sizes, one of them a single sample."""
    sizes = [1, *rng.choice(np.arange(2, 30), size=3, replace=False)]
    return [Case(int(b), int(rng.integers(2, 6)), int(rng.integers(1 << 30))) for b in sizes]


def observe(student: Student, case: Case) -> Run:
    """One call at random weights."""
    samples = Samples(case.size, case.n_features, np.random.default_rng(case.seed))
    result = student(samples.w0, samples.X, samples.y)
    right = samples.gradient(np.array(samples.w0), range(case.size))
    return Run(case, result, array(result), right, samples.untouched)


EXERCISE = Exercise(
    id="ps2.gradient",
    title="The gradient of a batch",
    lesson=2,
    points=2,
    reference=gradient,
    visible=VISIBLE,
    draw=draw,
    observe=observe,
    source=__file__,
)


@EXERCISE.check("one number for each weight", weight=0.5, supporting=True)
def _shape(run: Run) -> str | None:
    if run.value is None:
        return f"For {run.case} you returned {kind(run.result)}."
    if run.value.shape != run.right.shape:
        return f"For {run.case} your result has shape {run.value.shape}."
    return None


@EXERCISE.check("the direction in which the loss grows fastest")
def _direction(run: Run) -> str | None:
    if run.factor is not None and run.factor > 0:
        return None
    return _shape(run) or f"For {run.case}, your result points elsewhere than the gradient."


@EXERCISE.check("the size of a mean over the batch", weight=2)
def _size(run: Run) -> str | None:
    """Of its size alone: the wrong sign is charged by the direction."""
    if run.factor is not None and abs(abs(run.factor) - 1) < TOLERANCE:
        return None
    return _shape(run) or f"For {run.case}, your result has not the size of the gradient."


@EXERCISE.check("w, X and y are left as they were", weight=0.5, supporting=True)
def _untouched(run: Run) -> str | None:
    return None if run.untouched else "After the call, the w, X or y passed in had changed."


@EXERCISE.diagnosis(
    "returns-nothing",
    concept="A function gives back only what stands after `return`.",
    advice="Return the gradient.",
)
def _nothing(runs: Sequence[Run]) -> str | None:
    return "Your function returned None." if all(run.result is None for run in runs) else None


@EXERCISE.diagnosis(
    "wrong-type",
    concept="The gradient says for each weight how the loss of the batch grows with it.",
    advice="Compare `result.shape` with `w.shape`: they must be equal.",
)
def _other_shape(runs: Sequence[Run]) -> Finding | None:
    wrong = [run for run in runs if _shape(run)]
    return Finding(_shape(wrong[0]) or "", wrong[0]) if wrong else None


@EXERCISE.diagnosis(
    "ascent",
    concept="The gradient points to where the loss grows. Turning round comes later, in the step.",
    advice="Look at the error: it is the prediction minus the target, `X @ w - y`.",
)
def _negative(runs: Sequence[Run]) -> Finding | None:
    if all(run.factor is not None and run.factor < 0 for run in runs):
        return Finding(f"For {runs[0].case}, your result points exactly against the gradient.")
    return None


@EXERCISE.diagnosis(
    "sum-not-mean",
    concept="The loss is a mean, so a batch twice as big must not have a gradient twice as big.",
    advice="Divide by the number of samples in the batch.",
)
def _sum(runs: Sequence[Run]) -> Finding | None:
    return _scaled(runs, lambda run: run.case.size, "grows with the number of samples in the batch")


@EXERCISE.diagnosis(
    "half-gradient",
    concept="The loss is the mean of the squared errors, and the derivative of e² is 2e.",
    advice="Differentiate the loss of one sample by hand, then average.",
)
def _half(runs: Sequence[Run]) -> Finding | None:
    return _scaled(runs, lambda run: 0.5, "is half the gradient of this loss")


@EXERCISE.diagnosis(
    "mean-by-B",
    concept="The tail is smaller than `batch_size`. A fixed divisor makes its samples count too little.",
    advice="Divide by the number of rows that this X has.",
)
def _constant_divisor(runs: Sequence[Run]) -> Finding | None:
    factors = [run.factor for run in runs]
    if None in factors or not factors:
        return None
    divisor = runs[0].case.size / (factors[0] or 1.0)
    what = "is divided by the same number whatever the size of the batch"
    return _scaled(runs, lambda run: run.case.size / divisor, what)


def _scaled(runs: Sequence[Run], factor: Callable[[Run], float], what: str) -> Finding | None:
    """A finding if every result is the gradient times the given factor."""
    if all(
        run.factor is not None and abs(run.factor / factor(run) - 1) < TOLERANCE for run in runs
    ):
        return Finding(f"Your result {what}.")
    return None


def _near(a: Array, b: Array) -> bool:
    size = max(1.0, float(np.max(np.abs(b))))
    return bool(np.max(np.abs(a - b)) <= TOLERANCE * size)
