"""The mistakes that ``ps4.accumulate`` can name."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from autograder.exercises import kinds
from autograder.exercises.content import Mistakes
from autograder.exercises.loss_rules import last_batch, mean_of_means, running
from autograder.exercises.ps4.accumulate.observed import LR, Run, Window
from autograder.exercises.tape import Step
from autograder.exercises.trace import Array
from autograder.exercises.training import still
from autograder.exercises.values import close
from autograder.exercises.words import listed

MISTAKES = Mistakes()
Rule = Callable[[Run, int], Array]  # what the update of window t subtracts, per unit of lr


kinds.wrong_type(MISTAKES, "Return `w, losses`.")
kinds.apart(MISTAKES)
kinds.shuffled_once(MISTAKES)


@MISTAKES.claim("accum-tail", advice="Let the last batches of an epoch make a step, too.")
def _unused(run: Run) -> str | None:
    rest = run.case.rest
    if not rest:
        return ""
    wanted = [rows for asked in run.asked for rows in asked.batches[: len(asked.batches) - rest]]
    if [step.rows for step in run.steps] != wanted or not run.given:
        return None
    return f"For {run.case}, the last {rest} of {run.case.batches} batches were not used."


kinds.resets_weights(MISTAKES)


def _long(run: Run) -> list[list[Step]]:
    """The epochs of several windows."""
    return [epoch for epoch in run.epochs if len(epoch) > run.case.accumulation]


kinds.stale(MISTAKES, _long)
kinds.one_update(
    MISTAKES, "Update inside the loop, whenever `accumulation` batches are collected.", _long
)


@MISTAKES.claim(
    "accum-tail", advice="When the epoch ends and something is collected, update; start afresh."
)
def _carried(run: Run) -> str | None:
    """The windows go on over the ends of epochs, each with an update along its mean gradient."""
    k, count = run.case.accumulation, len(run.steps)
    whole = [Window(run.steps[i : i + k], True, None) for i in range(0, count - count % k, k)]
    if [step.rows for step in run.steps] != run.given or not all(w.still for w in whole):
        return None
    if not all(close(b.w, a.w - LR * a.gradient) for a, b in pairwise(whole)):
        return None
    across = run.case.batches // k  # the window that would hold the rest of epoch 1
    if not run.case.rest or run.case.batches * run.case.num_epochs // k < across + 2:
        return ""
    if len(whole) < across + 2:
        return None
    return f"For {run.case}, an update used batches of epoch 1 together with batches of epoch 2."


@MISTAKES.claim("micro-step", advice="In the loop, only add up; update when the window is full.")
def _micro_step(run: Run) -> str | None:
    long = [window for window in run.windows if len(window.steps) > 1]
    if not long:
        return ""
    pairs = [pair for window in long for pair in pairwise(window.steps)]
    if [step.rows for step in run.steps] != run.given or any(map(still, pairs)):
        return None
    what = f"the first {len(long[0].steps)} batches used different weights"
    return f"For {run.case}, {what}: an update came between them."


@MISTAKES.claim("micro-step", advice="Record a loss where you update.")
def _micro_losses(run: Run) -> str | None:
    count = len(run.told() or [])
    if not run.steps or not len(run.given) == len(run.steps) == count:
        return None
    if count == len(run.windows):
        return ""
    return f"For {run.case}, you recorded {count} losses for {len(run.windows)} steps."


def _moves_by(id: str, rule: Rule, what: str, advice: str) -> None:
    """A mistake: the updates of all windows follow a wrong rule."""

    @MISTAKES.claim(id, advice=advice)
    def _rule(run: Run) -> str | None:
        windows = run.windows
        if not windows or not all(window.still for window in windows):
            return None
        if not all(w.moved_by(rule(run, t)) for t, w in enumerate(windows)):
            return None
        return "" if all(window.right for window in windows) else f"For {run.case}, {what}."


def _samples(window: Window) -> int:
    return sum(window.sizes)


def _sum(window: Window) -> Array:
    """The sum of the gradients of all samples."""
    return np.asarray(window.gradient * _samples(window))


def _plain(window: Window) -> Array:
    """The sum of the gradients of the batches."""
    return np.asarray(window.gradients.sum(axis=0))


def _so_far(run: Run, t: int, of: Callable[[Window], Array]) -> Array:
    return np.asarray(sum(of(window) for window in run.windows[: t + 1]))


def _count_so_far(run: Run, t: int, of: Callable[[Window], int]) -> int:
    return sum(of(window) for window in run.windows[: t + 1])


def _size(run: Run) -> int:
    """Samples of a full batch."""
    return max(map(len, run.given))


def _sum_by(divisor: Callable[[Run, int], int]) -> Rule:
    return lambda run, t: _sum(run.windows[t]) / divisor(run, t)


SUM = "the steps went along a sum of gradients"
DIVIDE = "Divide the sum over the samples of the window by their number."
SMALL = "the samples of smaller batches or windows counted too little"
COUNT = "Count the samples as you add them up, and divide by that."
HELD = "a step still held the gradients of those before it"
CLEAR = "Set the sums back to 0 after each update."

_moves_by(
    "ascent",
    lambda run, t: -run.windows[t].gradient,
    "every step went up along its mean gradient",
    "Subtract the learning rate times the mean gradient.",
)
_moves_by("sum-not-mean", lambda run, t: _plain(run.windows[t]), SUM, DIVIDE)
_moves_by("sum-not-mean", lambda run, t: _sum(run.windows[t]), SUM, DIVIDE)
for _divisor in (
    lambda run, t: _size(run) * run.case.accumulation,
    lambda run, t: _size(run) * len(run.windows[t].steps),
    lambda run, t: run.windows[t].sizes[0] * len(run.windows[t].steps),
    lambda run, t: run.windows[t].sizes[0] * run.case.accumulation,
):
    _moves_by("mean-by-B", _sum_by(_divisor), SMALL, COUNT)
for _rule in (
    lambda run, t: _so_far(run, t, _sum) / _samples(run.windows[t]),
    lambda run, t: _so_far(run, t, _sum) / _count_so_far(run, t, _samples),
    lambda run, t: _so_far(run, t, lambda window: window.gradient),
    lambda run, t: _so_far(run, t, _plain) / len(run.windows[t].steps),
    lambda run, t: _so_far(run, t, _plain) / _count_so_far(run, t, lambda w: len(w.steps)),
    lambda run, t: _so_far(run, t, _plain),
    lambda run, t: _so_far(run, t, _sum),
):
    _moves_by("grad-not-cleared", _rule, HELD, CLEAR)


@MISTAKES.claim(
    "accum-tail", advice="When the epoch ends and something is collected, update; start afresh."
)
def _lost(run: Run) -> str | None:
    full = [window for window in run.windows if window.full]
    stand = bool(full) and all(window.moved_by(0 * window.gradient) for window in full)
    if len(run.asked) != run.case.num_epochs or stand:
        return None
    if not run.case.rest:
        return ""
    number = next((t for t, window in enumerate(run.windows) if not window.full), 0)
    rest = run.windows[number] if run.windows else None
    if rest is None or rest.full or not rest.moved_by(0 * rest.gradient):
        return None
    whither = ""
    for after in run.windows[number + 1 : number + 2]:
        both = _sum(rest) + _sum(after)
        if after.right:
            whither = ": their gradients were lost"
        elif any(
            after.moved_by(both / n) for n in (_samples(after), _samples(rest) + _samples(after))
        ):
            whither = ": their gradients went into the next epoch's first"
    return f"At the end of an epoch, batches of {listed(rest.sizes)} samples made no step{whither}."


def _tail_by(total: Callable[[Window], Array]) -> None:
    """A mistake: the last window of an epoch is divided by ``accumulation``, not by what it holds."""

    @MISTAKES.claim("accum-tail", advice="Divide by what the last window holds.")
    def _by_k(run: Run) -> str | None:
        short = [window for window in run.windows if not window.full]
        if not all(window.moved_by(total(window) / run.case.accumulation) for window in short):
            return None
        if not short:
            return ""
        held = f"held {len(short[0].steps)} of {run.case.accumulation} batches"
        return f"For {run.case}, an epoch's last step {held}; its sum was divided by more."


_tail_by(_plain)
_tail_by(lambda window: np.asarray(window.gradient * len(window.steps)))
_moves_by(
    "accum-mean",
    lambda run, t: _plain(run.windows[t]) / len(run.windows[t].steps),
    "a tail and a full batch counted the same in a step",
    "Weight each gradient by the samples of its batch.",
)


@MISTAKES.claim("accum-tail", advice="Divide by what the last window holds.")
def _loss_of_tail(run: Run) -> str | None:
    losses, told = run.told() or [], ""
    if len(losses) != len(run.windows):
        return None
    for number, (window, value) in enumerate(zip(run.windows, losses, strict=True)):
        if not window.full and not close(value, sum(window.losses) / run.case.accumulation):
            return None
        told = told or ("" if window.full else run.says(number))
    return told


kinds.losses_by(MISTAKES, "accum-loss", last_batch, "Add up loss × samples over the window.")
kinds.losses_by(MISTAKES, "mean-of-means", mean_of_means, "Weight each batch loss by its samples.")
kinds.losses_by(
    MISTAKES, "accum-never-reset", running, "Set the sums to 0 after each update.", skip=1
)
kinds.writes_to_w(MISTAKES)
