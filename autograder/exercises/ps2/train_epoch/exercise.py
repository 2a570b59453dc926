"""ps2.train_epoch: one update for each batch, each from where the one before ended."""

from collections.abc import Callable, Iterable

from autograder.exercises.content import Exercise
from autograder.exercises.ps2.train_epoch.mistakes import MISTAKES, apart, changed, no_weights
from autograder.exercises.ps2.train_epoch.observed import VISIBLE, Run, draw, observe
from autograder.exercises.ps2.updates import no_gradients
from autograder.exercises.trace import Array
from autograder.exercises.training import TOGETHER
from autograder.exercises.values import close
from autograder.exercises.words import named, steps, times


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


CHAIN = "each update starts where the one before ended"
LAST = "the last update is in the result"


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
    diagnoses=MISTAKES,
)

EXERCISE.check("the result is one vector of weights", weight=0.5, supporting=True)(no_weights)


@EXERCISE.check("one gradient for each batch, in their order", weight=2)
def _batches(run: Run) -> str | None:
    calls, batches = len(run.used), len(run.batches)
    if not calls:
        return no_gradients(run)
    if calls != batches:
        return f"For {batches} batches there {steps(calls)}."
    for number, (used, batch) in enumerate(zip(run.used, run.batches, strict=True)):
        if used != batch:
            return f"Gradient {number} was not that of batch {number}: it used {named(used)}."
    return None


@EXERCISE.check(TOGETHER)
def _together(run: Run) -> str | None:
    return apart(run) if run.used else no_gradients(run)


@EXERCISE.check(CHAIN, weight=4, needs=(TOGETHER,))
def _chain(run: Run) -> str | None:
    if not run.used:
        return no_gradients(run)
    if len(run.used) == 1:
        return f"For {len(run.batches)} batches there {steps(1)}."
    return run.chain.broken(stop=len(run.used))


@EXERCISE.check(LAST, weight=2, needs=(CHAIN,))
def _last(run: Run) -> str | None:
    if run.chain.result is not None and close(run.chain.result, run.chain.descent(-1)):
        return None
    return no_weights(run) or run.chain.ends_wrong()


@EXERCISE.check("`sgd_step` makes the updates", weight=0.5, supporting=True, needs=(CHAIN, LAST))
def _by_sgd_step(run: Run) -> str | None:
    made, wanted = len(run.chain.updates), len(run.used)
    if made >= wanted:
        return None
    return f"For {run.case}, `sgd_step` was called {times(made)} for {wanted} gradients."


EXERCISE.check("w and the batches are left as they were", weight=0.5, supporting=True)(changed)
