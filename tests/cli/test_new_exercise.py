"""An exercise of an instructor's own: the skeleton runs, is installed as a third party would, and is graded with."""

import importlib
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from autograder.cli import main

pytestmark = pytest.mark.slow

PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # nbgrader's alembic
ANSWER = "def mean(numbers):\n    return sum(numbers) // len(numbers)"


def run(python: Path | str, *arguments: object, cwd: Path) -> str:
    """What a Python program in a process of its own prints."""
    done = subprocess.run(
        [str(python), *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"AUTOGRADER_HOME": str(cwd), "PATH": PATH},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def autograder(*arguments: object, python: Path | str = sys.executable, cwd: Path) -> str:
    return run(python, "-m", "autograder.cli", *arguments, cwd=cwd)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The skeleton of week1.mean."""
    folder = tmp_path_factory.mktemp("skeleton") / "week1-exercises"
    result = CliRunner().invoke(main, ["new-exercise", "week1.mean", "--folder", str(folder)])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def python(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with this course and the package, installed as a third party would."""
    folder = tmp_path_factory.mktemp("env") / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    ours = [path for path in sys.path if Path(path).name == "site-packages"]
    (site,) = folder.glob("lib/python*/site-packages")
    lines = [f"import site; site.addsitedir({path!r})\n" for path in ours]
    (site / "course.pth").write_text("".join(lines))
    command = ["-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps"]
    subprocess.run([sys.executable, *command, str(package)], check=True, timeout=120)
    return python


def submit(course: Path) -> None:
    notebook = nbformat.read(course / "release/week1/week1.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.id == "mean":
            cell.source = ANSWER
    place = course / "submitted/eve/week1/week1.ipynb"
    place.parent.mkdir(parents=True)
    nbformat.write(notebook, place)


def test_its_own_tests_pass(package, python):
    said = run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests", cwd=package)
    assert "passed" in said


def test_an_installed_package_is_graded_with(package, python, tmp_path):
    autograder("new", "course", cwd=tmp_path)
    course = tmp_path / "course"
    shutil.copytree(package / "source/week1", course / "source/week1")
    autograder("bundle", "week1", python=python, cwd=course)
    submit(course)
    said = autograder("grade", "week1", "--allow-level", "none", python=python, cwd=course)
    assert "whole-division" in said, said
    page = (course / "feedback/eve/week1/week1.html").read_text("utf-8")
    assert "the part after the point is gone" in page
    report = Path(
        autograder("report", "week1", python=python, cwd=course).split(": ", 1)[1].strip()
    )
    assert "// divides as / does." in report.read_text("utf-8")


def test_a_folder_beside_the_notebook_is_graded_with(package, tmp_path):
    autograder("new", "course", cwd=tmp_path)
    course = tmp_path / "course"
    shutil.copytree(package / "source/week1", course / "source/week1")
    shutil.copytree(package / "week1_exercises", course / "source/week1/week1")
    autograder("bundle", "week1", cwd=course)
    submit(course)
    shutil.copytree(package / "week1_exercises", course / "submitted/eve/week1/week1")
    forged = course / "submitted/eve/week1/week1/mean.py"  # the student's own checks are not asked
    forged.write_text(forged.read_text("utf-8").replace("close(run.value, run.mean)", "True"))
    said = autograder("grade", "week1", "--allow-level", "none", cwd=course)
    assert "whole-division" in said


def test_a_folder_that_the_configuration_names_is_graded_with(package, tmp_path):
    autograder("new", "course", cwd=tmp_path)
    course = tmp_path / "course"
    shutil.copytree(package / "source/week1", course / "source/week1")
    shutil.copytree(package / "week1_exercises", course / "exercises/week1_exercises")
    shutil.copytree(package / "week1_exercises", course / "exercises/week2")  # nobody asks for it
    with (course / "nbgrader_config.py").open("a") as config:
        config.write('c.Execute.exercises = "exercises"\n')
    autograder("bundle", "week1", cwd=course)
    with zipfile.ZipFile(course / "bundle/week1.zip") as archive:
        names = set(archive.namelist())
    assert {"week1/week1.ipynb", "week1/week1/__init__.py", "week1/week1/mean.py"} <= names
    assert not [name for name in names if "week2" in name]
    shutil.rmtree(course / "release/week1/week1")
    run(sys.executable, "-m", "nbgrader", "generate_assignment", "week1", "--force", cwd=course)
    assert (course / "release/week1/week1/mean.py").is_file()
    submit(course)
    said = autograder("grade", "week1", "--allow-level", "none", cwd=course)
    assert "whole-division" in said, said
    report = Path(autograder("report", "week1", cwd=course).split(": ", 1)[1].strip())
    assert "// divides as / does." in report.read_text("utf-8")
    stock = ["-m", "nbgrader", "autograde", "week1", "--force", "--Execute.allow_level=none"]
    run(sys.executable, *stock, cwd=course)
    run(sys.executable, "-m", "nbgrader", "generate_feedback", "week1", "--force", cwd=course)
    page = (course / "feedback/eve/week1/week1.html").read_text("utf-8")
    assert "the part after the point is gone" in page


def test_a_folder_that_is_not_there_is_named(package, tmp_path):
    autograder("new", "course", cwd=tmp_path)
    course = tmp_path / "course"
    shutil.copytree(package / "source/week1", course / "source/week1")
    with (course / "nbgrader_config.py").open("a") as config:
        config.write('c.Execute.exercises = "exercise"\n')
    bundle = CliRunner().invoke(main, ["bundle", "week1", "--course", str(course)])
    assert bundle.exit_code == 2
    assert "c.Execute.exercises in nbgrader_config.py names" in bundle.output


def test_progress_and_an_unknown_id_name_its_exercises(python, tmp_path):
    program = (
        "from autograder import exercise, progress\n"
        "print(progress())\n"
        "try:\n    exercise('week1.median')\nexcept KeyError as error:\n    print(error)"
    )
    said = run(python, "-c", program, cwd=tmp_path)
    assert "week1.mean" in said
    assert "there is no exercise 'week1.median'; there are: week1.mean" in said


@pytest.mark.parametrize(
    "id", ["mean", "week1.", "ps1.mean", "week1.class", "Week 1.mean", "../x.y"]
)
def test_what_cannot_be_an_id_is_refused(tmp_path, monkeypatch, id):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["new-exercise", id])
    assert result.exit_code == 2
    assert "cannot be an exercise's id" in result.output
    assert list(tmp_path.iterdir()) == []


def test_two_packages_with_one_problem_set_are_named(monkeypatch):
    from importlib.metadata import EntryPoint

    from autograder.exercises import registry

    points = [EntryPoint("week1", value, registry.GROUP) for value in ("a_pkg", "b_pkg")]
    monkeypatch.setattr(registry, "entry_points", lambda group: points)
    registry._installed.cache_clear()
    try:
        with pytest.raises(ValueError, match="Two packages have a problem set 'week1'"):
            importlib.import_module("autograder.exercises.registry").exercise_ids()
    finally:
        registry._installed.cache_clear()
