"""ps2.gradient: the gradient of the mean squared error over one batch."""

from autograder.exercises.content import Exercise
from autograder.exercises.ps2.gradient.mistakes import MISTAKES, shape
from autograder.exercises.ps2.gradient.observed import VISIBLE, Run, draw, observe
from autograder.exercises.trace import Array


def gradient(w: Array, X: Array, y: Array) -> Array:
    """Return the gradient of mean((X @ w - y)**2), of the shape of w."""
    return 2 / len(X) * X.T @ (X @ w - y)


SHAPE = "one number for each weight"

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
    diagnoses=MISTAKES,
)

EXERCISE.check(SHAPE, weight=0.25, supporting=True)(shape)


@EXERCISE.check("the direction in which the loss grows fastest", weight=3, needs=(SHAPE,))
def _direction(run: Run) -> str | None:
    if run.factor is not None and run.factor > 0:
        return None
    if run.value is not None and not run.value.any():
        return f"For {run.case}, your result is zero."
    return f"For {run.case}, your result {run.looks or 'points elsewhere than the gradient'}."


@EXERCISE.check("the size of a mean over the batch", weight=2, needs=(SHAPE,))
def _size(run: Run) -> str | None:
    """Of its size alone: the wrong sign is charged by the direction."""
    if run.is_times(1) or run.is_times(-1):
        return None
    if run.factor is None:
        return f"For {run.case}, your result has not the size of the gradient."
    return f"For {run.case}, your result is {abs(run.factor):.3g} times as long as the gradient."


@EXERCISE.check("w, X and y are left as they were", weight=0.25, supporting=True)
def _untouched(run: Run) -> str | None:
    return f"After the call, the `{run.changed}` passed in had changed." if run.changed else None
