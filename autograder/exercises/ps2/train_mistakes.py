"""The mistakes that ``ps2.train`` can name."""

from collections.abc import Callable, Sequence

from autograder.exercises.chain import Chain
from autograder.exercises.content import Diagnosis, Finding, adding_to
from autograder.exercises.ps2.training import Run, losses_are, moves_by_mean, stands
from autograder.exercises.trace import Array
from autograder.exercises.values import close
from autograder.exercises.words import beginning, named, times

DIAGNOSES: list[Diagnosis] = []
diagnosis = adding_to(DIAGNOSES)


@diagnosis(
    "skips-gradient",
    concept="SGD walks: a gradient for each batch, and a step after each.",
    advice="Call `gradient(w, X_batch, y_batch)` inside the loop over the batches.",
)
def _no_calls(runs: Sequence[Run]) -> str | None:
    if any(run.first.steps for run in runs):
        return None
    return "Your code never called the `gradient` that was passed in."


@diagnosis(
    "returns-nothing",
    concept="A function gives back only what stands after `return`.",
    advice="Return `w, losses` after both loops.",
)
def _nothing(runs: Sequence[Run]) -> str | None:
    nothing = all(run.first.result is None for run in runs)
    return "Your function returned None." if nothing else None


@diagnosis(
    "xy-apart",
    concept="A row of X and its value in y belong together: one order serves both.",
    advice="Take X_batch and y_batch from one item of `minibatches`.",
)
def _apart(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        if run.first.mismatched:
            t = run.first.mismatched[0]
            return Finding(f"In step {t}, `gradient` got rows of X with the y of others.", run)
    return None


@diagnosis(
    "full-batch-in-loop",
    concept="A step uses its batch and nothing else: that is what makes it cheap.",
    advice="Pass `X_batch` and `y_batch` to `gradient`, not `X` and `y`.",
)
def _full(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        everything = [len(rows) == run.case.n_samples for rows in run.first.steps]
        if run.case.batch_size < run.case.n_samples and everything and all(everything):
            what = f"Each step's gradient used all {run.case.n_samples} samples."
            return Finding(what, run)
    return None


@diagnosis(
    "returns-early",
    concept="`return` ends the function, so the epochs and batches that follow are not reached.",
    advice="Move `return` behind both loops.",
)
def _early(runs: Sequence[Run]) -> Finding | None:
    steps = [len(run.first.steps) for run in runs]
    if all(n == 1 for n in steps) or all(
        n == run.case.steps_per_epoch for n, run in zip(steps, runs, strict=True)
    ):
        what = f"For {runs[0].case}, `gradient` was called {times(steps[0])}."
        return Finding(what, runs[0])
    return None


@diagnosis(
    "count-floor",
    concept="The samples left over make one more, smaller batch: the tail. It is a step too.",
    advice="Loop over all that `minibatches` gives, instead of counting batches.",
)
def _no_tail(runs: Sequence[Run]) -> Finding | None:
    tailed = [run for run in runs if run.case.tail]
    if tailed and all(
        len(run.first.steps) == run.case.num_epochs * (run.case.n_samples // run.case.batch_size)
        and {len(rows) for rows in run.first.steps} == {run.case.batch_size}
        for run in tailed
    ):
        run = tailed[0]
        per_epoch = run.case.n_samples // run.case.batch_size
        what = f"For {run.case}, each epoch had {per_epoch} steps, all with full batches."
        return Finding(what, run)
    return None


@diagnosis(
    "with-replacement",
    concept="Batches drawn afresh repeat some samples and miss others. A pass uses each once.",
    advice="Take the batches of an epoch from one call of `minibatches`.",
)
def _replacement(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        for number, rows in enumerate(run.first.epochs(run.case), start=1):
            again = sorted({row for row in rows if rows.count(row) > 1})
            unused = sorted(set(range(run.case.n_samples)) - set(rows))
            if again and unused:
                what = f"Epoch {number} used {named(again)} more than once, {named(unused)} never."
                return Finding(what, run)
    return None


@diagnosis(
    "weights-reset",
    concept="The weights start once, before the first epoch. Each epoch goes on from the last.",
    advice="Set the first weights outside the loops.",
)
def _reset(runs: Sequence[Run]) -> str | None:
    for run in runs:
        first = run.first.chain.calls[:: run.case.steps_per_epoch]
        moved = not run.first.chain.stands_still(run.case.steps_per_epoch)
        if not (len(first) > 1 and moved and all(close(call.w, first[0].w) for call in first)):
            return None
    return "Every epoch began again with the first weights, so only the last epoch counts."


@diagnosis(
    "one-update-per-epoch",
    concept="The weights are updated once a batch; the next gradient is taken at the new ones.",
    advice="Move the update into the inner loop.",
)
def _once(runs: Sequence[Run]) -> str | None:
    once = all(run.first.step_calls == run.case.num_epochs for run in runs)
    if all(stands(run) for run in runs) and (once or all(moves_by_mean(run) for run in runs)):
        return "Within an epoch the weights stayed the same; they moved once, at its end."
    return None


@diagnosis(
    "stale-gradient",
    concept="Each gradient is taken at the current weights, those after the step before.",
    advice="Pass the weights that you update to `gradient`, not those of the epoch's start.",
)
def _stale(runs: Sequence[Run]) -> str | None:
    if all(stands(run) for run in runs):
        return "All gradients of an epoch were taken at the weights that the epoch started with."
    return None


@diagnosis(
    "shuffle-once",
    concept="Each epoch takes the samples in a new order, so each brings other batches.",
    advice="Call `minibatches` inside the loop over the epochs, once for each.",
)
def _one_order(runs: Sequence[Run]) -> Finding | None:
    if all(_repeats(run) and run.seeded for run in runs):
        return _repeated(runs[0])
    return None


@diagnosis(
    "reseed-each-epoch",
    concept="The same seed gives the same order, so every epoch repeats the first.",
    advice="Pass on the `rng` that you were given, which goes on from epoch to epoch.",
)
def _seeded(runs: Sequence[Run]) -> Finding | None:
    if all(_repeats(run) for run in runs):
        return _repeated(runs[0])
    return None


@diagnosis(
    "global-rng",
    concept="Only draws from the generator that is passed in can be repeated.",
    advice="Pass `rng` on to `minibatches`, and draw from nothing else.",
)
def _another_source(runs: Sequence[Run]) -> str | None:
    if all(not run.repeatable for run in runs):
        return "Two trainings with the same seed used the samples in different orders."
    return None


@diagnosis(
    "ascent",
    concept="The gradient points to where the loss grows, so the step goes the other way.",
    advice="Look at the sign of the update.",
)
def _ascent(runs: Sequence[Run]) -> str | None:
    if _all_follow(runs, lambda chain: chain.ascent):
        return "Every step went along its gradient, so the loss grew."
    return None


@diagnosis(
    "ignores-argument",
    concept="The learning rate says how much of the gradient one step takes.",
    advice="Use `lr` in every update.",
)
def _no_lr(runs: Sequence[Run]) -> str | None:
    if _all_follow(runs, lambda chain: chain.unscaled):
        return "Every step took the whole gradient, whatever the learning rate."
    return None


@diagnosis(
    "grad-not-cleared",
    concept="An update uses the gradient of its own batch alone.",
    advice="Start each batch with a fresh gradient instead of adding to the old one.",
)
def _adds_up(runs: Sequence[Run]) -> str | None:
    if _all_follow(runs, lambda chain: chain.uncleared):
        return "From the second step on, the gradients of the batches before were added in."
    return None


@diagnosis(
    "starts-late",
    concept="Training starts from the weights it is given: that makes two runs comparable.",
    advice="Use the `w` that is passed in for the first gradient.",
)
def _elsewhere(runs: Sequence[Run]) -> str | None:
    if all(run.first.steps and not run.first.chain.starts_right() for run in runs):
        return "The first gradient was not taken at the weights that were passed in."
    return None


@diagnosis(
    "loss-once-an-epoch",
    concept="A step is one batch, and each step has a loss of its own.",
    advice="Append to the list inside the inner loop.",
)
def _loss_of_epoch(runs: Sequence[Run]) -> str | None:
    if all(len(run.first.losses or ()) == run.case.num_epochs for run in runs):
        case = runs[0].case
        return f"For {case} you recorded {case.num_epochs} losses, one for each epoch."
    return None


@diagnosis(
    "loss-after-update",
    concept="The loss of a step is what its batch cost before the weights moved.",
    advice="Measure the loss before you update the weights.",
)
def _late_loss(runs: Sequence[Run]) -> str | None:
    if all(losses_are(run, lambda run, t: (run.first.points[t + 1], t)) for run in runs):
        return "Each loss was measured with the weights after its step."
    return None


@diagnosis(
    "loss-of-all",
    concept="The loss of a step belongs to its batch: that is all the step has seen.",
    advice="Pass `X_batch` and `y_batch` to `loss`.",
)
def _whole_loss(runs: Sequence[Run]) -> str | None:
    if all(losses_are(run, lambda run, t: (run.first.points[t], None)) for run in runs):
        return "Each loss was measured on all samples, not on the batch of its step."
    return None


@diagnosis(
    "writes-to-arguments",
    concept="The caller may still need its arrays: the first weights, for another run.",
    advice="Write `w = w - …`, which makes a new array, instead of `w -= …`.",
)
def _in_place(runs: Sequence[Run]) -> str | None:
    if all(run.untouched for run in runs):
        return None
    return "After the call, the `w`, `X` or `y` passed in had changed."


def _repeats(run: Run) -> bool:
    epochs = run.first.epochs(run.case)
    return len(epochs) > 1 and all(rows == epochs[0] for rows in epochs)


def _repeated(run: Run) -> Finding:
    first = beginning(run.first.epochs(run.case)[0])
    return Finding(f"Every epoch used the samples in the same order {first}.", run)


def _all_follow(runs: Sequence[Run], rule: Callable[[Chain], Callable[[int], Array]]) -> bool:
    return all(run.first.chain.follows(rule(run.first.chain)) for run in runs)
