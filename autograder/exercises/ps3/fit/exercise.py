"""ps3.fit: train with validation, keep the best weights, stop when patience is used up."""

from collections.abc import Callable

import numpy as np

from autograder.exercises.content import Exercise
from autograder.exercises.ps3.fit.mistakes import MISTAKES
from autograder.exercises.ps3.fit.observed import Run, observe
from autograder.exercises.ps3.fit.plans import VISIBLE, draw
from autograder.exercises.trace import Array
from autograder.exercises.training import TOGETHER
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
    diagnoses=MISTAKES,
)
CHAIN = "every step goes lr × gradient on from the weights of the step before"
CHECKED = "validation comes after each epoch, with its last weights"

EXERCISE.check("the result is a pair (weights, history)", weight=0.25, supporting=True)(
    lambda run: run.problem
)

EXERCISE.check(TOGETHER)(lambda run: run.apart)


@EXERCISE.check("each epoch goes once through new batches", weight=1.5)
def _batches(run: Run) -> str | None:
    if not run.given or not run.steps:
        return "No batches were asked for, or none was used."
    if len(run.asked) != len(run.epochs):
        return f"For {len(run.epochs)} epochs, `batches()` was called {times(len(run.asked))}."
    for number, (asked, epoch) in enumerate(zip(run.asked, run.epochs, strict=False), start=1):
        if [step.rows for step in epoch] != asked.batches:
            return f"Epoch {number} used other batches than those that `batches()` gave for it."
    return None


EXERCISE.check(CHAIN, weight=3, needs=(TOGETHER,))(lambda run: run.off_course)

EXERCISE.check("train_loss is each epoch's mean over its samples", weight=2)(
    lambda run: run.wrong_loss
)

EXERCISE.check(CHECKED, needs=(CHAIN,))(lambda run: run.wrong_moment)


@EXERCISE.check("`validate` is asked once an epoch", needs=(CHAIN,))
def _once(run: Run) -> str | None:
    return run.wrong_calls if run.validated else "`validate` was never called."


EXERCISE.check("val_loss holds what validate returned", needs=(CHAIN, CHECKED))(
    lambda run: run.wrong_record
)


@EXERCISE.check("training stops at the right check", weight=5, needs=(CHAIN, CHECKED))
def _stop(run: Run) -> str | None:
    return None if run.validated and len(run.epochs) == run.case.stop else run.stopped


@EXERCISE.check(
    "the weights of the smallest validation loss come back", weight=5, needs=(CHAIN, CHECKED)
)
def _best(run: Run) -> str | None:
    if run.best is None or run.weights is None:
        return "There are no weights with a smallest validation loss."
    if close(run.weights, run.best.w):
        return None
    if run.returned_at is not None:
        loss, best = run.val_losses[run.returned_at], run.best.loss
        first = f"came before, after epoch {1 + run.marks.index(run.best)}"
        of_best = f"the same loss {first}" if loss == best else f"the smallest was {best:.4g}"
        which = (
            "the weights of the smallest training loss" if run.returns_by_training else "weights"
        )
        return f"You returned {which}, whose validation loss was {loss:.4g}; {of_best}."
    return "The weights that came back are none of those that were validated."


EXERCISE.check("the w passed in is left as it was", weight=0.25, supporting=True)(
    lambda run: run.written
)
