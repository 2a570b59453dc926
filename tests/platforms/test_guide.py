"""The guide's commands between release and marks do what it says, typed one after the other in a course."""

import re
import shlex
import subprocess
import sys
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

TESTS = Path(__file__).resolve().parents[1]
GUIDE = TESTS.parent / "course/README.md"
TYPED = ("due", "collect", "report", "similar", "export", "feedback", "reread")
OTHERS = {
    "new": "cli/test_new.py",
    "new-exercise": "cli/test_new_exercise.py",
    "bundle": "cli/test_new_exercise.py",
    "demo": "grading/test_demo.py",
    "doctor": "sandbox/test_levels.py",
    "look": "cli/test_look.py",
    "grade": "platforms/test_guide.py",
    "calibrate": "platforms/test_guide.py",
}
NBGRADER = {
    "generate_assignment": "grading/test_stock.py",
    "release_assignment": "grading/test_exchange.py",
    "collect --update": "grading/test_exchange.py",
    "autograde": "grading/test_stock.py",
    "generate_feedback --force": "grading/test_stock.py",
    "release_feedback": "grading/test_exchange.py",
    "db student remove --force": "platforms/test_guide.py",
}
"""Where each command of the guide is run that none of the tests here types."""
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


@pytest.mark.slow
@pytest.mark.hostile
def test_the_guide_s_commands_that_run_programs_run(ps1: Course) -> None:
    """Typed as they stand there, in the sandbox; then one of the two has left the course."""
    for student in ("alice", "bob"):
        small_course.submit(
            ps1.root, student, small_course.answered(ps1.root, small_course.RIGHT, "ps1"), "ps1"
        )
    said = typed_in("autograder", "calibrate", "ps1")
    assert "test_squares" in said
    typed_in("autograder", "grade", "ps1")
    again = [line for line in typed("course/README.md") if "--jobs" in line]
    assert again == ["autograder grade ps1 --jobs 4 --student alice --force"]
    said = typed_in(*shlex.split(again[0]))
    assert "1 student: 1 passed" in said
    assert "1 of them now" in said
    typed_in("nbgrader", "db", "student", "remove", "bob", "--force")
    (ps1.root / "submitted/bob").rename(ps1.root / "gone")
    said = typed_in("autograder", "grade", "ps1")
    assert "1 student: 1 passed" in said
    assert "bob" not in said


def typed_in(program: str, *arguments: str) -> str:
    """What a command says in the course's folder, which is the working folder; it must do."""
    path = Path(sys.executable).with_name(program)
    ran = subprocess.run([path, *arguments], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_every_command_of_the_guide_is_run_by_a_test() -> None:
    names = {line.split()[1] for line in typed("course/README.md")}
    assert names <= {*TYPED, *OTHERS}
    spelt = re.findall(r"`nbgrader ([^`\n]+)`", GUIDE.read_text("utf-8"))
    used = {" ".join(w for w in one.split() if w not in ("ps1", "NAME")) for one in spelt}
    assert used == set(NBGRADER)
    for command, file in {**OTHERS, **NBGRADER}.items():
        text = (TESTS / file).read_text("utf-8")
        assert all(f'"{word}"' in text or f"{word}." in text for word in command.split()), command
