"""The judge at its place: in a sandbox of its own, beside the student's kernel in another."""

from threading import Timer
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from autograder.grading.contract.execution import IN_JUDGE, REFUSED, Execution, Plan
from autograder.grading.contract.facts import reported
from autograder.grading.contract.limits import Limits
from autograder.grading.judge.names import names_of
from autograder.grading.run.execute import execute
from autograder.grading.sandbox.grader_side import drive
from autograder.grading.score.settle import settle
from tests.specimens.idioms import IDIOMS, Idiom

pytestmark = pytest.mark.hostile

# The idioms that rest on what a sandbox or a real kernel changes.
SANDBOXED = (
    "unittest.main on __main__",
    "NumPy's global seed",
    "a recording random generator",
    "input patched by mock",
    "input from sys.stdin",
    "standard output redirected",
    "a file that the test writes",
    "a file that the student writes",
    "source text",
    "callable and defined",
    "a helper patched in __main__",
    "the student's own exceptions",
    "warnings",
    "recursion without end",
    "a class of the test that derives from the student's",
    "global variables reset",
    "what set-up cells give",
    "examples in a docstring",
)


def cell(source: str, grade_id: str, **meta: Any) -> Any:
    nbgrader = {"grade_id": grade_id, "schema_version": 3, "task": False, **meta}
    return new_code_cell(source, metadata={"nbgrader": nbgrader})


def run(student: str, *tests: str, setup: str = "", **plan: Any) -> Execution:
    """Execute a notebook of one answer, one locked cell and these test cells of one point each."""
    python = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(metadata={"kernelspec": python})
    notebook.cells = [
        cell(student, "answer", grade=False, solution=True, locked=False),
        cell(setup, "set-up", grade=False, solution=False, locked=True),
        *(
            cell(test, f"test{number}", grade=True, points=1, solution=False, locked=True)
            for number, test in enumerate(tests)
        ),
    ]
    return execute(nbformat.writes(notebook).encode(), Plan(seed="a grading seed", **plan))


def points(execution: Execution) -> list[float]:
    """What nbgrader gives for each test cell."""
    notebook = reported(execution)
    settle(notebook)
    return [float(determine_grade(test)[0]) for test in notebook.cells[2:]]


@pytest.mark.parametrize(
    "case", [case for case in IDIOMS if case.name in SANDBOXED], ids=lambda case: case.name
)
def test_an_idiom_gives_its_verdict_between_two_sandboxes(case: Idiom) -> None:
    names = names_of([case.right], [case.setup])
    plan = {"setup": case.setup, "names": names}
    right = run(case.right, case.test, **plan)
    assert right.cells[-1].judged == IN_JUDGE
    assert points(right) == [1], nbformat.reads(right.notebook.decode(), 4).cells[-1].outputs
    assert points(run(case.wrong, case.test, **plan)) == [0]


def test_every_sandboxed_idiom_is_there() -> None:
    assert set(SANDBOXED) <= {case.name for case in IDIOMS}


@pytest.mark.parametrize(
    "attack",
    [
        "import builtins, numpy\nbuiltins.all = builtins.any = lambda *a: True\nnumpy.allclose = all",
        "get_ipython().displayhook = lambda *a: 1.0",
        "import ast\nget_ipython().ast_transformers.append(type('T', (ast.NodeTransformer,), "
        "{'visit_Assert': lambda s, n: None})())",
        "get_ipython().input_transformers_cleanup.append(lambda lines: ['1.0'])",
        "get_ipython().run_cell = get_ipython().kernel.do_execute = lambda *a, **k: None",
        "from autograder.grading.judge.student_side.peer import Peer\nPeer.run = lambda *a: ('ok', 9, None)",
        "from autograder.grading.judge.both_sides.side import Side\n"
        "Side.serve = lambda *a: (['ok', ['p', 'f', 10 ** 12], [], None], b'')",
        "import contextlib, os\nfor fd in range(3, 64):\n"
        "    with contextlib.suppress(OSError):\n        os.write(fd, b'x' * 99)",
        "import sys\nsys.modules['numpy'] = sys.modules['pytest'] = None",
        "open('numpy.py', 'w').write('allclose = lambda *a: True')",
        "import atexit, os\nos.environ['AUTOGRADER_GRADING_SEED'] = ''",
    ],
)
def test_an_attack_leaves_the_verdict_to_the_judge(attack: str) -> None:
    student = f"{attack}\ndef f(x):\n    return 8\n"
    tests = ("assert f(3) == 9", "assert np.allclose(f(3), 9)", "points = float(f(3) == 9)\npoints")
    assert points(run(student, *tests, setup="import numpy as np")) == [0, 0, 0]


def test_what_the_judge_does_not_do_with_an_answer_is_left_to_a_person() -> None:
    """The solution's text may be a formula, and an answer's a right program: it must not lose in silence."""
    student = "def text():\n    return '(7).real'\n"
    caught = "try:\n    value = eval(text())\nexcept Exception:\n    value = 0\nassert value == 7"
    execution = run(student, "assert eval(text()) == 7", caught, "assert text()")
    assert [cell.outcome for cell in execution.cells[2:]] == [REFUSED, REFUSED, "ok"]
    assert "eval of '(7).real'" in execution.cells[2].message
    assert execution.cells[2].message.endswith("A person gives the points.")
    assert points(execution) == [0, 0, 1]


def test_a_pickle_of_the_students_gains_nothing() -> None:
    student = """
import pickle
import numpy as np
FORGE = "import __main__, os; __main__.expected = 8; open('seed', 'w').write(str(dict(os.environ)))"
class Evil:
    def __reduce__(self): return exec, (FORGE,)
def save():
    np.save('model.npy', np.array([Evil()], object))
    with open('model.pkl', 'wb') as file:
        pickle.dump(Evil(), file)
def f(x): return 8
def stolen():
    try:
        with open('seed') as file:
            return 'grading seed' in file.read()
    except OSError:
        return False
"""
    load = "expected = 9\nimport contextlib, pickle\nsave()\nwith contextlib.suppress(Exception):\n    "
    tests = (
        f"{load}np.load('model.npy', allow_pickle=True)\nassert f(3) == expected",
        f"{load}pickle.load(open('model.pkl', 'rb'))\nassert f(3) == expected",
        "assert not stolen()",
    )
    assert points(run(student, *tests, setup="import numpy as np")) == [0, 0, 1]


def test_the_grading_seed_is_the_judges_alone() -> None:
    student = """
import os
def seed():
    return [text for text in os.environ.values() if 'grading seed' in text]
"""
    own = "import os\nassert os.environ['AUTOGRADER_GRADING_SEED'] == 'a grading seed'"
    assert points(run(student, "assert seed() == []", own)) == [1, 1]


def test_what_student_code_prints_during_a_test_is_not_shown() -> None:
    student = (
        "import os\ndef f(x):\n    print('inputs', x)\n    os.write(1, b'inputs')\n    return x"
    )
    execution = run(student, "assert f('hidden') == 'hidden'")
    assert points(execution) == [1]
    assert "inputs" not in str(nbformat.reads(execution.notebook.decode(), 4).cells[-1].outputs)


LIMITS = Limits(cell_wall=1, grace=0.4)


@pytest.mark.parametrize(
    ("test", "outcome", "said"),
    [
        ("assert sum(range(f() ** 2)) == 9", "limit", "ran for more than 1 seconds"),
        ("f()\nimport os\nos.kill(os.getpid(), 11)", "error", "could not be computed"),
        ("assert huge() == 9", "error", "bits is too large"),
    ],
)
def test_a_value_that_the_judge_cannot_compute_with_costs_this_test_alone(
    test: str, outcome: str, said: str
) -> None:
    student = "def f(): return 10 ** 9\ndef g(x): return x * x\ndef huge(): return 1 << 10 ** 8"
    execution = run(
        student, "assert g(3) == nine", test, "assert g(3) == nine", setup="nine = 9", limits=LIMITS
    )
    assert [cell.outcome for cell in execution.cells] == ["ok", "ok", "ok", outcome, "ok"]
    assert points(execution) == [1, 0, 1]
    outputs = nbformat.reads(execution.notebook.decode(), 4).cells[3].outputs
    assert said in " ".join(output.evalue for output in outputs)


def test_a_machine_that_has_become_faster_does_not_cut_the_judge_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the judge was given at the start of a test is its time, also when the clock runs faster since."""
    at_start: list[float] = []
    run_test = drive.Driver.test

    def slow_at_first(*order: Any) -> drive.Result:
        at_start.append(1.5)
        return run_test(*order)

    monkeypatch.setattr(drive.Driver, "test", slow_at_first)
    monkeypatch.setattr(drive, "slowness", lambda: at_start.pop() if at_start else 1.0)
    student = "def f(): return 10 ** 9"
    test = "assert sum(range(f() ** 2)) == 9"
    execution = run(student, test, "assert f() == 10 ** 9", limits=LIMITS)
    assert [cell.outcome for cell in execution.cells] == ["ok", "ok", "limit", "ok"]


def test_a_test_that_was_long_on_a_busy_machine_counts_as_disturbed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The machine may have become busy only after the judge was told its time."""
    slow = [1.0]
    monkeypatch.setattr(drive, "slowness", lambda: slow[0])
    run_test = drive.Driver.test

    def busy_at_last(*order: Any) -> drive.Result:
        Timer(0.5, slow.__setitem__, (0, 9.0)).start()
        return run_test(*order)

    monkeypatch.setattr(drive.Driver, "test", busy_at_last)
    execution = run("def f(): return 10 ** 9", "assert sum(range(f() ** 2)) == 9", limits=LIMITS)
    assert points(execution) == [0]
    assert execution.disturbed
