"""ps4.fit_steps: train by steps; an epoch ends after steps_per_epoch of them."""

from collections.abc import Callable, Iterator

from autograder.exercises.content import Exercise
from autograder.exercises.ps4.fit_steps.mistakes import MISTAKES
from autograder.exercises.ps4.fit_steps.observed import VISIBLE, Run, draw, observe
from autograder.exercises.ps4.supply import wrong_batches
from autograder.exercises.trace import Array
from autograder.exercises.training import TOGETHER


def fit_steps(
    w: Array,
    stream: Iterator[tuple[Array, Array]],
    loss_and_gradient: Callable[[Array, Array, Array], tuple[float, Array]],
    schedule: Callable[[int], float],
    steps_per_epoch: int,
    num_epochs: int,
) -> tuple[Array, list[float]]:
    """Train for num_epochs epochs of steps_per_epoch steps; return weights and epoch losses."""
    step, epoch_losses = 0, []
    for _ in range(num_epochs):
        total, count = 0.0, 0
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - schedule(step) * gradient
            step += 1
            total += loss * len(y_batch)
            count += len(y_batch)
        epoch_losses.append(total / count)
    return w, epoch_losses


EXERCISE = Exercise(
    id="ps4.fit_steps",
    title="Training by steps",
    lesson=6,
    points=4,
    reference=fit_steps,
    visible=VISIBLE,
    draw=draw,
    observe=observe,
    source=__file__,
    diagnoses=MISTAKES,
)
CHAIN = "each step goes against its own gradient, on from the step before"

EXERCISE.check("the result is a pair (w, epoch_losses)", weight=0.25, supporting=True)(
    lambda run: run.problem
)

EXERCISE.check(TOGETHER)(lambda run: run.apart)


@EXERCISE.check("there are steps_per_epoch × num_epochs steps", weight=3)
def _count(run: Run) -> str | None:
    return None if len(run.steps) == run.case.updates else run.made


EXERCISE.check("each step uses the next batch of the stream, and none is left out", weight=1.5)(
    wrong_batches
)

EXERCISE.check(CHAIN, weight=5, needs=(TOGETHER,))(lambda run: run.off_course)


@EXERCISE.check(
    "the learning rate of a step is schedule(updates done before it)", weight=3, needs=(CHAIN,)
)
def _schedule(run: Run) -> str | None:
    if run.rates and all(run.took(number, number) for number in range(len(run.rates))):
        return None
    return run.asked_for


EXERCISE.check("epoch_losses holds each epoch's mean over its samples", weight=2)(
    lambda run: run.wrong_loss
)

EXERCISE.check("the w passed in is left as it was", weight=0.25, supporting=True)(
    lambda run: run.written
)
