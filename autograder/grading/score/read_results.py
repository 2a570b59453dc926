"""What each graded cell of a settled notebook came to: points, outcome, and the reason."""

import builtins
import math
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
    base: dict[str, Any] = {
        "grade_id": meta["grade_id"],
        "max_points": float(meta["points"]),
        "limit": facts.limit,
        "shared": facts.judged == SHARED,
        "notebook": notebook,
    }
    if is_task(cell) or is_solution(cell) or cell.cell_type != "code":
        return _manual_result(cell, base)
    points = float(determine_grade(cell)[0])
    grade = _grade_json(cell)
    if grade is not None:
        return _exercise_result(grade, points, base)
    return _plain_result(cell, points, base, facts)


def _manual_result(cell: NotebookNode, base: dict[str, Any]) -> ExerciseResult:
    score = None if is_task(cell) else determine_grade(cell)[0]
    if score is None:
        return ExerciseResult(name=base["grade_id"], points=0.0, outcome=Outcome.WAITING, **base)
    return ExerciseResult(
        name=base["grade_id"],
        points=0.0,
        outcome=Outcome.NOT_ATTEMPTED,
        message="No answer was written.",
        **base,
    )


def _grade_json(cell: NotebookNode) -> dict[str, Any] | None:
    for output in cell.outputs:
        if output.output_type == "error":
            return None
        if output.output_type == "execute_result":
            grade = output.get("data", {}).get(GRADE_MIME)
            return grade if isinstance(grade, dict) else None
    return None


def _exercise_result(grade: dict[str, Any], points: float, base: dict[str, Any]) -> ExerciseResult:
    """A result from the grade that an exercise of this course reports; its score stays nbgrader's."""
    try:
        outcome = Outcome(str(grade.get("outcome")))
    except ValueError:
        outcome = Outcome.GRADER_ERROR
    misconception = grade.get("misconception") or grade.get("diagnosis")
    checks = grade.get("checks")
    return ExerciseResult(
        name=str(grade.get("exercise", base["grade_id"]))[:80],
        points=points,
        outcome=outcome,
        misconception=str(misconception)[:80] if misconception else None,
        message=str(grade.get("message", ""))[:MESSAGE_LENGTH],
        checks=tuple(_check(c) for c in (checks if isinstance(checks, list) else [])[:MOST_CHECKS]),
        **base,
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


def _plain_result(
    cell: NotebookNode, points: float, base: dict[str, Any], facts: CellFacts
) -> ExerciseResult:
    """A result of an ordinary test cell: asserts that held, or the error that stopped them."""
    if facts.outcome == REFUSED:
        return ExerciseResult(
            name=base["grade_id"],
            points=0.0,
            outcome=Outcome.WAITING,
            message=facts.message,
            **base,
        )
    error = next((o for o in cell.outputs if o.output_type == "error"), None)
    if error is None:
        outcome = Outcome.PASSED if points >= base["max_points"] else Outcome.FAILED
        message = "" if outcome is Outcome.PASSED else "The tests gave part of the points."
        return ExerciseResult(
            name=base["grade_id"], points=points, outcome=outcome, message=message, **base
        )
    outcome = Outcome.NOT_ATTEMPTED if error.ename == "NotImplementedError" else Outcome.FAILED
    if facts.outcome == "grader error":
        outcome = Outcome.GRADER_ERROR
    elif error.ename == NOT_RUN:
        outcome = Outcome.SUBMISSION_ERROR
    message = facts.message or _error_message(error, hidden=facts.hidden)
    return ExerciseResult(
        name=base["grade_id"], points=points, outcome=outcome, message=message, **base
    )


def _known(name: str) -> str:
    """The name of an exception that Python has. Another is the student's choice: it could tell what
    the hidden tests asked."""
    kind = getattr(builtins, name, None)
    known = isinstance(kind, type) and issubclass(kind, BaseException)
    return name if known else "an exception of the submission's own"


def _error_message(error: NotebookNode, *, hidden: bool) -> str:
    """What may be said of a failed test cell: where it holds hidden tests, not even their message."""
    if error.ename == NOT_RUN:
        return str(error.evalue)
    if error.ename == "NotImplementedError":
        return "Nothing was written yet."
    if hidden and error.ename == "AssertionError":
        return "A test of this cell failed."
    if hidden:
        return f"The tests of this cell stopped with {_known(error.ename)}."
    text = plain(str(error.evalue)).strip()
    return f"{error.ename}: {text}"[:MESSAGE_LENGTH] if text else str(error.ename)
