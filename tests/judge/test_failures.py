"""How the student's process fails is said plainly, and never taken for what a test expects."""

from collections.abc import Iterator
from textwrap import dedent
from typing import Any

import pytest

from autograder.grading.judge.judge_side.session import Session
from tests.judge.conftest import Pair
from tests.judge.test_hostile import failed, run

pytestmark = pytest.mark.usefixtures("judge_folder")

VALUES = """
import os
from decimal import Decimal
from fractions import Fraction
import numpy as np
def integer(): return 1 << 10 ** 8
def fraction(): return Fraction(1, 3 ** 5_000_000)
def array(): return np.broadcast_to(0.0, (10 ** 9,))
def text(): return 'x' * (300 << 20)
def numbers(): return range(10 ** 5000)
def deep():
    x = []
    for _ in range(1000):
        x = [x]
    return x
def many(): return [np.broadcast_to(0.0, (10 ** 7,))] * 1 + [np.zeros(10 ** 7) for _ in range(5)]
def lost(): os._exit(0)
def endless():
    while True:
        pass
"""


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("integer()", "an integer of 100,000,001 bits is too large"),
        ("fraction()", "bits is too large"),
        ("array()", "an array of 8,000,000,000 bytes is too large"),
        ("[array()]", "an array of 8,000,000,000 bytes is too large"),
        ("text()", "it has more than"),
        ("many()", "it has more than"),
        ("numbers()", "ValueError"),
        ("deep()", "nested more than 150 deep"),
    ],
)
def test_a_value_that_is_too_large_is_the_students_failure(
    pair: Pair, call: str, said: str
) -> None:
    first, second = run(
        pair, VALUES, f"assert {call} == 9", "assert lost.__name__ == 'lost'", seconds=20
    )
    assert failed(first)
    assert not first.lost
    assert first.error.ename == "UncomparableError"
    assert "The value that the code returned cannot be compared" in first.error.evalue
    assert said in first.error.evalue
    assert second.error is None


@pytest.mark.parametrize("call", ["integer()", "array()", "deep()", "endless()", "lost()"])
@pytest.mark.parametrize(
    "kind", ["Exception", "RuntimeError", "ValueError", "TypeError", "OSError"]
)
def test_such_a_failure_is_no_exception_that_a_test_expects(
    pair: Pair, call: str, kind: str
) -> None:
    test = f"with pytest.raises({kind}):\n    {call}"
    assert failed(run(pair, VALUES, test, seconds=0.5))


def test_what_is_shown_of_a_large_value_is_cut(pair: Pair) -> None:
    source = "def f(): return 'x' * 5_000_000\n"
    result = run(pair, source, "display(f())\nf()")
    assert [output["data"]["text/plain"] for output in result.outputs] == [
        "(too large to be shown)"
    ] * 2


def test_more_than_fits_into_memory_is_the_students_failure(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = pair(dedent("def f(): return [[] for _ in range(10)]\n"))

    def full(text: bytes) -> None:
        raise MemoryError

    monkeypatch.setattr(judge.link, "_read_message", full)
    result = judge.run_cell("f()")
    assert failed(result)
    assert "more than fits into memory" in result.lost


@pytest.fixture
def session(pair: Pair) -> Iterator[Any]:
    """A judge in a process of its own, as in the sandbox."""
    sessions: list[Session] = []

    def start(student: str) -> Session:
        sessions.append(Session(pair(student, grace=0.2)))
        return sessions[-1]

    yield start
    for session in sessions:
        session.close()


LARGE = (
    "held = []\ndef f(*lent):\n    held.extend(lent)\n    return 10 ** 9\ndef g(x): return x * x\n"
    "def h(function): return function(10 ** 12)\n"
)


@pytest.mark.parametrize(
    "test",
    [
        "assert sum(range(f() ** 2)) == 9",
        "from itertools import repeat\nassert max(repeat(1, f() ** 2)) == 9",
        "assert h(lambda n: sum(range(n))) == 9",
        "import os, faulthandler\nfaulthandler.disable()  # pytest's\nf()\nos.kill(os.getpid(), 11)",
        "import os\nf(print, [1])\nos.kill(os.getpid(), 9)",
    ],
)
def test_what_ends_the_judge_is_the_students_failure_and_the_next_test_goes_on(
    session: Any, test: str
) -> None:
    judging = session(LARGE)
    assert judging.answer({"setup": "limit = 9\ndef check(x): return x == limit"})["error"] is None
    assert judging.answer({"test": "assert check(g(3))"})["error"] is None
    reply = judging.answer({"test": test, "seconds": 0.3})
    assert reply["status"] == "error"
    assert reply["lost"] == ""
    assert "could not be computed with what the code returned" in reply["outputs"][0]["evalue"]
    assert judging.answer({"test": "assert check(g(3))"})["error"] is None
    again = judging.answer(
        {"test": "xs = [3]\nassert [g(x) for x in xs] == [9] and f(xs) == 10 ** 9"}
    )
    assert again["error"] is None
    assert judging.answer({"test": "assert g(3) == 8"})["error"]["ename"] == "AssertionError"


def test_after_the_judge_was_ended_the_tests_names_are_still_its_own(session: Any) -> None:
    judging = session(LARGE + "def check(*args): pass\n")
    defining = "def check(a, b): assert a == b\ncheck(g(3), 9)"
    assert judging.answer({"test": defining})["error"] is None
    reply = judging.answer({"test": "assert sum(range(f() ** 2)) == 9", "seconds": 0.3})
    assert reply["status"] == "error"
    assert judging.answer({"test": "check(g(3), 8)"})["error"]["ename"] == "NameError"


def test_a_fault_of_the_judges_own_is_the_graders(
    session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    judging = session(LARGE)

    def broken(*args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(judging.judge, "run_cell", broken)
    with pytest.raises(RuntimeError, match="judge's own code failed"):
        judging.answer({"test": "assert g(3) == 9"})


def test_a_set_up_cell_that_ends_the_judge_is_the_graders_fault(session: Any) -> None:
    with pytest.raises(RuntimeError, match="set-up cell"):
        session(LARGE).answer({"setup": "import os\nos.kill(os.getpid(), 9)"})


@pytest.mark.parametrize(
    "value",
    [
        "pd.Series(pd.arrays.SparseArray([0.0, 1.0]))",
        "pd.get_dummies(pd.Series(['a', 'b']), sparse=True)",
        "pd.Series(pd.period_range('2020', periods=2, freq='M'))",
        "pd.Series([1, 2], index=pd.period_range('2020', periods=2, freq='M'))",
        "pd.Series(pd.arrays.IntervalArray.from_breaks([0, 1, 2]))",
        "pd.Series([1, 2], index=pd.interval_range(pd.Timestamp('2020'), periods=2))",
        "pd.DataFrame([[1, 2]], columns=pd.period_range('2020', periods=2, freq='Y'))",
        "pd.Series(pd.Categorical(pd.period_range('2020', periods=2, freq='M')))",
    ],
)
def test_a_column_that_does_not_travel_by_value_loses_no_other_test(pair: Pair, value: str) -> None:
    judge = pair(f"import pandas as pd\ndef f(): return {value}\ndef g(): return 1")
    judge.run_cell(
        "import pandas\nmade = f()\nassert len(made)"
    )  # calibration says whether this can pass
    assert judge.lost == ""
    assert judge.run_cell("assert g() == 1").error is None


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        ("next(iter([]))", "the code raised StopIteration"),
        ("raise KeyboardInterrupt('enough')", "the code raised KeyboardInterrupt: enough"),
        ("raise GeneratorExit", "the code raised GeneratorExit"),
    ],
)
def test_an_exception_that_would_end_more_than_the_test_is_named(
    pair: Pair, raised: str, said: str
) -> None:
    error = run(pair, f"def f():\n    {raised}", "f()").error
    assert error is not None
    assert (error.ename, error.evalue) == ("RuntimeError", said)


def test_an_iterator_that_is_exhausted_says_nothing_more(pair: Pair) -> None:
    error = run(pair, "def f(): return iter([])", "next(f())").error
    assert error is not None
    assert (error.ename, error.evalue) == ("StopIteration", "")
