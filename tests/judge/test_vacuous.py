"""A test that asks nothing of an answer is passed by none: what never happens with the solution may not happen."""

from textwrap import dedent

import pytest

from autograder.grading.judge.judge_side.judge import Judge
from autograder.grading.judge.names import names_of
from tests.judge.conftest import Pair
from tests.judge.test_hostile import SETUP, failed

pytestmark = pytest.mark.usefixtures("judge_folder")

SOLUTION = """
import numpy as np
def f(xs): return [x * x for x in xs]
def table(): return {'a': 1}
def letters(): return {1, 2}
def text(): return 'cat'
def count(n):
    for i in range(n): yield i * i
def number(x): return x * x
array = number
def nothing(xs): return [x for x in xs if x < 0]
class Listed(list): pass
def own(xs): return Listed(f(xs))
def both(xs): return f(xs), 3
class Box:
    def __init__(self): self.items = [1, 2]
    def parts(self): return self.items
"""
EMPTY = """
import numpy as np
def f(xs): return []
def table(): return {}
def letters(): return set()
def text(): return ''
def count(n): yield from ()
def number(x): return float('nan')
def array(x): return x * np.nan
class Listed(list): pass
def own(xs): return Listed()
def both(xs): return [], 3
class Box:
    def __init__(self): self.items = []
    def parts(self): return self.items
"""
SHORT = """
def f(xs): return [xs[0] ** 2]
def count(n): yield 0
"""
LOOPS = [
    "for i, v in enumerate(f([1, 2])):\n    assert v == [1, 4][i]",
    "assert all(v > 0 for v in f([1, 2]))",
    "assert all([v > 0 for v in f([1, 2])])",
    "assert {v % 2 for v in f([1, 3])} <= {1}",
    "expected = {'a': 1}\nfor k, v in table().items():\n    assert expected[k] == v",
    "r = f([1, 2])\nfor i in range(len(r)):\n    assert r[i] == (i + 1) ** 2",
    "r = f([1, 2])\nwhile r:\n    assert r.pop() in (1, 4)",
    "for i, v in enumerate(count(4)):\n    assert v == i * i",
    "assert all(map(lambda a, b: a == b, f([1, 2]), [1, 4]))",
    "assert letters() <= {1, 2} and not letters() - {1, 2}",
    "assert text() in 'the cat sat'",
    "assert max(f([1, 2]), default=0) <= 4",
    "assert (np.array(f([1, 2])) > 0).all()",
    "rows, n = both([1, 2])\nassert n == 3 and set(rows) <= {1, 4}",
    "assert set(Box().items) <= {1, 2}",
    "assert set(Box().parts()) <= {1, 2}",
    "assert own([1, 2]) <= [1, 4]",
]
NUMBERS = [
    "assert not abs(number(3) - 9) > 1e-9",
    "if abs(number(3) - 9) > 1e-9:\n    raise AssertionError('no')",
    "worst = max(0, abs(number(3) - 9))\nassert worst < 1e-9",
    "x = np.array([1.0, 2.0])\nassert not np.any(np.abs(array(x) - [1, 4]) > 1e-9)",
    "x = np.array([1.0, 2.0])\nworst = np.max(np.abs(array(x) - x ** 2))\nif worst > 1e-9: raise ValueError",
    "x = np.array([1.0, 2.0])\n2 - (abs(array(x) - x ** 2) > 0.1).sum()",
    "x = np.array([1.0, 2.0])\nassert not np.any(np.greater(abs(array(x) / x**2), 1.1))",
    "import pandas as pd\nx = pd.Series([1.0, 2.0])\nassert not (abs(array(x) - x ** 2) > 0.1).any()",
]
PAIRS = [
    "for v, e in zip(f([1, 2, 3]), [1, 4, 9]):\n    assert v == e",
    "assert all(v == e for v, e in zip([0, 1, 4, 9], count(4)))",
    "assert all(map(lambda v, e: v == e, f([1, 2, 3]), [1, 4, 9]))",
]


def start(pair: Pair, source: str) -> Judge:
    judge = pair(dedent(source), names=names_of([SOLUTION]))
    assert judge.run_setup(SETUP).error is None
    return judge


def facts(pair: Pair, test: str) -> frozenset[str]:
    """What calibration finds: it never happens with the solution."""
    judge = start(pair, SOLUTION)
    assert judge.run_cell(test).error is None
    found = judge.matching.vacuous.facts
    assert judge.run_cell(test, facts=found).error is None
    return found


@pytest.mark.parametrize(
    ("test", "source"),
    [*((t, EMPTY) for t in LOOPS + NUMBERS + PAIRS), *((t, SHORT) for t in PAIRS)],
)
def test_what_asks_nothing_of_an_answer_is_not_passed(pair: Pair, test: str, source: str) -> None:
    judge = start(pair, source)
    judge.run_cell(test)
    assert failed(judge.run_cell(test, facts=facts(pair, test)))


@pytest.mark.parametrize(
    "test",
    [
        "for v in nothing([1, 2]):\n    assert v < 0",
        "assert nothing([1]) == [] and all(v < 0 for v in nothing([1]))",
        "for xs in ([1], []):\n    for v in f(xs):\n        assert v == 1",
        "r = f([1, 2, 3])\nassert all(a <= b for a, b in zip(r, r[1:]))",
        "assert float('nan') != number(3) and not number(float('nan')) > 1",
        "assert [a for a, b in zip(count(9), [0, 1])] == [0, 1]",
        "while nothing([1]):\n    raise ValueError",
        "import random\nfor v in f([3] * random.randrange(2)):\n    assert v == 9",
        "class A:\n    xs = [1, 2]\n    ys = [x + 1 for x in xs if not x - 1 > 5]\nassert A.ys == [2, 3]",
        "g = count(4)\nfor v in g:\n    break\nassert next(g) == 1",
        "from unittest.mock import Mock\nm = Mock()\nfor x in f([1]):\n    m(x)\nm.assert_called_once_with(1)",
    ],
)
def test_what_may_be_empty_stays_so(pair: Pair, test: str) -> None:
    found = facts(pair, test)
    for source in (
        SOLUTION,
        SOLUTION.replace("[x * x for x in xs]", "list(map(lambda x: x**2, xs))"),
    ):
        assert start(pair, source).run_cell(test, facts=found).error is None


def test_parts_of_a_test_that_ask_something_keep_their_points(pair: Pair) -> None:
    test = """
points = 0
try:
    assert all(v > 0 for v in f([1, 2]))
    points += 1
except Exception:
    pass
points += number(3) == 9
points += len(table()) <= 1
points
"""
    source = SOLUTION + "\ndef f(xs): return []\ndef table(): return {}"
    result = start(pair, source).run_cell(test, facts=facts(pair, test))
    assert result.error is None
    assert result.outputs[-1]["data"]["text/plain"] == "2"
