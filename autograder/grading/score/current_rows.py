"""Everyone's row as it stands now: from the graded notebooks and the gradebook, where a person may have added points.

The run journal adds what no notebook holds: who handed nothing in, what could not be read.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.api import MissingEntry

from autograder.grading.contract.cells import grade_id
from autograder.grading.contract.facts import NotebookFacts
from autograder.grading.contract.results import ExerciseResult, Outcome, Row, judge_row
from autograder.grading.course import Course, CourseError, deadlines
from autograder.grading.course.gradebook import points_of
from autograder.grading.course.journal import Journal
from autograder.grading.score.by_hand import count_lateness, points_by_hand
from autograder.grading.score.read_results import read_results
from autograder.grading.score.ungraded import ruled_otherwise, ungraded

Notebooks = dict[str, NotebookNode]
Tests = dict[tuple[str, str], tuple[float, str | None]]
EARLIER = "Graded against an earlier version of the assignment."
SINCE = "Something else was handed in since this was graded."
RULED = "The due date, an extension or what lateness costs has changed since this was graded."
OUTDATED = (EARLIER, SINCE, RULED)


def current_rows(course: Course, assignment: str) -> list[Row]:
    """The row of every student who was graded and is in the course still, sorted; CourseError if there is none."""
    return [row for row, _ in rows_with_notebooks(course, assignment)]


def rows_with_notebooks(course: Course, assignment: str) -> Iterator[tuple[Row, Notebooks]]:
    """Each of these rows with the student's executed notebooks, which need no more room than one student's."""
    count_lateness(course, assignment)
    there = set(course.students(assignment))
    rows = Journal(course.state(assignment)).all_rows()
    kept = {row.student: row for row in rows if row.student in there}
    again = f"To grade again: autograder grade {assignment}"
    since, ruled = ungraded(course, assignment), ruled_otherwise(course, assignment)
    excused = deadlines.read(course, assignment).excused
    with course.gradebook() as gradebook:
        submissions = {s.student.id: s for s in gradebook.assignment_submissions(assignment)}
        if not submissions and not kept:
            raise CourseError(
                f"Nothing of {assignment} has been graded yet. Run: autograder grade {assignment}"
            )
        tests = _tests(gradebook, assignment)
        for student in excused & there - submissions.keys():  # also of one who came since
            kept.setdefault(student, Row(student, 0.0, 0.0, Outcome.EXCUSED))
        for student in sorted(set(submissions) | set(kept)):
            notebooks = {}
            if student in submissions:
                notebooks = graded_notebooks(course, assignment, student)
                row = _current(submissions[student], notebooks, kept.get(student))
            else:
                row = kept[student]
            row = row.excused(student in excused)
            if _is_earlier(row, notebooks, tests):
                row = replace(row, notes=(f"{EARLIER} {again}", *row.notes))
            elif student in since:
                row = replace(row, notes=(f"{SINCE} {again}", *row.notes))
            elif student in ruled:
                row = replace(row, notes=(f"{RULED} {again}", *row.notes))
            yield row, notebooks


def _tests(gradebook: Any, assignment: str) -> Tests:
    """The points and the text of each graded cell as it was released last; an answer's text is the student's."""
    found: Tests = {}
    with suppress(MissingEntry):  # it was taken out of the gradebook: nothing of it is current
        for notebook in gradebook.find_assignment(assignment).notebooks:
            sources = {cell.name: cell.source for cell in notebook.source_cells}
            answers = {cell.name for cell in notebook.solution_cells}
            for cell in notebook.grade_cells:
                text = None if cell.name in answers else sources[cell.name]
                found[notebook.name, cell.name] = float(cell.max_score), text
            for cell in notebook.task_cells:
                found[notebook.name, cell.name] = float(cell.max_score), None
    return found


def _is_earlier(row: Row, notebooks: Notebooks, tests: Tests) -> bool:
    """Whether a row's exercises are not those of the last release, by their names, points and tests."""
    if not row.exercises:
        return False
    if {e.cell: e.max_points for e in row.exercises} != {c: most for c, (most, _) in tests.items()}:
        return True
    return any(
        text is not None and text != cell.source
        for name, notebook in notebooks.items()
        for cell in notebook.cells
        for _, text in [tests.get((name, grade_id(cell) or ""), (0.0, None))]
    )


def still_standing(course: Course, assignment: str, rows: dict[str, Row]) -> dict[str, Row]:
    """Those of the recorded rows whose points the gradebook still holds, as they stand now.

    Where another program has graded since, ``nbgrader autograde`` for one, or a graded notebook is damaged,
    the record is out of date; where a person has added points, the row has them.
    """
    count_lateness(course, assignment)
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


def graded_notebooks(course: Course, assignment: str, student: str) -> Notebooks:
    """The student's executed notebooks by name; CourseError where one of them cannot be read."""
    folder = course.folder("autograded", student, assignment)
    paths = sorted(folder.glob("*.ipynb")) if folder.is_dir() else []
    try:
        return {path.stem: nbformat.read(path, as_version=4) for path in paths if path.is_file()}
    except ValueError as error:
        raise CourseError(
            f"A notebook in {folder} is damaged. Run again: autograder grade {assignment}"
        ) from error


def _current(submission: Any, notebooks: Notebooks, kept: Row | None) -> Row:
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
        row = _from_notebooks(row, exercises, [*map(NotebookFacts.of, notebooks.values())])
    score, penalty = points_of(submission)
    return replace(
        row,
        score=score,
        max_score=float(submission.max_score),
        late_penalty=penalty,
    )


def _from_notebooks(row: Row, exercises: list[ExerciseResult], facts: list[NotebookFacts]) -> Row:
    notes = [note for fact in facts for note in fact.notes]
    outcome, reason, misconception = judge_row(exercises, notes)
    return replace(
        row,
        outcome=outcome,
        reason=reason,
        misconception=misconception,
        exercises=tuple(exercises),
        notes=tuple(dict.fromkeys([*row.notes, *notes])),
        isolation=next((fact.level for fact in facts if fact.level), row.isolation),
    )
