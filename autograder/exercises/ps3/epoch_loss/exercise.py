"""ps3.epoch_loss: the loss of an epoch from the losses of its batches."""

from autograder.exercises.content import Exercise
from autograder.exercises.ps3.epoch_loss.mistakes import MISTAKES, no_number
from autograder.exercises.ps3.epoch_loss.observed import VISIBLE, Run, draw, observe


def epoch_loss(batch_losses: list[float], batch_sizes: list[int]) -> float:
    """Return the mean loss per sample of an epoch: each batch's mean loss, weighted by its size."""
    total = 0.0
    for loss, size in zip(batch_losses, batch_sizes, strict=True):
        total += loss * size
    return total / sum(batch_sizes)


EXERCISE = Exercise(
    id="ps3.epoch_loss",
    title="The loss of an epoch",
    lesson=7,
    points=2,
    reference=epoch_loss,
    visible=VISIBLE,
    draw=draw,
    observe=observe,
    source=__file__,
    diagnoses=MISTAKES,
)
NUMBER = "the result is a number"

EXERCISE.check(NUMBER, weight=0.25, supporting=True)(no_number)


def _mean(run: Run) -> str | None:
    return None if run.right else run.what


EXERCISE.check("batches of one size", applies=lambda case: case.even, needs=(NUMBER,))(_mean)
EXERCISE.check(
    "a tail counts with the samples it has",
    weight=4,
    applies=lambda case: case.tail_only,
    needs=(NUMBER,),
)(_mean)
EXERCISE.check(
    "batches of any sizes",
    visible=False,
    applies=lambda case: not case.even and not case.tail_only,
    needs=(NUMBER,),
)(_mean)


@EXERCISE.check("the two lists are left as they were", weight=0.25, supporting=True)
def _untouched(run: Run) -> str | None:
    return None if run.untouched else "After the call, the lists passed in had changed."
