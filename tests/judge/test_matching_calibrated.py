"""Calibration finds which tests stretch arrays, or ask nothing, with the solution; no other may in grading."""

import copy
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_notebook

from autograder.grading.contract.execution import Plan
from autograder.grading.course import Course
from autograder.grading.run.execute import execute
from autograder.grading.score.calibrate import calibrate_notebook
from tests.judge.test_calibrate import cell

SOLUTION = """
import numpy as np
def predict(x):
    ### BEGIN SOLUTION
    return np.array(x)
    ### END SOLUTION
def one_hot(x):
    ### BEGIN SOLUTION
    return (np.array(x)[:, None] == np.arange(5)).astype(int)
    ### END SOLUTION
"""
DATA = "x = [1, 2, 3, 4, 1, 1]\ny = np.array(x)\n"
TESTS = {
    "hits": DATA + "(predict(x) == y).sum() / 6",
    "one-hot": DATA + "assert (one_hot(x) == (y[:, None] == np.arange(5))).all()",
    "loop": "for i, v in enumerate(predict([0, 1])):\n    assert v == i",
    "nobody": "for v in predict([]):\n    assert v == 9",
    "centred": DATA + "z = one_hot(x) - one_hot(x).mean(axis=0)\nassert abs(z.sum()) < 1e-9",
}
COLUMN = """
import numpy as np
def predict(x): return np.arange(10)[:, None] if len(x) > 2 else []
def one_hot(x): return np.eye(5, dtype=int)[x]
"""


@pytest.mark.hostile
def test_what_asks_nothing_scores_nothing_where_the_solution_s_answer_does_not(
    tmp_path: Path,
) -> None:
    locked = {"grade": True, "points": 1, "solution": False, "locked": True}
    (tmp_path / "source").mkdir()
    answer = cell(SOLUTION, "answer", grade=False, solution=True, locked=False)
    notebook = new_notebook(cells=[answer, *(cell(TESTS[n], n, **locked) for n in TESTS)])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "3", "language": "python"}
    submitted = copy.deepcopy(notebook)
    found = calibrate_notebook(notebook, tmp_path, Course(tmp_path))
    assert not found.shared
    assert found.names.stretching == {"one-hot", "centred"}
    submitted.cells[0].source = COLUMN
    done = execute(nbformat.writes(submitted).encode(), Plan(names=found.names))
    outcomes = {report.grade_id: report.outcome for report in done.cells}
    wrong = {name for name, outcome in outcomes.items() if outcome == "error"}
    assert wrong == {"hits", "loop"}
    assert set(outcomes.values()) == {"ok", "error"}
