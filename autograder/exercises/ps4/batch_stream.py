"""ps4.batch_stream: batches without end, reshuffled at each pass."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from autograder.exercises.content import Exercise, Finding
from autograder.exercises.findings import first
from autograder.exercises.ps4.passes import VISIBLE, Run, draw, grid, observe
from autograder.exercises.trace import Array
from autograder.exercises.words import beginning, listed, named, times


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
    grid=grid,
)


@EXERCISE.check("each item is a pair (X_batch, y_batch) of rows of the data", supporting=True)
def _pairs(run: Run) -> str | None:
    return run.first.problem or None


@EXERCISE.check("the stream goes on after a pass", weight=2)
def _endless(run: Run) -> str | None:
    if len(run.first.rows) >= run.wanted:
        return None
    count = f"{len(run.first.rows)} batch{'es' if len(run.first.rows) != 1 else ''}"
    return f"For {run.case}, the stream gave {count} and then ended."


@EXERCISE.check("each pass uses every sample once", weight=3)
def _coverage(run: Run) -> str | None:
    if not run.orders:
        return "There are no batches."
    for number, order in enumerate(run.orders, start=1):
        if again := sorted({row for row in order if order.count(row) > 1}):
            return f"For {run.case}, pass {number} used {named(again)} more than once."
        if unused := sorted(set(range(run.case.n_samples)) - set(order)):
            return f"For {run.case}, pass {number} never used {named(unused)}."
    return None


@EXERCISE.check("the batches have the right sizes, the tail at the end of each pass")
def _sizes(run: Run) -> str | None:
    if not run.passes:
        return "There are no batches."
    for number, batches in enumerate(run.passes, start=1):
        sizes = [len(batch) for batch in batches]
        if sizes != run.case.sizes:
            return f"For {run.case}, pass {number} has batches of sizes {listed(sizes)}."
    return None


@EXERCISE.check("each row of X comes with its own y")
def _together(run: Run) -> str | None:
    for rows, targets in zip(run.first.rows, run.first.targets, strict=True):
        for row, target in zip(rows, targets, strict=True):
            if row != target:
                return f"A batch has row {row} of X with the y of row {target}."
    return None if run.first.order else "There are no batches."


@EXERCISE.check("each pass has a new order, with the samples mixed")
def _shuffled(run: Run) -> str | None:
    if not run.orders:
        return "There are no batches."
    if run.orders[0] == sorted(run.orders[0]):
        return (
            f"The first pass takes the samples in the order of storage {beginning(run.orders[0])}."
        )
    for number, (before, after) in enumerate(pairwise(run.orders), start=2):
        if before == after:
            return f"Pass {number} repeats the order of the one before {beginning(before)}."
    return _repeats_batches(run) if len(run.passes) > 1 else None


@EXERCISE.check("the order comes from the generator that was passed in")
def _generator(run: Run) -> str | None:
    if not run.first.order:
        return "There are no batches."
    if run.first_pass != run.again.order:
        return "Two streams with the same seed gave different orders."
    if run.first_pass == run.other.order:
        return "Two streams with different seeds gave the same order."
    return None


@EXERCISE.check("X and y are left as they were", supporting=True)
def _untouched(run: Run) -> str | None:
    return None if run.untouched else "After reading the stream, the X or y passed in had changed."


def _repeats_batches(run: Run) -> str | None:
    """Whether the second pass has the batches of the first, in whatever order."""
    one, two = ([sorted(batch) for batch in batches] for batches in run.passes[:2])
    if run.case.several and sorted(one) == sorted(two):
        return f"Pass 2 has the same batches as pass 1, such as {named(one[0])}."
    return None


@EXERCISE.diagnosis(
    "returns-nothing",
    concept="A training loop needs something to take batches from.",
    advice="`yield` each batch inside an endless loop.",
)
def _nothing(runs: Sequence[Run]) -> str | None:
    return "Your function returned None." if all(run.first.nothing for run in runs) else None


@EXERCISE.diagnosis(
    "xy-apart",
    concept="A row of X and its value in y belong together: one order serves both.",
    advice="Draw one array of indices, and index X and y with it.",
)
def _apart(runs: Sequence[Run]) -> Finding | None:
    return first([run for run in runs if run.first.order], _together)


@EXERCISE.diagnosis(
    "shuffle-in-place",
    concept="The arrays belong to the caller, who will use them again.",
    advice="Shuffle an array of indices, and index X and y with it.",
)
def _in_place(runs: Sequence[Run]) -> Finding | None:
    return first(runs, _untouched)


@EXERCISE.diagnosis(
    "returns-early",
    concept="`return` ends the function, so nothing after the first batch is reached.",
    advice="Use `yield` instead of `return`.",
)
def _early(runs: Sequence[Run]) -> Finding | None:
    many = [run for run in runs if run.case.several]
    return first(many, _endless) if all(len(run.first.rows) == 1 for run in many) else None


@EXERCISE.diagnosis(
    "tail-in-loop",
    concept="The tail is one batch at the end of a pass. Inside the loop it comes every round.",
    advice="Move the tail behind the loop over the full batches, or let slicing make it.",
)
def _tail_again(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        batches = [rows for part in run.passes[:1] for rows in part if rows]
        again = next((rows for rows in batches if batches.count(rows) > 1), None)
        if again and run.case.tail == len(again):
            count = times(batches.count(again))
            return Finding(f"For {run.case}, pass 1 used the batch of {named(again)} {count}.", run)
    return None


@EXERCISE.diagnosis(
    "out-of-data",
    concept="Whoever trains by steps takes as many batches as it likes; one pass is soon used up.",
    advice="Put `while True:` around the pass, and draw its order inside.",
)
def _ends(runs: Sequence[Run]) -> Finding | None:
    return first(runs, _endless) if all(map(_endless, runs)) else None


@EXERCISE.diagnosis(
    "count-floor",
    concept="The samples left over make one more, smaller batch: the tail.",
    advice="Go on until every sample of the order is used, not just for `n // B` rounds.",
)
def _no_tail(runs: Sequence[Run]) -> Finding | None:
    def full_batches_only(run: Run) -> bool:
        b, batches = run.case.batch_size, run.first.rows
        full = run.case.n_samples // b
        parts = [batches[i : i + full] for i in range(0, len(batches), full)]
        orders = [[row for batch in part for row in batch] for part in parts]
        return all(len(rows) == b for rows in batches) and all(
            len(order) == len(set(order)) for order in orders
        )

    tails = [run for run in runs if run.case.tail and run.case.several]
    if not tails or not all(map(full_batches_only, tails)):
        return None
    case = tails[0].case
    what = f"after {case.n_samples // case.batch_size} full batches the next pass began"
    return Finding(f"For {case}, {what}, with {case.tail} samples left over.", tails[0])


@EXERCISE.diagnosis(
    "with-replacement",
    concept="Drawing each batch afresh misses some samples and repeats others. "
    "A pass uses every sample once.",
    advice="Draw one order of all samples for each pass, then cut it into batches.",
)
def _replacement(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        order = run.orders[0] if run.orders else []
        again = sorted({row for row in order if order.count(row) > 1})
        unused = sorted(set(range(run.case.n_samples)) - set(order))
        if again and unused:
            what = f"Pass 1 used {named(again)} more than once and never used {named(unused)}."
            return Finding(what, run)
    return None


@EXERCISE.diagnosis(
    "count-plus-one",
    concept="Where the batch size divides the number of samples, nothing is left for a tail.",
    advice="Yield a last batch only if samples are left over.",
)
def _empty(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        if [] in run.first.rows:
            return Finding(f"For {run.case}, a batch of the stream has no samples.", run)
    return None


@EXERCISE.diagnosis(
    "not-shuffled",
    concept="Stored data are often sorted. Shuffled, each batch is a fair sample of all.",
    advice="Draw an order with `rng.permutation` for each pass, and cut that into batches.",
)
def _stored(runs: Sequence[Run]) -> Finding | None:
    stored = all(order == sorted(order) for run in runs for order in run.orders)
    return first(runs, _shuffled) if stored else None


@EXERCISE.diagnosis(
    "reseed-each-epoch",
    concept="The same seed gives the same order, so every pass repeats the first.",
    advice="Do not make a generator here: draw from `rng`, which goes on from pass to pass.",
)
def _reseeds(runs: Sequence[Run]) -> Finding | None:
    return _repeats([run for run in runs if run.first_pass == run.other.order])


@EXERCISE.diagnosis(
    "shuffle-once",
    concept="Shuffled once, every pass repeats the same batches.",
    advice="Draw the order inside the endless loop, anew for each pass.",
)
def _once(runs: Sequence[Run]) -> Finding | None:
    return _repeats(runs)


@EXERCISE.diagnosis(
    "global-rng",
    concept="Only draws from the generator that is passed in can be repeated.",
    advice="Use `rng.permutation` or another method of `rng` for every random draw.",
)
def _another_source(runs: Sequence[Run]) -> Finding | None:
    other = all(run.first_pass != run.again.order for run in runs)
    return first(runs, _generator) if other else None


def _repeats(runs: Sequence[Run]) -> Finding | None:
    """A finding if all passes of every run have the batches of the first pass."""
    asked = [run for run in runs if run.case.several and len(run.passes) > 1]
    return first(asked, _shuffled) if asked and all(map(_repeats_batches, asked)) else None
