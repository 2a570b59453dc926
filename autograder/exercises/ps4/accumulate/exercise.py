"""ps4.accumulate: one update for several batches, also where the last of an epoch are fewer."""

from collections.abc import Callable

import numpy as np

from autograder.exercises.content import Exercise
from autograder.exercises.ps4.accumulate.mistakes import MISTAKES
from autograder.exercises.ps4.accumulate.observed import VISIBLE, Run, Window, draw, observe
from autograder.exercises.trace import Array
from autograder.exercises.training import TOGETHER
from autograder.exercises.values import close
from autograder.exercises.words import listed, named, times


def accumulate(
    w: Array,
    batches: Callable[[], list[tuple[Array, Array]]],
    loss_and_gradient: Callable[[Array, Array, Array], tuple[float, Array]],
    lr: float,
    accumulation: int,
    num_epochs: int,
) -> tuple[Array, list[float]]:
    """Train with one update per window of batches; return the weights and the loss of each step."""
    losses = []
    for _ in range(num_epochs):
        epoch = batches()
        for start in range(0, len(epoch), accumulation):
            total_loss, total_gradient, count = 0.0, np.zeros_like(w), 0
            for X_batch, y_batch in epoch[start : start + accumulation]:
                loss, gradient = loss_and_gradient(w, X_batch, y_batch)
                total_loss += loss * len(y_batch)
                total_gradient += gradient * len(y_batch)
                count += len(y_batch)
            w = w - lr * total_gradient / count
            losses.append(total_loss / count)
    return w, losses


EXERCISE = Exercise(
    id="ps4.accumulate",
    title="Accumulating gradients",
    lesson=9,
    points=3,
    reference=accumulate,
    visible=VISIBLE,
    draw=draw,
    observe=observe,
    source=__file__,
    diagnoses=MISTAKES,
)
STILL = "the weights stand still while gradients are collected"

EXERCISE.check("the result is a pair (w, losses)", weight=0.25, supporting=True)(
    lambda run: run.problem
)

EXERCISE.check(TOGETHER)(lambda run: run.apart)


@EXERCISE.check("each batch of each epoch is used once, in the order given")
def _batches(run: Run) -> str | None:
    used = [step.rows for step in run.steps]
    if used and used == run.given and len(run.asked) == run.case.num_epochs:
        return None
    if joined := next((rows for rows in used if len(rows) > run.case.batch_size), None):
        return f"For {run.case}, `loss_and_gradient` got {len(joined)} samples at once."
    if len(run.asked) != run.case.num_epochs:
        return f"For {run.case}, `batches()` was called {times(len(run.asked))}."
    if len(used) != len(run.given):
        return f"For {run.case}, `batches()` gave {len(run.given)} batches; {len(used)} were used."
    number = next(i for i, rows in enumerate(run.given) if used[i] != rows)
    what = f"call {number} (from 0) used {named(used[number])}"
    return f"For {run.case}, {what}; batch {number} was {named(run.given[number])}."


@EXERCISE.check(STILL, weight=2, needs=(TOGETHER,))
def _still(run: Run) -> str | None:
    for number, window in enumerate(run.windows):
        if not window.still:
            what = f"the {len(window.steps)} batches of step {number} (from 0)"
            return f"For {run.case}, {what} used different weights."
    return None if run.windows else "No batch was used."


@EXERCISE.check(
    "a step of full batches goes along their mean gradient",
    weight=3,
    applies=lambda case: case.has_full,
    needs=(STILL,),
)
def _full(run: Run) -> str | None:
    if not run.windows or not close(run.windows[0].w, run.w):
        return "The first step did not start from the w passed in."
    return _moves(run, lambda window: window.full and len(set(window.sizes)) == 1)


@EXERCISE.check(
    "a step with a tail in it weights its batches by their samples",
    weight=2.5,
    applies=lambda case: case.uneven,
    needs=(STILL,),
)
def _uneven(run: Run) -> str | None:
    return _moves(run, lambda window: len(set(window.sizes)) > 1)


@EXERCISE.check(
    "the last batches of an epoch, fewer than accumulation, make a step of their own",
    weight=3,
    applies=lambda case: case.rest > 0,
    needs=(STILL,),
)
def _rest(run: Run) -> str | None:
    return _moves(run, lambda window: not window.full)


EXERCISE.check("losses holds the mean loss over the samples of each step", weight=2)(
    lambda run: run.wrong_loss
)

EXERCISE.check("the w passed in is left as it was", weight=0.25, supporting=True)(
    lambda run: run.written
)


def _moves(run: Run, chosen: Callable[[Window], bool]) -> str | None:
    """Whether the chosen windows moved the weights by lr × their mean gradient."""
    for number, window in enumerate(run.windows):
        if chosen(window) and not window.right:
            if window.moved_by(0 * window.gradient):
                what = (
                    f"behind the batches of step {number} (from 0), {listed(window.sizes)} samples,"
                )
                return f"For {run.case}, {what} the weights had not moved."
            if number == len(run.windows) - 1:
                what = f"after the last step, along the mean gradient of {listed(window.sizes)} samples"
                return f"For {run.case}, the weights that came back are not those {what}."
            what = f"step {number} (from 0), of batches of {listed(window.sizes)} samples,"
            return f"For {run.case}, {what} did not go along the mean gradient of its samples."
    return None if any(map(chosen, run.windows)) else f"For {run.case}, there was no such step."
