"""Calibration: run both ways, mark what agrees as isolated, keep it beside the course."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from autograder.grading.contract.execution import Plan
from autograder.grading.contract.facts import reported
from autograder.grading.contract.isolation import Isolation
from autograder.grading.contract.names import Names
from autograder.grading.contract.records import from_plain, to_plain
from autograder.grading.course import Course, CourseError
from autograder.grading.course.calibration_file import NotebookCalibration, TestCell, load
from autograder.grading.run.execute import execute
from autograder.grading.score import calibrate as calibrating
from autograder.grading.score.calibrate import calibrate
from autograder.grading.score.settle import settle

SOLUTION = """
import math as m
import pickle
count = 0
def bump():
    ### BEGIN SOLUTION
    global count
    count += 1
    ### END SOLUTION
def dump():
    ### BEGIN SOLUTION
    return pickle.dumps(Stack([1]))
    ### END SOLUTION
class Stack(list):
    ### BEGIN SOLUTION
    def push(self, x):
        self.append(x)
        return self
    ### END SOLUTION
def sorted(xs):
    ### BEGIN SOLUTION
    return [*reversed(__builtins__.sorted(xs))]
    ### END SOLUTION
    raise NotImplementedError
"""
TESTS = {
    "set-up": "import math",
    "own-sorted": "assert sorted([1, 2]) == [2, 1]",
    "stack": "s = Stack()\ns.push(1)\nassert len(s) == 1 and s[0] == 1",
    "shell": "lines = !echo 2\nassert sorted([1, 2])[0] == int(lines[0])",
    "pickle": "assert pickle.loads(dump()) == [1]",
    "counter": "count = 0\nbump()\nassert count == 1",
    "capture": "%%capture\nassert m.sqrt(4) == 2 and sorted([1, 2])[0] == 2",
    "module": "assert m.sqrt(4) == 2 and sorted([1, 2])[0] == 2",
    "score": "sorted([1, 2])[0] - 1",
}


def cell(source: str, grade_id: str, **meta: object) -> Any:
    nbgrader = {"grade_id": grade_id, "schema_version": 3, "task": False, **meta}
    return new_code_cell(source.strip(), metadata={"nbgrader": nbgrader})


@pytest.fixture
def course(tmp_path: Path) -> Path:
    notebook = new_notebook(
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        }
    )
    locked = {"solution": False, "locked": True}
    notebook.cells = [
        cell(SOLUTION, "answer", grade=False, solution=True, locked=False),
        cell(TESTS["set-up"], "set-up", grade=False, **locked),
        *(cell(TESTS[name], name, grade=True, points=1, **locked) for name in list(TESTS)[1:]),
    ]
    folder = tmp_path / "source" / "hw"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "hw.ipynb")
    return tmp_path


@pytest.mark.hostile
def test_cells_that_agree_are_isolated_and_the_others_shared(course: Path) -> None:
    found = calibrate(course, "hw")
    notebook = found.notebooks["hw"]
    assert notebook.shared == {"shell", "pickle"}
    assert [cell.judged[0] for cell in notebook.cells] == [1, 1, 0, 0, 1, 1, 1, 1]
    assert all(cell.in_kernel == (1, 0) for cell in notebook.cells)
    assert notebook.names.theirs == {"m", "pickle", "count", "bump", "dump", "Stack", "sorted"}
    assert notebook.names.modules == {"m": "math", "pickle": "pickle"}
    assert notebook.names.variables == {"count": True, "Stack": False}
    assert notebook.scored == {"score"}
    assert notebook.names.functions == {"bump", "dump", "sorted"}
    assert load(Course(course), "hw") == found
    table = " ".join(str(found).split())
    assert (
        "hw/shell 1 the student's kernel (shared) in the judge solution and stub get 0 and 0: RefusedError"
        in table
    )
    assert "RefusedError: a pickle that names __main__.Stack is not read" in table
    assert "hw: 6 of 8 test cells are judged in isolation." in table


@pytest.mark.hostile
@pytest.mark.parametrize(("answer", "points"), [("1.5", 0.5), ("numpy.array([7.0])", 0)])
def test_a_cell_that_scores_by_a_number_scores_by_nothing_else(
    course: Path, answer: str, points: float
) -> None:
    theirs = calibrate(course, "hw").notebooks["hw"].names.theirs
    scored = load(Course(course), "hw").of("hw").scored
    notebook = nbformat.read(course / "source" / "hw" / "hw.ipynb", as_version=4)
    notebook.cells[0].source = f"import numpy\ndef sorted(xs): return [{answer}]"
    notebook.cells = [notebook.cells[0], notebook.cells[-1]]
    done = reported(execute(nbformat.writes(notebook).encode(), Plan(names=Names(theirs))), scored)
    settle(done)
    assert determine_grade(done.cells[-1])[0] == points


@pytest.mark.hostile
def test_it_happens_while_an_assignment_is_released(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (course / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        "from nbgrader.converters.generate_assignment import GenerateAssignment\n"
        "from autograder.grading.nbgrader.calibrate import Calibrate\n"
        "steps = GenerateAssignment.preprocessors.default_args[0]\n"
        "c.GenerateAssignment.preprocessors = [Calibrate, *steps]\n"
    )
    monkeypatch.chdir(course)
    Course(course).release("hw")
    state = json.loads((Course(course).state("hw") / "calibration.json").read_text())
    assert state["hw"]["shared"] == ["pickle", "shell"]
    released = nbformat.read(course / "release" / "hw" / "hw.ipynb", as_version=4)
    assert "calibration" not in json.dumps(released)


@pytest.mark.hostile
def test_what_a_test_uses_of_a_cell_that_students_may_change_is_named(course: Path) -> None:
    path = course / "source" / "hw" / "hw.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(
        0, new_code_cell("import os\nlimit = 3\ndef near(a, b): return a - b < limit")
    )
    used = "assert near(sorted([1, 2])[0], 2) and os and limit"
    notebook.cells.append(cell(used, "near", grade=True, points=1, solution=False, locked=True))
    nbformat.write(notebook, path)
    found = {cell.grade_id: cell for cell in calibrate(course, "hw").notebooks["hw"].cells}
    assert "it uses limit, near of a cell that students may change" in found["near"].remark
    assert found["own-sorted"].open_names == ()
    assert load(Course(course), "hw").notebooks["hw"].cells[-1] == found["near"]


def test_an_unknown_assignment_is_said(course: Path) -> None:
    with pytest.raises(CourseError, match="no notebook of 'hw9'"):
        calibrate(course, "hw9")


def test_a_machine_without_a_judge_is_said(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    none = Isolation("none", "no sandbox here", (), "grade on Linux")
    monkeypatch.setattr(calibrating, "probe", lambda: none)
    with pytest.raises(CourseError, match="grade on Linux"):
        calibrate(course, "hw")


def test_remarks_speak_of_solutions_and_stubs_that_do_not_do_what_they_should() -> None:
    weak = TestCell("a", 2.0, (1.0, 0.0), (1.0, 0.0))
    generous = TestCell("b", 2.0, (2.0, 2.0), (2.0, 2.0))
    assert weak.remark == "the solution itself gets 1 of 2 points"
    assert not weak.shared
    assert generous.remark == "the empty stub gets full points"
    both = NotebookCalibration((weak, generous))
    assert from_plain(NotebookCalibration, json.loads(json.dumps(to_plain(both)))) == both
