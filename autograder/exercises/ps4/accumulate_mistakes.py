"""The mistakes that ``ps4.accumulate`` can name, the most specific first."""

from collections.abc import Callable, Sequence

import numpy as np

from autograder.exercises.content import Finding
from autograder.exercises.findings import Mistakes, shown
from autograder.exercises.loss_rules import mean
from autograder.exercises.ps4.windows import Run, Window
from autograder.exercises.trace import Array
from autograder.exercises.values import close
from autograder.exercises.words import listed, named

MISTAKES = Mistakes()
Rule = Callable[[Run, Window], Array]


@MISTAKES.diagnosis(
    "returns-nothing",
    concept="A function gives back only what stands after `return`.",
    advice="Return the final weights and the list of losses.",
)
def _nothing(runs: Sequence[Run]) -> str | None:
    return "Your function returned None." if all(run.result is None for run in runs) else None


@MISTAKES.diagnosis(
    "shuffle-once",
    concept="One call of `batches()` is one order; used again, each epoch repeats the first.",
    advice="Call `batches()` inside the loop over the epochs.",
)
def _once(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        size = run.case.batches
        if len(run.given) == size < len(run.steps):
            what = f"Every epoch began with the batch of {named(run.given[0])}."
            return Finding(what, run)
    return None


@MISTAKES.diagnosis(
    "weights-reset",
    concept="Weights carry over from epoch to epoch; else each epoch forgets the one before.",
    advice="Take the first weights once, before the loop over the epochs.",
)
def _reset(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        starts = run.steps[:: run.case.batches]
        moved = any(not close(step.w, run.w) for step in run.steps)
        if len(starts) > 1 and moved and all(close(step.w, run.w) for step in starts):
            return Finding("Every epoch started again from the weights of the first.", run)
    return None


@MISTAKES.diagnosis(
    "one-update-per-epoch",
    concept="A step follows every `accumulation` batches, not every epoch.",
    advice="Update inside the loop, whenever `accumulation` batches have been collected.",
)
def _one_update(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        size = run.case.batches
        epochs = [run.steps[i : i + size] for i in range(0, len(run.steps), size)]
        still = all(close(step.w, epoch[0].w) for epoch in epochs for step in epoch)
        if size - run.case.accumulation > 1 and epochs and still:
            return Finding(f"All {size} batches of an epoch used the same weights.", run)
    return None


@MISTAKES.diagnosis(
    "micro-step",
    concept="A batch is no step here: one step, one update, follows every `accumulation` batches.",
    advice="In the loop over the batches only add up; update when the window is full.",
)
def _micro_step(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        moving = [window for window in run.windows if len(window.steps) > 1]
        if moving and not any(window.still for window in moving):
            count = len(moving[0].steps)
            what = f"the first {count} batches used different weights"
            return Finding(f"For {run.case}, {what}: an update came between them.", run)
        if run.windows and len(run.losses or []) == len(run.steps) > len(run.windows):
            what = f"{len(run.steps)} losses for {len(run.windows)} steps"
            return Finding(f"For {run.case}, you recorded {what}.", run)
    return None


@MISTAKES.diagnosis(
    "ascent",
    concept="The gradient points to where the loss grows; the step goes against it.",
    advice="Subtract the learning rate times the mean gradient.",
)
def _ascent(runs: Sequence[Run]) -> Finding | None:
    return _all_windows(runs, lambda run, window: -window.gradient, "Every step went up the slope.")


@MISTAKES.diagnosis(
    "sum-not-mean",
    concept="A sum instead of a mean multiplies the learning rate by what was added up.",
    advice="Weight each gradient by its samples, add up, and divide by the samples of the window.",
)
def _sum(runs: Sequence[Run]) -> Finding | None:
    what = "Your steps went along the sum of the gradients."
    batches = _all_windows(runs, lambda run, window: window.gradients.sum(axis=0), what)
    samples = _all_windows(runs, lambda run, window: window.gradient * sum(window.sizes), what)
    return batches or samples


@MISTAKES.diagnosis(
    "mean-by-B",
    concept="A tail has fewer samples than `batch_size`, and a last window fewer batches.",
    advice="Divide by the samples that were added up, counted as you go.",
)
def _by_batch_size(runs: Sequence[Run]) -> Finding | None:
    def by_full_window(run: Run, window: Window) -> Array:
        full = run.case.batch_size * run.case.accumulation
        return window.gradient * sum(window.sizes) / full

    def by_full_batches(run: Run, window: Window) -> Array:
        return window.gradient * sum(window.sizes) / (run.case.batch_size * len(window.sizes))

    what = "The samples of a smaller batch counted too little in your step."
    full_window = _all_windows(runs, by_full_window, what)
    return full_window or _all_windows(runs, by_full_batches, what)


@MISTAKES.diagnosis(
    "grad-not-cleared",
    concept="Each step uses the gradients of its own batches alone.",
    advice="Set the sums back to 0 after each update.",
)
def _not_cleared(runs: Sequence[Run]) -> Finding | None:
    def still_held(run: Run) -> bool:
        one, two = run.windows[:2]
        first, second = one.gradient * sum(one.sizes), two.gradient * sum(two.sizes)
        piled = one.gradients.sum(axis=0) + two.gradients.sum(axis=0)
        sums = [(first + second, sum(two.sizes)), (first + second, sum(one.sizes + two.sizes))]
        sums += [(piled, len(two.sizes)), (piled, len(one.sizes)), (piled, 1)]
        sums += [(one.gradient + two.gradient, 1)]
        return any(close(two.move, total / divisor) for total, divisor in sums)

    long = [run for run in runs if len(run.windows) > 1 and run.windows[1].move is not None]
    long = [run for run in long if run.case.batches > run.case.accumulation]
    what = "The second step still held the gradients of the first."
    return Finding(what, long[0]) if long and all(map(still_held, long)) else None


@MISTAKES.diagnosis(
    "accum-tail",
    concept="The last batches of an epoch are a step of their own, averaged over what they hold.",
    advice="When the epoch ends and something is collected, update with it, then start afresh.",
)
def _tail(runs: Sequence[Run]) -> Finding | None:
    resting = [run for run in runs if run.case.rest]
    lost = [_lost(run) for run in resting]
    if resting and all(lost):
        return lost[0]
    too_little = _tails(resting, lambda run, window: window.gradients.sum(axis=0))
    by_samples = _tails(
        resting,
        lambda run, window: window.gradient * len(window.sizes),
    )
    return too_little or by_samples or _loss_of_tail(resting)


@MISTAKES.diagnosis(
    "accum-mean",
    concept="The plain mean of batch means is the mean over the samples only for equal batches.",
    advice="Weight each gradient by the samples of its batch.",
)
def _mean(runs: Sequence[Run]) -> Finding | None:
    what = "In a step with a tail in it, every batch counted the same."
    return _all_windows(runs, lambda run, window: window.gradients.mean(axis=0), what)


@MISTAKES.diagnosis(
    "accum-loss",
    concept="The step used the whole window, so its loss is the mean over all samples of the window.",
    advice="Add up loss × samples over the window, and divide by its samples.",
)
def _last_loss(runs: Sequence[Run]) -> Finding | None:
    return _losses_follow(runs, lambda window: window.losses[-1])


@MISTAKES.diagnosis(
    "mean-of-means",
    concept="That is the plain mean of the batch losses. "
    "The tail has fewer samples, so its mean must count less.",
    advice="Weight every batch loss by its number of samples.",
)
def _plain_mean(runs: Sequence[Run]) -> Finding | None:
    return _losses_follow(runs, lambda window: sum(window.losses) / len(window.losses))


@MISTAKES.diagnosis(
    "accum-never-reset",
    concept="The loss of a step belongs to that step alone.",
    advice="Set the sum of the losses back to 0 after each update.",
)
def _running(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        sums = np.cumsum([mean((w.losses, w.sizes)) * sum(w.sizes) for w in run.windows])
        counts = np.cumsum([sum(window.sizes) for window in run.windows])
        losses = run.losses or []
        own = [sum(window.sizes) for window in run.windows]
        if len(losses) != len(sums) or len(sums) < 2:
            return None
        if not (close(losses, sums / counts) or close(losses, sums / own)):
            return None
    return Finding("From the second step on, losses of earlier steps are in yours.", runs[0])


@MISTAKES.diagnosis(
    "writes-to-arguments",
    concept="The first weights belong to the caller, who may start again from them.",
    advice="Begin with `w = w.copy()`, or write `w = w - …` instead of `w -= …`.",
)
def _written(runs: Sequence[Run]) -> Finding | None:
    touched = next((run for run in runs if not run.untouched), None)
    return Finding("After the call, the w passed in had changed.", touched) if touched else None


def _right(window: Window) -> bool:
    return window.move is not None and close(window.move, window.gradient)


def _all_windows(runs: Sequence[Run], rule: Rule, what: str) -> Finding | None:
    """A finding if every step followed a wrong rule, and some of them not the right one."""
    windows = [(run, window) for run in runs for window in run.windows]
    if not windows or all(_right(window) for _, window in windows):
        return None
    for run, window in windows:
        if window.move is None or not close(window.move, rule(run, window)):
            return None
    return Finding(what, next(run for run, window in windows if not _right(window)))


def _lost(run: Run) -> Finding | None:
    """Whether the last batches of the first epoch made no step, and where their gradients went."""
    number = next((i for i, window in enumerate(run.windows) if not window.full), None)
    if number is None:
        return None
    rest, after = run.windows[number], run.windows[number + 1 : number + 2]
    if rest.move is None or not close(rest.move, 0 * rest.move):
        return None
    whither = "were lost" if after and _right(after[0]) else "went into the next epoch's first step"
    what = f"At the end of an epoch, batches of {listed(rest.sizes)} samples made no step and"
    return Finding(f"{what} {whither}.", run)


def _tails(runs: Sequence[Run], rule: Rule) -> Finding | None:
    """A finding if the last step of every epoch is a sum divided by ``accumulation``."""
    rests = [(run, window) for run in runs for window in run.windows if not window.full]
    for run, window in rests:
        expected = rule(run, window) / run.case.accumulation
        if window.move is None or not close(window.move, expected):
            return None
    if not rests:
        return None
    run, window = rests[0]
    what = f"The last step of an epoch held {len(window.steps)} of {run.case.accumulation} batches,"
    return Finding(f"{what} and went only a part of the way along their mean gradient.", run)


def _loss_of_tail(runs: Sequence[Run]) -> Finding | None:
    """A finding if the last loss of every epoch is a sum divided by ``accumulation``."""
    found = None
    for run in runs:
        if len(run.losses or []) != len(run.windows):
            return None
        for window, value in zip(run.windows, run.losses or [], strict=True):
            if not window.full and not close(value, sum(window.losses) / run.case.accumulation):
                return None
            if not window.full and found is None:
                what = f"had losses {shown(window.losses)}; you recorded {value:.4g}"
                found = Finding(f"The batches of an epoch's last step {what}.", run)
    return found


def _losses_follow(runs: Sequence[Run], rule: Callable[[Window], float]) -> Finding | None:
    """A finding if all losses follow a wrong rule."""
    wrong = None
    for run in runs:
        if not run.windows or len(run.losses or []) != len(run.windows):
            return None
        for number, (window, value) in enumerate(zip(run.windows, run.losses or [], strict=True)):
            if not close(value, rule(window)):
                return None
            if wrong is None and not close(value, mean((window.losses, window.sizes))):
                what = f"{listed(window.sizes)} samples had losses {shown(window.losses)}"
                told = f"In step {number} (from 0), batches of {what}; you recorded {value:.4g}."
                wrong = Finding(told, run)
    return wrong
