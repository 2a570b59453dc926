"""`autograder new` makes a course anywhere, `bundle` what students are given, and `grade` works there."""

import json
import zipfile
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.material.new_course import RECORD


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded course, with its bundle of problem set 1."""
    folder = tmp_path_factory.mktemp("somewhere") / "mycourse"
    run("new", folder, "--graded", "--solutions-open", "2999-02-01")
    assert f"{folder}/bundle/ps1.zip" in run("bundle", "ps1", "--course", folder)
    return folder


def bundled(course: Path) -> nbformat.NotebookNode:
    with zipfile.ZipFile(course / "bundle" / "ps1.zip") as archive:
        assert archive.namelist() == ["ps1/ps1.ipynb"]
        return nbformat.reads(archive.read("ps1/ps1.ipynb").decode(), as_version=4)


def test_the_bundle_has_no_solution_and_closes_solution(graded):
    notebook = bundled(graded)
    sources = "\n".join(cell.source for cell in notebook.cells)
    assert "SOLUTION" not in sources.replace("close_solutions", "")
    (cell,) = [cell for cell in notebook.cells if cell.id == "solutions-closed"]
    assert "close_solutions('2999-02-01')" in cell.source
    assert cell.metadata.editable is False
    first_code = next(cell for cell in notebook.cells if cell.cell_type == "code")
    assert first_code is cell


def test_what_was_bundled_and_answered_is_graded_there(graded, monkeypatch):
    notebook = bundled(graded)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "steps_per_epoch":
            cell.source = (
                "def steps_per_epoch(n_samples, batch_size, drop_last=False):\n"
                "    return n_samples // batch_size + (n_samples % batch_size > 0 and not drop_last)"
            )
    place = graded / "submitted" / "ada" / "ps1" / "ps1.ipynb"
    place.parent.mkdir(parents=True)
    nbformat.write(notebook, place)
    monkeypatch.chdir(graded)
    said = run("grade", "ps1", "--allow-level", "none")
    assert "ada" in said
    assert "not released since" not in said  # the cell that closes solutions is the release's own
    page = (graded / "feedback" / "ada" / "ps1" / "ps1.html").read_text("utf-8")
    assert "✓" in page
    assert "close_solutions" not in page
    run("export", "ps1")
    marks = (graded / "report" / "ps1.csv").read_text("utf-8")
    assert marks.splitlines()[1].startswith("ada,,,,2,10,")


def test_an_open_course_adds_no_cell(tmp_path):
    run("new", tmp_path / "open")
    assert "c.CloseSolutions.until = ''" in (tmp_path / "open/nbgrader_config.py").read_text()
    run("bundle", "ps1", "--course", tmp_path / "open")
    assert "solutions-closed" not in [cell.id for cell in bundled(tmp_path / "open").cells]


def test_a_second_time_it_updates_what_was_not_edited(tmp_path, monkeypatch):
    from autograder.material import new_course

    course = tmp_path / "course"
    run("new", course)
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.Execute.limits = {}\n")
    mine = course / "source/ps1/ps1.ipynb"
    notebook = json.loads(mine.read_text("utf-8"))
    notebook["cells"][0]["source"] = ["# Ours"]
    mine.write_text(json.dumps(notebook))
    monkeypatch.setattr(new_course, "__version__", "99.0")
    monkeypatch.setattr(
        new_course, "files", lambda folder: {f"{folder.name}.ipynb": b'{"cells": []}'}
    )
    said = run("new", course)
    assert "source/ps1/ps1.ipynb is yours and stays" in said
    assert "# Ours" in mine.read_text("utf-8")
    assert (course / "source/ps2/ps2.ipynb").read_bytes() == b'{"cells": []}'
    assert "Execute.limits" in config.read_text()
    assert "99.0" in (course / "README.md").read_text("utf-8")


def test_a_folder_with_something_else_in_it_is_refused(tmp_path):
    (tmp_path / "thesis.tex").touch()
    assert "is not empty" in run("new", tmp_path, code=1)
    assert not (tmp_path / RECORD).exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--graded", "--solutions-open", "soon"), "soon is not a day such as 2027-02-01"),
        (("--solutions-open", "2027-02-01"), "say --graded too"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(tmp_path, options, said):
    assert said in run("new", tmp_path / "course", *options, code=2)


def test_a_wrong_day_in_the_configuration_is_said(tmp_path):
    run("new", tmp_path / "course")
    config = tmp_path / "course/nbgrader_config.py"
    config.write_text(config.read_text().replace("until = ''", "until = 'soon'"))
    said = run("bundle", "ps1", "--course", tmp_path / "course", code=2)
    assert "Error: nbgrader_config.py: c.CloseSolutions.until: 'soon' is not a day" in said


def test_a_file_that_holds_a_solution_is_not_bundled(tmp_path):
    course = tmp_path / "course"
    run("new", course)
    (course / "source/ps1/helper.py").write_text("### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n")
    said = run("bundle", "ps1", "--course", course, code=2)
    assert "helper.py still holds 'BEGIN SOLUTION'" in said
    assert not (course / "bundle/ps1.zip").exists()


def test_outside_a_course_the_message_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = run("report", "ps1", code=1)
    assert "There is no course in" in said
    assert "`autograder new mycourse` makes one" in said
