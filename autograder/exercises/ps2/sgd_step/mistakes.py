"""The mistakes that ``ps2.sgd_step`` can name."""

from autograder.exercises.content import Mistakes
from autograder.exercises.ps2.sgd_step.observed import Run
from autograder.exercises.values import close

MISTAKES = Mistakes()


@MISTAKES.claim(
    "writes-to-arguments",
    advice="Make a new array and return it: `w = w - …` makes one, `w -= …` writes into the old one.",
    once=True,
)
def changed(run: Run) -> str | None:
    """An array of the caller's that was written to."""
    return f"After the call, the `{run.changed}` passed in had changed." if run.changed else None


@MISTAKES.claim(
    "wrong-type", advice="Return the new weights, an array of the shape of `w`.", once=True
)
def shape(run: Run) -> str | None:
    """A result that is no vector of weights."""
    return run.problem


@MISTAKES.claim("ascent", advice="Look at the sign between `w` and the step.")
def _ascent(run: Run) -> str | None:
    if run.times is None or run.times <= 0:
        return None
    return "The weights moved along the gradient, not against it."


@MISTAKES.claim(
    "ignores-argument", advice="`lr` says how much of the gradient one step takes: use it."
)
def _no_lr(run: Run) -> str | None:
    if run.times is None or not close(run.times, -1.0):
        return None
    return "The weights moved by the whole gradient, whatever the learning rate."


@MISTAKES.claim(
    "returns-change", advice="Return where the weights are after the step, not how far they went."
)
def _change_only(run: Run) -> str | None:
    step = run.case.lr * run.grad
    if not (run.returned(step) or run.returned(-step)):
        return None
    return "Your function returned how far a step goes, without the weights."
