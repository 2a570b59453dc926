"""`autograder start` and `lab` hand out assignments and never touch a student's own work."""

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.cli.start import copy_missing, released

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A copy of the course with one assignment, as the folder that the user stands in."""
    (tmp_path / "lessons").mkdir()
    shutil.copytree(ROOT / "solutions" / "ps1", tmp_path / "solutions" / "ps1")
    (tmp_path / "course").mkdir()
    shutil.copy(ROOT / "course" / "nbgrader_config.py", tmp_path / "course")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_start_hands_out_the_released_notebook_without_its_solution(checkout):
    result = CliRunner().invoke(main, ["start", "ps1"])
    assert result.exit_code == 0, result.output
    text = (checkout / "my_work" / "ps1" / "ps1.ipynb").read_text()
    assert "YOUR CODE HERE" in text
    assert "BEGIN SOLUTION" not in text


def test_work_that_is_there_is_left_as_it_is(checkout):
    CliRunner().invoke(main, ["start"])
    mine = checkout / "my_work" / "ps1" / "ps1.ipynb"
    mine.write_text("my own work")
    result = CliRunner().invoke(main, ["start"])
    assert result.exit_code == 0, result.output
    assert mine.read_text() == "my own work"
    assert "is as you left it" in result.output


def test_an_assignment_is_released_again_only_when_its_source_is_younger(checkout):
    folder = released(checkout, "ps1")
    first = (folder / "ps1.ipynb").stat().st_mtime_ns
    assert (released(checkout, "ps1") / "ps1.ipynb").stat().st_mtime_ns == first
    os.utime(checkout / "solutions" / "ps1" / "ps1.ipynb", None)
    assert (released(checkout, "ps1") / "ps1.ipynb").stat().st_mtime_ns > first


def test_an_unknown_assignment_is_said_with_those_that_exist(checkout):
    result = CliRunner().invoke(main, ["start", "ps99"])
    assert result.exit_code == 2
    assert "There is no assignment ps99. There are: ps1." in result.output


def test_outside_a_course_the_message_says_what_a_course_is(tmp_path, monkeypatch):
    from autograder.cli import checkout as module

    monkeypatch.setattr(module, "__file__", str(tmp_path / "a" / "b" / "c.py"))
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["start"])
    assert result.exit_code == 1
    assert "No course was found" in result.output


def test_a_dangling_link_counts_as_work(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    target.mkdir()
    (source / "ps1.ipynb").write_text("released")
    (target / "ps1.ipynb").symlink_to(tmp_path / "gone")
    assert copy_missing(source, target) == 0
    assert (target / "ps1.ipynb").is_symlink()
