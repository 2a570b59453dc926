"""Points that a person gives reach the marks, and end with the answer that they were given for."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import nbformat
import pytest

from autograder.grading import runner
from autograder.grading.contract.execution import REFUSED, Execution
from autograder.grading.contract.results import Outcome, Row
from autograder.grading.course import Course
from autograder.grading.pages import export
from autograder.grading.run.workers import Job
from autograder.grading.runner import GradeOptions, grade_assignment
from autograder.grading.score.current_rows import current_rows
from tests.grading import small_course

Grade = Callable[[], Row]
PIXEL = "iVBORw0KGgo="


@pytest.fixture
def grade(course: Course, in_process: list[str]) -> Grade:
    def run() -> Row:
        return grade_assignment(GradeOptions(course.root, "small", jobs=1)).rows[0]

    hand_in(course, small_course.RIGHT)
    return run


def hand_in(course: Course, answers: dict[str, str]) -> None:
    notebook = small_course.answered(course.root, answers)
    notebook.cells[-1].attachments = {
        "img.png": {"image/png": PIXEL},
        "x.svg": {"image/svg+xml": "<svg/>"},
    }
    small_course.submit(course.root, "ann", notebook)


def give(course: Course, cell: str, points: float, extra: float = 0.0) -> None:
    with course.gradebook() as gradebook:
        given = gradebook.find_grade(cell, "small", "small", "ann")
        given.manual_score, given.extra_credit = points, extra
        gradebook.db.commit()


def line(course: Course) -> dict[str, str]:
    with export.write_csv(course, "small").open(encoding="utf-8-sig", newline="") as file:
        (found,) = csv.DictReader(file)
    return found


def test_an_unread_answer_is_blank_and_said(course: Course, grade: Grade) -> None:
    grade()
    found = line(course)
    assert found["essay"] == ""
    assert found["reason"] == "essay waits to be read."
    assert export.write_csv(course, "small").read_bytes().startswith(b"\xef\xbb\xbf")


def test_points_by_hand_and_extra_credit_add_up(course: Course, grade: Grade) -> None:
    grade()
    give(course, "essay", 1.5, extra=0.5)
    give(course, "test_mean", 1)
    row = current_rows(course, "small")[0]
    points = {e.grade_id: (e.points, e.outcome) for e in row.exercises}
    assert points["essay"] == (2.0, Outcome.BY_HAND)
    assert points["test_mean"] == (1.0, Outcome.BY_HAND)
    found = line(course)
    cells = sum(float(found[name]) for name in ("test_squares", "test_mean", "essay"))
    assert cells - float(found["late_penalty"]) == float(found["score"]) == 6
    assert grade().score == 6  # unchanged: the row stands, with its points


def test_they_end_with_their_answer(course: Course, grade: Grade) -> None:
    grade()
    give(course, "essay", 2)
    give(course, "test_mean", 0)
    hand_in(course, {**small_course.RIGHT, "essay": "Something else."})
    with course.gradebook() as gradebook:
        own = gradebook.find_comment("essay", "small", "small", "ann")
        own.manual_comment = "+1.5: names outliers\nWell put."
        gradebook.db.commit()
    row = grade()
    said = "test_mean (0 of 2 points), essay (2 of 2 points) were for an earlier answer"
    assert any(said in note for note in row.notes)
    with course.gradebook() as gradebook:  # what was typed stays, and no item of it is ticked
        kept = gradebook.find_comment("essay", "small", "small", "ann").manual_comment
    assert kept == "For an earlier answer (2 of 2 points): +1.5: names outliers · Well put."
    assert {e.grade_id: e.outcome for e in current_rows(course, "small")[0].exercises} == {
        "test_squares": Outcome.PASSED,
        "test_mean": Outcome.PASSED,
        "essay": Outcome.WAITING,
    }


def test_points_for_what_is_worth_something_else_now_are_said(course: Course, grade: Grade) -> None:
    grade()
    give(course, "essay", 1.5)
    path = course.folder("source", ".", "small") / "small.ipynb"
    source = nbformat.read(path, as_version=4)
    source.cells[-1].metadata.nbgrader.points = 3
    nbformat.write(source, path)
    course.release("small")
    row = grade()
    assert (row.score, row.max_score) == (6.5, 8)
    said = (
        "essay was read when it was worth 2 points, and is worth 3 now: the 1.5 given by hand stay."
    )
    assert said in row.notes
    with course.gradebook() as gradebook:
        assert gradebook.find_grade("essay", "small", "small", "ann").needs_manual_grade


def test_they_stay_with_an_answer_that_is_the_same(course: Course, grade: Grade) -> None:
    grade()
    give(course, "essay", 2)
    hand_in(course, {**small_course.RIGHT, "mean": "def mean(values):\n    return 0"})
    grade()
    row = current_rows(course, "small")[0]
    assert next(e for e in row.exercises if e.grade_id == "essay").points == 2


def test_a_test_that_the_judge_refuses_waits_for_a_person(
    course: Course, grade: Grade, in_process: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "eval of '(7).real' in a test cell that is judged apart. A person gives the points."
    real = runner.run_jobs

    def refuse(jobs: Iterable[Job], workers: int) -> Iterator[tuple[Job, Execution]]:
        for job, done in real(jobs, workers):
            reports = tuple(
                replace(r, outcome=REFUSED, message=said) if r.grade_id == "test_mean" else r
                for r in done.cells
            )
            yield job, replace(done, cells=reports)

    monkeypatch.setattr(runner, "run_jobs", refuse)
    row = grade()
    assert (row.score, row.outcome, row.waiting) == (3, Outcome.PASSED, 4)
    assert f"test_mean: {said}" in row.notes
    with course.gradebook() as gradebook:
        assert gradebook.find_grade("test_mean", "small", "small", "ann").needs_manual_grade
        assert not gradebook.find_grade("test_squares", "small", "small", "ann").needs_manual_grade
    assert said in (course.folder("feedback", "ann", "small") / "small.html").read_text().replace(
        "&#39;", "'"
    )
    grade()
    assert in_process == ["ann"]  # the row stands until the answer changes
    give(course, "test_mean", 2)
    assert grade().score == 5


def test_a_pasted_picture_is_on_the_page_and_runs_no_script(course: Course, grade: Grade) -> None:
    grade()
    page = (course.folder("feedback", "ann", "small") / "small.html").read_text()
    assert f'<img src="data:image/png;base64,{PIXEL}" alt="Picture of the answer: img.png">' in page
    assert "svg+xml" not in page.partition("Your answer")[2]
