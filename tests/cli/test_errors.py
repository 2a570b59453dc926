"""What goes wrong around a command is said in one sentence, without a traceback."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.grading.course import Course
from autograder.grading.course import calibration_file as calibration
from autograder.grading.pages import report
from autograder.grading.run import ahead
from autograder.grading.sandbox.grader_side import levels
from autograder.grading.sandbox.grader_side.warm import StartError
from autograder.grading.score import calibrate
from tests.grading import small_course


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = small_course.make(tmp_path_factory.mktemp("released") / "course")
    Course(root).release("small")
    return root


@pytest.fixture
def course(released: Path, tmp_path: Path) -> Course:
    return Course(shutil.copytree(released, tmp_path / "course"))


def run(*arguments: object):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result


@pytest.mark.parametrize(
    ("command", "package", "extra"),
    [
        (("report", "small", "--course", "."), "nbgrader", "instructor"),
        (("grade", "small", "--course", "."), "rich", "instructor"),
        (("check", "ps1.ipynb"), "nbformat", "lab"),
        (("lab",), "jupyterlab", "lab"),
    ],
)
def test_a_missing_package_is_named_with_the_extra_that_brings_it(command, package, extra):
    program = "import sys; sys.modules[sys.argv[1]] = None; from autograder.cli import main; main(sys.argv[2:])"
    done = subprocess.run(
        [sys.executable, "-c", program, package, *command],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert f"`autograder {command[0]}` needs the package {package}" in done.stderr
    assert f"[{extra}]" in done.stderr.partition("Run: ")[2]


def test_a_missing_module_of_our_own_is_a_bug_and_not_hidden(monkeypatch):
    def broken(*args):
        raise ModuleNotFoundError("No module named 'autograder.lost'", name="autograder.lost")

    monkeypatch.setattr(click.Group, "invoke", broken)
    result = CliRunner().invoke(main, ["doctor"])
    assert isinstance(result.exception, ModuleNotFoundError)


@pytest.mark.parametrize("command", ["report", "export"])
def test_a_locked_gradebook(course, command):
    url = f"sqlite:///{course.root}/gradebook.db?timeout=0.05"
    (course.root / "nbgrader_config.py").write_text(
        f"get_config().CourseDirectory.db_url = {url!r}\n"
    )
    other = sqlite3.connect(course.root / "gradebook.db", isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        result = run(command, "small", "--course", course.root)
    finally:
        other.close()
    assert result.exit_code == 2
    assert "Error: The gradebook is locked by another program." in result.output


def test_a_gradebook_that_is_no_gradebook(course):
    (course.root / "gradebook.db").write_bytes(b"not a database" * 200)
    result = run("export", "small", "--course", course.root)
    assert result.exit_code == 2
    assert "Error: The gradebook cannot be used" in result.output


def test_a_file_without_permission(course, monkeypatch):
    def forbidden(*args):
        raise PermissionError(13, "Permission denied", "report/small.html")

    monkeypatch.setattr(report, "write", forbidden)
    result = run("report", "small", "--course", course.root)
    assert result.exit_code == 2
    assert "Error: report/small.html cannot be used: Permission denied." in result.output


@pytest.fixture
def no_sandbox(monkeypatch):
    """A machine on which no warm process starts, for every module that asks, whoever imported it first."""

    def dead():
        raise StartError("no memory")

    for module in (levels, ahead, calibrate):
        monkeypatch.setattr(module, "probe", dead)


def test_a_sandbox_that_does_not_start(course, no_sandbox):
    small_course.submit(course.root, "ann", small_course.answered(course.root))
    result = run("grade", "small", "--course", course.root)
    assert result.exit_code == 2
    assert "Error: The sandbox did not start: no memory." in result.output


def test_doctor_where_the_sandbox_does_not_start(no_sandbox):
    result = run("doctor")
    assert result.exit_code == 1
    assert "the sandbox did not start (no memory)" in result.output


@pytest.mark.parametrize("content", ["{", '{"small": 3}', "[]"])
def test_a_broken_calibration(course, content):
    (course.state("small") / calibration.FILE).write_text(content)
    small_course.submit(course.root, "ann", small_course.answered(course.root))
    result = run("grade", "small", "--course", course.root, "--allow-level", "none")
    assert result.exit_code == 2
    assert "Remove it and run: autograder calibrate small" in result.output


def test_export_to_a_folder(course, tmp_path):
    result = run("export", "small", "--course", course.root, "--to", tmp_path)
    assert result.exit_code == 2
    assert "is a directory" in result.output


def test_a_broken_configuration(course):
    (course.root / "nbgrader_config.py").write_text("c = (\n")
    result = run("report", "small", "--course", course.root)
    assert result.exit_code == 2
    assert "nbgrader_config.py cannot be used (SyntaxError" in result.output


def test_a_notebook_without_read_permission(tmp_path, monkeypatch):
    def forbidden(path, *args, **kwargs):
        raise PermissionError(13, "Permission denied", str(path))

    path = tmp_path / "ps1.ipynb"
    path.write_text("{}")
    monkeypatch.setattr(Path, "open", forbidden)
    result = run("check", path)
    assert result.exit_code == 2
    assert "cannot be read: Permission denied." in result.output
