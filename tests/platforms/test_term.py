"""A term of four assignments and forty students, from the platform's zips to its gradebook, no hand on a file."""

import csv
from pathlib import Path

import nbformat
import pytest

from autograder.grading.course import Course
from autograder.grading.course import calibration_file as calibration
from autograder.grading.course.code_digest import code_digest
from autograder.grading.runner import GradeOptions, grade_assignment
from autograder.platforms import feedback, write
from autograder.platforms.collect import Options, collect
from tests.grading import small_course
from tests.grading.small_course import RIGHT

pytestmark = pytest.mark.slow

STUDENTS = [f"s{number:02}" for number in range(40)]
ASSIGNMENTS = ["a1", "a2", "a3", "a4"]
WRONG = RIGHT | {"squares": "def squares(n):\n    return []"}
DEADLINES = """
timezone = "Europe/Berlin"
[late]
per_day = 10
[a2]
due = 2026-03-05 12:00:00
[a2.extensions]
s01 = "7 days"
[a2.excused]
s05 = "medical"
"""


@pytest.fixture
def term(tmp_path: Path, in_process: list[str]) -> Course:
    """A course with four released assignments, and nobody in it."""
    root = tmp_path / "course"
    for name in ASSIGNMENTS:
        small_course.make(root, name)
    small_course.configure(root)
    (root / "deadlines.toml").write_text(DEADLINES)
    course = Course(root)
    for name in ASSIGNMENTS:
        course.release(name)
        source = nbformat.read(root / f"source/{name}/{name}.ipynb", as_version=4)
        nothing = calibration.NotebookCalibration(
            code=code_digest(), source=calibration.source_digest(source)
        )
        calibration.keep(course, name, {name: nothing})
    return course


def class_list(path: Path) -> Path:
    """The gradebook of Canvas as the class's list."""
    lines = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]]
    lines += [[f"Last{s}, First{s}", f"9{s[1:]}", "", s, "A"] for s in STUDENTS]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(lines)
    return path


def handed_in(course: Course, name: str) -> dict[str, bytes]:
    """What the platform's zip holds: Canvas for the first, Blackboard with times for the others; one is absent."""
    files = {}
    for number, student in enumerate(STUDENTS[:-1]):
        if (name, student) == ("a2", "s05"):
            continue
        answers = WRONG if number % 4 == 0 else RIGHT
        content = nbformat.writes(small_course.answered(course.root, answers, name)).encode()
        if name == "a1":
            files[f"last{student}first{student}_9{student[1:]}_88{number}_{name}.ipynb"] = content
        else:
            day = 7 if student in ("s01", "s02") else 5
            files[f"{name}_{student}_attempt_2026-03-0{day}-10-00-00_{name}.ipynb"] = content
    return files


def test_a_term(term: Course, zipped, tmp_path: Path) -> None:
    roster = class_list(tmp_path / "gradebook.csv")
    for name in ASSIGNMENTS:
        download = zipped(handed_in(term, name), f"{name}.zip")
        found = collect(term, Options(name, download, roster=roster, timezone="Europe/Berlin"))
        absent = ["s05", "s39"] if name == "a2" else ["s39"]
        assert (found.unplaced, found.nothing_from) == ([], absent)
        rows = grade_assignment(GradeOptions(term.root, name, allow_level="none")).rows
        scores = {row.student: row.score for row in rows}
        assert (scores["s00"], scores["s03"]) == (2, 5)
        late = {row.student: row.notes for row in rows}
        if name == "a2":
            assert scores["s02"] == pytest.approx(5 * 0.8)
            assert late["s02"] == ("2 days late, −20 %.",)
            assert late["s01"][0].startswith("Extension until 2026-03-12 12:00")
        read_everything(term, name)
        written = write.marks_for(term, name, "canvas", title=f"{name} (7)")
        assert written.marks == 40 - len(absent)
        packed = feedback.pack(term, name, "folders")
        assert len(packed.students) == 40 - len(absent)
    with write.term(term).path.open(encoding="utf-8-sig", newline="") as file:
        total = {line["student"]: line for line in csv.DictReader(file)}
    assert len(total) == 40
    assert total["s39"]["percent"] == "0.00"
    for student in ("s03", "s05"):  # the second has one of them less, and is none the worse
        assert total[student]["percent"] == f"{100 * 6.5 / 7:.2f}"
    assert total["s05"]["a2 [7]"] == ""


def read_everything(course: Course, name: str) -> None:
    """A reader gives every written answer a point and a half."""
    with course.gradebook() as gradebook:
        for submission in gradebook.assignment_submissions(name):
            grade = gradebook.find_grade("essay", name, name, submission.student.id)
            grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()
