"""`autograder check`: its words and its exit status, on notebooks that carry grades as exercises write them."""

import json

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_notebook

from autograder.cli import main

GRADE_CELL = """
from IPython.display import display
display({{
    "text/plain": "{points}",
    "application/vnd.autograder.grade+json": {{
        "exercise": "ps1.minibatches", "points": {points}, "max_points": 3.0, "outcome": "{outcome}",
        "misconception": {misconception}, "message": "{message}",
        "checks": [{{"name": "the tail is kept", "passed": {passed}, "weight": 1.0, "visible": True}}],
    }},
}}, raw=True)
"""


def grade_cell(passed: bool, misconception: str | None = None, message: str = "") -> str:
    outcome = "passed" if passed else "failed"
    points = 3.0 if passed else 0.0
    return GRADE_CELL.format(
        points=points,
        outcome=outcome,
        misconception=repr(misconception),
        message=message,
        passed=passed,
    )


@pytest.fixture
def check(tmp_path):
    def run(*sources: str, metadata: dict[str, object] | None = None):
        cells = [new_code_cell(source) for source in sources]
        if metadata:
            cells[-1].metadata["nbgrader"] = metadata
        path = tmp_path / "ps1.ipynb"
        nbformat.write(new_notebook(cells=cells), path)
        return CliRunner().invoke(main, ["check", str(path)])

    return run


def test_passing_checks_exit_0(check):
    result = check(grade_cell(True))
    assert result.exit_code == 0, result.output
    assert "✓ the tail is kept" in result.output
    assert (
        "1 of 1 exercises pass their visible checks; hidden checks run at grading." in result.output
    )


def test_a_failing_check_exits_1_and_names_the_misconception(check):
    result = check(grade_cell(False, "count-floor", "Your last batch is gone."))
    assert result.exit_code == 1
    assert "✗ the tail is kept" in result.output
    assert "[count-floor] Your last batch is gone." in result.output


def test_an_error_elsewhere_is_said_and_the_rest_still_runs(check):
    result = check("x = 1 / 0", grade_cell(True))
    assert (
        "The cell that begins `x = 1 / 0` stopped: ZeroDivisionError: division by zero"
        in result.output
    )
    assert "✓ the tail is kept" in result.output


def test_a_grade_cell_that_stops_early_counts_as_failed(check):
    result = check(
        "undefined_name.grade()", metadata={"grade": True, "grade_id": "test_minibatches"}
    )
    assert result.exit_code == 1
    assert "test_minibatches: its cell stopped before the checks could run" in result.output


def test_a_notebook_without_exercises_is_a_usage_error(check):
    result = check("x = 1")
    assert result.exit_code == 2
    assert "holds no exercise" in result.output


@pytest.mark.parametrize("content", ["", "{", "[]", json.dumps({"cells": 3, "nbformat": 4})])
def test_an_invalid_notebook_gets_one_sentence(tmp_path, content):
    path = tmp_path / "broken.ipynb"
    path.write_text(content)
    result = CliRunner().invoke(main, ["check", str(path)])
    assert result.exit_code == 2
    assert "is not a valid notebook" in result.output
    assert "Traceback" not in result.output


def test_a_missing_file_gets_one_sentence(tmp_path):
    result = CliRunner().invoke(main, ["check", str(tmp_path / "nothing.ipynb")])
    assert result.exit_code == 2
    assert "is not a file" in result.output


def test_a_dead_kernel_gets_one_sentence(check):
    result = check("import os; os._exit(3)", grade_cell(True))
    assert result.exit_code == 1
    assert "kernel died" in result.output
    assert "Traceback" not in result.output


def test_an_endless_cell_is_stopped_and_said(tmp_path):
    path = tmp_path / "ps1.ipynb"
    cells = [new_code_cell("while True: pass"), new_code_cell(grade_cell(True))]
    nbformat.write(new_notebook(cells=cells), path)
    result = CliRunner().invoke(main, ["check", "--timeout", "2", str(path)])
    assert "KeyboardInterrupt" in result.output
    assert "✓ the tail is kept" in result.output
