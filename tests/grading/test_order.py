"""A test runs after what it is about, wherever the student wrote that: by the names that it asks for."""

import copy

import pytest
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.grading.intake.repair import repair
from tests.grading.small_course import cell

STUB = "# assign to {}\n# YOUR CODE HERE\nraise NotImplementedError()"
ANSWERS = {
    "a1": "total = sum([1, 2])",
    "a2": "class Stack:\n    size = 0",
    "a3": "first, second = best = 1, 2",
    "a4": "from math import pi as circle, tau\nimport os.path",
    "a5": "def area(r):\n    return r",
}
TESTS = {
    "a1": ["assert total == 3"],
    "a2": ["s = Stack()\nassert s.size == 0", "assert s.size + Stack.size == 0"],
    "a3": ["assert best == (first, second)"],
    "a4": ["assert tau == 2 * circle\nassert max([os.path.sep], key=len)"],
    "a5": ["assert all(area(r) == r for r in range(3))"],
}


@pytest.fixture
def released() -> NotebookNode:
    notebook = new_notebook(cells=[new_code_cell("import json")])
    for name, tests in TESTS.items():
        notebook.cells.append(cell("code", STUB.format(name), name, solution=True))
        for number, test in enumerate(tests):
            notebook.cells.append(cell("code", test, f"t{name}{number}", 1, locked=True))
    return notebook


def passes(notebook: NotebookNode) -> set[str]:
    """The tests that pass where every cell runs in turn, whatever it raises."""
    space: dict[str, object] = {}
    passed = set()
    for one in notebook.cells:
        try:
            exec(one.source, space)
        except Exception:
            continue
        passed.add(one.metadata.get("nbgrader", {}).get("grade_id", ""))
    return {name for name in passed if name.startswith("t")}


EVERY = {f"t{name}{number}" for name, tests in TESTS.items() for number in range(len(tests))}


def test_answers_in_cells_of_their_own_at_the_end(released: NotebookNode) -> None:
    submitted = copy.deepcopy(released)
    submitted.cells += [new_code_cell(text) for text in ANSWERS.values()]
    mended, notes = repair(submitted, released)
    assert passes(mended) == EVERY
    order = [c.metadata.get("nbgrader", {}).get("grade_id", "") for c in mended.cells]
    assert [name for name in order if name in EVERY] == sorted(EVERY)
    assert "stood above the answer that is tested" in notes[-1]


def test_answers_typed_into_a_new_notebook(released: NotebookNode) -> None:
    submitted = new_notebook(cells=[new_code_cell(text) for text in ANSWERS.values()])
    mended, notes = repair(submitted, released)
    assert passes(mended) == EVERY
    assert not any("stood above" in note for note in notes)  # they stood nowhere


@pytest.mark.parametrize(
    "before",
    ["total = 3", "from numbers_of_mine import *", "if True:\n    total = 3", "print(total)"],
)
def test_a_test_stays_where_its_name_may_be_known(released: NotebookNode, before: str) -> None:
    submitted = copy.deepcopy(released)
    submitted.cells[1].source = before
    submitted.cells.append(new_code_cell("total = 4"))
    mended, notes = repair(submitted, released)
    assert mended.cells[2].metadata.nbgrader.grade_id == "ta10"
    assert notes == []


def test_a_name_of_python_s_own_draws_no_test(released: NotebookNode) -> None:
    submitted = copy.deepcopy(released)
    for one in submitted.cells:
        name = one.metadata.get("nbgrader", {}).get("grade_id")
        one.source = ANSWERS.get(name, one.source)
    submitted.cells.append(new_code_cell("max = len = range = 3\ns = r = None"))
    mended, notes = repair(submitted, released)
    assert passes(mended) == EVERY
    assert notes == []
