"""The mistakes that ``ps4.fine_tune`` can name, the most specific first."""

from collections.abc import Callable, Sequence

from autograder.exercises.content import Finding
from autograder.exercises.findings import Mistakes, first, shown
from autograder.exercises.ps4.tuning import Run
from autograder.exercises.values import close
from autograder.exercises.words import listed, named

MISTAKES = Mistakes()


@MISTAKES.diagnosis(
    "returns-nothing",
    concept="A function gives back only what stands after `return`.",
    advice="Return the best weights and the history.",
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
    "starts-late",
    concept="Fine-tuning goes on from what was learned before; new weights would throw it away.",
    advice="Start from the `w` that is passed in; initialise nothing.",
)
def _new_weights(runs: Sequence[Run]) -> Finding | None:
    trained = [run for run in runs if run.steps]
    if trained and not any(close(run.steps[0].w, run.w) for run in trained):
        what = f"The first step started from {shown(trained[0].steps[0].w.tolist())}"
        return Finding(f"{what}, not from the weights that were passed in.", trained[0])
    return None


@MISTAKES.diagnosis(
    "one-update-per-epoch",
    concept="steps_per_epoch counts updates: there is one after every batch.",
    advice="Call `update` inside the loop over the steps.",
)
def _one_update(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        still = all(close(step.w, epoch[0].w) for epoch in run.epochs for step in epoch)
        if run.case.steps_per_epoch > 1 and len(run.steps) > 1 and still:
            what = f"All {run.case.steps_per_epoch} steps of an epoch used the same weights."
            return Finding(what, run)
    return None


@MISTAKES.diagnosis(
    "weights-reset",
    concept="An epoch is only a boundary: the weights carry over to the next.",
    advice="Take the pretrained weights once, before the loop over the epochs.",
)
def _reset(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        if len(run.epochs) > 1 and all(close(epoch[0].w, run.w) for epoch in run.epochs):
            return Finding("Every epoch started again from the pretrained weights.", run)
    return None


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
        used = [step.rows for step in run.steps]
        lost = next((b for b, rows in zip(run.taken, [*used, []], strict=False) if b != rows), None)
        if used and lost and len(run.taken) > len(used):
            what = f"The batch of {named(lost)} was taken from the stream and never used."
            return Finding(f"For {run.case}: {what}", run)
    return None


@MISTAKES.diagnosis(
    "step-origin",
    concept="t is the number of the update: the first is number 1.",
    advice="Add 1 to t before the update, or pass `t + 1`.",
)
def _origin(runs: Sequence[Run]) -> Finding | None:
    return _t_follows(runs, lambda run, i: i)


@MISTAKES.diagnosis(
    "adam-t",
    concept="Adam's t counts updates. It goes on through all epochs, one more at each step.",
    advice="Keep one counter, set to 0 before the first epoch, and add 1 at each update.",
)
def _adam_t(runs: Sequence[Run]) -> Finding | None:
    rules: tuple[Callable[[Run, int], int], ...] = (
        lambda run, i: i // run.case.steps_per_epoch + 1,
        lambda run, i: i // run.case.steps_per_epoch,
        lambda run, i: i % run.case.steps_per_epoch + 1,
        lambda run, i: i % run.case.steps_per_epoch,
        lambda run, i: 1,
    )
    return next((found for rule in rules if (found := _t_follows(runs, rule))), None)


@MISTAKES.diagnosis(
    "val-on-train",
    concept="60 samples are soon learned by heart. Only held-out data show it.",
    advice="Call `validate(w)` and record what it returns.",
)
def _on_train(runs: Sequence[Run]) -> Finding | None:
    trained = [run for run in runs if run.steps]
    if trained and not any(run.checks for run in trained):
        return Finding("`validate` was never called.", trained[0])
    return None


@MISTAKES.diagnosis(
    "no-baseline",
    concept="Fine-tuning may do harm, and then the pretrained weights are the best ones.",
    advice="Validate once before the first step, and record that too.",
)
def _no_baseline(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        done = [count for count, _ in run.checks]
        if sorted(set(done)) == run.boundaries[1:]:
            return Finding(f"`validate` was called after {listed(done)} steps, not before.", run)
    return None


@MISTAKES.diagnosis(
    "train-val-comparable",
    concept="A validation loss is measured at the end of an epoch, with the weights of that moment.",
    advice="Call `validate(w)` behind the loop over the steps.",
)
def _moment(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        done = [count for count, _ in run.checks]
        if run.steps and done and sorted(set(done)) != run.boundaries:
            counts = ", ".join(map(str, done[:6])) + (", …" if len(done) > 6 else "")
            what = f"`validate` was called when {counts} steps were done"
            return Finding(f"For {run.case}, {what}.", run)
    return None


@MISTAKES.diagnosis(
    "tail-counted-full",
    concept="Some batches of the stream are tails: they have fewer samples.",
    advice="Add the length of each batch that you use.",
)
def _full_tail(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        full = [count * run.case.batch_size for count in run.boundaries]
        history = run.history("samples_processed") or []
        if len(history) != len(full) or not close(history, full):
            return None
    what = shown(runs[0].history("samples_processed") or [])
    return Finding(f"For {runs[0].case}, samples_processed holds {what}.", runs[0])


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
    "writes-to-arguments",
    concept="The pretrained weights are the caller's; the next task will start from them too.",
    advice="Begin with `w = w.copy()`, or write `w = update(…)` instead of `w[:] = update(…)`.",
)
def _written(runs: Sequence[Run]) -> Finding | None:
    touched = next((run for run in runs if not run.untouched), None)
    return Finding("After the call, the w passed in had changed.", touched) if touched else None


def _made(run: Run) -> str:
    return f"For {run.case}, you made {len(run.steps)} steps."


def _t_follows(runs: Sequence[Run], rule: Callable[[Run, int], int]) -> Finding | None:
    """A finding if every update had the t of a wrong rule."""
    if not all(run.updates for run in runs):
        return None
    if any(u.t != rule(run, i) for run in runs for i, u in enumerate(run.updates)):
        return None
    numbers = ", ".join(str(update.t) for update in runs[0].updates[:8])
    return Finding(f"`update` got t = {numbers} …", runs[0])


def _last(runs: Sequence[Run]) -> Finding | None:
    """A finding at the first training that gives back its last weights though others were better."""
    for run in runs:
        if run.weights is None or run.best is None or close(run.weights, run.best.w):
            continue
        if run.updates and close(run.weights, run.last):
            done = next(count for count, check in run.checks if check is run.best)
            return Finding(
                f"You returned the weights after {len(run.updates)} updates; "
                f"the validation loss was smallest after {done}.",
                run,
            )
    return None
