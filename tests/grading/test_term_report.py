"""The term's report: shares, misconceptions over time, and whom to look after, from rows alone."""

import pytest

from autograder.exercises.misconceptions import misconceptions
from autograder.grading.contract.results import ExerciseResult, Outcome, Row
from autograder.grading.course import Course, CourseError, deadlines
from autograder.grading.pages import term_report
from autograder.grading.runner import GradeOptions, grade_assignment
from tests.grading import small_course
from tests.grading.small_course import RIGHT, answered, submit


def row(student: str, score: float, *misconceptions: str) -> Row:
    results = tuple(
        ExerciseResult("n", f"t{i}", f"t{i}", 0, 1, Outcome.FAILED, misconception=found)
        for i, found in enumerate(misconceptions)
    )
    return Row(student, score, 10, Outcome.FAILED, exercises=results)


@pytest.mark.parametrize(
    ("shares", "reasons"),
    [
        ([0.9, 0.9, 0.9], []),
        ([0.9, 0.9, 0.6], ["well below before"]),
        ([0.9, 0.9, 0.7], []),
        ([0.4, 0.5], ["less than half of the points"]),
        ([0.9, None], ["nothing in the last assignment"]),
        ([0.9, None, None], ["nothing in the last two assignments"]),
        ([None], []),
    ],
)
def test_what_is_worth_a_look(shares: list[float | None], reasons: list[str]) -> None:
    assert term_report.why_to_look(shares) == reasons


def test_misconceptions_are_counted_by_assignment_and_said_to_be_gone() -> None:
    first = [row("ann", 5, "count-floor"), row("bob", 5, "count-floor", "ascent")]
    second = [row("ann", 9), row("bob", 5, "ascent")]
    lines = term_report.misconception_lines([first, second], misconceptions())
    assert {line.known.id: line.counts for line in lines} == {
        "count-floor": [2, 0],
        "ascent": [1, 1],
    }
    assert {line.known.id: line.gone_after for line in lines} == {"count-floor": 0, "ascent": None}


def test_students_to_look_after_come_first() -> None:
    first = [row("ann", 9), row("bob", 9), row("cat", 3)]
    second = [row("ann", 9), row("bob", 2), row("cat", 4)]
    lines = term_report.student_lines([first, second])
    assert [line.id for line in lines] == ["bob", "cat", "ann"]
    assert lines[0].shares == [0.9, 0.2]
    assert lines[0].points == "0.0,4.0 120.0,18.0"


def test_the_middle_half_lies_among_the_shares() -> None:
    line = term_report.assignment_line("ps1", [row("ann", 0), row("bob", 10)])
    assert line.quartiles == (0.25, 0.75)


def test_assignments_stand_in_the_order_of_the_term(course: Course) -> None:
    with course.gradebook() as gradebook:
        gradebook.add_student("ann")
        for name in ("week10", "week2", "week1", "untouched"):
            gradebook.add_assignment(name)
    for name in ("week10", "week2", "week1"):
        with course.gradebook() as gradebook, gradebook.db.no_autoflush:
            gradebook.add_submission(name, "ann")
    assert deadlines.handed_in(course) == ["week1", "week2", "week10"]
    deadlines.change(course, "week10", "2026-10-01 12:00", timezone="Europe/Berlin")
    assert deadlines.handed_in(course) == ["week1", "week2", "week10"]  # the others have no date
    deadlines.change(course, "week1", "2026-10-08 12:00")
    deadlines.change(course, "week2", "2026-10-15 12:00")
    assert deadlines.handed_in(course) == ["week10", "week1", "week2"]


def test_the_page_is_written_from_what_was_graded(course: Course, in_process: list[str]) -> None:
    with pytest.raises(CourseError, match="autograder grade"):
        term_report.write(course)
    submit(course.root, "ann", answered(course.root, RIGHT))
    submit(course.root, "<b>bob", answered(course.root, {}))
    grade_assignment(GradeOptions(course.root, "small", allow_level="none"))
    text = term_report.write(course).read_text("utf-8")
    assert "2 students, 1 assignment<" in text
    assert "&lt;b&gt;bob" in text
    assert "71 %" in text
    assert small_course.MEAN not in text
