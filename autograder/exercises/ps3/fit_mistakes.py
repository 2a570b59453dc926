"""The mistakes that ``ps3.fit`` can name, the most specific first."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from autograder.exercises.content import Finding
from autograder.exercises.findings import Mistakes, first, shown
from autograder.exercises.loss_rules import (
    Rule,
    agrees,
    last_batch,
    mean,
    mean_of_means,
    running,
    wrong_divisors,
)
from autograder.exercises.ps3.stopping import LR, Run
from autograder.exercises.ps3.stopping_plans import falls_in_vain, rises, stop_after
from autograder.exercises.values import close
from autograder.exercises.words import named

MISTAKES = Mistakes()


@MISTAKES.diagnosis(
    "returns-nothing",
    concept="A function gives back only what stands after `return`.",
    advice="Return the best weights and the history.",
)
def _nothing(runs: Sequence[Run]) -> str | None:
    return "Your function returned None." if all(run.result is None for run in runs) else None


@MISTAKES.diagnosis(
    "val-on-train",
    concept="Patience must look at data that the weights were not fitted to.",
    advice="Call `validate(w)` after each epoch, record what it returns, and decide by that.",
)
def _on_train(runs: Sequence[Run]) -> Finding | None:
    if any(run.epochs and not run.validated for run in runs):
        return Finding("`validate` was never called.")
    for run in filter(lambda run: run.epochs, runs):
        train, recorded = run.history("train_loss"), run.history("val_loss")
        if train and recorded and len(train) == len(recorded) and close(train, recorded):
            return Finding(f"Your val_loss holds the training losses, {shown(recorded)}.", run)
    return None


@MISTAKES.diagnosis(
    "weights-reset",
    concept="Weights carry over from epoch to epoch; else each epoch forgets the one before.",
    advice="Take the first weights once, before the loop over the epochs.",
)
def _reset(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        again = all(close(epoch.steps[0].w, run.epochs[0].steps[0].w) for epoch in run.epochs)
        if len(run.epochs) > 1 and again:
            return Finding("Every epoch started again from the weights of the first.", run)
    return None


@MISTAKES.diagnosis(
    "shuffle-once",
    concept="One call of `batches()` is one order; used again, each epoch repeats the first.",
    advice="Call `batches()` inside the loop over the epochs.",
)
def _once(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        if len(run.asked) == 1 and len(run.epochs) > 1:
            steps = [[step.rows for step in epoch.steps] for epoch in run.epochs]
            if steps[1] == steps[0]:
                batch = named(steps[0][0])
                return Finding(f"Every epoch began with the batch of {batch}.", run)
    return None


@MISTAKES.diagnosis(
    "train-val-comparable",
    concept="Training loss is averaged while the weights move; "
    "validation loss is measured after the epoch, with its last weights.",
    advice="Collect the batch losses as the steps return them; validate behind the loop of batches.",
)
def _moment(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        for one, two in pairwise(run.epochs):
            if one.still and close(one.steps[0].w, two.steps[0].w):
                return Finding("The batches of an epoch were measured once more after it.", run)
    unbroken = [run for run in runs if run.epochs and run.broken is None]
    return first(unbroken, lambda run: run.wrong_moment)


@MISTAKES.diagnosis(
    "one-update-per-epoch",
    concept="The weights are updated after every batch; the next gradient is taken at the new ones.",
    advice="Put the update inside the loop over the batches.",
)
def _one_update(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        if run.epochs and all(epoch.still for epoch in run.epochs):
            count = run.case.steps_per_epoch
            return Finding(f"All {count} steps of an epoch used the same weights.", run)
    return None


@MISTAKES.diagnosis(
    "ascent",
    concept="The gradient points to where the loss grows; the step goes against it.",
    advice="Subtract `lr * gradient` from the weights.",
)
def _ascent(runs: Sequence[Run]) -> Finding | None:
    def added(run: Run) -> Any:
        return run.steps[0].w + LR * run.steps[0].gradient

    return _first_update(runs, added, "Step 1 started from w + lr · gradient.", 1)


@MISTAKES.diagnosis(
    "grad-not-cleared",
    concept="Each update uses the gradient of its own batch alone.",
    advice="Use the gradient as `loss_and_gradient` returns it; do not add it to earlier ones.",
)
def _not_cleared(runs: Sequence[Run]) -> Finding | None:
    def piled(run: Run) -> Any:
        one, two = run.steps[:2]
        return two.w - LR * (one.gradient + two.gradient)

    return _first_update(runs, piled, "The second update still held the first gradient.", 2)


@MISTAKES.diagnosis(
    "returns-early",
    concept="`return` inside the loop ends the function after the first epoch.",
    advice="Return after the loop; leave the loop with `break`.",
)
def _early(runs: Sequence[Run]) -> Finding | None:
    stopped = all(len(run.epochs) == 1 for run in runs)
    return Finding(runs[0].stopped, runs[0]) if stopped else None


@MISTAKES.diagnosis(
    "accum-never-reset",
    concept="The loss of an epoch belongs to that epoch alone.",
    advice="Set the sum and the count to 0 inside the loop over the epochs, before its batches.",
)
def _running(runs: Sequence[Run]) -> Finding | None:
    return _follows(runs, running, skip=1)


@MISTAKES.diagnosis(
    "mean-of-means",
    concept="That is the plain mean of the batch losses. "
    "The tail has fewer samples, so its mean must count less.",
    advice="Weight every batch loss by its number of samples.",
)
def _plain_mean(runs: Sequence[Run]) -> Finding | None:
    return _follows(runs, mean_of_means)


@MISTAKES.diagnosis(
    "last-batch-only",
    concept="That is the last batch's loss. An epoch's loss is the mean over all its samples.",
    advice="Add up the batches in the loop instead of writing over the loss.",
)
def _last_batch(runs: Sequence[Run]) -> Finding | None:
    return _follows(runs, last_batch)


@MISTAKES.diagnosis(
    "epoch-loss-divisor",
    concept="A sum over samples becomes their mean by one number only: "
    "how many samples were added up.",
    advice="Divide by the samples of this epoch's batches.",
)
def _divisor(runs: Sequence[Run]) -> Finding | None:
    return _follows(runs, wrong_divisors)


@MISTAKES.diagnosis(
    "best-alias",
    concept="The weights are updated in place, so a name such as `best = w` changes with them.",
    advice="Keep a copy at each improvement, `best = w.copy()`, and return that.",
)
def _alias(runs: Sequence[Run]) -> Finding | None:
    return _last([run for run in runs if run.in_place])


@MISTAKES.diagnosis(
    "returns-last",
    concept="Training ends with its last weights; the best come back only if they were kept.",
    advice="Keep the weights at each new smallest validation loss, and return those.",
)
def _returns_last(runs: Sequence[Run]) -> Finding | None:
    return _last(runs)


@MISTAKES.diagnosis(
    "ignores-argument",
    concept="Patience ends a training that has stopped improving.",
    advice="Count the checks in a row without improvement, and `break` when there are `patience`.",
)
def _never_stops(runs: Sequence[Run]) -> Finding | None:
    return _stops_by(runs, lambda losses, patience, num_epochs: num_epochs)


@MISTAKES.diagnosis(
    "patience-not-reset",
    concept="Patience counts checks in a row without improvement.",
    advice="Set the count back to 0 at every new smallest validation loss.",
)
def _not_reset(runs: Sequence[Run]) -> Finding | None:
    return _stops_by(runs, falls_in_vain)


@MISTAKES.diagnosis(
    "patience-off-by-one",
    concept="Training stops at the `patience`-th check in a row without improvement: "
    "not one sooner, not one later.",
    advice="Follow your count by hand through the last losses.",
)
def _off_by_one(runs: Sequence[Run]) -> Finding | None:
    def later(losses: Sequence[float], patience: int, num_epochs: int) -> int:
        return stop_after(losses, patience + 1, num_epochs)

    def sooner(losses: Sequence[float], patience: int, num_epochs: int) -> int:
        return stop_after(losses, patience - 1, num_epochs)

    patient = [run for run in runs if run.case.patience > 1]
    return _stops_by(runs, later) or _stops_by(patient, sooner)


@MISTAKES.diagnosis(
    "compares-with-previous",
    concept="An improvement is a loss below the smallest so far, not just below the one before.",
    advice="Keep the smallest validation loss, and compare with that.",
)
def _previous(runs: Sequence[Run]) -> Finding | None:
    return _stops_by(runs, rises)


@MISTAKES.diagnosis(
    "writes-to-arguments",
    concept="The first weights belong to the caller, who may start again from them.",
    advice="Begin with `w = w.copy()`.",
)
def _written(runs: Sequence[Run]) -> Finding | None:
    what = "After the call, the w passed in had changed."
    return first(runs, lambda run: None if run.untouched else what)


def _first_update(
    runs: Sequence[Run], rule: Callable[[Run], Any], what: str, number: int
) -> Finding | None:
    """A finding if every training's step ``number`` starts from weights that follow a wrong rule."""
    long = [run for run in runs if len(run.steps) > number]
    if long and all(close(run.steps[number].w, rule(run)) for run in long):
        return Finding(what, long[0])
    return None


def _follows(runs: Sequence[Run], rule: Rule, skip: int = 0) -> Finding | None:
    """A finding if all of train_loss, but the first ``skip`` epochs, follows a wrong rule."""
    told, wrong = [], None
    for run in runs:
        epochs = [epoch.of_batches for epoch in run.epochs]
        for index, value in list(enumerate(run.history("train_loss") or []))[skip : len(epochs)]:
            told.append((epochs[: index + 1], value))
            if wrong is None and not close(value, mean(epochs[index])):
                what = run.epochs[index].what
                wrong = Finding(f"In epoch {index + 1}, {what}; train_loss says {value:.4g}.", run)
    return wrong if wrong and agrees(rule, told) else None


def _last(runs: Sequence[Run]) -> Finding | None:
    """A finding at the first training that gives back its last weights though others were better."""
    for run in runs:
        if run.weights is None or run.best is None or close(run.weights, run.best.w):
            continue
        if run.after and close(run.weights, run.after[-1]):
            number = 1 + run.validated.index(run.best)
            return Finding(
                f"You returned the weights after epoch {len(run.epochs)}; "
                f"the validation loss was smallest after epoch {number}.",
                run,
            )
    return None


def _stops_by(
    runs: Sequence[Run], rule: Callable[[Sequence[float], int, int], int]
) -> Finding | None:
    """A finding if every training that should stop early follows a wrong rule of when to stop."""
    early = [run for run in runs if run.case.stops_early]
    wrong = [run for run in early if len(run.epochs) != run.case.stop]
    if wrong and all(
        len(run.epochs) == rule(run.case.losses, run.case.patience, run.case.num_epochs)
        for run in early
    ):
        return Finding(wrong[0].stopped, wrong[0])
    return None
