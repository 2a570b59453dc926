"""ps1.minibatches: one epoch of shuffled batches, X with y, tail kept or dropped."""

from collections.abc import Iterator

import numpy as np

from autograder.exercises import shuffles
from autograder.exercises.content import Exercise
from autograder.exercises.ps1.minibatches.mistakes import (
    MISTAKES,
    apart,
    blocks,
    changed,
    no_pairs,
    stored,
)
from autograder.exercises.ps1.minibatches.observed import (
    ENOUGH,
    VISIBLE,
    Case,
    Run,
    draw,
    observe,
)
from autograder.exercises.trace import Array
from autograder.exercises.words import beginning, listed, named


def minibatches(
    X: Array, y: Array, batch_size: int, rng: np.random.Generator, drop_last: bool = False
) -> Iterator[tuple[Array, Array]]:
    """Yield the batches (X_batch, y_batch) of one epoch, in a new random order."""
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        if drop_last and len(batch) < batch_size:
            return
        yield X[batch], y[batch]


NO_BATCHES = "There are no batches."
PAIRS = "each item is a pair (X_batch, y_batch) of rows of the data"
TOGETHER = "each row of X comes with its own y"
COVERAGE = "an epoch uses every sample once"
SHUFFLED = "each epoch has a new order, with the samples mixed"

EXERCISE = Exercise(
    id="ps1.minibatches",
    title="Mini-batches",
    lesson=4,
    points=3,
    reference=minibatches,
    visible=VISIBLE,
    draw=draw,
    observe=observe,
    source=__file__,
    diagnoses=MISTAKES,
)


def _uses_several(case: Case) -> bool:
    return case.used > 1 and len(case.sizes) > 1


EXERCISE.check(PAIRS, weight=0.5, supporting=True)(no_pairs)


@EXERCISE.check(TOGETHER, weight=3, applies=_uses_several, needs=(PAIRS,))
def _together(run: Run) -> str | None:
    return apart(run) if run.first.order else NO_BATCHES


@EXERCISE.check(COVERAGE, weight=3, applies=lambda case: not case.drop_last, needs=(TOGETHER,))
def _coverage(run: Run) -> str | None:
    if run.endless:
        return f"For {run.case}, epoch 1 did not end after {run.endless} batches."
    for number, epoch in enumerate(run.epochs, start=1):
        if epoch.repeated:
            return f"Epoch {number} used {named(epoch.repeated)} more than once."
        if unused := epoch.unused(run.case.n_samples):
            return f"For {run.case}, epoch {number} never used {named(unused)}."
    return None


@EXERCISE.check(
    "the batches have the right sizes",
    applies=lambda case: not case.drop_last,
    needs=(COVERAGE,),
)
def _sizes(run: Run) -> str | None:
    for number, epoch in enumerate(run.epochs, start=1):
        if epoch.sizes != run.case.sizes:
            return f"For {run.case}, epoch {number} has batches of sizes {listed(epoch.sizes)}."
    return None


@EXERCISE.check(
    "with drop_last, full batches only and no sample twice",
    weight=1.5,
    applies=lambda case: case.drop_last,
    needs=(TOGETHER,),
)
def _dropped(run: Run) -> str | None:
    again = next((epoch.repeated for epoch in run.epochs if epoch.repeated), None)
    return f"With drop_last, an epoch used {named(again)} more than once." if again else _sizes(run)


@EXERCISE.check(SHUFFLED, weight=2, applies=_uses_several, needs=(PAIRS,))
def _shuffled(run: Run) -> str | None:
    if not run.first.order:
        return NO_BATCHES
    if run.orders[0] == run.orders[1] and run.case.n_samples >= ENOUGH:
        return stored(run) or f"Epoch 2 repeats the order of epoch 1 {beginning(run.first.order)}."
    if run.case.epochs == shuffles.EPOCHS and all(
        epoch.sizes == run.case.sizes for epoch in run.epochs
    ):
        epochs = [epoch.rows for epoch in run.epochs]
        if run.case.drop_last:
            return shuffles.left_out(epochs, run.case.n_samples) or blocks(run) or None
        return shuffles.told(epochs) or blocks(run) or None
    return blocks(run) or None


@EXERCISE.check(
    "the order comes from the generator that was passed in",
    applies=lambda case: case.n_samples >= ENOUGH and _uses_several(case),
    needs=(SHUFFLED,),
)
def _generator(run: Run) -> str | None:
    if run.first.order != run.again.order:
        return "Two runs with the same seed gave different orders."
    if run.first.order == run.other.order:
        return "Two runs with different seeds gave the same order."
    return None


EXERCISE.check("X and y are left as they were", weight=0.5, supporting=True)(changed)
