"""The mistakes that ``ps4.fit_steps`` can name."""

from collections.abc import Callable, Sequence

from autograder.exercises import kinds
from autograder.exercises.content import Mistakes
from autograder.exercises.loss_rules import (
    Epoch,
    last_batch,
    mean_of_means,
    running,
    wrong_divisors,
)
from autograder.exercises.ps4 import supply
from autograder.exercises.ps4.fit_steps.observed import Case, Run, rate

MISTAKES = Mistakes()

kinds.wrong_type(MISTAKES, "Return `w, epoch_losses`.")
kinds.apart(MISTAKES)
supply.merges(MISTAKES)
supply.goes_on(MISTAKES)
supply.one_epoch(MISTAKES)
supply.loses_batches(MISTAKES)
kinds.resets_weights(MISTAKES)
kinds.moves_by(
    MISTAKES,
    "ascent",
    lambda run, t: rate(t) * run.steps[t].gradient,
    "each step went along its gradient",
    "Subtract the learning rate times the gradient.",
)
kinds.stale(MISTAKES)
kinds.one_update(MISTAKES, "Put the update inside the loop over the steps.")
kinds.moves_by(
    MISTAKES,
    "grad-not-cleared",
    lambda run, t: -rate(t) * sum(step.gradient for step in run.steps[: t + 1]),
    "each step used the sum of all gradients so far",
    "Use the gradient as `loss_and_gradient` returns it.",
)


def _rates_of(id: str, rule: Callable[[Case, int], float], advice: str) -> None:
    """A mistake: every step has the rate of another step, which a wrong rule names."""

    @MISTAKES.claim(id, advice=advice)
    def _rule(run: Run) -> str | None:
        if not run.rates or run.off_course:
            return None
        wrong = False
        for number in range(len(run.rates)):
            other = rule(run.case, number)
            if not run.took(number, other):
                return None
            wrong = wrong or other != number
        return run.asked_for if wrong else ""


COUNT = "Count in one variable: 0 at first, one more after each update."
ANEW = "Ask it anew for every step, with the number of updates done so far."
_rates_of("step-origin", lambda case, i: i + 1, COUNT)
_rates_of("step-origin", lambda case, i: i % case.steps_per_epoch, COUNT)
_rates_of("step-origin", lambda case, i: i % case.steps_per_epoch + 1, COUNT)
_rates_of("schedule-unit", lambda case, i: i // case.steps_per_epoch, ANEW)
_rates_of("schedule-unit", lambda case, i: i // case.steps_per_epoch + 1, ANEW)
_rates_of("schedule-unit", lambda case, i: i / case.steps_per_epoch, ANEW)
kinds.losses_at(
    MISTAKES,
    "loss-after-update",
    lambda run, part, i: run.led_to(run.steps[: run.steps.index(part[i]) + 1]),
    "epoch_losses holds losses of batches after their updates",
    "Keep the loss that came with the gradient.",
)
kinds.losses_by(
    MISTAKES, "accum-never-reset", running, "Set sum and count to 0 before each epoch.", skip=1
)
kinds.losses_by(MISTAKES, "mean-of-means", mean_of_means, "Weight each batch loss by its samples.")
kinds.losses_by(MISTAKES, "last-batch-only", last_batch, "Add up the losses of all steps.")


def _by_full_batches(epochs: Sequence[Epoch]) -> list[float]:
    losses, sizes = epochs[-1]
    total = sum(loss * size for loss, size in zip(losses, sizes, strict=True))
    return [*wrong_divisors(epochs), total / (len(sizes) * max(sizes))]


kinds.losses_by(
    MISTAKES,
    "epoch-loss-divisor",
    _by_full_batches,
    "Weight each batch loss by its own samples, and divide by those of this epoch's steps.",
)
kinds.writes_to_w(MISTAKES)
