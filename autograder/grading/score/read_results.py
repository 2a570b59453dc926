"""What each graded cell of a settled notebook came to: points, outcome, and the reason."""

import builtins
import math
from dataclasses import replace
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.utils import determine_grade, is_grade, is_solution, is_task

from autograder.exercises.agreed import GRADE_MIME
from autograder.grading.contract.execution import NOT_RUN, REFUSED, SHARED
from autograder.grading.contract.facts import CellFacts
from autograder.grading.contract.results import Check, ExerciseResult, Outcome
from autograder.grading.contract.text import plain

MESSAGE_LENGTH = 600
MOST_CHECKS = 100


def read_results(notebook: NotebookNode, name: str) -> list[ExerciseResult]:
    """One result for every graded cell of a settled notebook of this name, in its order."""
    return [_result(cell, name) for cell in notebook.cells if is_grade(cell) or is_task(cell)]


def _result(cell: NotebookNode, notebook: str) -> ExerciseResult:
    meta = cell.metadata.nbgrader
    facts = CellFacts.of(cell) or CellFacts()
    waiting = ExerciseResult(
        notebook=notebook,
        grade_id=meta["grade_id"],
        name=meta["grade_id"],
        points=0.0,
        max_points=float(meta["points"]),
        outcome=Outcome.WAITING,
        limit=facts.limit,
        shared=facts.judged == SHARED,
    )
    if is_task(cell) or is_solution(cell) or cell.cell_type != "code":
        if is_task(cell) or determine_grade(cell)[0] is None:
            return waiting
        message = "No answer was written."
        return replace(waiting, outcome=Outcome.NOT_ATTEMPTED, message=message)
    scored = replace(waiting, points=float(determine_grade(cell)[0]))
    grade = _grade_json(cell)
    if grade is not None:
        return _exercise_result(grade, scored)
    if facts.outcome == REFUSED:
        return replace(waiting, message=facts.message)
    return _plain_result(cell, scored, facts)


def _grade_json(cell: NotebookNode) -> dict[str, Any] | None:
    for output in cell.outputs:
        if output.output_type == "error":
            return None
        if output.output_type == "execute_result":
            grade = output.get("data", {}).get(GRADE_MIME)
            return grade if isinstance(grade, dict) else None
    return None


def _exercise_result(grade: dict[str, Any], scored: ExerciseResult) -> ExerciseResult:
    """A result from the grade that an exercise of this course reports; its score stays nbgrader's."""
    try:
        outcome = Outcome(str(grade.get("outcome")))
    except ValueError:
        outcome = Outcome.GRADER_ERROR
    misconception = grade.get("misconception") or grade.get("diagnosis")
    checks = grade.get("checks")
    return replace(
        scored,
        name=str(grade.get("exercise", scored.grade_id))[:80],
        outcome=outcome,
        misconception=str(misconception)[:80] if misconception else None,
        message=str(grade.get("message", ""))[:MESSAGE_LENGTH],
        checks=tuple(_check(c) for c in (checks if isinstance(checks, list) else [])[:MOST_CHECKS]),
    )


def _check(data: Any) -> Check:
    data = data if isinstance(data, dict) else {}
    return Check(
        name=str(data.get("name", ""))[:120],
        passed=data.get("passed") is True,
        weight=_weight(data.get("weight")),
        visible=data.get("visible") is not False,
        asked=data.get("asked") is not False,
    )


def _weight(value: Any) -> float:
    """A check's weight; 1 where it is no number that a float can hold."""
    try:
        weight = float(value) if isinstance(value, int | float) else 1.0
    except OverflowError:
        return 1.0
    return weight if math.isfinite(weight) else 1.0


def _plain_result(cell: NotebookNode, scored: ExerciseResult, facts: CellFacts) -> ExerciseResult:
    """A result of an ordinary test cell: asserts that held, or the error that stopped them."""
    error = next((o for o in cell.outputs if o.output_type == "error"), None)
    if error is None:
        if scored.points >= scored.max_points:
            return replace(scored, outcome=Outcome.PASSED)
        message = "The tests gave part of the points."
        return replace(scored, outcome=Outcome.FAILED, message=message)
    outcome = Outcome.NOT_ATTEMPTED if error.ename == "NotImplementedError" else Outcome.FAILED
    if facts.outcome == "grader error":
        outcome = Outcome.GRADER_ERROR
    elif error.ename == NOT_RUN:
        outcome = Outcome.SUBMISSION_ERROR
    message = facts.message or _error_message(error, hidden=facts.hidden)
    return replace(scored, outcome=outcome, message=message)


def _known(name: str) -> str:
    """The name of an exception that Python has. Another is the student's choice: it could tell what
    the hidden tests asked."""
    kind = getattr(builtins, name, None)
    known = isinstance(kind, type) and issubclass(kind, BaseException)
    return name if known else "an exception of the submission's own"


# What the judge raises by itself; a student who takes the name says no more than with another.
_OF_THE_JUDGE = {
    "NothingError": "Where the tests of this cell look, the answer holds nothing, or no number.",
    "ShapeError": "Where the tests of this cell look, the answer has another shape than it must.",
    "UncomparableError": "The answer is too large, or takes too long, for the tests of this cell.",
    "StudentTimeoutError": "The code ran longer than the tests of this cell allow.",
    "CellTimeout": "The tests of this cell ran longer than they may.",
    "ForbiddenError": "The code asked of an object of the tests what none may be asked.",
    "RefusedError": "The tests of this cell met a text that they do not run.",
}


def _error_message(error: NotebookNode, *, hidden: bool) -> str:
    """What may be said of a failed test cell: where it holds hidden tests, not even their message."""
    if error.ename == NOT_RUN:
        return str(error.evalue)
    if error.ename == "NotImplementedError":
        return "Nothing was written yet."
    if hidden and error.ename == "AssertionError":
        return "A test of this cell failed."
    if hidden:
        said = _OF_THE_JUDGE.get(error.ename)
        return said or f"The tests of this cell stopped with {_known(error.ename)}."
    text = plain(str(error.evalue)).strip()
    return f"{error.ename}: {text}"[:MESSAGE_LENGTH] if text else str(error.ename)
