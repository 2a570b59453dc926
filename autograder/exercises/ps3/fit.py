"""ps3.fit: train with validation, keep the best weights, stop when patience is used up."""

from collections.abc import Callable

import numpy as np

from autograder.exercises.content import Exercise
from autograder.exercises.findings import shown
from autograder.exercises.loss_rules import mean
from autograder.exercises.ps3.fit_mistakes import MISTAKES
from autograder.exercises.ps3.stopping import Run, grid, observe
from autograder.exercises.ps3.stopping_plans import VISIBLE, draw
from autograder.exercises.trace import Array
from autograder.exercises.values import close
from autograder.exercises.words import times


def fit(
    w: Array,
    batches: Callable[[], list[tuple[Array, Array]]],
    loss_and_gradient: Callable[[Array, Array, Array], tuple[float, Array]],
    validate: Callable[[Array], float],
    lr: float,
    num_epochs: int,
    patience: int,
) -> tuple[Array, dict[str, list[float]]]:
    """Train until the validation loss stops improving; return the best weights and the history."""
    w = w.copy()
    best_w, best_loss, bad_checks = w.copy(), np.inf, 0
    history: dict[str, list[float]] = {"train_loss": [], "val_loss": []}
    for _ in range(num_epochs):
        total, count = 0.0, 0
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - lr * gradient
            total += loss * len(y_batch)
            count += len(y_batch)
        val_loss = validate(w)
        history["train_loss"].append(total / count)
        history["val_loss"].append(val_loss)
        if val_loss < best_loss:
            best_w, best_loss, bad_checks = w.copy(), val_loss, 0
        else:
            bad_checks += 1
        if bad_checks == patience:
            break
    return best_w, history


EXERCISE = Exercise(
    id="ps3.fit",
    title="Training with validation and patience",
    lesson=7,
    points=5,
    reference=fit,
    visible=VISIBLE,
    draw=draw,
    observe=observe,
    source=__file__,
    grid=grid,
    diagnoses=MISTAKES,
)


@EXERCISE.check("the result is a pair (weights, history)", supporting=True)
def _pair(run: Run) -> str | None:
    if run.weights is None or run.weights.shape != run.w.shape:
        return "The result does not begin with an array of weights."
    for key in ("train_loss", "val_loss"):
        if run.history(key) is None:
            return f'There is no list of numbers under `history["{key}"]`.'
    return None


@EXERCISE.check("each epoch goes once through new batches")
def _batches(run: Run) -> str | None:
    if not run.asked or not run.steps:
        return "No batches were asked for, or none was used."
    for number, (asked, epoch) in enumerate(zip(run.asked, run.epochs, strict=False), start=1):
        if [step.rows for step in epoch.steps] != asked.batches:
            return f"Epoch {number} used other batches than those that `batches()` gave for it."
    if len(run.asked) != len(run.epochs):
        return f"For {len(run.epochs)} epochs, `batches()` was called {times(len(run.asked))}."
    return None


@EXERCISE.check("every step goes lr × gradient on from the weights of the step before")
def _chain(run: Run) -> str | None:
    if not run.steps:
        return "`loss_and_gradient` was never called."
    if run.broken is None:
        return None
    where = "the w passed in" if run.broken == 0 else f"the weights after step {run.broken - 1}"
    return f"For {run.case}, step {run.broken} (from 0) did not start from {where}."


@EXERCISE.check("train_loss is each epoch's mean over its samples", weight=2)
def _train_loss(run: Run) -> str | None:
    history = run.history("train_loss") or []
    if not run.epochs or len(history) != len(run.epochs):
        return f"For {len(run.epochs)} epochs, train_loss has {len(history)} values."
    for number, (epoch, value) in enumerate(zip(run.epochs, history, strict=True), start=1):
        if not close(value, mean(epoch.of_batches)):
            return f"In epoch {number}, {epoch.what}; train_loss says {value:.4g}."
    return None


@EXERCISE.check("val_loss is measured once an epoch, with its last weights")
def _val_loss(run: Run) -> str | None:
    if not run.validated:
        return "`validate` was never called."
    if what := run.wrong_moment:
        return what
    losses = [epoch.validations[0].loss for epoch in run.epochs]
    history = run.history("val_loss") or []
    if len(history) != len(losses) or not close(history, losses):
        return f'`validate` gave {shown(losses)}; `history["val_loss"]` holds {shown(history)}.'
    return None


@EXERCISE.check("training stops at the right check", weight=3)
def _stop(run: Run) -> str | None:
    if len(run.epochs) == run.case.stop:
        return None
    return run.stopped


@EXERCISE.check("the weights of the smallest validation loss come back", weight=3)
def _best(run: Run) -> str | None:
    if run.best is None or run.weights is None:
        return "There are no weights with a smallest validation loss."
    if close(run.weights, run.best.w):
        return None
    return "The weights that came back are not those of the smallest validation loss."


@EXERCISE.check("w and the batches are left as they were", supporting=True)
def _untouched(run: Run) -> str | None:
    return None if run.untouched else "After the call, the w passed in had changed."
