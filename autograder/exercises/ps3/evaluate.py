"""ps3.evaluate: the loss of a whole data set, measured in batches."""

from collections.abc import Callable, Sequence

from autograder.exercises.content import Exercise, Finding
from autograder.exercises.findings import first, shown
from autograder.exercises.loss_rules import (
    Rule,
    agrees,
    last_batch,
    mean_of_means,
    wrong_divisors,
)
from autograder.exercises.ps3.measurements import VISIBLE, Measurement, Run, draw, grid, observe
from autograder.exercises.trace import Array
from autograder.exercises.values import close, kind
from autograder.exercises.words import listed, named, times


def evaluate(
    w: Array, X: Array, y: Array, loss: Callable[[Array, Array, Array], float], batch_size: int
) -> float:
    """Return the mean loss of the weights w over all samples, measured batch by batch."""
    total = 0.0
    for start in range(0, len(X), batch_size):
        X_batch, y_batch = X[start : start + batch_size], y[start : start + batch_size]
        total += loss(w, X_batch, y_batch) * len(y_batch)
    return total / len(X)


EXERCISE = Exercise(
    id="ps3.evaluate",
    title="The loss of a whole set",
    lesson=7,
    points=3,
    reference=evaluate,
    visible=VISIBLE,
    draw=draw,
    observe=observe,
    source=__file__,
    grid=grid,
)


@EXERCISE.check("the result is a number", supporting=True)
def _number(run: Run) -> str | None:
    if run.first.value is None:
        return f"For {run.case} you returned {kind(run.first.result)}."
    return None


@EXERCISE.check("every sample is measured once, with its own y", weight=2)
def _coverage(run: Run) -> str | None:
    if run.first.repeated:
        return f"For {run.case}, {named(run.first.repeated)} went into the loss more than once."
    if run.unused:
        return f"For {run.case}, {named(run.unused)} never went into the loss."
    return _own_targets(run)


@EXERCISE.check("no batch is empty or larger than batch_size", supporting=True)
def _sizes(run: Run) -> str | None:
    sizes = [len(step.rows) for step in run.first.steps]
    if not all(0 < size <= run.case.batch_size for size in sizes):
        return f"For {run.case}, `loss` got batches of {listed(sizes)} samples."
    return None


@EXERCISE.check(
    "a tail counts with the samples it has",
    weight=3,
    applies=lambda case: case.tail > 0,
)
def _weighted(run: Run) -> str | None:
    """Held against the student's own batches, so that a sample left out is charged once."""
    return _mean(run.first)


@EXERCISE.check(
    "batches that fit exactly",
    applies=lambda case: case.tail == 0,
)
def _exact(run: Run) -> str | None:
    return _mean(run.first)


@EXERCISE.check("the result depends on w and the data alone, also in a second call")
def _again(run: Run) -> str | None:
    if not run.first.steps or run.first.value is None:
        return _mean(run.first)
    for measurement in run.all:
        if not all(close(step.w, measurement.w) for step in measurement.steps):
            return "`loss` was asked with weights other than the w of the call."
    return _carried(run)


@EXERCISE.check("X and y are left as they were", supporting=True)
def _untouched(run: Run) -> str | None:
    return None if run.untouched else "After the call, the X or y passed in had changed."


def _own_targets(run: Run) -> str | None:
    if all(step.matched for step in run.first.steps):
        return None
    return f"For {run.case}, `loss` got rows of X together with the y of other rows."


def _carried(run: Run) -> str | None:
    if not run.carries_over:
        return None
    return "The same call gave another result the second time: losses of earlier calls were left."


def _mean(measurement: Measurement) -> str | None:
    if not measurement.measured:
        return "`loss` was never called with any samples."
    if measurement.right:
        return None
    losses, sizes = measurement.epoch
    value = measurement.value
    result = kind(measurement.result) if value is None else f"{value:.4g}"
    return f"Batches of {listed(sizes)} samples had losses {shown(losses)}; you returned {result}."


@EXERCISE.diagnosis(
    "returns-nothing",
    concept="A function gives back only what stands after `return`.",
    advice="Return the number instead of printing it.",
)
def _nothing(runs: Sequence[Run]) -> str | None:
    nothing = all(run.first.result is None for run in runs)
    return "Your function returned None." if nothing else None


@EXERCISE.diagnosis(
    "shuffle-in-place",
    concept="The arrays belong to the caller, who will use them again.",
    advice="A mean does not depend on the order: leave out the shuffling, or index a copy.",
)
def _in_place(runs: Sequence[Run]) -> Finding | None:
    return first(runs, _untouched)


@EXERCISE.diagnosis(
    "xy-apart",
    concept="A row of X and its value in y belong together.",
    advice="Cut X and y at the same places, with the same indices.",
)
def _apart(runs: Sequence[Run]) -> Finding | None:
    return first(runs, _own_targets)


@EXERCISE.diagnosis(
    "accum-never-reset",
    concept="Each measurement starts its sum and its count at 0.",
    advice="Set them inside the function, before the loop.",
)
def _running(runs: Sequence[Run]) -> Finding | None:
    return first(runs, _carried)


@EXERCISE.diagnosis(
    "returns-early",
    concept="`return` inside the loop ends the function after the first batch.",
    advice="Return after the loop, when all batches have been added.",
)
def _early(runs: Sequence[Run]) -> Finding | None:
    many = [run for run in runs if run.case.several]
    if many and all(len(run.first.steps) == 1 and run.unused for run in many):
        return Finding(f"For {many[0].case}, `loss` was called once and no more.", many[0])
    return None


@EXERCISE.diagnosis(
    "val-on-train",
    concept="That is the loss of the last batch alone. A set is measured as a whole.",
    advice="Add up all batches in the loop instead of writing over the loss.",
)
def _last(runs: Sequence[Run]) -> Finding | None:
    return _believes(runs, last_batch)


@EXERCISE.diagnosis(
    "full-batch-in-loop",
    concept="Inside the loop, only the batch is measured; the whole set may be too big at once.",
    advice="Pass the slices X_batch and y_batch to `loss`.",
)
def _full(runs: Sequence[Run]) -> Finding | None:
    return first([run for run in runs if len(run.first.steps) > 1], _all_at_once)


@EXERCISE.diagnosis(
    "ignores-argument",
    concept="The set may be too big to be measured at once; batch_size is the most that fits.",
    advice="Go through X and y in slices of `batch_size`.",
)
def _at_once(runs: Sequence[Run]) -> Finding | None:
    return first([run for run in runs if run.case.several], _all_at_once)


def _all_at_once(run: Run) -> str | None:
    if {len(step.rows) for step in run.first.steps} != {run.case.n_samples}:
        return None
    return f"For {run.case}, `loss` was called {times(len(run.first.steps))}, with all samples."


@EXERCISE.diagnosis(
    "count-plus-one",
    concept="Where the batch size divides the number of samples, nothing is left for a tail.",
    advice="Go in steps of `batch_size` with `range`, or stop when nothing is left.",
)
def _empty(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        if any(not step.rows for step in run.first.steps):
            return Finding(f"For {run.case}, `loss` was called with an empty batch.", run)
    return None


@EXERCISE.diagnosis(
    "tail-in-loop",
    concept="The tail is one batch at the end. Inside the loop it is measured every round.",
    advice="Move the tail behind the loop, or let slicing make it: it stops at the end by itself.",
)
def _tail_again(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        batches = [step.rows for step in run.first.steps]
        again = next((rows for rows in batches if rows and batches.count(rows) > 1), None)
        if again and not run.unused:
            times = batches.count(again)
            what = f"For {run.case}, the batch of {named(again)} was measured {times} times."
            return Finding(what, run)
    return None


@EXERCISE.diagnosis(
    "with-replacement",
    concept="Batches drawn at random miss some samples and repeat others. "
    "A measurement uses every sample once.",
    advice="Cut the set into slices, in the order of storage.",
)
def _replacement(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        if run.first.repeated and run.unused:
            return Finding(
                f"For {run.case}, {named(run.first.repeated)} went into the loss more than once "
                f"and {named(run.unused)} never.",
                run,
            )
    return None


@EXERCISE.diagnosis(
    "count-floor",
    concept="The samples left over make one more, smaller batch: the tail.",
    advice="Go on until every sample is measured, not just for `n // B` rounds.",
)
def _no_tail(runs: Sequence[Run]) -> Finding | None:
    tails = [run for run in runs if run.case.several and run.case.tail]
    lost = [len(run.unused) == run.case.tail for run in tails]
    return first(tails, _coverage) if tails and all(lost) else None


@EXERCISE.diagnosis(
    "mean-of-means",
    concept="That is the plain mean of the batch losses. "
    "The tail has fewer samples, so its mean must count less.",
    advice="Weight every batch loss by its number of samples.",
)
def _plain_mean(runs: Sequence[Run]) -> Finding | None:
    return _believes(runs, mean_of_means)


@EXERCISE.diagnosis(
    "epoch-loss-divisor",
    concept="A sum over samples becomes their mean by one number only: "
    "how many samples were added up.",
    advice="Divide by the number of samples, and by nothing else.",
)
def _divisor(runs: Sequence[Run]) -> Finding | None:
    return _believes(runs, wrong_divisors)


def _believes(runs: Sequence[Run], rule: Rule) -> Finding | None:
    """A finding if all results with a tail follow a wrong rule."""
    tails = [run for run in runs if run.case.several and run.case.tail and run.first.measured]
    wrong = [run for run in tails if not run.first.right]
    told = [([run.first.epoch], run.first.value) for run in tails if run.first.value is not None]
    if wrong and len(told) == len(tails) and agrees(rule, told):
        return Finding(f"For {wrong[0].case}: {_mean(wrong[0].first)}", wrong[0])
    return None
