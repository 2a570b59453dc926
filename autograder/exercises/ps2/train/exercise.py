"""ps2.train: the two loops of training: epochs, and in each the batches."""

from collections.abc import Callable, Sequence

import numpy as np

from autograder.exercises.content import Exercise
from autograder.exercises.ps2.train.mistakes import (
    MISTAKES,
    apart,
    changed,
    count,
    everything,
    no_weights,
    too_many,
)
from autograder.exercises.ps2.train.observed import VISIBLE, Run, draw, observe
from autograder.exercises.ps2.updates import no_gradients
from autograder.exercises.trace import Array, repeated, unused
from autograder.exercises.values import close, kind
from autograder.exercises.words import beginning, named, steps, times


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


BATCH = "each gradient is that of a batch, X with its own y"
CHAIN = "each update starts where the one before ended, and the last one is returned"
BATCHES = "an epoch has a step for each batch, and none of them twice"


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
    diagnoses=MISTAKES,
)


@EXERCISE.check(BATCH, weight=2)
def _batch(run: Run) -> str | None:
    return apart(run) or everything(run) if run.first.steps else no_gradients(run)


@EXERCISE.check(CHAIN, weight=13.5, needs=(BATCH,))
def _chain(run: Run) -> str | None:
    if len(run.first.steps) < 2:
        return f"For {run.case}, {count(run)}."
    return run.chain.broken() or no_weights(run)


@EXERCISE.check("training lasts num_epochs epochs", weight=4)
def _epochs(run: Run) -> str | None:
    called, made = len(run.first.asked), len(run.first.steps)
    if len(run.first.epochs) == run.case.num_epochs:
        return None
    if called > run.case.num_epochs and made:
        return f"For {run.case}, `minibatches` was called {times(called)}; there {steps(made)}."
    return f"For {run.case}, {count(run)}."


@EXERCISE.check(BATCHES, weight=3)
def _batches(run: Run) -> str | None:
    for number, epoch in enumerate(run.first.epochs, start=1):
        if again := repeated(run.first.orders[number - 1]):
            return f"Epoch {number} used {named(again)} more than once."
        if len(epoch) not in (run.case.full, run.case.batches):
            return f"For {run.case}, there {steps(len(epoch))} in epoch {number}."
    return None if run.first.steps else no_gradients(run)


@EXERCISE.check("an epoch uses every sample", weight=3, needs=(BATCHES,))
def _coverage(run: Run) -> str | None:
    for number, order in enumerate(run.first.orders, start=1):
        if never := unused(order, run.case.n_samples):
            return f"Epoch {number} never used {named(never)}."
    return None


@EXERCISE.check(
    "each epoch has a new order, from the generator passed in", weight=2, needs=(BATCHES,)
)
def _order(run: Run) -> str | None:
    orders = run.first.orders
    if run.asked_once:
        return f"For {run.case}, every epoch used the batches of one call of `minibatches`."
    if len(orders) > 1 and orders[0] == orders[1]:
        return f"Epoch 2 repeats the order of epoch 1 {beginning(orders[0])}."
    if not run.repeatable:
        return "Two trainings with the same seed used the samples in different orders."
    if not run.seeded:
        return "Two trainings with different seeds used the samples in the same order."
    return None


@EXERCISE.check(
    "one loss for each step, of its batch, before its update", weight=1.5, needs=(CHAIN,)
)
def _losses(run: Run) -> str | None:
    losses, calls = run.first.losses, run.chain.calls
    if losses is None:
        return _pair(run)
    if len(losses) != len(calls):
        return f"For {len(calls)} steps there are {len(losses)} losses."
    for t, step in enumerate(calls):
        if not close(losses[t], step.loss):
            return f"Loss {t} is not that of batch {t} before its update."
    return None


@EXERCISE.check(
    "the final weights are returned, with a list of losses", weight=0.5, supporting=True
)
def _pair(run: Run) -> str | None:
    if run.first.losses is not None and run.chain.result is not None:
        return too_many(run)
    return no_weights(run) or (
        f"You returned {kind(run.first.result)}, in which no list of numbers follows the weights."
    )


EXERCISE.check("w, X and y are left as they were", weight=0.5, supporting=True)(changed)
