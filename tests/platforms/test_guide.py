"""The guide's commands between release and marks do what it says, typed one after the other in a course."""

import shlex
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.grading.course import Course
from autograder.grading.course import calibration_file as calibration
from autograder.grading.course.code_digest import code_digest
from autograder.grading.runner import GradeOptions, grade_assignment
from tests.cli.test_guide import typed
from tests.grading import small_course

TYPED = ("due", "collect", "report", "similar", "export", "feedback", "reread")
WORKSHEET = (
    "Identifier,Full name,Username,Grade,Maximum Grade,Last modified (submission)\n"
    'Participant 1,Jane Doe,jdoe,,7.00,"Thursday, 5 March 2026, 11:59 PM"\n'
    'Participant 2,Mary Lee,mlee,,7.00,"Thursday, 5 March 2026, 11:59 PM"\n'
)


@pytest.fixture
def ps1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course that has released ps1, where the guide's example files lie; commands are typed in it."""
    root = tmp_path / "course"
    small_course.make(root, "ps1")
    small_course.configure(root)
    course = Course(root)
    course.release("ps1")
    source = nbformat.read(root / "source/ps1/ps1.ipynb", as_version=4)
    nothing = calibration.NotebookCalibration(
        code=code_digest(), source=calibration.source_digest(source)
    )
    calibration.keep(course, "ps1", {"ps1": nothing})
    monkeypatch.chdir(root)
    return course


def test_the_guide_s_commands_run(ps1: Course, zipped, in_process: list[str]) -> None:
    right = nbformat.writes(small_course.answered(ps1.root, small_course.RIGHT, "ps1")).encode()
    members = ("Jane Doe_1", "Mary Lee_2")
    download = zipped({f"{who}_assignsubmission_file_/ps1.ipynb": right for who in members})
    download.rename(ps1.root / "DOWNLOAD.zip")
    (ps1.root / "worksheet.csv").write_text(WORKSHEET)
    commands = [line for line in typed("course/README.md") if line.split()[1] in TYPED]
    commands = [line for line in commands if "--compare" not in line]  # test_second_reading has it
    assert {line.split()[1] for line in commands} == set(TYPED)
    graded = False
    for line in commands:
        name, *arguments = shlex.split(line)[1:]
        if name == "collect":
            arguments += ["--roster", "worksheet.csv", "--student-id", "login"]
        elif name != "due" and not graded:
            grade_assignment(GradeOptions(ps1.root, "ps1", allow_level="none"))
            graded = True
        done = CliRunner().invoke(main, [name, *arguments])
        assert done.exit_code == 0, f"{line}: {done.output}"
