"""A small exercise of its own for the engine's tests: ``double(x)``."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from autograder.exercises.content import Exercise, Finding
from autograder.exercises.grid import Grid
from autograder.exercises.values import whole
from autograder.exercises.verdict import Message, Verdict


def double(x: int) -> int:
    """Return twice x."""
    return 2 * x


@dataclass(frozen=True)
class Run:
    """One call."""

    case: int
    result: Any
    grid: Grid = field(default_factory=lambda: Grid(3, [[0, 1], [2]]))


def toy(**changes: Any) -> Exercise:
    """The exercise, with fields changed."""
    content: dict[str, Any] = {
        "id": "ps0.double",
        "title": "Twice",
        "lesson": 1,
        "points": 4,
        "reference": double,
        "visible": [2, -3],
        "draw": lambda rng: [int(rng.integers(10, 1000)), -int(rng.integers(10, 1000))],
        "observe": lambda student, case: Run(case, student(case)),
        "source": __file__,
    }
    exercise = Exercise(**(content | changes))
    right: Callable[[Run], str | None] = lambda run: (  # noqa: E731  # a field with a default
        None if run.result == 2 * run.case else f"For {run.case} you returned {run.result}."
    )
    exercise.check("an int", weight=1, supporting=True)(
        lambda run: None if whole(run.result) is not None else "That is no int."
    )
    exercise.check("positive", weight=2, applies=lambda case: case > 0)(right)
    exercise.check("negative", weight=1, applies=lambda case: case < 0)(right)
    exercise.check("big", weight=4, visible=False, applies=lambda case: abs(case) > 9)(right)

    @exercise.diagnoses.diagnosis("count-floor", advice="Add it to itself.")
    def _same(runs):
        wrong = [run for run in runs if run.result == run.case]
        return Finding("You returned x itself.", wrong[0]) if len(wrong) == len(runs) else None

    @exercise.diagnoses.diagnosis("ascent", advice="None.")
    def _always(runs):
        return "Something else." if all(run.result == run.case for run in runs) else None

    return exercise


def said(verdict: Verdict) -> Message:
    """The message of a verdict that has one."""
    assert verdict.message is not None
    return verdict.message
