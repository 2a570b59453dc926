"""The mistakes that ``ps3.epoch_loss`` can name."""

from collections.abc import Sequence

from autograder.exercises.content import Finding, Mistakes
from autograder.exercises.loss_rules import (
    Epoch,
    Rule,
    agrees,
    last_batch,
    mean_of_means,
    wrong_divisors,
)
from autograder.exercises.ps3.epoch_loss.observed import Run

MISTAKES = Mistakes()


@MISTAKES.claim("wrong-type", advice="Return one number for the whole epoch.", once=True)
def no_number(run: Run) -> str | None:
    """What came back instead of a number."""
    return run.what if run.value is None else None


def _believes(id: str, rule: Rule, advice: str) -> None:
    """A mistake: all results of epochs with a tail follow one wrong rule."""

    @MISTAKES.diagnosis(id, advice=advice)
    def _rule(runs: Sequence[Run]) -> Finding | None:
        tails = [run for run in runs if run.case.tail_only]
        wrong = next((run for run in tails if not run.right), None)
        told = [([run.case.epoch], run.value) for run in tails if run.value is not None]
        return Finding(wrong.what, wrong) if wrong and agrees(rule, told) else None


def _first_batch(epochs: Sequence[Epoch]) -> list[float]:
    losses, sizes = epochs[-1]
    return [losses[0], losses[0] * sizes[0] / sum(sizes), losses[0] * sizes[0]]


_believes("mean-of-means", mean_of_means, "Weight every batch loss by its number of samples.")
_believes("returns-early", _first_batch, "Return after the loop, when all batches are added.")
_believes("last-batch-only", last_batch, "Let every batch of the epoch go into the result.")
_believes(
    "epoch-loss-divisor",
    wrong_divisors,
    "Weight each loss by its batch size, and divide by the sum of the sizes.",
)
