"""What a test cell puts out, in nbformat's shape, and how it fails."""

import builtins
import contextlib
import importlib
import signal
import sys
from textwrap import dedent
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.grading.contract.names import Names
from autograder.grading.judge.judge_side.cells import run_cell as cells
from autograder.grading.judge.judge_side.cells.run_cell import CellResult
from autograder.grading.judge.judge_side.session import Session
from autograder.grading.judge.names import names_of
from tests.judge.conftest import Pair

STUDENT = """
def f(x):
    return x

def broken(x):
    return undefined
"""


def run(pair: Pair, source: str) -> CellResult:
    result = pair(STUDENT).run_cell(dedent(source))
    code = new_code_cell("", outputs=[nbformat.from_dict(o) for o in result.outputs])
    nbformat.validate(new_notebook(cells=[code]))
    return result


def test_the_last_expression_is_the_result_unless_a_semicolon_hides_it(pair: Pair) -> None:
    result = run(pair, "f(1)\nf(2.5)")
    assert [output["data"] for output in result.outputs] == [{"text/plain": "2.5"}]
    assert run(pair, "f(2.5);").outputs == []
    assert run(pair, "None").outputs == []
    assert run(pair, "x = f(1)").outputs == []
    assert run(pair, "# nothing").outputs == []


def test_streams_are_kept_in_order(pair: Pair) -> None:
    result = run(pair, "import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')")
    assert [(o["name"], o["text"]) for o in result.outputs] == [
        ("stdout", "a\n"),
        ("stderr", "b\n"),
        ("stdout", "c\n"),
    ]


def test_a_flood_of_output_is_cut(pair: Pair) -> None:
    result = run(pair, "for _ in range(300):\n    print('x' * 10000)")
    assert sum(len(output["text"]) for output in result.outputs) == 1_000_000


def test_a_mimebundle_and_what_is_displayed_are_kept(pair: Pair) -> None:
    importlib.import_module("IPython.display")  # as the judge's own process has it
    result = run(
        pair,
        """
        from IPython.display import HTML, display
        display(HTML("<b>shown</b>"))
        class Score:
            def __repr__(self): return "1.5"
            def _repr_html_(self): return "<i>why</i>"
        Score()
        """,
    )
    shown, scored = result.outputs
    assert shown["output_type"] == "display_data"
    assert shown["data"]["text/html"] == "<b>shown</b>"
    assert scored["data"] == {"text/plain": "1.5", "text/html": "<i>why</i>"}


def test_display_is_there_without_an_import(pair: Pair) -> None:
    result = run(pair, "display(1, 'two')")
    assert [output["data"]["text/plain"] for output in result.outputs] == ["1", "'two'"]
    assert not hasattr(builtins, "display")


def test_an_error_names_the_line_of_the_test_and_the_students(pair: Pair) -> None:
    result = run(pair, "x = 1\nbroken(x)")
    (output,) = result.outputs
    assert (output["ename"], output["evalue"]) == ("NameError", "name 'undefined' is not defined")
    assert result.error is not None
    assert result.error.student_line == "line 6: return undefined"
    assert "line 2 of the test cell: broken(x)" in output["traceback"]


def test_a_message_without_end_is_cut(pair: Pair) -> None:
    result = run(pair, "assert False, f('x' * 10_000_000)")
    (output,) = result.outputs
    assert len(output["evalue"]) < 6_000
    assert sum(map(len, output["traceback"])) < 8_000


def test_a_cell_that_is_no_python_fails(pair: Pair) -> None:
    result = run(pair, "def (:")
    assert result.error is not None
    assert result.error.ename == "SyntaxError"


def test_magics_that_change_nothing_pass_and_others_are_said(pair: Pair) -> None:
    for source in ("%matplotlib inline\nx = 1", "%%html\n<b>x</b>", "%load_ext autoreload"):
        assert run(pair, source).error is None
    for source in ("%timeit f(1)", "!ls", "files = !ls", "%%bash\nls", "%env X=1", "%%capture out"):
        result = run(pair, source)
        assert result.error is not None
        assert "judged apart" in result.error.evalue


@pytest.mark.usefixtures("judge_folder")
def test_magics_that_capture_time_or_write_work(pair: Pair) -> None:
    judge = pair("def f(x):\n    print('seen', x)\n    return x")
    for source in (
        "%%capture\ndisplay(f(2))\nassert f(1) == 1",
        "%%time\nassert f(2) == 2",
        "%time r = f(3)\nassert r == 3",
        "%%writefile data.txt\none\ntwo",
        "from pathlib import Path\nassert Path('data.txt').read_text() == 'one\\ntwo\\n'",
        "assert 'f' in get_ipython().user_ns",
    ):
        result = judge.run_cell(source)
        assert result.error is None, source
        assert "capture" not in source or result.outputs == []
    for source in ("%%capture\nassert f(2) == 3", "%%time\n\nassert f(2) == 3"):
        result = judge.run_cell(source)
        assert result.error is not None
        line = source.count("\n") + 1
        assert result.outputs[-1]["traceback"][-2].startswith(
            f"line {line} of the test cell: assert"
        )


def test_what_does_not_work_in_a_set_up_cell_is_left_to_the_students_kernel(pair: Pair) -> None:
    judge = pair("")
    assert judge.run_setup("!ls\n%pip list\n%env X=1\nready = True").error is None
    assert judge.run_setup("%%capture out\nclosed = True").error is None
    assert judge.run_cell("assert ready and closed").error is None


def test_a_test_that_never_ends_is_stopped(pair: Pair) -> None:
    result = pair(STUDENT).run_cell("while True:\n    pass", seconds=0.2)
    assert result.error is not None
    assert result.error.ename == "CellTimeout"


def test_the_limit_of_a_cell_does_not_strike_while_it_is_taken_down() -> None:
    ending = SimpleNamespace(f_code=SimpleNamespace(co_filename=contextlib.__file__))
    with cells._at_most(60):
        strike: Any = signal.getsignal(signal.SIGALRM)
        strike(signal.SIGALRM, ending)
        with pytest.raises(cells.CellTimeout):
            strike(signal.SIGALRM, sys._getframe())


def test_what_a_cell_changes_around_it_is_put_back(pair: Pair) -> None:
    main, out = sys.modules["__main__"], sys.stdout
    run(pair, "import sys\nsys.stdout = None\nimport __main__\nassert __main__.f(1) == 1")
    assert sys.modules["__main__"] is main
    assert sys.stdout is out


def test_a_session_answers_orders_with_plain_data(pair: Pair) -> None:
    session = Session(pair(STUDENT))
    assert session.answer({"setup": "import math"})["status"] == "ok"
    reply = session.answer({"test": "math.floor(f(2.5))", "seconds": 5})
    assert reply["outputs"][0]["data"] == {"text/plain": "2"}
    assert reply["error"] is None
    reply = session.answer({"test": "assert f(1) == 2"})
    assert reply["status"] == "error"
    assert reply["error"]["ename"] == "AssertionError"
    assert reply["lost"] == ""
    session.close()


@pytest.mark.parametrize("name", ["sorted", "sum"])
def test_names_of_the_reference_come_before_built_ins(pair: Pair, name: str) -> None:
    student = f"def {name}(xs):\n    return 'mine'\n"
    assert pair(student).run_cell(f"assert {name}([1]) != 'mine'").error is None
    judge = pair(student, names=Names(frozenset({name})))
    assert judge.run_cell(f"assert {name}([1]) == 'mine'").error is None


def test_a_module_that_the_program_does_not_import_is_missing_in_its_test(pair: Pair) -> None:
    names = names_of(["import math as m\nfrom statistics import mean as average"], [], [])
    test = "assert average([m.pi, m.pi]) == m.pi"
    right = "import math as m\nfrom statistics import mean as average"
    assert pair(right, names=names).run_cell(test).error is None
    for source in ("import math as m", "from statistics import mean as average"):
        error = pair(source, names=names).run_cell(test).error
        assert error is not None
        assert error.ename == "NameError"
    error = pair("m, average = 3, 4", names=names).run_cell(test).error
    assert error is not None
    assert error.evalue == "m is not the module math in this program"
