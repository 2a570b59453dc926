"""ps1.minibatches: one epoch of shuffled batches, X with y, tail kept or dropped."""

from collections.abc import Iterator, Sequence

import numpy as np

from autograder.exercises.content import Exercise, Finding
from autograder.exercises.findings import first
from autograder.exercises.ps1.epochs import VISIBLE, Case, Epoch, Run, draw, grid, observe
from autograder.exercises.trace import Array
from autograder.exercises.words import beginning, listed, named, times


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
    grid=grid,
)


def _has_full_batches(case: Case) -> bool:
    """Where the tail is the only batch, who forgets it has none: coverage charges that, once."""
    return case.batch_size <= case.n_samples


@EXERCISE.check(
    "each item is a pair (X_batch, y_batch) of rows of the data", weight=0.5, supporting=True
)
def _pairs(run: Run) -> str | None:
    return next((epoch.problem for epoch in run.epochs if epoch.problem), None)


@EXERCISE.check("an epoch uses every sample once", weight=3, applies=lambda c: not c.drop_last)
def _coverage(run: Run) -> str | None:
    return _uneven(run)


@EXERCISE.check(
    "with drop_last, full batches only and no sample twice",
    weight=2,
    applies=lambda case: case.drop_last,
)
def _dropped(run: Run) -> str | None:
    for number, epoch in enumerate(run.epochs, start=1):
        if epoch.sizes != run.case.sizes:
            return f"For {run.case}, epoch {number} has batches of sizes {_sizes(epoch)}."
    return _uneven(run)


@EXERCISE.check("the batches have the right sizes", applies=lambda case: not case.drop_last)
def _right_sizes(run: Run) -> str | None:
    for number, epoch in enumerate(run.epochs, start=1):
        if epoch.sizes != run.case.sizes:
            return f"For {run.case}, epoch {number} has batches of sizes {_sizes(epoch)}."
    return None


@EXERCISE.check("each row of X comes with its own y", weight=2, applies=_has_full_batches)
def _together(run: Run) -> str | None:
    for epoch in run.epochs:
        for rows, targets in zip(epoch.rows, epoch.targets, strict=True):
            for row, target in zip(rows, targets, strict=False):
                if row != target:
                    return f"A batch has row {row} of X with the y of row {target}."
    return None if run.first.order else NO_BATCHES


@EXERCISE.check("each epoch has a new order, with the samples mixed", applies=_has_full_batches)
def _shuffled(run: Run) -> str | None:
    if not run.first.order:
        return NO_BATCHES
    if run.first.order == sorted(run.first.order):
        return f"The batches take the samples in the order of storage {beginning(run.first.order)}."
    if run.first.order == run.second.order:
        return f"Epoch 2 repeats the order of epoch 1 {beginning(run.first.order)}."
    return _blocks(run)


@EXERCISE.check("the order comes from the generator that was passed in", applies=_has_full_batches)
def _generator(run: Run) -> str | None:
    if not run.first.order:
        return NO_BATCHES
    if run.first.order != run.again.order:
        return "Two runs with the same seed gave different orders."
    if run.first.order == run.other.order:
        return "Two runs with different seeds gave the same order."
    return None


@EXERCISE.check("X and y are left as they were", weight=0.5, supporting=True)
def _untouched(run: Run) -> str | None:
    return None if run.untouched else "After the call, the X or y passed in had changed."


def _uneven(run: Run) -> str | None:
    """What is wrong with the coverage, in the student's own numbers."""
    for number, epoch in enumerate(run.epochs, start=1):
        if epoch.repeated:
            return f"Epoch {number} used {named(epoch.repeated)} more than once."
        if len(epoch.order) < run.case.used:
            return f"Epoch {number} never used {named(epoch.unused(run.case.n_samples))}."
    return None


def _blocks(run: Run) -> str | None:
    """Whether every batch holds neighbours only: then the batches were shuffled, not the samples."""
    if len(run.first.rows) > 1 and all(
        max(batch) - min(batch) == len(batch) - 1
        for epoch in run.epochs
        for batch in epoch.rows
        if batch
    ):
        return f"Every batch holds neighbours, such as {named(run.first.rows[0])}."
    return None


@EXERCISE.diagnosis(
    "returns-nothing",
    concept="A loop over the batches needs something to loop over.",
    advice="`yield` each batch, or collect them in a list and return it.",
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
def _in_place(runs: Sequence[Run]) -> str | None:
    return next((what for run in runs if (what := _untouched(run))), None)


@EXERCISE.diagnosis(
    "tail-in-loop",
    concept="The tail is one batch at the end of the epoch. Inside the loop it comes every round.",
    advice="Move the tail behind the loop, or let slicing make it: it stops at the end by itself.",
)
def _tail_again(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        batches = run.first.rows
        again = next((batch for batch in batches if batch and batches.count(batch) > 1), None)
        if again:
            how_often = times(batches.count(again))
            return Finding(f"Epoch 1 used the batch of {named(again)} {how_often}.", run)
    return None


@EXERCISE.diagnosis(
    "returns-early",
    concept="`return` ends the function, so nothing after the first batch is reached.",
    advice="Use `yield`, or return after the loop.",
)
def _early(runs: Sequence[Run]) -> Finding | None:
    many = [run for run in runs if len(run.case.sizes) > 1]
    if many and all(len(run.first.rows) == 1 for run in many):
        used = len(many[0].first.order)
        what = f"For {many[0].case} there is one batch, with {used} samples, and then no more."
        return Finding(what, many[0])
    return None


@EXERCISE.diagnosis(
    "with-replacement",
    concept="Drawing each batch afresh misses some samples and repeats others. "
    "A pass uses every sample once.",
    advice="Draw one order of all samples first, then cut it into batches.",
)
def _replacement(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        repeated, unused = run.first.repeated, run.first.unused(run.case.n_samples)
        if repeated and unused:
            what = f"Epoch 1 used {named(repeated)} more than once and never used {named(unused)}."
            return Finding(what, run)
    return None


@EXERCISE.diagnosis(
    "count-floor",
    concept="The samples left over make one more, smaller batch: the tail.",
    advice="Go on until every sample of the order is used, not for `n // B` rounds.",
)
def _no_tail(runs: Sequence[Run]) -> Finding | None:
    keeping = [run for run in runs if not run.case.drop_last and len(set(run.case.sizes)) > 1]
    if keeping and all(run.first.sizes == run.case.sizes[:-1] for run in keeping):
        lost = named(keeping[0].first.unused(keeping[0].case.n_samples))
        return Finding(f"For {keeping[0].case}, epoch 1 never used {lost}.", keeping[0])
    return None


@EXERCISE.diagnosis(
    "count-plus-one",
    concept="Where the batch size divides the number of samples, nothing is left for a tail.",
    advice="Add a last batch only if samples are left over.",
)
def _empty(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        if 0 in run.first.sizes:
            return Finding(f"For {run.case}, a batch of epoch 1 has no samples.", run)
    return None


@EXERCISE.diagnosis(
    "drop-last-free",
    concept="drop_last skips the tail, so every batch has the full size.",
    advice="With `drop_last=True`, leave out a last batch that is smaller than `batch_size`.",
)
def _kept(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        if run.case.drop_last and any(0 < s < run.case.batch_size for s in run.first.sizes):
            return Finding(f"For {run.case}, the batches have sizes {_sizes(run.first)}.", run)
    return None


@EXERCISE.diagnosis(
    "not-shuffled",
    concept="Stored data are often sorted. Shuffled, each batch is a fair sample of all.",
    advice="Draw an order with `rng.permutation`, and cut that into batches.",
)
def _stored(runs: Sequence[Run]) -> Finding | None:
    if all(epoch.order == sorted(epoch.order) for run in runs for epoch in run.epochs):
        return first(runs, _shuffled)
    return None


@EXERCISE.diagnosis(
    "buffer-shuffle",
    concept="Shuffling batches changes their order, never who is in a batch with whom.",
    advice="Shuffle the samples first, then cut.",
)
def _mixed(runs: Sequence[Run]) -> Finding | None:
    if all(_blocks(run) for run in runs if len(run.first.rows) > 1):
        return first(runs, _blocks)
    return None


@EXERCISE.diagnosis(
    "reseed-each-epoch",
    concept="The same seed gives the same order, so every epoch repeats the first.",
    advice="Do not seed or make a generator here: draw from `rng`, which goes on from call to call.",
)
def _repeats(runs: Sequence[Run]) -> Finding | None:
    if all(run.first.order == run.second.order for run in runs):
        return first(runs, _shuffled)
    return None


@EXERCISE.diagnosis(
    "global-rng",
    concept="Only draws from the generator that is passed in can be repeated.",
    advice="Use `rng.permutation` or another method of `rng` for every random draw.",
)
def _another_source(runs: Sequence[Run]) -> str | None:
    if all(run.first.order != run.again.order for run in runs):
        return _generator(runs[0])
    return None


def _sizes(epoch: Epoch) -> str:
    return listed(epoch.sizes)
