"""The mistakes that ``ps4.fit_steps`` can name, the most specific first."""

from collections.abc import Callable, Sequence

from autograder.exercises.content import Finding
from autograder.exercises.findings import Mistakes, first, shown
from autograder.exercises.loss_rules import (
    Epoch,
    Rule,
    agrees,
    last_batch,
    mean,
    mean_of_means,
    running,
    wrong_divisors,
)
from autograder.exercises.ps4.by_steps import Case, Run, rate
from autograder.exercises.values import close
from autograder.exercises.words import listed, named

MISTAKES = Mistakes()


@MISTAKES.diagnosis(
    "returns-nothing",
    concept="A function gives back only what stands after `return`.",
    advice="Return the final weights and the list of epoch losses.",
)
def _nothing(runs: Sequence[Run]) -> str | None:
    return "Your function returned None." if all(run.result is None for run in runs) else None


@MISTAKES.diagnosis(
    "spe-merges",
    concept="steps_per_epoch joins nothing: each step takes one batch and updates once.",
    advice="Call `loss_and_gradient` with the batches as the stream gives them, one a step.",
)
def _merges(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        count = run.case.steps_per_epoch
        together = [row for batch in run.taken[:count] for row in batch]
        if 1 < count <= len(run.taken) and run.steps and run.steps[0].rows == together:
            what = f"the first step used the {len(together)} samples of {count} batches at once."
            return Finding(f"For {run.case}, {what}", run)
    return None


@MISTAKES.diagnosis(
    "weights-reset",
    concept="An epoch is only a boundary: the weights carry over to the next.",
    advice="Take the first weights once, before the loop over the epochs.",
)
def _reset(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        starts = [epoch[0].w for epoch in run.epochs]
        if len(starts) > 1 and all(close(w, starts[0]) for w in starts) and not _still(run):
            return Finding("Every epoch started again from the weights of the first.", run)
    return None


@MISTAKES.diagnosis(
    "one-update-per-epoch",
    concept="steps_per_epoch counts updates: there is one after every batch.",
    advice="Put the update inside the loop over the steps.",
)
def _one_update(runs: Sequence[Run]) -> Finding | None:
    long = [run for run in runs if run.case.steps_per_epoch > 1 and len(run.steps) > 1]
    if long and all(map(_still, long)):
        count = long[0].case.steps_per_epoch
        return Finding(f"All {count} steps of an epoch used the same weights.", long[0])
    return None


@MISTAKES.diagnosis(
    "ascent",
    concept="The gradient points to where the loss grows; the step goes against it.",
    advice="Subtract the learning rate times the gradient from the weights.",
)
def _ascent(runs: Sequence[Run]) -> Finding | None:
    def along(run: Run) -> bool:
        return bool(run.rates) and all(value is not None and value < 0 for value in run.rates)

    return (
        Finding("Every step went along its gradient.", runs[0]) if all(map(along, runs)) else None
    )


@MISTAKES.diagnosis(
    "grad-not-cleared",
    concept="Each update uses the gradient of its own batch alone.",
    advice="Use the gradient as `loss_and_gradient` returns it; do not add it to earlier ones.",
)
def _not_cleared(runs: Sequence[Run]) -> Finding | None:
    def piled(run: Run) -> bool:
        if len(run.points) < 3:
            return False
        one, two = run.steps[:2]
        return close(run.points[2], two.w - rate(1) * (one.gradient + two.gradient))

    what = "The second update still held the first gradient."
    return Finding(what, runs[0]) if all(map(piled, runs)) else None


@MISTAKES.diagnosis(
    "ignores-argument",
    concept="The stream never ends; the plan says how many batches to take.",
    advice="Take `steps_per_epoch` batches in each of `num_epochs` epochs, then stop.",
)
def _goes_on(runs: Sequence[Run]) -> Finding | None:
    return first(runs, lambda run: _made(run) if len(run.steps) > 2 * run.case.updates else None)


@MISTAKES.diagnosis(
    "one-epoch-only",
    concept="The training has `num_epochs` epochs of `steps_per_epoch` steps each.",
    advice="Check where your loops end, and that `return` stands behind both.",
)
def _one_epoch(runs: Sequence[Run]) -> Finding | None:
    if all(len(run.steps) == run.case.steps_per_epoch < run.case.updates for run in runs):
        return Finding(_made(runs[0]), runs[0])
    return None


@MISTAKES.diagnosis(
    "loses-a-batch",
    concept="Each batch that is taken from the stream is gone; unused, its samples are lost.",
    advice="Take a batch only for a step: `for _ in range(steps_per_epoch)` and `next(stream)`.",
)
def _loses(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        used, position = [step.rows for step in run.steps], 0
        for number, batch in enumerate(run.taken):
            if position < len(used) and batch == used[position]:
                position += 1
            elif used and len(run.taken) > len(used) >= number:
                what = f"The batch of {named(batch)} was taken from the stream and never used."
                return Finding(f"For {run.case}: {what}", run)
    return None


@MISTAKES.diagnosis(
    "step-origin",
    concept="The step number is the number of updates done: 0 before the first, "
    "and it goes on from epoch to epoch.",
    advice="Count in one variable, set to 0 once, and add 1 after each update.",
)
def _origin(runs: Sequence[Run]) -> Finding | None:
    one_more = _rates_follow(runs, lambda case, i: i + 1)
    each_epoch = _rates_follow(runs, lambda case, i: i % case.steps_per_epoch)
    from_one = _rates_follow(runs, lambda case, i: i % case.steps_per_epoch + 1)
    return one_more or each_epoch or from_one


@MISTAKES.diagnosis(
    "schedule-unit",
    concept="This schedule counts in steps. Asked by epochs, it falls far too slowly.",
    advice="Ask it anew for every step, with the number of updates done so far.",
)
def _unit(runs: Sequence[Run]) -> Finding | None:
    from_0 = _rates_follow(runs, lambda case, i: i // case.steps_per_epoch)
    return from_0 or _rates_follow(runs, lambda case, i: i // case.steps_per_epoch + 1)


@MISTAKES.diagnosis(
    "accum-never-reset",
    concept="The loss of an epoch belongs to that epoch alone.",
    advice="Set the sum and the count to 0 inside the loop over the epochs, before its steps.",
)
def _running(runs: Sequence[Run]) -> Finding | None:
    return _losses_follow(runs, running, skip=1)


@MISTAKES.diagnosis(
    "mean-of-means",
    concept="That is the plain mean of the batch losses. "
    "Tails have fewer samples, so their means must count less.",
    advice="Weight every batch loss by its number of samples.",
)
def _plain_mean(runs: Sequence[Run]) -> Finding | None:
    return _losses_follow(runs, mean_of_means)


@MISTAKES.diagnosis(
    "last-batch-only",
    concept="That is the last batch's loss. An epoch's loss is the mean over all its samples.",
    advice="Add up the batches in the loop instead of writing over the loss.",
)
def _last_batch(runs: Sequence[Run]) -> Finding | None:
    return _losses_follow(runs, last_batch)


@MISTAKES.diagnosis(
    "epoch-loss-divisor",
    concept="A sum over samples becomes their mean by one number only: "
    "how many samples were added up.",
    advice="Divide by the samples that the steps of this epoch used.",
)
def _divisor(runs: Sequence[Run]) -> Finding | None:
    def by_full_batches(epochs: Sequence[Epoch]) -> list[float]:
        losses, sizes = epochs[-1]
        total = sum(loss * size for loss, size in zip(losses, sizes, strict=True))
        return [*wrong_divisors(epochs), total / (len(sizes) * max(sizes))]

    return _losses_follow(runs, by_full_batches)


@MISTAKES.diagnosis(
    "writes-to-arguments",
    concept="The first weights belong to the caller, who may start again from them.",
    advice="Begin with `w = w.copy()`, or write `w = w - …` instead of `w -= …`.",
)
def _written(runs: Sequence[Run]) -> Finding | None:
    touched = next((run for run in runs if not run.untouched), None)
    return Finding("After the call, the w passed in had changed.", touched) if touched else None


def _still(run: Run) -> bool:
    """Whether all steps of each epoch used the same weights."""
    return all(close(step.w, epoch[0].w) for epoch in run.epochs for step in epoch)


def _made(run: Run) -> str:
    return f"For {run.case}, you made {len(run.steps)} steps."


def _rates_follow(runs: Sequence[Run], rule: Callable[[Case, int], int]) -> Finding | None:
    """A finding if every step has the rate of another step, which a wrong rule names."""
    for run in runs:
        if not run.rates:
            return None
        for number, value in enumerate(run.rates):
            if value is None or abs(value - rate(rule(run.case, number))) > 1e-6:
                return None
    asked = runs[0].asked_rates[:7]
    return Finding(f"`schedule` was asked for the steps {', '.join(map(str, asked))} …", runs[0])


def _losses_follow(runs: Sequence[Run], rule: Rule, skip: int = 0) -> Finding | None:
    """A finding if all epoch losses, but the first ``skip``, follow a wrong rule."""
    told, wrong = [], None
    for run in runs:
        epochs = [
            ([step.loss for step in epoch], [len(step.rows) for step in epoch])
            for epoch in run.epochs
        ]
        for index, value in list(enumerate(run.losses or []))[skip : len(epochs)]:
            told.append((epochs[: index + 1], value))
            if wrong is None and not close(value, mean(epochs[index])):
                losses, sizes = epochs[index]
                what = f"batches of {listed(sizes)} samples had losses {shown(losses)}"
                wrong = Finding(f"In epoch {index + 1}, {what}; you recorded {value:.4g}.", run)
    return wrong if wrong and agrees(rule, told) else None
