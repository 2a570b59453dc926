"""The mistakes that ``ps3.fit`` can name."""

from collections.abc import Callable, Sequence

from autograder.exercises import kinds
from autograder.exercises.content import Mistakes
from autograder.exercises.loss_rules import last_batch, mean_of_means, running, wrong_divisors
from autograder.exercises.ps3.fit.observed import LR, Run
from autograder.exercises.ps3.fit.plans import falls_in_vain, rises, stop_after
from autograder.exercises.selecting import LEAST, returns_other
from autograder.exercises.values import close
from autograder.exercises.words import shown

Stop = Callable[[Sequence[float], int, int], int]
MISTAKES = Mistakes()

kinds.wrong_type(MISTAKES, "Return `best_w, history`, with the two keys of the text.")
kinds.apart(MISTAKES)


@MISTAKES.claim(
    "val-on-train", advice="Call `validate(w)` after each epoch, and decide by what it returns."
)
def _on_train(run: Run) -> str | None:
    if run.calls and not run.validated:
        return "`validate` was never called."
    train, recorded = run.told("train_loss"), run.told("val_loss")
    if not train or not recorded or len(train) != len(recorded) or not close(train, recorded):
        return None
    return f"Your val_loss holds the training losses, {shown(recorded)}."


kinds.shuffled_once(MISTAKES)
kinds.drops_tail(MISTAKES)
kinds.resets_weights(MISTAKES)
kinds.moves_by(
    MISTAKES,
    "ascent",
    lambda run, t: LR * run.steps[t].gradient,
    "each step went from w to w + lr · gradient",
    "Subtract `lr * gradient` from the weights.",
)
kinds.moves_by(
    MISTAKES,
    "ignores-argument",
    lambda run, t: -run.steps[t].gradient,
    "each step went from w to w − gradient, without `lr`",
    "Multiply the gradient by `lr`.",
)
kinds.stale(MISTAKES)
kinds.one_update(MISTAKES, "Put the update inside the loop over the batches.")
kinds.moves_by(
    MISTAKES,
    "grad-not-cleared",
    lambda run, t: -LR * sum(step.gradient for step in run.steps[: t + 1]),
    "each step used the sum of all gradients so far",
    "Use the gradient as `loss_and_gradient` returns it.",
)
kinds.losses_at(
    MISTAKES,
    "train-val-comparable",
    lambda run, part, i: run.led_to(part),
    "train_loss holds losses at the weights after the epoch",
    "Collect the losses that the steps returned.",
)


@MISTAKES.claim(
    "train-val-comparable",
    advice="Call `validate` once an epoch, with the weights that its last step has left.",
)
def _moment(run: Run) -> str | None:
    if not (run.complete and run.validated):
        return None
    too_early = (run.wrong_calls or "").startswith("`validate` was called before")
    return run.wrong_moment or (run.wrong_calls if too_early else "") or ""


@MISTAKES.claim("returns-early", advice="Leave the loop with `break`, and return after it.")
def _early(run: Run) -> str | None:
    if len(run.epochs) != 1 or len(run.validated) > 1:  # who validates again went on
        return None
    return run.stopped if run.case.stop > 1 else ""


def _stops_by(id: str, rule: Stop, advice: str) -> None:
    """A mistake: every training ends where a wrong rule ends it."""

    @MISTAKES.claim(id, advice=advice)
    def _rule(run: Run) -> str | None:
        case, count = run.case, len(run.epochs)
        if not run.complete or count != rule(case.losses, case.patience, case.num_epochs):
            return None
        return run.stopped if count != case.stop else ""


def _later(losses: Sequence[float], patience: int, num_epochs: int) -> int:
    return stop_after(losses, patience + 1, num_epochs)


def _sooner(losses: Sequence[float], patience: int, num_epochs: int) -> int:
    return stop_after(losses, patience - 1, num_epochs) if patience > 1 else 1


_stops_by(
    "ignores-argument",
    lambda losses, patience, num_epochs: num_epochs,
    "`break` when there are `patience` checks in a row without improvement.",
)
_stops_by("patience-not-reset", falls_in_vain, "Set the count back to 0 at every improvement.")
for _wrong in (_later, _sooner):
    _stops_by("patience-off-by-one", _wrong, "Follow your count through the last losses.")
_stops_by("compares-with-previous", rises, LEAST)


returns_other(MISTAKES)
kinds.losses_by(
    MISTAKES, "accum-never-reset", running, "Set sum and count to 0 before each epoch.", skip=1
)
kinds.losses_by(MISTAKES, "mean-of-means", mean_of_means, "Weight each batch loss by its samples.")
kinds.losses_by(MISTAKES, "last-batch-only", last_batch, "Add up the losses of all batches.")
kinds.losses_by(
    MISTAKES,
    "epoch-loss-divisor",
    wrong_divisors,
    "Weight each batch loss by its own samples, and divide by the samples of this epoch.",
)
kinds.writes_to_w(MISTAKES)
