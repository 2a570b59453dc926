"""From an executed notebook to exercise results, and the outputs of its grade cells made safe to score.

nbgrader scores a grade cell by its outputs: any error or anything on stderr is 0, a number is that
many points, no output at all is full marks. That rule gives full marks to ``nan``, to ``None`` and to
a cell that never ran, and 0 to correct code that warned. :func:`settle` removes those traps, so that
nbgrader's own ``determine_grade`` says the right thing; :func:`read_results` then reads the reasons.
"""

import math
import re
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.utils import determine_grade, is_grade, is_solution, is_task

from autograder.grading.outcomes import Check, ExerciseResult, Outcome

GRADE_MIME = "application/vnd.autograder.grade+json"
NOT_RUN = "NotRun"
NO_NUMBER = "NoNumber"
MESSAGE_LENGTH = 600
MOST_CHECKS = 100
_NUMPY_SCALAR = re.compile(r"^np\.\w+\((.+)\)$")
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def settle(notebook: NotebookNode) -> list[str]:
    """Make the outputs of every autograded test cell say its score and nothing else; notes on odd ones.

    Works in place. Warnings and prints cost nothing; a cell that did not run gets no points; a result
    that is no number in [0, points] is settled as nbgrader's rule means it, or as none where the
    solution makes a number of points (`scored`).
    """
    notes = []
    for cell in notebook.cells:
        if not _is_test(cell):
            continue
        cell.outputs = [o for o in cell.outputs if not _is_noise(o)]
        if (reason := _unfinished(cell)) and not any(
            o.output_type == "error" for o in cell.outputs
        ):
            cell.outputs = [_error(NOT_RUN, reason)]
        results = [o for o in cell.outputs if o.output_type == "execute_result"]
        notes += [note for output in results if (note := _settle_result(output, cell))]
        cell.outputs = [o for o in cell.outputs if not o.get("metadata", {}).get("autograder_drop")]
        if cell.metadata.get("autograder", {}).get("scored") and not cell.outputs:
            cell.outputs = [_error(NO_NUMBER, "This test made no number of points of the answer.")]
    return notes


def numbered(notebook: NotebookNode) -> frozenset[str]:
    """The test cells that end with a number of points, by grade_id; of a notebook not yet settled."""
    return frozenset(
        cell.metadata.nbgrader["grade_id"]
        for cell in notebook.cells
        if _is_test(cell)
        for output in cell.outputs
        if output.output_type == "execute_result"
        and (value := _shown(output)) is not None
        and 0 <= value <= float(cell.metadata.nbgrader["points"])
    )


def read_results(notebook: NotebookNode, name: str) -> list[ExerciseResult]:
    """One result for every graded cell of a settled notebook of this name, in its order."""
    return [_result(cell, name) for cell in notebook.cells if is_grade(cell) or is_task(cell)]


def _is_test(cell: NotebookNode) -> bool:
    return bool(cell.cell_type == "code" and is_grade(cell) and not is_solution(cell))


def _is_noise(output: NotebookNode) -> bool:
    return bool(output.output_type in ("stream", "display_data"))


def _unfinished(cell: NotebookNode) -> str:
    """Why a cell has no verdict; nbgrader would give full marks to one that says nothing."""
    facts = cell.metadata.get("autograder")
    if facts is None:
        run = cell.get("execution_count") is not None or not cell.source.strip()
        return "" if run or cell.outputs else "This cell did not run."
    return {
        "limit": "This cell was stopped at a limit.",
        "died": "The program ended while this cell ran.",
        "not run": "This cell did not run: the program had ended before.",
        "error": "This cell stopped with an error.",
        "grader error": "The grader failed at this cell.",
    }.get(facts.get("outcome", ""), "")


def _error(name: str, text: str) -> NotebookNode:
    return NotebookNode(output_type="error", ename=name, evalue=text, traceback=[f"{name}: {text}"])


def _settle_result(output: NotebookNode, cell: NotebookNode) -> str | None:
    """Turn a last expression's value into a score within the cell's points, or mark it as no score."""
    points = float(cell.metadata.nbgrader["points"])
    value = _shown(output)
    if value is None:
        output.metadata["autograder_drop"] = True
        return None
    name = cell.metadata.nbgrader["grade_id"]
    if not 0 <= value <= points:
        output["data"]["text/plain"] = repr(min(max(value, 0.0), points))
        return f"{name} gave {value:g} of {points:g} points; it was held to that range."
    output["data"]["text/plain"] = repr(value)
    return None


def _shown(output: NotebookNode) -> float | None:
    text = output.get("data", {}).get("text/plain", "")
    return _number("".join(text) if isinstance(text, list) else str(text))


def _number(text: str) -> float | None:
    """The number that ``text`` shows, NumPy's scalars included; None for anything else.

    What is not a number (NaN) is 0: it comes of computing with what the student's code gave.
    """
    match = _NUMPY_SCALAR.match(text.strip())
    try:
        value = float(match.group(1) if match else text)
    except ValueError:
        return None
    return 0.0 if math.isnan(value) else value


def _result(cell: NotebookNode, notebook: str) -> ExerciseResult:
    meta = cell.metadata.nbgrader
    facts = cell.metadata.get("autograder", {})
    base: dict[str, Any] = {
        "grade_id": meta["grade_id"],
        "max_points": float(meta["points"]),
        "limit": facts.get("limit"),
        "shared": facts.get("judged") == "shared",
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
    )


def _weight(value: Any) -> float:
    """A check's weight; 1 where it is no number that a float can hold."""
    try:
        weight = float(value) if isinstance(value, int | float) else 1.0
    except OverflowError:
        return 1.0
    return weight if math.isfinite(weight) else 1.0


def _plain_result(
    cell: NotebookNode, points: float, base: dict[str, Any], facts: dict[str, Any]
) -> ExerciseResult:
    """A result of an ordinary test cell: asserts that held, or the error that stopped them."""
    error = next((o for o in cell.outputs if o.output_type == "error"), None)
    if error is None:
        outcome = Outcome.PASSED if points >= base["max_points"] else Outcome.FAILED
        message = "" if outcome is Outcome.PASSED else "The tests gave part of the points."
        return ExerciseResult(
            name=base["grade_id"], points=points, outcome=outcome, message=message, **base
        )
    outcome = Outcome.NOT_ATTEMPTED if error.ename == "NotImplementedError" else Outcome.FAILED
    if facts.get("outcome") == "grader error":
        outcome = Outcome.GRADER_ERROR
    elif error.ename == NOT_RUN:
        outcome = Outcome.SUBMISSION_ERROR
    message = facts.get("message") or _error_message(error, hidden=bool(facts.get("hidden", True)))
    return ExerciseResult(
        name=base["grade_id"], points=points, outcome=outcome, message=message, **base
    )


def _error_message(error: NotebookNode, *, hidden: bool) -> str:
    """What may be said of a failed test cell: where it holds hidden tests, not even their message."""
    if error.ename == NOT_RUN:
        return str(error.evalue)
    if error.ename == "NotImplementedError":
        return "Nothing was written yet."
    if hidden and error.ename == "AssertionError":
        return "A test of this cell failed."
    if hidden:
        return f"The tests of this cell stopped with {error.ename}."
    text = _ANSI.sub("", str(error.evalue)).strip()
    return f"{error.ename}: {text}"[:MESSAGE_LENGTH] if text else str(error.ename)
