"""nbgrader's own ``determine_grade`` on executed grade cells: the score is the grade's points."""

import logging
from textwrap import dedent

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

SETUP = """
import math, sys, warnings
import numpy as np
from autograder import exercise

def right(n, b, drop_last=False):
    return n // b if drop_last else math.ceil(n / b)

def floor(n, b, drop_last=False):
    return n // b

def stub(n, b, drop_last=False):
    raise NotImplementedError()

def nothing(n, b, drop_last=False):
    return None

def noisy(n, b, drop_last=False):
    print("out"); print("err", file=sys.stderr)
    warnings.warn("w"); np.exp(np.float64(1e9))
    return right(n, b, drop_last)

def leaving(n, b, drop_last=False):
    sys.exit(1)

def interrupting(n, b, drop_last=False):
    raise KeyboardInterrupt

def endless(n, b, drop_last=False):
    while True:
        try:
            pass
        except BaseException:
            pass

def numpy_scalar(n, b, drop_last=False):
    return np.int64(right(n, b, drop_last))

def true(n, b, drop_last=False):
    return True

def lying(n, b, drop_last=False):
    class Lie(int):
        __eq__ = lambda self, other: True
        __hash__ = int.__hash__
    return Lie(3)
"""
FULL, NONE, PART = 7.0, 0.0, None
CASES = {
    "right": FULL,
    "floor": PART,
    "stub": NONE,
    "nothing": NONE,
    "noisy": FULL,
    "leaving": NONE,
    "interrupting": NONE,
    "endless": NONE,
    "numpy_scalar": FULL,
    "true": NONE,
    "lying": NONE,
    "3": NONE,
    "None": NONE,
}


@pytest.fixture(scope="module")
def cells():
    """The executed grade cells by the name of the function they grade."""
    notebook = new_notebook(cells=[new_code_cell(dedent(SETUP))])
    for number, name in enumerate(CASES):
        source = f'exercise("ps1.steps_per_epoch").grade({name}, points=7)'
        data = {
            "grade": True,
            "grade_id": f"cell-{number}",
            "locked": True,
            "points": 7,
            "schema_version": 3,
            "solution": False,
            "task": False,
        }
        notebook.cells.append(new_code_cell(source, metadata={"nbgrader": data}))
    nbformat.validate(notebook)
    client = NotebookClient(notebook, timeout=120, kernel_name="python3", allow_errors=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_GRADING_SEED", "a seed")
        patch.setenv("AUTOGRADER_TIME_LIMIT", "0.3")
        executed = client.execute()
    nbformat.validate(executed)
    return dict(zip(CASES, executed.cells[1:], strict=True))


@pytest.mark.parametrize("name", CASES)
def test_score_is_the_points(cells, name):
    score, most = determine_grade(cells[name], logging.getLogger(__name__))
    assert most == 7
    if CASES[name] is PART:
        assert 0 < score < 7
    else:
        assert score == CASES[name]


@pytest.mark.parametrize("name", CASES)
def test_a_grade_cell_prints_nothing_and_ends_with_one_result(cells, name):
    assert [output.output_type for output in cells[name].outputs] == ["execute_result"]
    data = cells[name].outputs[0].data
    facts = data["application/vnd.autograder.grade+json"]
    assert float(data["text/plain"]) == facts["points"]
    assert facts["outcome"] == {
        "right": "passed",
        "noisy": "passed",
        "numpy_scalar": "passed",
        "floor": "failed",
        "nothing": "failed",
        "true": "failed",
        "lying": "failed",
        "stub": "not attempted",
    }.get(name, "submission error")
