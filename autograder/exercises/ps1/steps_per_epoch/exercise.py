"""ps1.steps_per_epoch: how many batches, and so updates, one pass over the data has."""

import math

from autograder.exercises.content import Exercise
from autograder.exercises.ps1.steps_per_epoch.mistakes import MISTAKES
from autograder.exercises.ps1.steps_per_epoch.observed import VISIBLE, Run, draw, observe
from autograder.exercises.values import kind, whole


def steps_per_epoch(n_samples: int, batch_size: int, drop_last: bool = False) -> int:
    """Return the number of batches in one pass over n_samples samples."""
    if drop_last:
        return n_samples // batch_size
    return math.ceil(n_samples / batch_size)


EXERCISE = Exercise(
    id="ps1.steps_per_epoch",
    title="Steps per epoch",
    lesson=1,
    points=2,
    reference=steps_per_epoch,
    visible=VISIBLE,
    draw=draw,
    observe=observe,
    source=__file__,
    diagnoses=MISTAKES,
)


def _count(run: Run) -> str | None:
    return None if run.is_right else f"For {run.case} you returned {run.said}."


EXERCISE.check(
    "a tail is one more step",
    weight=4.5,
    applies=lambda case: not case.drop_last and 0 < case.tail < case.n_samples,
)(_count)
EXERCISE.check("batches that fit exactly need no extra step", applies=lambda case: not case.tail)(
    _count
)
DROPS = "drop_last leaves the tail out"
EXERCISE.check(
    DROPS, weight=2, applies=lambda case: case.drop_last and 0 < case.tail < case.n_samples
)(_count)
EXERCISE.check(
    "a batch size above the number of samples is one step",
    weight=0.5,
    applies=lambda case: case.batch_size > case.n_samples and not case.drop_last,
)(_count)
EXERCISE.check(
    "with drop_last, it is none",
    weight=0.5,
    applies=lambda case: case.batch_size > case.n_samples and case.drop_last,
    needs=(DROPS,),
)(_count)


@EXERCISE.check("the result is an int", weight=0.5, supporting=True)
def _int(run: Run) -> str | None:
    if whole(run.result) is not None:
        return None
    return (
        f"For {run.case} you returned {kind(run.result)}, and a number of steps is a whole number."
    )
