"""`autograder start` and `lab` hand out lessons and problem sets, and never touch a student's own work."""

import json

import pytest
from click.testing import CliRunner

from autograder.cli import lab, main, start
from autograder.material.places import lesson_files, problem_set_files, problem_sets
from autograder.material.work import RECORD, working_folder


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder far from the checkout, as the folder that the user stands in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str):
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_start_hands_out_the_released_notebook_without_its_solution(here):
    run("start", "ps1")
    text = (here / "my_work" / "ps1" / "ps1.ipynb").read_text("utf-8")
    assert "YOUR CODE HERE" in text
    assert "BEGIN SOLUTION" not in text


def test_lessons_and_problem_sets_and_nothing_else_are_in_the_working_folder(here):
    start.hand_out_all(here / "my_work")
    found = {path.name for path in (here / "my_work").iterdir()}
    assert found == {"lessons", "ps1", "ps2", "ps3", "ps4", RECORD}
    cells = [
        "".join(cell["source"])
        for path in (here / "my_work").rglob("ps*.ipynb")
        for cell in json.loads(path.read_text("utf-8"))["cells"]
    ]
    assert not [source for source in cells if "SOLUTION" in source or "MARK SCHEME" in source]


def test_work_that_is_there_is_left_as_it_is(here):
    run("start")
    mine = here / "my_work" / "ps1" / "ps1.ipynb"
    mine.write_text("my own work")
    assert "ps1: as you left it" in run("start")
    assert mine.read_text() == "my own work"
    assert [path.name for path in mine.parent.iterdir()] == ["ps1.ipynb"]


def test_from_a_folder_inside_it_the_same_working_folder_is_found(here, monkeypatch):
    run("start")
    monkeypatch.chdir(here / "my_work" / "ps2")
    assert working_folder(here / "my_work" / "ps2") == here / "my_work"
    assert "ps1: as you left it" in run("start", "ps1")


def test_inside_the_checkout_it_is_the_checkouts(monkeypatch):
    from autograder.material.places import ROOT

    assert working_folder(ROOT / "docs") == ROOT / "my_work"


def test_an_unknown_assignment_is_said_with_those_that_exist(here):
    result = CliRunner().invoke(main, ["start", "ps99"])
    assert result.exit_code == 2
    assert "There is no assignment ps99. There are: ps1, ps2, ps3, ps4." in result.output


def test_a_folder_that_cannot_be_made_is_said(here):
    (here / "my_work").write_text("a file")
    result = CliRunner().invoke(main, ["start", "ps1"])
    assert result.exit_code == 1
    assert "cannot be written" in result.output


@pytest.mark.parametrize("can_write", [True, False])
def test_where_the_home_is_read_only_jupyterlab_keeps_its_files_in_the_working_folder(
    here, monkeypatch, can_write
):
    for name in ("CONFIG_DIR", "DATA_DIR"):
        monkeypatch.delenv(f"JUPYTER_{name}", raising=False)
    monkeypatch.setenv("HOME", str(here / "home"))
    monkeypatch.setattr(lab.os, "access", lambda place, mode: can_write)
    variables = lab.environment(here / "my_work")
    assert variables.get("JUPYTER_CONFIG_DIR") == (
        None if can_write else f"{here}/my_work/.jupyter/config"
    )
    assert variables.get("JUPYTER_DATA_DIR") == (
        None if can_write else f"{here}/my_work/.jupyter/data"
    )


def test_what_is_handed_out_is_all_that_a_checkout_has():
    assert problem_sets() == ["ps1", "ps2", "ps3", "ps4"]
    assert len([name for name in lesson_files() if name.endswith(".ipynb")]) == 11
    assert list(problem_set_files("ps1")) == ["ps1.ipynb"]
