"""Due dates, extensions and what lateness costs: one file, shown in the row, graded again when it changes."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.grading.contract.results import Row
from autograder.grading.course import Course, CourseError, deadlines
from autograder.grading.course.deadlines import Rule
from autograder.grading.runner import GradeOptions, grade_assignment
from autograder.grading.score.current_rows import current_rows
from tests.grading import small_course
from tests.grading.small_course import RIGHT, answered, submit

FILE = """
timezone = "Europe/Berlin"

[late]
grace = "15 minutes"
per_day = 20
most = 60
cut_off = "7 days"

[small]
due = 2026-03-05 23:59:00

[small.extensions]
ext = "3 days"
until = 2026-03-07 12:00:00

[small.excused]
ill = "medical"
"""
ON_TIME, LATE = "2026-03-05 22:00:00 UTC", "2026-03-07 10:00:00 UTC"  # 1 day 11 hours late


@pytest.fixture
def course_with_rule(course: Course) -> Course:
    small_course.configure(course.root)
    (course.root / deadlines.FILE).write_text(FILE)
    return Course(course.root)


def hand_in(course: Course, student: str, when: str) -> None:
    submit(course.root, student, answered(course.root, RIGHT))
    (course.folder("submitted", student, "small") / "timestamp.txt").write_text(when)


def graded(course: Course) -> tuple[dict[str, Row], int]:
    summary = grade_assignment(GradeOptions(course.root, "small", allow_level="none"))
    return {row.student: row for row in summary.rows}, summary.graded_now


def test_lateness_costs_what_the_file_says_and_the_row_says_it(
    course_with_rule: Course, in_process: list[str]
) -> None:
    course = course_with_rule
    for student, when in (
        ("early", ON_TIME),
        ("graceful", "2026-03-05 23:10:00 UTC"),
        ("late", LATE),
        ("ext", LATE),
        ("until", LATE),
        ("ill", LATE),
        ("gone", "2026-03-15 10:00:00 UTC"),
        ("slow", "2026-03-10 10:00:00 UTC"),
    ):
        hand_in(course, student, when)
    rows, _ = graded(course)
    scores = {student: row.score for student, row in rows.items()}
    assert scores == {
        "early": 5,
        "graceful": 5,
        "late": 3,
        "ext": 5,
        "until": 5,
        "ill": 5,
        "gone": 0,
        "slow": 2,
    }
    assert rows["late"].notes == ("2 days late, −40 %.",)
    assert rows["ext"].notes == ("Extension until 2026-03-08 23:59 Europe/Berlin.",)
    assert rows["ill"].notes == ("2 days late, excused.",)
    assert rows["early"].notes == ()


def test_a_changed_deadline_grades_again_whom_it_touches(
    course_with_rule: Course, in_process: list[str]
) -> None:
    course = course_with_rule
    for student in ("ann", "bob"):
        hand_in(course, student, LATE)
    rows, now = graded(course)
    assert (rows["ann"].score, rows["bob"].score, now) == (3, 3, 2)
    path = course.root / deadlines.FILE
    path.write_text(FILE.replace('ext = "3 days"', 'ann = "3 days"'))
    rows, now = graded(course)
    assert (rows["ann"].score, rows["bob"].score, now) == (5, 3, 1)
    path.write_text(FILE.replace("per_day = 20", "per_day = 10"))
    rows, now = graded(course)
    assert (rows["ann"].score, rows["bob"].score, now) == (4, 4, 2)
    assert graded(course)[1] == 0


def test_without_the_file_the_gradebook_s_own_dates_hold(
    course: Course, in_process: list[str]
) -> None:
    hand_in(course, "ann", LATE)
    graded(course)
    with course.gradebook() as gradebook:
        gradebook.find_assignment("small").duedate = datetime(2026, 3, 5)
        gradebook.db.commit()
        gradebook.grant_extension("small", "ann", days=1)
    rows, now = graded(course)
    assert now == 1
    assert rows["ann"].notes == ("2 days late, extension until 2026-03-06 00:00 UTC.",)
    assert rows["ann"].score == 5


@pytest.mark.parametrize(
    ("late", "share"),
    [
        (timedelta(0), 0.0),
        (timedelta(minutes=15), 0.0),
        (timedelta(minutes=16), 0.2),
        (timedelta(days=1), 0.2),
        (timedelta(days=1, seconds=1), 0.4),
        (timedelta(days=7), 0.6),
        (timedelta(days=7, seconds=1), 1.0),
    ],
)
def test_a_rule_counts_days_begun(late: timedelta, share: float) -> None:
    rule = Rule(timedelta(minutes=15), 20, 60, timedelta(days=7))
    assert rule.share(late) == pytest.approx(share)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[small", "cannot be read"),
        ("timezone = 'Berlin'", "there is no time zone 'Berlin'"),
        ("[small]\ndue = 2026-03-05 23:59:00", "is a local time. Say where"),
        ("[small]\ndue = 'soon'", "small.due must be a time"),
        ("[small]\ndeu = 2026-03-05", "small.deu is not known; there are due"),
        ("small = 3", "small must be a section"),
        ("[late]\nper_day = 120", "late.per_day is percent"),
        ("[late]\ngrace = 15", "late.grace must be a span"),
        ("[small.extensions]\nann = 2026-03-05 10:00:00Z", "needs the assignment's own due time"),
        (
            "[small]\ndue = 2026-03-05 10:00:00Z\n[small.extensions]\nann = 2026-03-04 10:00:00Z",
            "ends before the assignment is due",
        ),
    ],
)
def test_what_cannot_be_understood_is_said_with_its_key(
    text: str, message: str, course: Course
) -> None:
    path: Path = course.root / deadlines.FILE
    path.write_text(text)
    with pytest.raises(CourseError, match=message):
        deadlines.read(course, "small")


def test_a_day_is_due_at_its_end(course: Course) -> None:
    (course.root / deadlines.FILE).write_text('timezone = "UTC"\n[small]\ndue = 2026-03-05\n')
    assert deadlines.read(course, "small").due == datetime(2026, 3, 5, 23, 59, 59)


def test_a_day_in_a_command_is_due_at_its_end_too(course: Course) -> None:
    (course.root / deadlines.FILE).write_text('timezone = "UTC"\n')
    deadlines.change(course, "small", "2026-03-05")
    deadlines.change(course, "small", "2026-03-07", "ann")
    found = deadlines.read(course, "small")
    assert found.due == datetime(2026, 3, 5, 23, 59, 59)
    assert found.extensions["ann"] == timedelta(days=2)


def test_an_extension_holds_also_where_the_gradebook_has_the_due_date(
    course: Course, in_process: list[str]
) -> None:
    """Formgrader set the date and one extension, the command gave another."""
    with course.gradebook() as gradebook:
        gradebook.find_assignment("small").duedate = datetime(2026, 3, 5)
        gradebook.db.commit()
    for student in ("ann", "bob"):
        hand_in(course, student, LATE)
    graded(course)
    with course.gradebook() as gradebook:
        gradebook.grant_extension("small", "bob", days=4)
    deadlines.change(course, "small", "3 days", "ann")
    rows, _ = graded(course)
    assert rows["ann"].notes == ("Extension until 2026-03-08 00:00 UTC.",)
    assert rows["bob"].notes == ("Extension until 2026-03-09 00:00 UTC.",)


def test_lateness_takes_its_share_of_points_given_by_hand(
    course_with_rule: Course, in_process: list[str]
) -> None:
    course = course_with_rule
    hand_in(course, "late", LATE)
    hand_in(course, "gone", "2026-03-15 10:00:00 UTC")
    hand_in(course, "early", ON_TIME)
    graded(course)
    with course.gradebook() as gradebook:
        for student in ("late", "gone", "early"):
            gradebook.find_grade("essay", "small", "small", student).manual_score = 2
        gradebook.db.commit()
    now = {row.student: (row.score, row.late_penalty) for row in current_rows(course, "small")}
    assert now["late"] == pytest.approx((4.2, 2.8))
    assert (now["gone"], now["early"]) == ((0, 7), (7, 0))
    rows, again = graded(course)
    assert rows["late"].score == pytest.approx(4.2)
    assert (rows["late"].notes, again) == (("2 days late, −40 %.",), 0)


def test_the_command_changes_one_line_and_leaves_the_rest(course: Course) -> None:
    path = course.root / deadlines.FILE
    path.write_text(FILE + "# mine\n")
    deadlines.change(course, "small", "5 days", "ann")
    deadlines.change(course, "small", "2026-03-06 12:00:00")
    deadlines.change(course, "small", "excused", "ext")
    found = deadlines.read(course, "small")
    assert found.due == datetime(2026, 3, 6, 11)
    assert found.extensions["ann"] == timedelta(days=5)
    assert "ext" not in found.extensions
    assert found.excused == {"ill", "ext"}
    assert "# mine\n" in path.read_text()
    with pytest.raises(CourseError, match="must be a time"):
        deadlines.change(course, "small", "soon")
    assert deadlines.read(course, "small") == found


def test_the_command_alone_makes_the_file_and_takes_an_extension_back(course: Course) -> None:
    def due(*arguments: str) -> str:
        done = CliRunner().invoke(main, ["due", "small", *arguments, "--course", str(course.root)])
        return done.output

    assert "with --timezone" in due("2026-03-05 23:59")
    said = due("2026-03-05 23:59", "--timezone", "Europe/Berlin")
    assert said == "small is due 2026-03-05 23:59 Europe/Berlin.\n"
    said = due("3 days", "--student", "jode")
    assert said.endswith(
        "jode: 2026-03-08 23:59 Europe/Berlin\nThe gradebook has no student called jode.\n"
    )
    assert "jode" not in due("none", "--student", "jode")
    said = due("2026-03-07 12:00", "--student", "ann", "--student", "bob")  # a section's own date
    assert said.count("2026-03-07 12:00 Europe/Berlin") == 2
    assert "goes with a time" in due("--student", "ann")
    due("none", "--student", "ann", "--student", "bob")
    deadlines.change(course, "small", "2026-03-05 23:59", timezone="America/New_York")
    assert deadlines.read(course, "small").due == datetime(2026, 3, 6, 4, 59)


@pytest.mark.parametrize(
    ("span", "until"),
    [
        ("3 days", "2026-10-26 23:59"),
        ("1 week", "2026-10-30 23:59"),
        ("72 hours", "2026-10-26 22:59"),
    ],
)
def test_a_day_more_ends_at_the_same_time_of_day(span: str, until: str, course: Course) -> None:
    """Clocks in Berlin go back on 25 October 2026."""
    deadlines.change(course, "small", "2026-10-23 23:59", timezone="Europe/Berlin")
    deadlines.change(course, "small", span, "ann")
    found = deadlines.read(course, "small")
    assert found.due is not None
    assert found.local(found.due + found.extensions["ann"]) == f"{until} Europe/Berlin"


def test_a_mark_by_an_earlier_rule_is_said_until_it_is_graded(
    course_with_rule: Course, in_process: list[str]
) -> None:
    course = course_with_rule
    for student in ("ann", "bob"):
        hand_in(course, student, LATE)
    graded(course)
    deadlines.change(course, "small", "3 days", "ann")
    notes = {row.student: row.notes[0] for row in current_rows(course, "small")}
    assert notes["ann"].startswith("The due date, an extension or what lateness costs has changed")
    assert notes["bob"] == "2 days late, −40 %."
    graded(course)
    assert not any("has changed" in row.notes[0] for row in current_rows(course, "small"))


@pytest.mark.parametrize(
    ("due", "handed_in", "days", "note"),
    [  # clocks in Berlin go back on 25 October 2026 and on on 28 March 2027
        ("2026-10-24 23:59", "2026-10-25 22:45:00", 1, "1 day late, −20 %."),
        ("2026-10-24 23:59", "2026-10-25 23:05:00", 2, "2 days late, −40 %."),
        ("2026-10-24 12:00", "2026-10-25 10:40:00", 1, "1 day late, −20 %."),  # after 24 h 40 min
        ("2026-10-22 12:00", "2026-10-29 10:40:00", 7, "7 days late, −60 %."),
        ("2027-03-27 12:00", "2027-03-28 09:50:00", 1, "23 hours late, −20 %."),
        ("2027-03-27 12:00", "2027-03-28 10:30:00", 2, "2 days late, −40 %."),  # after 23 h 30 min
        ("2027-03-27 02:30", "2027-03-28 01:10:00", 1, "24 hours late, −20 %."),  # no 02:30 then
    ],
)
def test_a_day_late_is_one_of_the_calendar(
    due: str, handed_in: str, days: int, note: str, course_with_rule: Course, in_process: list[str]
) -> None:
    course = course_with_rule
    (course.root / deadlines.FILE).write_text(FILE.partition("[small]")[0])
    deadlines.change(course, "small", due)
    hand_in(course, "ann", f"{handed_in} UTC")
    rows, _ = graded(course)
    assert rows["ann"].notes == (note,)
    assert rows["ann"].score == pytest.approx(5 * (1 - min(0.2 * days, 0.6)))
