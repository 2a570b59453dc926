"""How the student's process fails is said plainly, and never taken for what a test expects."""

from textwrap import dedent

import pytest

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
