"""An assignment that is edited and released again after grading: rows say so, and the next run mends them."""

import csv

import nbformat
import pytest

from autograder.grading.course import Course, CourseError
from autograder.grading.course import calibration_file as calibration
from autograder.grading.course.code_digest import code_digest
from autograder.grading.pages import export
from autograder.grading.runner import GradeOptions, grade_assignment
from autograder.grading.score.current_rows import EARLIER, current_rows
from tests.grading import small_course


def edit_and_release(course: Course, old: str, new: str) -> None:
    path = course.root / "source/small/small.ipynb"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    course.release("small")
    code, source = code_digest(), calibration.source_digest(nbformat.read(path, as_version=4))
    known = calibration.NotebookCalibration(code=code, source=source)
    calibration.keep(course, "small", {"small": known})  # so that no test has to calibrate


def grade(course: Course) -> int:
    return grade_assignment(GradeOptions(course.root, "small", jobs=1)).graded_now


def notes(course: Course) -> dict[str, bool]:
    """By student, whether the row says that it is of an earlier version."""
    rows = current_rows(course, "small")
    return {row.student: any(note.startswith(EARLIER) for note in row.notes) for row in rows}


@pytest.fixture
def graded(course: Course, in_process: list[str]) -> Course:
    small_course.submit(course.root, "ann", small_course.answered(course.root, small_course.RIGHT))
    small_course.submit(course.root, "cut", b'{"cells"')
    grade(course)
    assert notes(course) == {"ann": False, "cut": False}
    return course


@pytest.mark.parametrize(
    ("old", "new", "cut"),
    [
        ('"points": 2', '"points": 10', True),
        ("squares(3) == [1, 4, 9]", "squares(2) == [1, 4]", False),  # it was never run for this one
        ("return sum(values)", "return 0 + sum(values)", False),  # the solution is in no grade
    ],
)
def test_rows_say_that_they_are_of_an_earlier_version_until_it_is_graded(
    graded: Course, old: str, new: str, cut: bool
) -> None:
    edit_and_release(graded, old, new)
    earlier = "sum(values)" not in old
    assert notes(graded) == {"ann": earlier, "cut": cut}
    with export.write_csv(graded, "small").open(encoding="utf-8-sig", newline="") as file:
        assert [EARLIER in line["reason"] for line in csv.DictReader(file)] == [earlier, cut]
    grade(graded)
    assert notes(graded) == {"ann": False, "cut": False}


def test_a_question_that_is_added_after_grading_says_what_to_do(graded: Course) -> None:
    with pytest.raises(CourseError, match="nbgrader db assignment remove small --force"):
        edit_and_release(graded, '"grade_id": "test_mean"', '"grade_id": "check_mean"')
    with graded.gradebook() as gradebook:
        gradebook.remove_assignment("small")
    graded.release("small")
    assert notes(graded) == {"ann": True, "cut": True}


UNCALIBRATED = """
c.GenerateAssignment.preprocessors = [
    step for step in c.GenerateAssignment.preprocessors if not step.endswith(".Calibrate")
]
"""


@pytest.fixture
def configured(course: Course) -> Course:
    """The course with our configuration, its assignment released by it."""
    small_course.configure(course.root, UNCALIBRATED)
    course = Course(course.root)
    course.release("small")
    return course


def test_a_notebook_of_an_earlier_release_is_not_called_edited(
    configured: Course, in_process: list[str]
) -> None:
    course = configured
    small_course.submit(course.root, "ann", small_course.answered(course.root, small_course.RIGHT))
    cheat = small_course.answered(course.root, small_course.RIGHT)
    for cell in cheat.cells:
        cell.source = cell.source.replace("== 2", "== mean([1, 2, 3])")
    small_course.submit(course.root, "bea", cheat)
    path = course.root / "source/small/small.ipynb"
    notebook = nbformat.read(path, as_version=4)
    added = small_course.cell("code", "assert mean([4]) == 4", "more", 1, locked=True)
    notebook.cells = [c for c in notebook.cells if "squares" not in c.get("source", "")] + [added]
    for cell in notebook.cells:
        cell.source = cell.source.replace("mean([1, 2, 3]) == 2", "mean([1, 2, 6]) == 3")
    nbformat.write(notebook, path)
    with course.gradebook() as gradebook:
        gradebook.remove_assignment("small")
    course.release("small")
    grade(course)
    rows = {row.student: row for row in current_rows(course, "small")}
    same = [
        "2 cells from an earlier release ran as ordinary cells.",
        "more was not there, as in an earlier release; put in.",
    ]
    older = "test_mean had the text of an earlier release; that of the present one was used."
    edited = "The instructor's text of test_mean was edited; the original was used."
    assert set(rows["ann"].notes) == {*same, older}
    assert set(rows["bea"].notes) == {*same, edited}
    assert rows["ann"].score == 3


def test_an_untouched_stub_of_an_earlier_release_is_no_answer(
    configured: Course, in_process: list[str]
) -> None:
    handed_in = small_course.answered(configured.root)
    handed_in.cells.insert(6, small_course.cell("code", small_course.RIGHT["mean"]))
    small_course.submit(configured.root, "ann", handed_in)
    edit_and_release(configured, "The mean of a list.", "The mean of some numbers.")
    grade(configured)
    (row,) = current_rows(configured, "small")
    assert "The answer of mean was written in another cell; it was taken from there." in row.notes
