"""The mistakes that ``ps3.evaluate`` can name."""

from math import isfinite

from autograder.exercises import kinds
from autograder.exercises.content import Mistakes
from autograder.exercises.loss_rules import last_batch, mean_of_means, wrong_divisors
from autograder.exercises.ps3.evaluate.observed import Run
from autograder.exercises.values import close, kind
from autograder.exercises.words import named, times

MISTAKES = Mistakes()


@MISTAKES.claim("wrong-type", advice="Return one number for the whole set.", once=True)
def no_number(run: Run) -> str | None:
    """What came back instead of a number."""
    if run.first.value is not None:
        return None
    return f"For {run.case} you returned {kind(run.first.result)}."


@MISTAKES.claim(
    "shuffle-in-place",
    advice="Leave the order as it is, or index a copy: a mean does not depend on the order.",
    once=True,
)
def changed(run: Run) -> str | None:
    """Whether the caller's arrays were written to."""
    return None if run.untouched else "After the call, the X or y passed in had changed."


@MISTAKES.claim("writes-to-arguments", advice="Measuring needs no other weights.", once=True)
def moved(run: Run) -> str | None:
    """Whether the caller's weights were written to."""
    return None if run.same_weights else "After the call, the w passed in had changed."


@MISTAKES.claim("xy-apart", advice="Cut X and y at the same places, with one index.", once=True)
def apart(run: Run) -> str | None:
    """Rows that came with the y of other rows."""
    if all(call.matched for call in run.first.calls):
        return None
    return f"For {run.case}, `loss` got rows of X together with the y of other rows."


@MISTAKES.claim(
    "accum-never-reset",
    advice="Set sum and count to 0 inside the function, before the loop.",
    once=True,
)
def carried(run: Run) -> str | None:
    """Whether the same batches at the same weights gave another result the second time."""
    first, again = run.first, run.again
    if first.value is None or again.value is None or first.asked != again.asked:
        return None
    if not (first.order and isfinite(first.value)) or close(first.value, again.value):
        return None
    return f"The same call gave {first.value:.4g} first and {again.value:.4g} the second time."


@MISTAKES.claim("returns-early", advice="Measure every batch, and return after the last.")
def _early(run: Run) -> str | None:
    if not run.case.several:
        return ""
    if run.first.asked != [list(range(run.case.batch_size))]:
        return None
    return f"For {run.case}, `loss` was called once, with the first batch, and no more."


@MISTAKES.claim("full-batch-in-loop", advice="Pass the slices X_batch and y_batch to `loss`.")
def _full(run: Run) -> str | None:
    return _all_at_once(run, len(run.first.calls) > 1)


@MISTAKES.claim("ignores-argument", advice="Go through X and y in slices of `batch_size`.")
def _at_once(run: Run) -> str | None:
    return _all_at_once(run, len(run.first.calls) == 1)


def _all_at_once(run: Run, many: bool) -> str | None:
    if not run.case.several:
        return ""
    if not many or {len(call.rows) for call in run.first.calls} != {run.case.n_samples}:
        return None
    return f"For {run.case}, `loss` was called {times(len(run.first.calls))}, with all samples."


@MISTAKES.claim(
    "count-plus-one", advice="Measure a last batch only if samples are left.", once=True
)
def _empty(run: Run) -> str | None:
    if all(call.rows for call in run.first.calls):
        return None
    return f"For {run.case}, `loss` was called with an empty batch."


@MISTAKES.claim("tail-in-loop", advice="Let the tail be measured once, at the end.")
def _tail_again(run: Run) -> str | None:
    batches = [call.rows for call in run.first.calls]
    again = next((rows for rows in batches if 0 < len(rows) == run.case.tail), [])
    if run.case.n_samples < 2 * run.case.batch_size or not run.case.tail:
        return ""
    if batches.count(again) < 2 or run.first.exact:
        return None
    count = times(batches.count(again))
    return f"For {run.case}, the batch of {named(again)} was measured {count}."


@MISTAKES.claim("with-replacement", advice="Cut the set into slices, in the order of storage.")
def _replacement(run: Run) -> str | None:
    if run.case.n_samples < 5 or not run.case.several:
        return ""
    if run.first.order == run.other.order:
        return None
    if not run.unused:
        return ""
    again = f"{named(run.first.repeated)} more than once and " if run.first.repeated else ""
    return f"For {run.case}, `loss` got {again}{named(run.unused)} never."


@MISTAKES.claim(
    "count-floor", advice="Go on until every sample is measured, not just for `n // B` rounds."
)
def _no_tail(run: Run) -> str | None:
    n, tail = run.case.n_samples, run.case.tail
    if not run.case.several or not tail:
        return ""
    if run.unused != list(range(n - tail, n)):
        return None
    return f"For {run.case}, {named(run.unused)} never went into the loss."


kinds.losses_by(
    MISTAKES, "last-batch-only", last_batch, "Let every batch of the set go into the result."
)
kinds.losses_by(
    MISTAKES, "mean-of-means", mean_of_means, "Weight every batch loss by its number of samples."
)
kinds.losses_by(
    MISTAKES,
    "epoch-loss-divisor",
    wrong_divisors,
    "Weight each batch loss by its own samples, and divide by the samples of the set.",
)
