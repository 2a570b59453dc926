"""ps2.train_epoch: one update for each batch, each from where the one before ended."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from autograder.exercises.content import Exercise, Finding
from autograder.exercises.ps2.one_epoch import VISIBLE, Run, draw, grid, observe
from autograder.exercises.trace import Array
from autograder.exercises.values import close, kind
from autograder.exercises.words import named, times


def train_epoch(
    w: Array,
    batches: Iterable[tuple[Array, Array]],
    lr: float,
    gradient: Callable[..., Array],
    sgd_step: Callable[..., Array],
) -> Array:
    """Return the weights after one update for each batch."""
    for X_batch, y_batch in batches:
        w = sgd_step(w, gradient(w, X_batch, y_batch), lr)
    return w


EXERCISE = Exercise(
    id="ps2.train_epoch",
    title="One epoch of training",
    lesson=2,
    points=3,
    reference=train_epoch,
    visible=VISIBLE,
    draw=draw,
    observe=observe,
    source=__file__,
    grid=grid,
)


@EXERCISE.check("one gradient for each batch, in their order", weight=2)
def _batches(run: Run) -> str | None:
    if run.used == run.batches:
        return None
    calls, batches = len(run.used), len(run.batches)
    if not calls:
        return "`gradient` was never called."
    if calls != batches:
        return f"For {batches} batches, `gradient` was called {times(calls)}."
    wrong = next(i for i in range(calls) if run.used[i] != run.batches[i])
    return f"Gradient {wrong} was not that of batch {wrong}: it used {named(run.used[wrong])}."


@EXERCISE.check("the first gradient is taken at the weights passed in", weight=0.5, supporting=True)
def start(run: Run) -> str | None:
    if run.chain.starts_right():
        return None
    return "The first gradient was not taken at the weights that were passed in."


@EXERCISE.check("each update starts where the one before ended", weight=2)
def _chain(run: Run) -> str | None:
    if not run.used:
        return "`gradient` was never called."
    t = run.chain.breaks(run.chain.descent)
    if t is None and len(run.chain.points) > 1:
        return None
    return f"After gradient {t or 0}, the weights did not move by lr times that gradient."


@EXERCISE.check("the last update is in the result", weight=2)
def _last(run: Run) -> str | None:
    """Of the last update alone, whatever its sign and size: those are charged by the chain."""
    chain = run.chain
    if chain.result is None:
        return f"You returned {kind(run.result)}."
    if not chain.calls:
        return "`gradient` was never called."
    move, last = chain.result - chain.calls[-1].w, np.asarray(chain.calls[-1].result)
    length = float(np.linalg.norm(move))
    if length > 1e-12 and close(np.abs(move @ last), length * np.linalg.norm(last), scale=1e-3):
        return None
    return "The weights that you returned are not those after the last gradient's step."


@EXERCISE.check("w and the batches are left as they were", weight=0.5, supporting=True)
def _untouched(run: Run) -> str | None:
    return None if run.untouched else "After the call, the `w` or a batch passed in had changed."


@EXERCISE.diagnosis(
    "skips-gradient",
    concept="SGD walks: a gradient for each batch, and a step after each.",
    advice="Call `gradient(w, X_batch, y_batch)` inside the loop over the batches.",
)
def _no_calls(runs: Sequence[Run]) -> str | None:
    if any(run.used for run in runs):
        return None
    return "Your code never called the `gradient` that was passed in."


@EXERCISE.diagnosis(
    "returns-nothing",
    concept="A function gives back only what stands after `return`.",
    advice="Return the weights after the loop.",
)
def _nothing(runs: Sequence[Run]) -> str | None:
    return "Your function returned None." if all(run.result is None for run in runs) else None


@EXERCISE.diagnosis(
    "returns-early",
    concept="`return` ends the function, so the batches after the first are not reached.",
    advice="Move `return` behind the loop.",
)
def _early(runs: Sequence[Run]) -> Finding | None:
    if all(run.used == run.batches[:1] for run in runs):
        return _called(runs[0])
    return None


@EXERCISE.diagnosis(
    "full-batch-in-loop",
    concept="A step uses its batch and nothing else: that is what makes it cheap.",
    advice="Pass the batch's own X and y to `gradient`.",
)
def _full(runs: Sequence[Run]) -> Finding | None:
    for run in runs:
        if any(len(set(rows)) == run.case.n_samples for rows in run.used):
            what = f"`gradient` got all {run.case.n_samples} samples at once."
            return Finding(what, run)
    return None


@EXERCISE.diagnosis(
    "drop-last-free",
    concept="The tail is a batch like the others. Skipped, its samples teach nothing.",
    advice="Use every batch that the loop gives you.",
)
def _no_tail(runs: Sequence[Run]) -> Finding | None:
    if all(run.used == run.batches[:-1] for run in runs):
        unused = named(_unused(runs[0]))
        return Finding(f"`gradient` never got {unused}: the last batch.", runs[0])
    return None


@EXERCISE.diagnosis(
    "weights-reset",
    concept="Each step goes on from the weights that the step before has left.",
    advice="Put the new weights under the name that the next gradient uses.",
)
def _reset(runs: Sequence[Run]) -> str | None:
    if all(_stands(run) and _ends_at(run, run.chain.descent(-1)) for run in runs):
        return "Every step started at the first weights again, so only the last one counts."
    return None


@EXERCISE.diagnosis(
    "one-update-per-epoch",
    concept="The weights are updated once a batch; the next gradient is taken at the new ones.",
    advice="Move the update into the loop.",
)
def _once(runs: Sequence[Run]) -> str | None:
    def mean_step(run: Run) -> Array:
        return run.chain.w0 - run.case.lr * run.chain.total() / len(run.used)

    if all(_stands(run) and (run.step_calls == 1 or _ends_at(run, mean_step(run))) for run in runs):
        return f"`gradient` was called {times(len(runs[0].used))}, but the weights moved once."
    return None


@EXERCISE.diagnosis(
    "stale-gradient",
    concept="Each gradient is taken at the current weights, those after the step before.",
    advice="Pass the weights that you update to `gradient`, not a copy from before the loop.",
)
def _stale(runs: Sequence[Run]) -> str | None:
    if all(_stands(run) for run in runs):
        return "All gradients of the epoch were taken at the weights that it started with."
    return None


@EXERCISE.diagnosis(
    "ascent",
    concept="The gradient points to where the loss grows, so the step goes the other way.",
    advice="Look at the sign of the update.",
)
def _ascent(runs: Sequence[Run]) -> str | None:
    if all(run.chain.follows(run.chain.ascent) for run in runs):
        return "Every step went along its gradient, so the loss grew."
    return None


@EXERCISE.diagnosis(
    "ignores-argument",
    concept="The learning rate says how much of the gradient one step takes.",
    advice="Use `lr` in every update.",
)
def _no_lr(runs: Sequence[Run]) -> str | None:
    if all(run.chain.follows(run.chain.unscaled) for run in runs):
        return "Every step took the whole gradient, whatever the learning rate."
    return None


@EXERCISE.diagnosis(
    "grad-not-cleared",
    concept="An update uses the gradient of its own batch alone.",
    advice="Start each batch with a fresh gradient instead of adding to the old one.",
)
def _adds_up(runs: Sequence[Run]) -> str | None:
    if all(run.chain.follows(run.chain.uncleared) for run in runs):
        return "From the second step on, the gradients of the batches before were added in."
    return None


@EXERCISE.diagnosis(
    "writes-to-arguments",
    concept="The caller may still need its arrays: the first weights, for another run.",
    advice="Write `w = w - …`, which makes a new array, instead of `w -= …`.",
)
def _in_place(runs: Sequence[Run]) -> str | None:
    return next((what for run in runs if (what := _untouched(run))), None)


def _unused(run: Run) -> list[int]:
    """The samples that no gradient used."""
    return sorted(set(range(run.case.n_samples)) - {row for rows in run.used for row in rows})


def _stands(run: Run) -> bool:
    return run.chain.starts_right() and run.chain.stands_still(len(run.used))


def _ends_at(run: Run, w: Array) -> bool:
    return run.chain.result is not None and close(run.chain.result, w)


def _called(run: Run) -> Finding:
    what = f"For {len(run.batches)} batches, `gradient` was called {times(len(run.used))}."
    return Finding(what, run)
