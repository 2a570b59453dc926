"""ps4.batch_stream: batches without end, reshuffled at each pass."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from autograder.exercises import shuffles
from autograder.exercises.content import Exercise
from autograder.exercises.ps4.batch_stream.mistakes import MISTAKES, apart, changed, no_pairs
from autograder.exercises.ps4.batch_stream.observed import (
    ENOUGH,
    VISIBLE,
    Run,
    draw,
    observe,
)
from autograder.exercises.trace import Array, repeated, unused
from autograder.exercises.words import beginning, listed, named


def batch_stream(
    X: Array, y: Array, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[Array, Array]]:
    """Yield batches (X_batch, y_batch) without end: pass after pass, each in a new random order."""
    while True:
        order = rng.permutation(len(X))
        for begin in range(0, len(X), batch_size):
            batch = order[begin : begin + batch_size]
            yield X[batch], y[batch]


EXERCISE = Exercise(
    id="ps4.batch_stream",
    title="An endless stream of batches",
    lesson=6,
    points=3,
    reference=batch_stream,
    visible=VISIBLE,
    draw=draw,
    observe=observe,
    source=__file__,
    diagnoses=MISTAKES,
)
PAIRS = "each item is a pair (X_batch, y_batch) of rows of the data"
TOGETHER = "each row of X comes with its own y"
ENDLESS = "the stream goes on after a pass, and after any other"
COVERAGE = "each pass uses every sample once"
SHUFFLED = "each pass has a new order, with the samples mixed"
NO_BATCHES = "There are no batches."

EXERCISE.check(PAIRS, weight=0.25, supporting=True)(no_pairs)

EXERCISE.check(ENDLESS, weight=4, needs=(PAIRS,))(lambda run: run.ended)


@EXERCISE.check(TOGETHER, weight=1.5, needs=(PAIRS,))
def _together(run: Run) -> str | None:
    return apart(run) if run.first.order else NO_BATCHES


@EXERCISE.check(COVERAGE, weight=3, needs=(TOGETHER,))
def _coverage(run: Run) -> str | None:
    if not run.passes:
        return NO_BATCHES
    for number, order in enumerate(run.orders):
        if again := repeated(order):
            return f"For {run.case}, {run.span(number)} used {named(again)} more than once."
        if never := unused(order, run.case.n_samples):
            return f"For {run.case}, {run.span(number)} never used {named(never)}."
    return None


@EXERCISE.check(
    "the batches have the right sizes, the tail at the end of each pass",
    weight=0.5,
    needs=(COVERAGE,),
)
def _sizes(run: Run) -> str | None:
    for number, batches in enumerate(run.passes):
        sizes = [len(batch) for batch in batches]
        if sizes != run.case.sizes:
            return f"For {run.case}, {run.span(number)} have sizes {listed(sizes)}."
    return None if run.passes else NO_BATCHES


@EXERCISE.check(
    SHUFFLED,
    weight=2,
    applies=lambda case: case.n_samples >= ENOUGH or case.passes == shuffles.EPOCHS,
    needs=(ENDLESS, TOGETHER),
)
def _shuffled(run: Run) -> str | None:
    if not run.orders:
        return NO_BATCHES
    if run.case.n_samples >= ENOUGH and (what := _repeats(run.orders)):
        return what
    if run.case.passes == shuffles.EPOCHS:
        return shuffles.told(run.passes, "pass") or None
    return None


def _repeats(orders: list[list[int]]) -> str:
    """Where an order is that of storage, or of the pass before."""
    if orders[0] == sorted(orders[0]):
        return f"The first pass takes the samples in the order of storage {beginning(orders[0])}."
    for number, (before, after) in enumerate(pairwise(orders), start=2):
        if before == after:
            return f"Pass {number} repeats the order of the one before {beginning(before)}."
    return ""


@EXERCISE.check(
    "the order comes from the generator that was passed in",
    applies=lambda case: case.n_samples >= ENOUGH,
    needs=(TOGETHER,),
)
def _generator(run: Run) -> str | None:
    if not run.first_pass:
        return NO_BATCHES
    if run.first_pass != run.again.order:
        return "Two streams with the same seed gave different orders."
    if run.first_pass == run.other.order:
        return "Two streams with different seeds gave the same order."
    return None


@EXERCISE.check("a batch is made when it is asked for", weight=0.5, needs=(PAIRS,))
def _lazy(run: Run) -> str | None:
    if not run.first.rows:
        return NO_BATCHES
    if not run.drew_ahead:
        return None
    return (
        f"For {run.case}, far more was drawn from `rng` before the first batch than a pass needs."
    )


EXERCISE.check("X and y are left as they were", weight=0.25, supporting=True)(changed)
