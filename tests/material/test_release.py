"""Our release is nbgrader's, to the last byte, and refuses what nbgrader refuses."""

import json
import shutil
from pathlib import Path

import pytest

from autograder.grading.course import Course
from autograder.material.places import ROOT, problem_sets
from autograder.material.release import release

CELL = {"cell_type": "code", "execution_count": None, "id": "a", "metadata": {}, "outputs": []}


@pytest.fixture(scope="module")
def by_nbgrader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The problem sets as `nbgrader generate_assignment` releases them."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "solutions", root / "solutions")
    (root / "course").mkdir()
    shutil.copy(ROOT / "course" / "nbgrader_config.py", root / "course")
    for name in problem_sets():
        Course(root / "course").release(name)
    return root / "course" / "release"


@pytest.mark.parametrize("name", problem_sets())
def test_the_same_notebook_as_nbgraders(by_nbgrader, name):
    source = (ROOT / "solutions" / name / f"{name}.ipynb").read_text("utf-8")
    assert release(source) == (by_nbgrader / name / f"{name}.ipynb").read_text("utf-8")


def one_cell(source: str, **about: object) -> str:
    about = {"grade_id": "answer", "grade": False, "solution": False, "task": False} | about
    cell = CELL | {"source": source, "metadata": {"nbgrader": about}}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def released_source(source: str, **about: object) -> str:
    (cell,) = json.loads(release(one_cell(source, **about)))["cells"]
    return "".join(cell["source"])


def test_hidden_tests_and_mark_schemes_are_cut_out():
    hidden = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(2) == 2\n### END HIDDEN TESTS\n3"
    assert released_source(hidden, grade=True, points=3) == "assert f(1) == 1\n3"
    marks = "Explain.\n=== BEGIN MARK SCHEME ===\nTwo points.\n=== END MARK SCHEME ==="
    assert released_source(marks, task=True, points=2) == "Explain."


def test_a_solution_cell_without_a_region_becomes_the_stub_as_a_whole():
    stub = "# YOUR CODE HERE\nraise NotImplementedError()"
    assert released_source("answer = 42", solution=True) == stub


@pytest.mark.parametrize(
    ("source", "about"),
    [
        ("### BEGIN SOLUTION\n1\n### END SOLUTION", {}),
        ("### BEGIN HIDDEN TESTS\n1\n### END HIDDEN TESTS", {"solution": True}),
        ("### BEGIN SOLUTION\n1", {"solution": True}),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION", {"solution": True}),
        ("1\n### END SOLUTION", {"solution": True}),
        (
            "### BEGIN SOLUTION\n### BEGIN HIDDEN TESTS\n### END SOLUTION\n### END HIDDEN TESTS",
            {"solution": True, "grade": True, "points": 1},
        ),
    ],
)
def test_regions_that_would_leak_are_refused_by_the_cells_name(source, about):
    with pytest.raises(ValueError, match="The cell answer"):
        release(one_cell(source, **about))
