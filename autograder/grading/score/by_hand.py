"""Points that a person has given: they reach every page, and do not outlive the answer that they were given for."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.preprocessors import AssignLatePenalties

from autograder.grading.contract.cells import about, grade_id, is_instructors
from autograder.grading.contract.results import ExerciseResult, Outcome
from autograder.grading.contract.text import points
from autograder.grading.course import Course


def points_by_hand(result: ExerciseResult, grade: Any) -> ExerciseResult:
    """The result with a person's points in the place of the machine's, and with extra credit.

    A nought for an answer that was left blank leaves it one that was not attempted.
    """
    if grade is None:
        return result
    extra = float(grade.extra_credit or 0.0)
    if grade.manual_score is not None:
        given = float(grade.manual_score) + extra
        if result.outcome is Outcome.NOT_ATTEMPTED and not given:
            return result
        return replace(result, points=given, outcome=Outcome.BY_HAND)
    return replace(result, points=result.points + extra) if extra else result


def count_lateness(course: Course, assignment: str, student: str | None = None) -> None:
    """Let lateness take its share of the points that a person has given since it was counted; everyone's or one
    student's."""
    with course.gradebook() as gradebook:
        given = [
            (submission.student.id, notebook.name)
            for submission in gradebook.assignment_submissions(assignment)
            if submission.total_seconds_late > 0 and student in (None, submission.student.id)
            for notebook in submission.notebooks
            if any(_by_hand(grade) for grade in notebook.grades)
        ]
    step = AssignLatePenalties(config=course.config)
    for student, name in given:
        place = {"assignment": assignment, "student": student, "notebook": name}
        place["db_url"] = course.directory.db_url
        step.preprocess(nbformat.v4.new_notebook(), ResourcesDict(nbgrader=place))


def _by_hand(grade: Any) -> bool:
    return grade.manual_score is not None or bool(grade.extra_credit)


def take_back_points(
    course: Course, student: str, assignment: str, name: str, now: NotebookNode
) -> list[str]:
    """Take back a person's points for answers that have changed since they were graded; notes on it.

    What the person wrote stays, as said of an earlier answer and with the points that it had. Points for an answer that
    is worth something else now stay, too, and formgrader shows it among those to be read.
    """
    path = course.folder("autograded", student, assignment) / f"{name}.ipynb"
    try:
        before = nbformat.read(path, as_version=4)
    except (OSError, ValueError):  # never graded, or damaged
        return []
    with course.gradebook() as gradebook:
        try:
            submission = gradebook.find_submission_notebook(name, assignment, student)
        except MissingEntry:  # the gradebook was begun anew
            return []
        given = {grade.name: _points(grade) for grade in submission.grades if _by_hand(grade)}
        outdated = _forget_outdated(submission.grades, before, now)
        for comment in submission.comments:
            if comment.name in outdated:
                said = [f"{EARLIER} ({given[comment.name]})", comment.manual_comment or ""]
                comment.manual_comment = ": ".join(" · ".join(s.split("\n")) for s in said if s)
        were, are = _worth(before), _worth(now)
        reworth = [
            grade
            for grade in submission.grades
            if _by_hand(grade) and were.get(grade.name) != are.get(grade.name)
        ]
        notes = [
            f"{grade.name} was read when it was worth {points(were.get(grade.name, 0.0))} points, and is worth "
            f"{points(are.get(grade.name, 0.0))} now: the {points(grade.manual_score or 0.0)} given by hand stay."
            for grade in reworth
        ]
        for grade in reworth:
            grade.needs_manual_grade = True
        gradebook.db.commit()
    if outdated:
        names = ", ".join(f"{name} ({given[name]})" for name in outdated)
        notes.append(
            f"The points given by hand for {names} were for an earlier answer and were taken back."
        )
    return notes


def _worth(notebook: NotebookNode) -> dict[str, float]:
    """What each graded cell is worth, by grade_id."""
    return {
        name: float(about(cell).get("points") or 0.0)
        for cell in notebook.cells
        if (name := grade_id(cell))
    }


EARLIER = "For an earlier answer"


def _points(grade: Any) -> str:
    """The points that a person gave, in words."""
    given = float((grade.auto_score or 0.0) if grade.manual_score is None else grade.manual_score)
    extra = f" and {points(grade.extra_credit)} extra" if grade.extra_credit else ""
    return f"{points(given)} of {points(grade.max_score)} points{extra}"


def _forget_outdated(grades: Iterable[Any], before: NotebookNode, now: NotebookNode) -> list[str]:
    """Take back a person's points for answers that are no longer the same; the cells' names.

    What a person said of a test counts for the student's cells of its notebook together.
    """
    were, are = _answers(before), _answers(now)
    outdated = []
    for grade in grades:
        if not _by_hand(grade):
            continue
        own = grade.name in are
        changed = were.get(grade.name) != are.get(grade.name) if own else were != are
        if changed:
            grade.manual_score = grade.extra_credit = None
            grade.needs_manual_grade = grade.auto_score is None
            outdated.append(str(grade.name))
    return outdated


def _answers(notebook: NotebookNode) -> dict[str, str]:
    """What the student wrote, by grade_id; cells without one by their order."""
    own = [
        cell for cell in notebook.cells if not is_instructors(cell) and not about(cell).get("task")
    ]
    named = {name: cell.source for cell in own if (name := grade_id(cell))}
    loose = (cell.source for cell in own if not grade_id(cell) and cell.source.strip())
    return {**named, **{f"cell {number}": text for number, text in enumerate(loose)}}
