"""ps3.evaluate: the loss of a whole data set, measured in batches."""

from collections.abc import Callable

from autograder.exercises.content import Exercise, Nothing
from autograder.exercises.ps3.evaluate.mistakes import (
    MISTAKES,
    apart,
    carried,
    changed,
    moved,
    no_number,
)
from autograder.exercises.ps3.evaluate.observed import VISIBLE, Run, draw, observe
from autograder.exercises.trace import Array
from autograder.exercises.words import beginning, listed, named


def evaluate(
    w: Array, X: Array, y: Array, loss: Callable[[Array, Array, Array], float], batch_size: int
) -> float:
    """Return the mean loss of the weights w over all samples, measured batch by batch."""
    total = 0.0
    for start in range(0, len(X), batch_size):
        X_batch, y_batch = X[start : start + batch_size], y[start : start + batch_size]
        total += loss(w, X_batch, y_batch) * len(y_batch)
    return total / len(X)


EXERCISE = Exercise(
    id="ps3.evaluate",
    title="The loss of a whole set",
    lesson=7,
    points=3,
    reference=evaluate,
    visible=VISIBLE,
    draw=draw,
    observe=observe,
    source=__file__,
    diagnoses=MISTAKES,
)
NUMBER = "the result is a number"
TOGETHER = "each row of X is measured with its own y"
SIZES = "no batch is empty or larger than batch_size"

EXERCISE.check(NUMBER, weight=0.25, supporting=True)(no_number)


@EXERCISE.check(TOGETHER, applies=lambda case: case.several, needs=(NUMBER,))
def _together(run: Run) -> str | None:
    return apart(run) if run.first.measured else Nothing(run.told)


@EXERCISE.check("every sample is measured, and none twice", weight=2, needs=(TOGETHER,))
def _coverage(run: Run) -> str | None:
    if run.first.repeated:
        return f"For {run.case}, {named(run.first.repeated)} went into the loss more than once."
    return f"For {run.case}, {named(run.unused)} never went into the loss." if run.unused else None


@EXERCISE.check(SIZES, weight=1.5, applies=lambda case: case.several, needs=(TOGETHER,))
def _sizes(run: Run) -> str | None:
    sizes = [len(call.rows) for call in run.first.calls]
    if sizes and all(0 < size <= run.case.batch_size for size in sizes):
        return None
    return f"For {run.case}, `loss` got batches of {listed(sizes) or 'no'} samples."


@EXERCISE.check(
    "the set is measured as it is stored",
    weight=0.5,
    applies=lambda case: case.several,
    needs=(TOGETHER,),
)
def _stored(run: Run) -> str | None:
    batches = [step.rows for step in run.first.measured]
    if not batches:
        return Nothing(run.told)
    for rows in batches:
        if rows not in (sorted(rows), sorted(rows, reverse=True)):
            return f"For {run.case}, `loss` got samples in a mixed order, {beginning(rows)}."
    return None


@EXERCISE.check(
    "a tail counts with the samples it has",
    weight=5,
    applies=lambda case: case.tail > 0,
    needs=(TOGETHER, SIZES),
)
def _weighted(run: Run) -> str | None:
    """Held against the student's own batches, so that a tail left out is charged once."""
    if run.case.several and len(run.first.measured) == 1:
        return f"For {run.case}, `loss` was called with one batch alone."
    wrong = next((m.what for m in run.all if not m.right), None)
    return wrong and f"For {run.case}: {wrong}"


@EXERCISE.check("batches that fit exactly", applies=lambda case: case.tail == 0, needs=(TOGETHER,))
def _exact(run: Run) -> str | None:
    return None if run.first.exact else run.first.elsewhere or run.told


@EXERCISE.check(
    "the result depends on w and the data alone, also in a second call",
    applies=lambda case: case.several,
    needs=(TOGETHER,),
)
def _again(run: Run) -> str | None:
    if elsewhere := next(filter(None, (m.elsewhere for m in run.all)), None):
        return elsewhere
    return carried(run) if run.first.measured else Nothing(run.told)


EXERCISE.check("w, X and y are left as they were", weight=0.25, supporting=True)(
    lambda run: changed(run) or moved(run)
)
