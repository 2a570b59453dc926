"""The mistakes that ``ps2.train_epoch`` can name."""

from autograder.exercises.content import Mistakes
from autograder.exercises.ps2.train_epoch.observed import Run
from autograder.exercises.ps2.updates import wrong_updates
from autograder.exercises.values import kind
from autograder.exercises.words import named

MISTAKES = Mistakes()


@MISTAKES.claim("wrong-type", advice="Return the weights alone, as one array.", once=True)
def no_weights(run: Run) -> str | None:
    """A result that is no vector of weights."""
    if run.chain.result is not None:
        return None
    return f"You returned {kind(run.result)}, which is not one vector of weights."


@MISTAKES.claim("xy-apart", advice="Take X_batch and y_batch from one pair of the list.", once=True)
def apart(run: Run) -> str | None:
    """A gradient of rows of X with the y of other rows."""
    if all(call.matched for call in run.chain.calls):
        return None
    return "`gradient` got rows of X together with the y of other rows."


@MISTAKES.claim(
    "skips-gradient",
    advice="Call `gradient(w, X_batch, y_batch)` inside the loop over the batches.",
)
def _no_calls(run: Run) -> str | None:
    return None if run.used else "Your code never called the `gradient` that was passed in."


@MISTAKES.claim(
    "returns-early", advice="If `return` stands inside the loop, move it behind the loop."
)
def _early(run: Run) -> str | None:
    if run.used != run.batches[:1]:
        return None
    return f"For {len(run.batches)} batches there was one step, with the first."


@MISTAKES.claim(
    "full-batch-in-loop", advice="Pass the batch's own X and y to `gradient`.", once=True
)
def _full(run: Run) -> str | None:
    if not any(len(set(rows)) == run.case.n_samples for rows in run.used):
        return None
    return f"`gradient` got all {run.case.n_samples} samples at once."


@MISTAKES.claim("drop-last-free", advice="Use every batch that the list holds.")
def _no_tail(run: Run) -> str | None:
    if run.used != run.batches[:-1]:
        return None
    return f"`gradient` never got {named(run.unused)}: the last batch."


@MISTAKES.claim(
    "weights-reset", advice="Put the new weights under the name that the next gradient uses."
)
def _reset(run: Run) -> str | None:
    if not (run.stands and run.ends_at(run.chain.descent(-1))) or len(run.chain.updates) == 1:
        return None
    return "Every gradient was taken at the first weights, and only the last one moved them."


@MISTAKES.claim(
    "one-update-per-epoch", advice="Let an update follow each gradient, inside the loop."
)
def _once(run: Run) -> str | None:
    if not run.stands or len(run.chain.updates) == len(run.used):
        return None
    chain, updates = run.chain, run.chain.updates
    by_mean = chain.w0 - chain.lr * chain.total() / len(run.used)
    if not (run.ends_at(by_mean) or (len(updates) == 1 and run.ends_at(updates[0].after))):
        return None
    return f"A gradient was taken of {len(run.used)} batches, but the weights moved once."


@MISTAKES.claim(
    "stale-gradient",
    advice="Pass the weights that you update to `gradient`, not those of the start.",
)
def _stale(run: Run) -> str | None:
    if not (run.stands and run.ends_at(run.chain.w0 - run.chain.lr * run.chain.total())):
        return None
    return "All gradients of the epoch were taken at the weights that it started with."


wrong_updates(MISTAKES)


@MISTAKES.claim(
    "writes-to-arguments",
    advice="Write `w = w - …`, which makes a new array, instead of `w -= …`.",
    once=True,
)
def changed(run: Run) -> str | None:
    """Whether the caller's arrays were written to."""
    return None if run.untouched else "After the call, the `w` or a batch passed in had changed."


@MISTAKES.claim("ignores-argument", advice="Let `sgd_step(w, grad, lr)` make each update.")
def _by_hand(run: Run) -> str | None:
    if run.chain.updates or not run.used or run.chain.broken():
        return None
    return "Every update was right, and none was made by the `sgd_step` that was passed in."
