"""What the mistakes of problem set 4's loops say of a program, held against the calls and results alone."""

from itertools import pairwise

import numpy as np

from autograder.exercises.values import close
from tests.claims.beliefs import (
    BELIEFS_OF_LOOPS,
    after_its_step,
    both,
    by_a_count,
    came_back,
    either,
    every,
    is_least,
    lacks,
    last_fall,
    losses_at,
    moved_by,
    same,
    some,
    told_by,
)
from tests.claims.loops import calls, given


def _merged(run):
    """Whether the first step used all batches of an epoch at once."""
    first = given(run)[: run.case.steps_per_epoch]
    return run.case.steps_per_epoch < 2 or calls(run)[0].rows == [
        row for rows in first for row in rows
    ]


IN_STEPS = {
    "spe-merges": every(_merged),
    "ignores-argument": every(lambda run: len(run.steps) > 2 * run.case.updates),
    "one-epoch-only": every(lambda run: len(run.steps) == run.case.steps_per_epoch),
    "loses-a-batch": some(lambda run: len(given(run)) > len(run.steps)),
}


def _rates_of(*rules):
    """Every step has the rate that a rule names by its number and the steps of an epoch."""

    def follows(run, rule):
        asked = [None if not rate else (0.08 / rate - 1) / 0.11 for rate in run.rates]
        wanted = [rule(i, run.case.steps_per_epoch) for i in range(len(asked))]
        return None not in asked and np.allclose(asked, wanted, atol=0.05)

    return either(*(every(lambda run, rule=rule: follows(run, rule)) for rule in rules))


def _numbered_by(*rules):
    """Every update has the number that a rule names, likewise."""

    def follows(run, rule):
        wanted = [rule(i, run.case.steps_per_epoch) for i in range(len(run.updates))]
        return [update.t for update in run.updates] == wanted

    return either(*(every(lambda run, rule=rule: follows(run, rule)) for rule in rules))


def _of_full_batches(value, losses, sizes):
    """Whether the divisor takes every batch for a full one, or is another count."""
    as_full = np.dot(losses, sizes) / (len(sizes) * max(sizes))
    return same(value, as_full) or by_a_count(value, losses, sizes)


BELIEFS_OF_FIT_STEPS = {
    **BELIEFS_OF_LOOPS,
    **IN_STEPS,
    "wrong-type": lacks(""),
    "grad-not-cleared": moved_by(
        lambda run, t: -0.08 / (1 + 0.11 * t) * sum(step.gradient for step in run.steps[: t + 1])
    ),
    "step-origin": _rates_of(lambda i, s: i + 1, lambda i, s: i % s, lambda i, s: i % s + 1),
    "schedule-unit": _rates_of(lambda i, s: i // s, lambda i, s: i // s + 1, lambda i, s: i / s),
    "loss-after-update": losses_at(after_its_step),
    "epoch-loss-divisor": told_by(_of_full_batches),
}


def _sums(window):
    """The sums of a window's gradients: over its samples, and over its batches."""
    return np.dot(window.sizes, window.gradients), window.gradients.sum(axis=0)


def _moved(test):
    """What is true of how every window's update moved the weights."""
    return every(lambda run: all(test(w) for w in run.windows if w.move is not None))


def _by_full(window):
    """Whether the sum over the samples was divided by a count that is at least theirs."""
    total = _sums(window)[0]
    count = np.linalg.norm(total) / np.linalg.norm(window.move)
    return (
        abs(count - round(count)) < 1e-2
        and round(count) >= sum(window.sizes)
        and close(window.move, total / round(count))
    )


def _held(run):
    """Whether the second update is a mixture of its gradients with those of the first."""
    if len(run.windows) < 2 or run.windows[1].move is None:
        return True
    first, second = run.windows[:2]
    for before, now in ((i, j) for i in _sums(first) for j in _sums(second)):
        parts, *_ = np.linalg.lstsq(np.array([before, now]).T, second.move, rcond=None)
        if close(parts @ np.array([before, now]), second.move) and min(parts) > 1e-6:
            return True
    return False


def _short_goes_wrong(run):
    """Whether batches at an epoch's end were not used, made no right update, or their loss is wrong."""
    used = [call.rows for call in calls(run)]
    losses = run.told() or []
    ends = [(w, loss) for w, loss in zip(run.windows, losses, strict=False) if not w.full]
    return (
        any(asked.batches[-1] not in used for asked in run.asked)
        or any(not w.full and not w.right for w in run.windows)
        or any(not same(loss, np.average(w.losses, weights=w.sizes)) for w, loss in ends)
    )


BELIEFS_OF_ACCUMULATE = {
    **BELIEFS_OF_LOOPS,
    "wrong-type": lacks(""),
    "ascent": _moved(lambda w: w.move @ w.gradient < 0),
    "micro-step": either(
        some(lambda run: not all(window.still for window in run.windows)),
        every(lambda run: len(run.told() or []) == len(given(run))),
    ),
    "sum-not-mean": _moved(lambda w: any(close(w.move, total) for total in _sums(w))),
    "mean-by-B": both(_moved(_by_full), some(lambda run: not all(w.right for w in run.windows))),
    "grad-not-cleared": every(_held),
    "accum-tail": some(_short_goes_wrong),
    "accum-mean": _moved(lambda w: close(w.move, w.gradients.mean(axis=0))),
    "accum-loss": BELIEFS_OF_LOOPS["last-batch-only"],
}


STILL = every(lambda run: all(close(s.w, epoch[0].w) for epoch in run.epochs for s in epoch))


def _checks(run):
    return [check for _, check in run.checks]


def _goes_on(run):
    """Whether every update but the first started from what the one before returned."""
    return all(close(two.w, one.after) for one, two in pairwise(run.updates))


BELIEFS_OF_FINE_TUNE = {
    "xy-apart": BELIEFS_OF_LOOPS["xy-apart"],
    **{id: BELIEFS_OF_LOOPS[id] for id in ("weights-reset", "writes-to-arguments")},
    **IN_STEPS,
    "wrong-type": lacks("val_loss", "samples_processed"),
    "starts-late": every(lambda run: not close(calls(run)[0].w, run.w)),
    "stale-gradient": both(
        STILL,
        every(_goes_on),
        every(lambda run: len(run.updates) == len(run.steps)),
    ),
    "one-update-per-epoch": both(STILL, every(lambda run: len(run.updates) == len(run.epochs))),
    "step-origin": _numbered_by(lambda i, s: i),
    "adam-t": _numbered_by(
        lambda i, s: i // s + 1,
        lambda i, s: i // s,
        lambda i, s: i % s + 1,
        lambda i, s: i % s,
        lambda i, s: 1,
    ),
    "val-on-train": every(lambda run: not run.validated),
    "no-baseline": every(lambda run: run.checks[0][0] == run.case.steps_per_epoch),
    "train-val-comparable": some(
        lambda run: (
            [done for done, _ in run.checks] != run.boundaries
            or any(
                not close(check.w, run.led_to(run.steps[:done]) if done else run.w)
                for done, check in run.checks
            )
        )
    ),
    "tail-counted-full": every(
        lambda run: close(
            run.told("samples_processed"),
            [done * max(map(len, given(run))) for done in run.boundaries],
        )
    ),
    "compares-with-previous": every(
        lambda run: came_back(run, _checks(run), last_fall(_checks(run)))
    ),
    "returns-last": every(lambda run: came_back(run, _checks(run), -1)),
    "best-alias": some(
        lambda run: (
            run.in_place and came_back(run, _checks(run), -1) and not is_least(_checks(run), -1)
        )
    ),
}
