"""Mistakes of training loops by the kind of their evidence, for every loop that is recorded as a Training.

First what came back, then which calls were made, then where the weights went, then what was recorded.
Each function adds one mistake; each claim is about one run (see :class:`Mistakes`).
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from autograder.exercises.content import Finding, Mistakes
from autograder.exercises.loss_rules import SCALE, Rule, agrees, mean
from autograder.exercises.tape import Step
from autograder.exercises.trace import Array
from autograder.exercises.training import Training, of_batches, still
from autograder.exercises.values import close
from autograder.exercises.words import named

Epochs = Callable[[Any], list[list[Step]]]


def _epochs(run: Training) -> list[list[Step]]:
    return run.epochs


def wrong_type(mistakes: Mistakes, advice: str) -> None:
    """Something else came back than was asked for."""
    mistakes.claim("wrong-type", advice=advice, once=True)(lambda run: run.problem)


def apart(mistakes: Mistakes) -> None:
    """A gradient was taken of rows of X with the y of other rows."""
    advice = "Take X_batch and y_batch from one pair, and leave their order as it is."
    mistakes.claim("xy-apart", advice=advice, once=True)(
        lambda run: run.apart if run.calls else None
    )


def shuffled_once(mistakes: Mistakes) -> None:
    """``batches()`` was called once, and its batches served every epoch."""

    @mistakes.claim("shuffle-once", advice="Call `batches()` inside the loop over the epochs.")
    def _once(run: Training) -> str | None:
        if len(run.asked) != 1:
            return None
        if len(run.steps) < 2 * len(run.given):
            return ""
        if [step.rows for step in run.steps[len(run.given) :]][: len(run.given)] != run.given:
            return None
        what = f"`batches()` was called once; every epoch began with {named(run.given[0])}"
        return f"For {run.case}, {what}."


def drops_tail(mistakes: Mistakes) -> None:
    """The last batch of every epoch was given and never used."""

    @mistakes.claim("count-floor", advice="Use every batch that `batches()` gives.")
    def _tail(run: Training) -> str | None:
        epochs = [asked.batches for asked in run.asked]
        if not run.calls or any(len(epoch) < 2 for epoch in epochs):
            return ""
        if len(epochs[0][-1]) == len(epochs[0][0]):
            return ""
        if [step.rows for step in run.steps] != [rows for epoch in epochs for rows in epoch[:-1]]:
            return None
        return f"For {run.case}, the tail of epoch 1, {named(epochs[0][-1])}, was never used."


def resets_weights(
    mistakes: Mistakes, advice: str = "Set `w` before the loop over the epochs, not inside it."
) -> None:
    """Epochs start again from the first weights, or from those of another moment of the past."""

    @mistakes.claim("weights-reset", advice=advice)
    def _reset(run: Training) -> str | None:
        parts = run.epochs
        starts = [run.steps.index(epoch[0]) for epoch in parts]
        told = ""
        for number, index in enumerate(starts[1:], start=1):
            start, past = run.steps[index].w, [run.w, *(step.w for step in run.steps[:index])]
            if close(start, run.led_to(run.steps[:index])):
                continue
            if close(start, past[-1]):  # no step was made, or there was one and it was taken back
                return "" if all(close(step.w, start) for step in parts[number - 1]) else None
            if not any(close(start, w) for w in past):
                return None
            where = "the first weights" if close(start, run.w) else "weights of an earlier moment"
            told = told or f"For {run.case}, epoch {number + 1} started again from {where}."
        return told


def _moved(run: Training, count: int) -> bool:
    """Whether the first steps, or the weights at the end, show that the weights moved at all."""
    seen = [step.w for step in run.steps[:count]] + [check.w for check in run.validated]
    seen += run.reached[count - 1 : count]
    return any(not close(w, run.w) for w in seen)


def stale(mistakes: Mistakes, groups: Epochs = _epochs) -> None:
    """Each step of a group was made, but its gradient taken at the group's first weights."""

    @mistakes.claim(
        "stale-gradient",
        advice="Let the weights that a step leads to be those of the next gradient.",
    )
    def _stale(run: Training) -> str | None:
        told = ""
        for group in groups(run):
            if len(group) < 2:
                continue
            index = run.steps.index(group[0])
            after = next(iter(run.reached[index + len(group) - 1 :]), None)
            if not still(group):
                return None
            moves = [
                run.led_to(run.steps[: index + i + 1]) - step.w for i, step in enumerate(group)
            ]
            if after is not None and not close(after, group[0].w + sum(moves)):
                return None
            count = len(group)
            told = told or f"All {count} gradients of an epoch were taken at its first weights."
        return told


def one_update(mistakes: Mistakes, advice: str, groups: Epochs = _epochs) -> None:
    """The weights stood still during a whole group of steps, and moved after it."""

    @mistakes.claim("one-update-per-epoch", advice=advice)
    def _one(run: Training) -> str | None:
        parts = groups(run)
        long = [group for group in parts if len(group) > 1]
        if not all(map(still, long)) or any(close(b[0].w, a[0].w) for a, b in pairwise(parts)):
            return None
        if long and not _moved(run, len(run.steps)):
            return None
        return (long and f"All {len(long[0])} steps of an epoch used the same weights.") or ""


def moves_by(
    mistakes: Mistakes, id: str, rule: Callable[[Any, int], Array], what: str, advice: str
) -> None:
    """Every step goes where a wrong rule, a change of the weights at step ``t``, leads it."""

    @mistakes.claim(id, advice=advice)
    def _follows(run: Training) -> str | None:
        told = ""
        for t, (step, after) in enumerate(zip(run.steps, run.reached, strict=False)):
            if not close(after, step.w + rule(run, t)):
                return None
            if not close(after, run.led_to(run.steps[: t + 1])):
                told = told or f"For {run.case}, {what}."
        return told


def losses_by(mistakes: Mistakes, id: str, rule: Rule, advice: str, skip: int = 0) -> None:
    """All recorded losses, but the first ``skip`` of a run, follow one wrong rule.

    A run's ``recorded`` are its losses, each with the batches of its epoch and of those before, or None if it
    speaks against every rule; what it ``says`` of one is the sentence.
    """

    @mistakes.diagnosis(id, advice=advice)
    def _follows(runs: Sequence[Any]) -> Finding | None:
        if any(run.recorded is None for run in runs):
            return None
        told = [(run, number) for run in runs for number in range(skip, len(run.recorded))]
        if not agrees(rule, [run.recorded[number] for run, number in told]):
            return None
        for run, number in told:
            epochs, value = run.recorded[number]
            if not close(value, mean(epochs[-1]), scale=SCALE):
                return Finding(run.says(number), run)
        return None


def losses_at(
    mistakes: Mistakes,
    id: str,
    weights: Callable[[Any, list[Step], int], Array],
    what: str,
    advice: str,
) -> None:
    """All recorded losses are those of the batches at other weights than the steps'."""

    @mistakes.claim(id, advice=advice)
    def _at(run: Training) -> str | None:
        losses = run.told_losses or []
        if not losses or len(losses) != len(run.parts):
            return None
        told = ""
        for part, value in zip(run.parts, losses, strict=True):
            found = [run.data.loss(weights(run, part, i), step.rows) for i, step in enumerate(part)]
            if not close(value, mean((found, of_batches(part)[1])), scale=SCALE):
                return None
            if not close(value, mean(of_batches(part)), scale=SCALE):
                told = told or f"For {run.case}, {what}."
        return told


def writes_to_w(mistakes: Mistakes) -> None:
    """The weights that were passed in have changed."""
    advice = "Begin with `w = w.copy()`, or write `w = …` for a new array."
    mistakes.claim("writes-to-arguments", advice=advice, once=True)(lambda run: run.written)
