"""The mistakes that ``ps3.epoch_loss`` can name."""

from collections.abc import Sequence

from autograder.exercises import kinds
from autograder.exercises.content import Mistakes
from autograder.exercises.loss_rules import Epoch, last_batch, mean_of_means, wrong_divisors
from autograder.exercises.ps3.epoch_loss.observed import Run

MISTAKES = Mistakes()


@MISTAKES.claim("wrong-type", advice="Return one number for the whole epoch.", once=True)
def no_number(run: Run) -> str | None:
    """What came back instead of a number."""
    return run.what if run.value is None else None


def _first_batch(epochs: Sequence[Epoch]) -> list[float]:
    losses, sizes = epochs[-1]
    return [losses[0], losses[0] * sizes[0] / sum(sizes), losses[0] * sizes[0]]


kinds.losses_by(
    MISTAKES, "mean-of-means", mean_of_means, "Weight every batch loss by its number of samples."
)
kinds.losses_by(
    MISTAKES, "returns-early", _first_batch, "Return after the loop, when all batches are added."
)
kinds.losses_by(
    MISTAKES, "last-batch-only", last_batch, "Let every batch of the epoch go into the result."
)
kinds.losses_by(
    MISTAKES,
    "epoch-loss-divisor",
    wrong_divisors,
    "Weight each loss by its batch size, and divide by the sum of the sizes.",
)
