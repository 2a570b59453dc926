"""Names that no text can hold, or that no file system takes whole, cost one student's run at most."""

import os
from pathlib import Path

import pytest
from rich.console import Console

from autograder.grading.contract.results import Outcome, Row, Summary
from autograder.grading.course import Course
from autograder.grading.course.journal import Journal, file_name, write_whole
from autograder.grading.pages import console, export, report
from autograder.grading.runner import GradeOptions, grade_assignment
from tests.grading.small_course import RIGHT, answered, submit

LATIN_1 = os.fsdecode(b"j\xfcrgen")
LONG = "名" * 80  # 240 bytes: a folder's name, until it is quoted


def grade(course: Course) -> Summary:
    return grade_assignment(GradeOptions(course.root, "small", allow_level="none"))


@pytest.mark.parametrize("student", ["ann", "odd [x] *é", LATIN_1, LONG])
def test_every_student_has_a_record(student: str, tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    row = Row(student, 1.0, 2.0, Outcome.PASSED)
    journal.write(student, "fingerprint", row)
    assert journal.read(student) == ("fingerprint", row)
    assert len(file_name(student)) < 150


def test_a_folder_whose_name_is_no_text_stops_nobody(course: Course, in_process: list[str]) -> None:
    submit(course.root, "ann", answered(course.root, RIGHT))
    submit(course.root, LATIN_1, answered(course.root, RIGHT))
    submit(course.root, "zoe", answered(course.root, RIGHT))
    rows = {row.student: row for row in grade(course).rows}
    assert rows[LATIN_1].outcome is Outcome.SUBMISSION_ERROR
    assert rows[LATIN_1].reason.endswith("Rename the folder, in letters of UTF-8.")
    assert rows["ann"].outcome is rows["zoe"].outcome is Outcome.PASSED
    assert "Rename the folder" in report.write(course, "small").read_text("utf-8")
    assert grade(course).graded_now == 0


@pytest.mark.parametrize("student", ["..", ".", "a/b", "/etc"])
def test_a_student_whose_name_no_folder_can_have_leads_nowhere(
    student: str, course: Course, in_process: list[str]
) -> None:
    submit(course.root, "ann", answered(course.root, RIGHT))
    with course.gradebook() as gradebook:
        gradebook.add_student(student)
    (course.root / "small").mkdir()  # where the student ".." would lead
    before = sorted(course.root.iterdir())
    rows = {row.student: row for row in grade(course).rows}
    assert rows["ann"].outcome is Outcome.PASSED
    assert rows[student].outcome is Outcome.SUBMISSION_ERROR
    assert rows[student].reason.endswith("Rename the student there.")
    made = {course.root / name for name in ("autograded", "feedback", ".secret")}
    assert set(course.root.iterdir()) - set(before) <= made
    assert list((course.root / "small").iterdir()) == []


def test_an_empty_folder_whose_name_is_no_text_reaches_the_report(
    course: Course, in_process: list[str]
) -> None:
    submit(course.root, "ann", answered(course.root, RIGHT))
    (course.root / "submitted" / LATIN_1 / "small").mkdir(parents=True)
    grade(course)
    assert "j?rgen" in report.write(course, "small").read_text("utf-8")
    assert "j?rgen" in export.write_csv(course, "small").read_text("utf-8")


def test_the_terminal_shows_a_name_that_is_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    row = Row(LATIN_1, 0.0, 2.0, Outcome.GRADER_ERROR, "Why.")
    console.table(Console(), Summary("small", [row]))
    assert "j\ufffdrgen" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    ["\x1b[2J", "\x1b]0;title\x07", "\x9b2J", "\u202egnp", "a\nb", "a\rb", "\ud800", "[bold]a[/]"],
)
def test_nothing_in_a_name_or_a_reason_is_obeyed_by_the_terminal(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    row = Row(text, 0.0, 2.0, Outcome.FAILED, f"t1: {text}", text)
    screen = Console(width=120)
    with console.progress(screen) as watcher:
        watcher.started(1, 0)
        watcher.noted(text)
        watcher.finished(row)
    console.table(screen, Summary("small", [row]))
    said = capsys.readouterr().out
    assert not set(said) & set("\x1b\x07\r\x9b\u202e\ud800")
    assert "a\nb" not in said
    assert "t1: [bold]a[/]" in said or "bold" not in text


def test_a_long_name_is_graded(course: Course, in_process: list[str]) -> None:
    submit(course.root, LONG, answered(course.root, RIGHT))
    assert [row.outcome for row in grade(course).rows] == [Outcome.PASSED]


def test_files_whose_names_are_no_text_are_said(course: Course, in_process: list[str]) -> None:
    path = submit(course.root, "ann", answered(course.root, RIGHT), file=f"{LATIN_1}.ipynb")
    (path.parent / f"{LATIN_1}.csv").symlink_to(path)
    (row,) = grade(course).rows
    assert row.outcome is Outcome.PASSED
    assert "j\ufffdrgen.ipynb was taken for small.ipynb." in row.notes
    text = report.write(course, "small").read_text("utf-8")
    assert "j\ufffdrgen.csv is no ordinary file" in text


def test_notebooks_whose_names_are_no_text_are_listed(
    course: Course, in_process: list[str]
) -> None:
    for number in (1, 2):
        name = f"{LATIN_1}{number}.ipynb"
        submit(course.root, "ann", answered(course.root, RIGHT), file=name)
    (row,) = grade(course).rows
    assert row.outcome is Outcome.SUBMISSION_ERROR
    assert "j\ufffdrgen1.ipynb, j\ufffdrgen2.ipynb" in row.reason
    assert "j\ufffdrgen1.ipynb" in export.write_csv(course, "small").read_text("utf-8")


def test_marks_are_for_their_owner_and_pages_follow_the_umask(
    course: Course, in_process: list[str]
) -> None:
    submit(course.root, "ann", answered(course.root, RIGHT))
    (row,) = grade(course).rows
    marks = [
        *course.state("small").joinpath("rows").iterdir(),
        report.write(course, "small"),
        export.write_csv(course, "small"),
    ]
    assert [path.stat().st_mode & 0o777 for path in marks] == [0o600] * len(marks)
    old = os.umask(0o027)
    try:
        write_whole(course.root / "page.html", "text", mode=0o666)
    finally:
        os.umask(old)
    assert (course.root / "page.html").stat().st_mode & 0o777 == 0o640
    assert Path(row.feedback[0]).stat().st_mode & 0o777 == 0o666 & ~old
