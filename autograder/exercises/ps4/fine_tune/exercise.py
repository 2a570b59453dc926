"""ps4.fine_tune: go on from pretrained weights, by steps, and keep the best."""

from collections.abc import Callable, Iterator
from typing import Any

from autograder.exercises.content import Exercise
from autograder.exercises.ps4.fine_tune.mistakes import MISTAKES
from autograder.exercises.ps4.fine_tune.observed import Run, observe
from autograder.exercises.ps4.fine_tune.plans import VISIBLE, draw
from autograder.exercises.ps4.supply import wrong_batches
from autograder.exercises.trace import Array
from autograder.exercises.training import TOGETHER
from autograder.exercises.values import close
from autograder.exercises.words import shown


def fine_tune(
    w: Array,
    stream: Iterator[tuple[Array, Array]],
    loss_and_gradient: Callable[[Array, Array, Array], tuple[float, Array]],
    update: Callable[[Array, Array, int], Array],
    validate: Callable[[Array], float],
    steps_per_epoch: int,
    num_epochs: int,
) -> tuple[Array, dict[str, list[Any]]]:
    """Train on from the weights w by steps; return the best weights and the history."""
    best_w, val_losses, samples = w.copy(), [validate(w)], [0]
    t, processed = 0, 0
    for _ in range(num_epochs):
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            _, gradient = loss_and_gradient(w, X_batch, y_batch)
            t += 1
            w = update(w, gradient, t)
            processed += len(y_batch)
        val_loss = validate(w)
        if val_loss < min(val_losses):
            best_w = w.copy()
        val_losses.append(val_loss)
        samples.append(processed)
    return best_w, {"val_loss": val_losses, "samples_processed": samples}


EXERCISE = Exercise(
    id="ps4.fine_tune",
    title="Fine-tuning on few samples",
    lesson=6,
    points=4,
    reference=fine_tune,
    visible=VISIBLE,
    draw=draw,
    observe=observe,
    source=__file__,
    diagnoses=MISTAKES,
)
CHAIN = "training goes on from the given weights, update by update"
CHECKED = "validation comes before the first step, and after each epoch"

EXERCISE.check("the result is a pair (best_w, history)", weight=0.25, supporting=True)(
    lambda run: run.problem
)

EXERCISE.check(TOGETHER)(lambda run: run.apart)


@EXERCISE.check("steps_per_epoch × num_epochs steps, each with the next batch", weight=2)
def _steps(run: Run) -> str | None:
    return wrong_batches(run) if len(run.steps) == run.case.updates else run.made


EXERCISE.check(CHAIN, weight=3, needs=(TOGETHER,))(lambda run: run.off_course)


@EXERCISE.check("t counts the updates: 1, 2, 3 and so on to the end", weight=2)
def _t(run: Run) -> str | None:
    numbers = [update.t for update in run.updates]
    return None if numbers and numbers == list(range(1, len(numbers) + 1)) else run.numbered


EXERCISE.check(CHECKED, needs=(CHAIN,))(lambda run: run.wrong_moment)

EXERCISE.check("val_loss holds what validate returned", needs=(CHAIN, CHECKED))(
    lambda run: run.wrong_record
)


@EXERCISE.check("samples_processed counts the samples of the batches", weight=1.5)
def _samples(run: Run) -> str | None:
    history = run.told("samples_processed") or []
    if run.steps and close(history, run.counts, scale=1e-9):
        return None
    return f"For {run.case}, samples_processed holds {shown(history) or 'no numbers'}."


@EXERCISE.check(
    "the weights of the smallest validation loss come back", weight=5, needs=(CHAIN, CHECKED)
)
def _best(run: Run) -> str | None:
    if run.best is None or run.weights is None:
        return "There are no weights with a smallest validation loss."
    return None if close(run.weights, run.best.w) else run.returned


EXERCISE.check("the pretrained weights are left as they were", weight=0.25, supporting=True)(
    lambda run: run.written
)
