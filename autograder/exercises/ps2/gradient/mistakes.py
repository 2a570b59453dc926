"""The mistakes that ``ps2.gradient`` can name."""

from collections.abc import Callable, Sequence

from autograder.exercises.content import Finding, Mistakes
from autograder.exercises.ps2.gradient.observed import Case, Run

MISTAKES = Mistakes()


@MISTAKES.claim(
    "wrong-type",
    advice="The gradient has one number for each weight: compare `result.shape` with `w.shape`.",
    once=True,
)
def shape(run: Run) -> str | None:
    """A result that is not one number for each weight."""
    return run.problem


@MISTAKES.claim(
    "ascent", advice="Look at the error: it is the prediction minus the target, `X @ w - y`."
)
def _negative(run: Run) -> str | None:
    if run.factor is None or run.factor >= 0:
        return None
    return f"For {run.case}, your result points exactly against the gradient."


def _scaled(id: str, factor: Callable[[Case], float], what: str, advice: str) -> None:
    """A mistake: every result is the gradient times the given factor."""

    @MISTAKES.claim(id, advice=advice)
    def _times(run: Run) -> str | None:
        return f"Your result {what}." if run.is_times(factor(run.case)) else None


GROWS = "grows with the number of samples in the batch"
DIVIDE = "Divide by the number of samples in the batch."
_scaled("sum-not-mean", lambda case: case.size, GROWS, DIVIDE)
_scaled("sum-not-mean", lambda case: case.size / 2, GROWS, DIVIDE)
_scaled(
    "half-gradient",
    lambda case: 0.5,
    "is half the gradient of this loss",
    "Differentiate the loss of one sample by hand, then average.",
)


@MISTAKES.diagnosis("mean-by-B", advice="Divide by the number of rows that this X has.")
def _constant_divisor(runs: Sequence[Run]) -> Finding | None:
    divisor = runs[0].case.size / (runs[0].factor or 1.0)
    if not all(run.is_times(run.case.size / divisor) for run in runs):
        return None
    return Finding("Your result is divided by the same number whatever the size of the batch.")
