"""ps2.sgd_step: one update of the weights."""

from autograder.exercises.content import Exercise
from autograder.exercises.ps2.sgd_step.mistakes import MISTAKES, changed, shape
from autograder.exercises.ps2.sgd_step.observed import VISIBLE, Run, draw, observe
from autograder.exercises.trace import Array
from autograder.exercises.values import close


def sgd_step(w: Array, grad: Array, lr: float) -> Array:
    """Return the weights after one step against the gradient."""
    return w - lr * grad


SHAPE = "new weights, of the shape of w"

EXERCISE = Exercise(
    id="ps2.sgd_step",
    title="One update",
    lesson=2,
    points=1,
    reference=sgd_step,
    visible=VISIBLE,
    draw=draw,
    observe=observe,
    source=__file__,
    diagnoses=MISTAKES,
)

EXERCISE.check(SHAPE, weight=0.25, supporting=True)(shape)


@EXERCISE.check("the step goes against the gradient", weight=2, needs=(SHAPE,))
def _direction(run: Run) -> str | None:
    if run.times is not None and run.times < 0:
        return None
    return f"For {run.case}, the weights did not move straight against the gradient."


@EXERCISE.check("its length is lr times the gradient's", needs=(SHAPE,))
def _length(run: Run) -> str | None:
    if run.times is not None and close(abs(run.times) / run.case.lr, 1.0):
        return None
    if not run.times:
        return f"For {run.case}, the weights did not move by lr times the gradient."
    return f"For {run.case}, the weights moved by {abs(run.times):.3g} times the gradient."


EXERCISE.check("w and grad are left as they were", weight=0.5, supporting=True)(changed)
