"""What a test cell defines or imports is there for every later cell, wherever the two run."""

from pathlib import Path

import pytest

from autograder.grading.contract.results import Row
from autograder.grading.course.calibration_file import load
from autograder.grading.judge.definitions import definitions
from tests.foreign.assignment import Cells, Foreign, points

ONE = (
    "answer",
    "one",
    "def add_one(x):\n    ### BEGIN SOLUTION\n    return x + 1\n    ### END SOLUTION",
)
SHARED = "import sys\nassert sys._getframe().f_globals['one_more'] is one_more"
CASES: dict[str, Cells] = {
    "a value": [
        ONE,
        ("test", "t1", "weights = [1, 2]\nassert add_one(weights[0]) == 2"),
        ("answer", "two", "### BEGIN SOLUTION\ntotal = sum(weights)\n### END SOLUTION"),
        ("test", "t2", "assert total == 3"),
    ],
    "an import": [
        ONE,
        (
            "test",
            "t1",
            "import numpy as np, math\nfrom math import *\nassert add_one(np.zeros(1)) == 1",
        ),
        (
            "answer",
            "two",
            "### BEGIN SOLUTION\ngrid = np.linspace(0, floor(1.5), 5)\n### END SOLUTION",
        ),
        ("test", "t2", "assert len(grid) == 5"),
    ],
    "a function": [
        ONE,
        (
            "test",
            "t1",
            "low = 1e-9\ndef close(a, b):\n    return abs(a - b) < low\nassert close(add_one(1), 2)",
        ),
        (
            "answer",
            "two",
            "### BEGIN SOLUTION\nis_close = close(1.0, add_one(0))\n### END SOLUTION",
        ),
        ("test", "t2", "lines = !echo 2\nassert is_close and close(2.0, int(lines[0]))"),
    ],
    "an object of a class": [
        (
            "answer",
            "one",
            "### BEGIN SOLUTION\nclass Pile(list):\n    calls = 0\n    def add(self, x):\n"
            "        Pile.calls += 1\n        self.append(x)\n        return self\n### END SOLUTION",
        ),
        ("test", "t1", "pile = Pile().add(3)\nassert len(pile) == 1"),
        ("answer", "two", "### BEGIN SOLUTION\npile.add(4)\nheld = list(pile)\n### END SOLUTION"),
        ("test", "t2", "assert held == [3, 4] and Pile.calls == 2"),
    ],
    "a helper of a shared test": [
        ONE,
        (
            "test",
            "t1",
            "def twice(f, x):\n    return f(f(x))\nlines = !echo 2\nassert twice(add_one, 0) == int(lines[0])",
        ),
        ("test", "t2", "assert twice(add_one, 1) == 3"),
    ],
}


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    foreign = Foreign(tmp_path_factory.mktemp("course"), CASES)
    foreign.release()
    foreign.hand_in("ada")
    foreign.hand_in("bob", {"one": "def add_one(x):\n    return 5"})
    return foreign.grade()


@pytest.mark.hostile
@pytest.mark.parametrize("name", CASES)
def test_a_later_cell_finds_what_a_test_has_defined(rows: dict[str, Row], name: str) -> None:
    assert points(rows["ada"], name) == {"t1": 1, "t2": 1}, rows["ada"].exercises
    assert points(rows["bob"], name)["t1"] == 0


def test_definitions_are_statements_without_checks() -> None:
    source = """
import math as m
from os import path, sep
scale = 2
data = []
data.append(m.pi * scale)
def close(a):
    return a < scale
assert close(1)
print(data)
"""
    assert definitions(source, {"data"}) == (
        "import math as m\nscale = 2\ndata = []\ndata.append(m.pi * scale)"
    )
    assert definitions(source, {"close"}) == "scale = 2\ndef close(a):\n    return a < scale"
    assert definitions(source, {"sep"}) == "from os import path, sep"
    assert definitions(source, {"absent"}) == definitions("def (", {"x"}) == ""


@pytest.mark.hostile
def test_a_name_of_a_test_that_an_answer_binds_anew_is_the_answers(tmp_path: Path) -> None:
    cells: Cells = [
        ("answer", "pair", "### BEGIN SOLUTION\ndef pair(): return 3, 4\n### END SOLUTION"),
        ("test", "first", "x, y = pair()\nassert (x, y) == (3, 4)"),
        ("answer", "anew", "### BEGIN SOLUTION\nx = 'a text'\n### END SOLUTION"),
        ("test", "second", "assert x == 'a text' and y == 4"),
        ("test", "third", "assert x.upper() == 'A TEXT'"),
    ]
    foreign = Foreign(tmp_path / "course", {"a": cells})
    course = foreign.release()
    foreign.hand_in("right")
    foreign.hand_in("wrong", {"anew": "x = 'another'\ny = 4"})
    rows = foreign.grade()
    assert not load(course, "a").of("a").shared
    assert points(rows["right"]) == {"first": 1.0, "second": 1.0, "third": 1.0}
    assert points(rows["wrong"]) == {"first": 1.0, "second": 0.0, "third": 0.0}


@pytest.mark.hostile
def test_a_name_that_a_test_binds_from_within_reaches_answers_in_time(tmp_path: Path) -> None:
    """By `:=` in a comprehension or a `global` statement, as the last thing that the test does."""
    cells: Cells = [
        ("answer", "use", "### BEGIN SOLUTION\ndef use(): return z\n### END SOLUTION"),
        ("test", "within", "[z := v for v in (1, 2)]"),
        ("answer", "seen", "### BEGIN SOLUTION\nseen, z = z, lambda q: q * 2\n### END SOLUTION"),
        ("test", "anew", "assert seen == 2 and z(4) == 8"),
        ("test", "by_global", "def change():\n    global z\n    z = 7\nchange()"),
        ("answer", "again", "### BEGIN SOLUTION\ndef now(): return z + 1\nw = z\n### END SOLUTION"),
        ("test", "changed", "assert w == 7 and now() == 8 and use() == 7"),
    ]
    foreign = Foreign(tmp_path / "course", {"a": cells})
    course = foreign.release()
    foreign.hand_in("right")
    rows = foreign.grade()
    assert not load(course, "a").of("a").shared
    assert set(points(rows["right"]).values()) == {1.0}
