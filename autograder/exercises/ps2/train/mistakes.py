"""The mistakes that ``ps2.train`` can name."""

import numpy as np

from autograder.exercises.content import Mistakes
from autograder.exercises.ps2.train.observed import Run
from autograder.exercises.ps2.updates import wrong_updates
from autograder.exercises.tape import Step
from autograder.exercises.trace import Array, repeated, unused
from autograder.exercises.training import still
from autograder.exercises.values import close, kind
from autograder.exercises.words import beginning, named, steps

MISTAKES = Mistakes()


@MISTAKES.claim("wrong-type", advice="Return `w, losses`: the weights and one list.", once=True)
def no_weights(run: Run) -> str | None:
    """A result in which there are no weights."""
    if run.chain.result is not None:
        return None
    return f"You returned {kind(run.first.result)} that does not begin with the weights."


@MISTAKES.claim("wrong-type", advice="Return `w, losses`, and nothing with it.", once=True)
def too_many(run: Run) -> str | None:
    """More than weights and losses."""
    count = 2 if run.first.losses is None else len(run.first.result)
    return f"You returned {kind(run.first.result)} of {count}." if count > 2 else None


@MISTAKES.claim(
    "skips-gradient",
    advice="Call `gradient(w, X_batch, y_batch)` inside the loop over the batches.",
)
def _no_calls(run: Run) -> str | None:
    return None if run.first.steps else "Your code never called the `gradient` that was passed in."


@MISTAKES.claim(
    "xy-apart", advice="Take X_batch and y_batch from one item of `minibatches`.", once=True
)
def apart(run: Run) -> str | None:
    """A gradient of rows with other rows' values."""
    for t, call in enumerate(run.chain.calls):
        if not call.matched:
            return f"In step {t}, `gradient` got rows of X with the y of others."
    return None


@MISTAKES.claim("ignores-argument", advice="Pass `batch_size` on to `minibatches`.")
def _one_batch(run: Run) -> str | None:
    given = [len(rows) for asked in run.first.asked for rows in asked.batches]
    if run.case.batch_size >= run.case.n_samples:
        return ""
    if not given or set(given) != {run.case.n_samples}:
        return None
    return f"For {run.case}, `minibatches` gave all {given[0]} samples in one batch."


@MISTAKES.claim(
    "full-batch-in-loop", advice="Pass `X_batch` and `y_batch` to `gradient`, not `X` and `y`."
)
def everything(run: Run) -> str | None:
    """Whether every step used all samples at once."""
    n = run.case.n_samples
    if not run.first.steps or any(len(rows) != n for rows in run.first.steps):
        return None
    return f"Each step's gradient used all {n} samples."


@MISTAKES.claim(
    "returns-early",
    advice="If `return` stands inside a loop, move it behind both; ask for new batches in each epoch.",
)
def _early(run: Run) -> str | None:
    if len(run.first.epochs) != 1:
        return None
    if len(run.first.steps) not in (1, run.case.batches):
        return None
    return f"For {run.case}, {count(run)}, and then no more."


@MISTAKES.claim(
    "count-floor", advice="Loop over all that `minibatches` gives, instead of counting batches."
)
def _no_tail(run: Run) -> str | None:
    if not run.case.tail:
        return ""
    full = run.case.full
    sizes = [[len(step.rows) for step in epoch] for epoch in run.first.epochs]
    if not sizes or any(epoch != [run.case.batch_size] * full for epoch in sizes):
        return None
    return f"For {run.case}, each epoch had {full} steps, all with full batches."


@MISTAKES.claim(
    "with-replacement", advice="Take the batches of an epoch from one call of `minibatches`."
)
def _replacement(run: Run) -> str | None:
    if run.first.asked or len(run.first.epochs) != run.case.num_epochs:
        return None
    for number, order in enumerate(run.first.orders, start=1):
        again, never = repeated(order), unused(order, run.case.n_samples)
        if again and never:
            return f"Epoch {number} used {named(again)} more than once, {named(never)} never."
    return None


@MISTAKES.claim("weights-reset", advice="Set the first weights once, before the loops.")
def _reset(run: Run) -> str | None:
    epochs = run.first.epochs
    same = all(close(epoch[0].w, epochs[0][0].w) for epoch in epochs)
    moved = all(not still(epoch) for epoch in epochs)
    if len(epochs) < 2 or not same or not moved:
        return None
    return "Every epoch started at the same weights, as if none had come before it."


@MISTAKES.claim(
    "one-update-per-epoch",
    advice="Let an update follow each gradient, in the loop over the batches.",
)
def _once(run: Run) -> str | None:
    if not run.case.tail:
        return ""  # the mean of the batches' gradients is that of all samples, which may be looked at, too
    moves = _moves_of_epochs(run)
    if len(run.chain.updates) == len(run.first.steps):
        return None
    if not moves or not all(_once_by(run, *move) for move in moves):
        return None
    return "Within an epoch the weights stayed the same; they moved once, at its end."


@MISTAKES.claim(
    "stale-gradient",
    advice="Pass the weights that you update to `gradient`, not those of the epoch's start.",
)
def _stale(run: Run) -> str | None:
    moves = _moves_of_epochs(run)
    if not moves or not all(_by_all(run, *move) for move in moves):
        return None
    return "All gradients of an epoch were taken at the weights that the epoch started with."


@MISTAKES.claim("not-shuffled", advice="Take the batches of each epoch from `minibatches`.")
def _stored(run: Run) -> str | None:
    orders = run.first.orders
    if not orders or any(order != list(range(run.case.n_samples)) for order in orders):
        return None
    return "Every epoch used the samples in the order in which they are stored."


@MISTAKES.claim(
    "shuffle-once", advice="Call `minibatches` inside the loop over the epochs, once for each."
)
def _one_order(run: Run) -> str | None:
    if not (run.one_order and run.seeded):
        return None
    return f"Every epoch used the samples in one order {beginning(run.first.orders[0])}."


@MISTAKES.claim(
    "shuffle-once", advice="Call `minibatches` inside the loop over the epochs, once for each."
)
def _one_call(run: Run) -> str | None:
    if not run.asked_once:
        return None
    return f"For {run.case}, every epoch used the batches of one call of `minibatches`."


@MISTAKES.claim("reseed-each-epoch", advice="Pass on the `rng` that you were given, and only that.")
def _seeded(run: Run) -> str | None:
    if not run.one_order or run.seeded:
        return None
    order = beginning(run.first.orders[0])
    return f"Whatever the seed of `rng`, every epoch used the samples in one order {order}."


@MISTAKES.claim("global-rng", advice="Pass `rng` on to `minibatches`, and draw from nothing else.")
def _another_source(run: Run) -> str | None:
    if not run.first.steps or run.repeatable:
        return None
    return "Two trainings with the same seed used the samples in different orders."


wrong_updates(MISTAKES)


@MISTAKES.claim("starts-late", advice="Use the `w` that is passed in for the first gradient.")
def _elsewhere(run: Run) -> str | None:
    if not run.first.steps or run.chain.starts_right():
        return None
    return "The first gradient was not taken at the weights that were passed in."


@MISTAKES.claim("loss-once-an-epoch", advice="Append to the list at every step.")
def _loss_of_epoch(run: Run) -> str | None:
    losses = len(run.first.losses or ())
    if losses != run.case.num_epochs or losses == len(run.first.steps):
        return None
    return f"For {run.case} you recorded {losses} losses, one for each epoch."


@MISTAKES.claim("loss-after-update", advice="Measure the loss before you update the weights.")
def _late_loss(run: Run) -> str | None:
    if not run.losses_are(lambda t: run.chain.points[t + 1], lambda t: run.first.steps[t]):
        return None
    return "Each loss was measured with the weights after its step."


@MISTAKES.claim("loss-of-all", advice="Pass `X_batch` and `y_batch` to `loss`.")
def _whole_loss(run: Run) -> str | None:
    samples = list(range(run.case.n_samples))
    if not run.losses_are(lambda t: run.chain.points[t], lambda t: samples):
        return None
    return "Each loss was measured on all samples, not on the batch of its step."


@MISTAKES.claim(
    "writes-to-arguments",
    advice="Write `w = w - …`, which makes a new array, instead of `w -= …`.",
    once=True,
)
def changed(run: Run) -> str | None:
    """Whether the caller's arrays were written to."""
    return None if run.untouched else "After the call, the `w`, `X` or `y` passed in had changed."


def count(run: Run) -> str:
    """How many steps there were, in how many epochs."""
    epochs = len(run.first.epochs)
    return f"there {steps(len(run.first.steps))}, in {epochs} epoch{'s' * (epochs != 1)}"


def _moves_of_epochs(run: Run) -> list[tuple[list[Step], Array]]:
    """Each epoch with the weights after it, if the weights stand still within all, and move after it."""
    epochs = run.first.epochs
    ends = [epoch[0].w for epoch in epochs[1:]]
    ends += [] if run.chain.result is None else [run.chain.result]
    moves = list(zip(epochs, ends, strict=False))
    moved = all(np.any(epoch[0].w != after) for epoch, after in moves)  # near the best w, by little
    return moves if moved and all(map(still, epochs)) else []


def _once_by(run: Run, epoch: list[Step], after: Array) -> bool:
    """Whether the weights after an epoch come from one update: by the mean, the last, or one call."""
    w, lr, gradients = epoch[0].w, run.case.lr, [step.gradient for step in epoch]
    by_formula = (sum(gradients) / len(gradients), gradients[-1])
    updates = [update for update in run.chain.updates if close(update.w, w)]
    once = len(run.chain.updates) == len(run.first.epochs) and len(updates) == 1
    return any(close(after, w - lr * step) for step in by_formula) or (
        once and close(after, updates[0].after)
    )


def _by_all(run: Run, epoch: list[Step], after: Array) -> bool:
    """Whether the weights after an epoch come from all its gradients, one after the other."""
    return close(after, epoch[0].w - run.case.lr * sum(step.gradient for step in epoch))
