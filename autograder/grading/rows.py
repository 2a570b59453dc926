"""Everyone's row as it stands now: from the graded notebooks and the gradebook, where a person may have added points.

The run journal adds what no notebook holds: who handed nothing in, what could not be read.
"""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.grading.course import Course, CourseError
from autograder.grading.gradebook import points_of
from autograder.grading.journal import Journal
from autograder.grading.outcomes import ExerciseResult, Outcome, Row, judge_row
from autograder.grading.scores import read_results


def current_rows(course: Course, assignment: str) -> list[Row]:
    """The row of every student who was graded, sorted; CourseError if nobody was."""
    kept = {row.student: row for row in Journal(course.state(assignment)).all_rows()}
    rows = []
    with course.gradebook() as gradebook:
        submissions = {s.student.id: s for s in gradebook.assignment_submissions(assignment)}
        for student in sorted(set(submissions) | set(kept)):
            if student in submissions:
                notebooks = graded_notebooks(course, assignment, student)
                rows.append(_current(submissions[student], notebooks, kept.get(student)))
            else:
                rows.append(kept[student])
    if not rows:
        raise CourseError(
            f"Nothing of {assignment} has been graded yet. Run: autograder grade {assignment}"
        )
    return rows


def still_standing(course: Course, assignment: str, rows: dict[str, Row]) -> dict[str, Row]:
    """Those of the recorded rows whose points the gradebook still holds, as they stand now.

    Where another program has graded since, ``nbgrader autograde`` for one, or a graded notebook is damaged,
    the record is out of date; where a person has added points, the row has them.
    """
    standing = {}
    with course.gradebook() as gradebook:
        submissions = {s.student.id: s for s in gradebook.assignment_submissions(assignment)}
        for student, row in rows.items():
            if not row.exercises:  # nothing of it was ever in the gradebook
                standing[student] = row
            elif student in submissions and _holds(submissions[student], row):
                with suppress(CourseError):
                    notebooks = graded_notebooks(course, assignment, student)
                    standing[student] = _current(submissions[student], notebooks, row)
    return standing


def _holds(submission: Any, row: Row) -> bool:
    """Whether a submission has the machine's points of this row."""
    by_hand = {e.cell for e in row.exercises if e.outcome in (Outcome.WAITING, Outcome.BY_HAND)}
    grades = _grades(submission)
    held = {cell: grades[cell].auto_score for cell in grades.keys() - by_hand}
    return held == {e.cell: e.points for e in row.exercises if e.cell not in by_hand}


def _grades(submission: Any) -> dict[tuple[str, str], Any]:
    """The gradebook's grades of a submission by notebook and grade_id."""
    return {(n.name, grade.name): grade for n in submission.notebooks for grade in n.grades}


def graded_notebooks(course: Course, assignment: str, student: str) -> dict[str, NotebookNode]:
    """The student's executed notebooks by name; CourseError where one of them cannot be read."""
    folder = course.folder("autograded", student, assignment)
    paths = sorted(folder.glob("*.ipynb")) if folder.is_dir() else []
    try:
        return {path.stem: nbformat.read(path, as_version=4) for path in paths if path.is_file()}
    except ValueError as error:
        raise CourseError(
            f"A notebook in {folder} is damaged. Run again: autograder grade {assignment}"
        ) from error


def points_by_hand(result: ExerciseResult, grade: Any) -> ExerciseResult:
    """The result with the points that a person gave, where the machine could give none."""
    if result.outcome is not Outcome.WAITING or grade is None or grade.manual_score is None:
        return result
    return replace(result, points=float(grade.score), outcome=Outcome.BY_HAND)


def _current(submission: Any, notebooks: dict[str, NotebookNode], kept: Row | None) -> Row:
    """A submission's row, rebuilt from its notebooks; what only the journal knows is kept."""
    grades = _grades(submission)
    exercises = [
        points_by_hand(result, grades.get(result.cell))
        for name, notebook in notebooks.items()
        for result in read_results(notebook, name)
    ]
    if kept is not None:
        exercises += [result for result in kept.exercises if result.notebook not in notebooks]
    row = kept or Row(submission.student.id, 0.0, 0.0, Outcome.MISSING)
    if notebooks:
        row = _from_notebooks(
            row, exercises, [n.metadata.get("autograder", {}) for n in notebooks.values()]
        )
    score, penalty = points_of(submission)
    return replace(
        row,
        score=score,
        max_score=float(submission.max_score),
        late_penalty=penalty,
    )


def _from_notebooks(row: Row, exercises: list[ExerciseResult], facts: list[Any]) -> Row:
    outcome, reason, misconception = judge_row(exercises)
    notes = [note for fact in facts for note in fact.get("notes", [])]
    return replace(
        row,
        outcome=outcome,
        reason=reason,
        misconception=misconception,
        exercises=tuple(exercises),
        notes=tuple(dict.fromkeys([*row.notes, *notes])),
        isolation=next((fact["level"] for fact in facts if fact.get("level")), row.isolation),
    )
