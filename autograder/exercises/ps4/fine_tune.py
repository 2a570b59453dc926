"""ps4.fine_tune: go on from pretrained weights, by steps, and keep the best."""

from collections.abc import Callable, Iterator
from typing import Any

from autograder.exercises.content import Exercise
from autograder.exercises.findings import shown
from autograder.exercises.ps4.fine_tune_mistakes import MISTAKES
from autograder.exercises.ps4.tuning import Run, grid, observe
from autograder.exercises.ps4.tuning_plans import VISIBLE, draw
from autograder.exercises.trace import Array
from autograder.exercises.values import close
from autograder.exercises.words import listed


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
    grid=grid,
    diagnoses=MISTAKES,
)


@EXERCISE.check("the result is a pair (best_w, history)", supporting=True)
def _pair(run: Run) -> str | None:
    if run.weights is None:
        return "The result does not begin with an array of weights."
    for key in ("val_loss", "samples_processed"):
        if run.history(key) is None:
            return f'There is no list of numbers under `history["{key}"]`.'
    return None


@EXERCISE.check("steps_per_epoch × num_epochs steps, each with the next batch", weight=2)
def _steps(run: Run) -> str | None:
    if len(run.steps) != run.case.updates:
        return f"For {run.case}, you made {len(run.steps)} steps."
    if [step.rows for step in run.steps] != run.taken:
        return f"{len(run.taken)} batches were taken, and {len(run.steps)} used, or others."
    return None


@EXERCISE.check("training goes on from the given weights, update by update", weight=2)
def _chain(run: Run) -> str | None:
    return run.broken


@EXERCISE.check("t counts the updates: 1, 2, 3 and so on to the end", weight=2)
def _t(run: Run) -> str | None:
    numbers = [update.t for update in run.updates]
    if numbers and numbers == list(range(1, len(numbers) + 1)):
        return None
    return f"For {run.case}, `update` got t = {', '.join(map(str, numbers[:8]))} …"


@EXERCISE.check("val_loss: before the first step, and after each epoch", weight=2)
def _val_loss(run: Run) -> str | None:
    done = [count for count, _ in run.checks]
    if sorted(set(done)) != run.boundaries:
        return f"`validate` was called after {listed(done) or 'no'} steps."
    losses = [dict(run.checks)[count].loss for count in run.boundaries]
    history = run.history("val_loss") or []
    if len(history) == len(losses) and close(history, losses):
        return None
    return f'`validate` gave {shown(losses)}; `history["val_loss"]` holds {shown(history)}.'


@EXERCISE.check("samples_processed counts the samples of the batches")
def _samples(run: Run) -> str | None:
    history = run.history("samples_processed") or []
    counts = [sum(len(step.rows) for step in run.steps[:stop]) for stop in run.boundaries]
    if run.steps and len(history) == len(counts) and close(history, counts):
        return None
    return f"For {run.case}, samples_processed holds {shown(history) or 'nothing'}."


@EXERCISE.check("the weights of the smallest validation loss come back", weight=2)
def _best(run: Run) -> str | None:
    if run.best is None or run.weights is None or not run.updates:
        return "No training was validated, or no weights came back."
    if close(run.weights, run.best.w):
        return None
    return "The weights that came back are not those of the smallest validation loss."


@EXERCISE.check("the pretrained weights are left as they were", supporting=True)
def _untouched(run: Run) -> str | None:
    return None if run.untouched else "After the call, the w passed in had changed."
