"""ps2.train: the two loops of training: epochs, and in each the batches."""

from collections.abc import Callable, Sequence

import numpy as np

from autograder.exercises.content import Exercise
from autograder.exercises.ps2.train_mistakes import DIAGNOSES
from autograder.exercises.ps2.training import VISIBLE, Run, draw, grid, observe
from autograder.exercises.trace import Array
from autograder.exercises.values import close, kind
from autograder.exercises.words import beginning, named, times


def train(
    w: Array,
    X: Array,
    y: Array,
    batch_size: int,
    num_epochs: int,
    lr: float,
    rng: np.random.Generator,
    minibatches: Callable[..., Sequence[tuple[Array, Array]]],
    loss: Callable[..., float],
    gradient: Callable[..., Array],
    sgd_step: Callable[..., Array],
) -> tuple[Array, list[float]]:
    """Return the final weights and the loss of each step's batch, measured before its update."""
    losses = []
    for _ in range(num_epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            losses.append(loss(w, X_batch, y_batch))
            w = sgd_step(w, gradient(w, X_batch, y_batch), lr)
    return w, losses


EXERCISE = Exercise(
    id="ps2.train",
    title="The training loop",
    lesson=2,
    points=4,
    reference=train,
    visible=VISIBLE,
    draw=draw,
    observe=observe,
    source=__file__,
    grid=grid,
    diagnoses=DIAGNOSES,
)


@EXERCISE.check("a step for each batch of each epoch", weight=2)
def _updates(run: Run) -> str | None:
    if not run.first.steps:
        return "`gradient` was never called."
    if len(run.first.steps) == run.case.updates:
        return None
    return f"For {run.case}, `gradient` was called {times(len(run.first.steps))}."


@EXERCISE.check("an epoch uses every sample once", weight=2)
def _coverage(run: Run) -> str | None:
    if not run.first.steps:
        return "`gradient` was never called."
    for number, rows in enumerate(run.first.epochs(run.case), start=1):
        again = sorted({row for row in rows if rows.count(row) > 1})
        unused = sorted(set(range(run.case.n_samples)) - set(rows))
        if again:
            return f"Epoch {number} used {named(again)} more than once."
        if unused:
            return f"Epoch {number} never used {named(unused)}."
    if run.first.mismatched:
        return "`gradient` got rows of X with the y of other rows."
    return None


@EXERCISE.check("each epoch has a new order, from the generator passed in")
def _order(run: Run) -> str | None:
    epochs = run.first.epochs(run.case)
    if not epochs:
        return "`gradient` was never called."
    if len(epochs) > 1 and epochs[0] == epochs[1]:
        return f"Epoch 2 repeats the order of epoch 1 {beginning(epochs[0])}."
    if not run.repeatable:
        return "Two trainings with the same seed used the samples in different orders."
    if not run.seeded:
        return "Two trainings with different seeds used the samples in the same order."
    return None


@EXERCISE.check("each update starts where the one before ended", weight=2)
def _chain(run: Run) -> str | None:
    chain = run.first.chain
    if not chain.calls:
        return "`gradient` was never called."
    if not chain.starts_right():
        return "The first gradient was not taken at the weights that were passed in."
    t = chain.breaks(chain.descent)
    if t is None and len(chain.points) > 1:
        return None
    return f"After step {t or 0}, the weights did not move by lr times the gradient."


@EXERCISE.check(
    "the final weights are returned, with a list of losses", weight=0.5, supporting=True
)
def _pair(run: Run) -> str | None:
    if not run.first.paired:
        return f"You returned {kind(run.first.result)}, not the pair (w, losses)."
    if run.first.chain.result is None or run.first.losses is None:
        return "The pair that you returned is not weights and a list of numbers."
    return None


@EXERCISE.check("one loss for each step, of its batch, before its update", weight=2)
def _losses(run: Run) -> str | None:
    losses = run.first.losses
    if not run.first.steps or losses is None:
        return _pair(run) or "`gradient` was never called."
    if len(losses) != len(run.first.steps):
        return f"For {len(run.first.steps)} steps there are {len(losses)} losses."
    wrong = [t for t, loss in enumerate(run.right_losses()) if not close(losses[t], loss)]
    return f"Loss {wrong[0]} is not that of batch {wrong[0]} before its update." if wrong else None


@EXERCISE.check("w, X and y are left as they were", weight=0.5, supporting=True)
def _untouched(run: Run) -> str | None:
    return None if run.untouched else "After the call, the `w`, `X` or `y` passed in had changed."


@EXERCISE.check("with your own functions the loss falls", weight=0.5, supporting=True)
def _own(run: Run) -> str | None:
    if run.own_problem:
        return f"With your own functions: {run.own_problem}"
    return None if run.own_falls else "With your own functions the loss did not fall."
