"""The mistakes that ``ps1.steps_per_epoch`` can name."""

from collections.abc import Callable

from autograder.exercises.content import Mistakes
from autograder.exercises.ps1.steps_per_epoch.observed import Case, Run

MISTAKES = Mistakes()
BY_HAND = "Count the batches of the smallest plan by hand, and compare."


@MISTAKES.claim("wrong-type", advice="Return one whole number, and nothing with it.", once=True)
def _no_number(run: Run) -> str | None:
    return f"For {run.case} you returned {run.said}." if run.value is None else None


@MISTAKES.claim("count-plus-one", advice=BY_HAND)
def _plus_one(run: Run) -> str | None:
    last = "and the last of them has no samples"
    return _counts(run, lambda case: case.full + 1, last)


def _count_floor(rule: Callable[[Case], float]) -> None:
    @MISTAKES.claim("count-floor", advice=BY_HAND)
    def _floor(run: Run) -> str | None:
        over = f"but full batches leave {run.case.tail} sample{'s' * (run.case.tail > 1)} over"
        return _counts(run, rule, over)


_count_floor(lambda case: case.full)
_count_floor(lambda case: case.n_samples / case.batch_size)
_count_floor(lambda case: round(case.n_samples / case.batch_size))


@MISTAKES.claim("drop-last-free", advice="With `drop_last=True`, count the full batches only.")
def _kept(run: Run) -> str | None:
    case = run.case
    if not case.drop_last or not case.tail:
        return ""
    if run.value != case.full + 1:
        return None
    samples = f"{case.tail} sample{'s' * (case.tail > 1)}"
    return f"For {case} you returned {run.said} steps, and the last of them has {samples} only."


def _counts(run: Run, rule: Callable[[Case], float], remark: str) -> str | None:
    """Whether a count with the tail kept follows a wrong rule; what is wrong with it, if it is wrong."""
    if run.case.drop_last:
        return ""
    if run.value != rule(run.case):
        return None
    return "" if run.is_right else f"For {run.case} you returned {run.said} steps, {remark}."
