"""ps4.fit_steps: train by steps; an epoch ends after steps_per_epoch of them."""

from collections.abc import Callable, Iterator

from autograder.exercises.content import Exercise
from autograder.exercises.findings import shown
from autograder.exercises.loss_rules import mean
from autograder.exercises.ps4.by_steps import VISIBLE, Run, draw, grid, observe, rate
from autograder.exercises.ps4.fit_steps_mistakes import MISTAKES
from autograder.exercises.trace import Array
from autograder.exercises.values import close
from autograder.exercises.words import listed, named


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
    grid=grid,
    diagnoses=MISTAKES,
)


@EXERCISE.check("the result is a pair (w, epoch_losses)", supporting=True)
def _pair(run: Run) -> str | None:
    if run.weights is None:
        return "The result does not begin with an array of weights."
    return None if run.losses is not None else "The result does not end with a list of numbers."


@EXERCISE.check("there are steps_per_epoch × num_epochs steps", weight=2)
def _count(run: Run) -> str | None:
    if len(run.steps) == run.case.updates:
        return None
    return f"For {run.case}, you made {len(run.steps)} steps."


@EXERCISE.check("each step uses the next batch of the stream, and none is left out", weight=2)
def _batches(run: Run) -> str | None:
    if not run.steps:
        return "No batch was used."
    used = [step.rows for step in run.steps]
    if used == run.taken:
        return None
    for number, (rows, batch) in enumerate(zip(used, run.taken, strict=False)):
        if rows != batch:
            what = f"step {number} (from 0) used {listed(rows)} instead of that batch"
            return f"The stream's batch {number} was {named(batch)}; {what}."
    return f"{len(run.taken)} batches were taken from the stream, and {len(used)} used."


@EXERCISE.check("each step goes along its own gradient, on from the step before", weight=2)
def _chain(run: Run) -> str | None:
    if not run.steps or run.weights is None:
        return "There are no steps, or no weights came back."
    if not close(run.steps[0].w, run.w):
        return "The first step did not start from the w passed in."
    for number, value in enumerate(run.rates):
        if value is None or value <= 0:
            return f"For {run.case}, step {number} (from 0) did not go against its gradient."
    return None


@EXERCISE.check("the learning rate of a step is schedule(updates done before it)", weight=2)
def _schedule(run: Run) -> str | None:
    if not run.rates:
        return "There are no steps."
    for number, value in enumerate(run.rates):
        if value is not None and abs(abs(value) - rate(number)) > 1e-6:
            asked = ", ".join(str(step) for step in run.asked_rates[:7])
            return f"`schedule` was asked for the steps {asked or '(none)'} …"
    return None if any(value is not None for value in run.rates) else "No step went by a rate."


@EXERCISE.check("epoch_losses holds each epoch's mean over its samples", weight=2)
def _losses(run: Run) -> str | None:
    losses = run.losses or []
    if not run.epochs or len(losses) != len(run.epochs):
        return f"For {run.case}, epoch_losses has {len(losses)} values."
    for number, (epoch, value) in enumerate(zip(run.epochs, losses, strict=True), start=1):
        batch_losses, sizes = [step.loss for step in epoch], [len(step.rows) for step in epoch]
        if not close(value, mean((batch_losses, sizes))):
            what = f"batches of {listed(sizes)} samples had losses {shown(batch_losses)}"
            return f"In epoch {number}, {what}; you recorded {value:.4g}."
    return None


@EXERCISE.check("w is left as it was", supporting=True)
def _untouched(run: Run) -> str | None:
    return None if run.untouched else "After the call, the w passed in had changed."
