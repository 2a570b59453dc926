"""An answer that NumPy stretches to fit what is expected wins nothing, where the solution's fits as it is."""

import numpy as np
import pytest

from autograder.grading.judge.judge_side.judge import Judge
from tests.judge.conftest import Pair

COLUMN = """
import numpy as np
def f(x): return np.arange(10).reshape(10, 1)
def rows(x): return [[k] for k in range(10)]
def one(x): return 1
"""
SOLUTION = """
import numpy as np
def f(x): return np.array(x)
rows = one = f
"""
Y = "import numpy as np\nx = [1, 2, 3, 4, 1, 1]\ny = np.array(x)\n"
SCORES = [
    "assert (f(x) == y).sum() == len(y)",
    "assert np.sum(y == f(x)) / len(y) == 1",
    "assert np.equal(f(x), y).sum() == 6",
    "assert np.isclose(f(x), y).sum() == 6",
    "assert (np.abs(f(x) - y) < 0.1).sum() == 6",
    "assert (np.abs(np.subtract(f(x), y)) < 0.1).sum() == 6",
    "right = ~(f(x) != y)\nassert right.sum() == 6",
    "assert (rows(x) == y).sum() == 6",
    "assert (np.array(rows(x)) == y).sum() == 6",
    "assert (one(x) == y).mean() >= 0.5",
    "def hits(a, b):\n    return (a == b).sum()\nassert hits(f(x), y) == 6",
    "assert max((f(x) == y).sum() for _ in range(2)) == 6",
    "(f(x) == y).sum()",
]


def run(judge: Judge, test: str) -> bool:
    """Whether a test passes where no array may be stretched."""
    return judge.run_cell(Y + test, matched=True).error is None


@pytest.mark.parametrize("test", SCORES)
def test_a_column_of_candidates_is_no_answer(pair: Pair, test: str) -> None:
    judge = pair(COLUMN)
    assert judge.run_cell(Y + test).error is None  # as NumPy counts
    assert judge.matching.stretched
    assert not run(judge, test)


@pytest.mark.parametrize("test", [s for s in SCORES if "one(x)" not in s])
def test_an_answer_of_the_right_shape_is_what_it_was(pair: Pair, test: str) -> None:
    judge = pair(SOLUTION)
    assert run(judge, test)
    assert not judge.matching.stretched


HONEST = """
import numpy as np
def f(x): return np.array(x, float)
def column(x): return np.ones((6, 1))
def number(x): return np.array([3.0])
def nothing(x): return np.zeros(0)
def words(x): return np.array(['a', 'b'])
class Thing:
    def __eq__(self, other): return isinstance(other, Thing)
def thing(): return Thing()
"""


@pytest.mark.parametrize(
    "test",
    [
        "assert (f(x) > 0).all() and (f(x) - 1 >= 0).all() and (f(x) == -3).sum() == 0",
        "assert number(x) == 3.0 and number(x) - 3.0 == 0 and y[2] == number(x)",
        "assert (column(x) == np.ones(6)).all()",  # every pair is alike: no score, a whole yes
        "assert np.abs(column(x) - np.ones(6)).max() < 1e-9",
        "assert np.isclose(number(x)[0] - 2, np.ones(6)).all()",
        "assert np.isclose(column(x), 1.0 + np.zeros(6)).all()",
        "assert nothing(x).size == 0 and (nothing(x) == np.zeros(0)).all()",
        "assert (words(x) == np.array(['a', 'b'])).all()",
        "assert thing() == thing() and not thing() != thing()",
        "assert [1] == [1] and 'a' < 'b' and {1} - {2} == {1} and 1 < 2 < 3",
        "assert not (y[:2] == [1, 3]).all() and (y == x).all() and (y == tuple(x)).all()",
        "class C:\n    a = 1\n    b = a == 1\nassert C.b and [i for i in x if i == 2] == [2]",
        "try:\n    y == undefined\nexcept NameError:\n    pass\nassert (y == y).all()",
        "assert isinstance(thing(), Thing) and type(f(x)) is np.ndarray",
    ],
)
def test_what_fits_or_is_wholly_so_is_not_touched(pair: Pair, test: str) -> None:
    judge = pair(HONEST)
    result = judge.run_cell(Y + test, matched=True)
    assert result.error is None, result.error


def test_a_failed_test_shows_its_own_lines(pair: Pair) -> None:
    result = pair(SOLUTION).run_cell(Y + "assert (f(x) - y == 1).all(), 'off by one'", matched=True)
    assert result.error is not None
    assert result.error.evalue == "off by one"
    assert "assert (f(x) - y == 1).all()" in str(result.outputs)


def test_numpy_is_as_it_was_afterwards(pair: Pair) -> None:
    import numpy as np

    former = np.isclose, np.equal
    pair(SOLUTION).run_cell(Y + "1 / 0", matched=True)
    assert (np.isclose, np.equal) == former


@pytest.mark.parametrize(
    "test",
    [
        "assert np.subtract.outer(f(x), y).shape == (6, 6)",
        "assert np.equal.reduce([True, True]) and np.subtract.accumulate(y)[0] == 1",
        "assert isinstance(np.equal, np.ufunc) and np.subtract.nin == 2",
        "assert np.isclose.__name__ == 'isclose' and np.equal.__name__ == 'equal'",
        "import functools\nassert functools.reduce(np.subtract, [9, 2, 3]) == 4",
    ],
)
def test_numpy_s_functions_keep_what_they_have(pair: Pair, test: str) -> None:
    assert run(pair(SOLUTION), test)


def test_numpy_s_own_functions_are_there_again(pair: Pair) -> None:
    before = np.equal, np.isclose
    judge = pair(SOLUTION)
    run(judge, "assert 1")
    assert (np.equal, np.isclose) == before
    assert isinstance(np.equal, np.ufunc)


EMPTY = """
import numpy as np
class Lazy:
    def __array__(self, *args, **options): return np.array([])
def f(x): return np.array([])
def rows(x): return np.zeros((0, 3))
def plain(x): return []
def lazy(x): return Lazy()
def listed(x): return []
def yielded(x): yield from ()
"""
FULL = """
import numpy as np
def f(x): return np.array(9.0)
def rows(x): return np.ones((1, 3))
plain = f
lazy = f
def listed(x): return [9, 9]
def yielded(x): yield from [9, 9, 9]
"""
ALL = [
    "assert f(3) == pytest.approx(9)",
    "assert pytest.approx(f(3)) == 9",
    "assert lazy(3) == pytest.approx(9)",
    "assert np.allclose(f(3), 9)",
    "assert np.allclose(plain(3), 9)",
    "assert np.allclose(lazy(3), 9)",
    "assert np.isclose(f(3), 9).all()",
    "assert (f(3) == 9).all()",
    "assert (abs(f(3) - 9) < 1e-9).all()",
    "assert np.all(rows(3) == np.ones(3))",
    "assert np.array_equiv(rows(3), np.ones(3))",
    "assert np.linalg.norm(rows(3) - np.ones(3)) < 1e-9",
    "np.testing.assert_allclose(f(3), 9)",
    "np.testing.assert_allclose(plain(3), 9)",
    "np.testing.assert_equal(f(3), 9)",
    "np.testing.assert_allclose(actual=f(3), desired=9)",
    "np.testing.assert_allclose(desired=9, actual=plain(3))",
    "np.testing.assert_equal(f(3), desired=9)",
    "assert np.allclose(b=9, a=f(3))",
    "from numpy.testing import assert_almost_equal\nassert_almost_equal(f(3), 9)",
    "imported(f(3), 9)",
    "assert {'a': f(3)} == pytest.approx({'a': 9})",
    "assert [f(3), 1] == pytest.approx([9, 1])",
    "np.testing.assert_equal({'a': [f(3)]}, {'a': [9]})",
    "for found, expected in zip(rows(3), np.ones((1, 3))):\n    assert (found == expected).all()",
    "assert all(a == b for a, b in zip(listed(3), [9, 9]))",
    "assert all(a == b for a, b in zip(yielded(3), [9, 9]))",
]


@pytest.mark.parametrize("test", ALL)
def test_an_array_with_nothing_in_it_is_no_answer(pair: Pair, test: str) -> None:
    imports = "import numpy as np\nimport pytest\n"
    setup = f"{imports}from numpy.testing import assert_allclose as imported"
    for source, passes in ((EMPTY, False), (FULL, True)):
        judge = pair(source)
        assert judge.run_setup(setup).error is None
        assert judge.run_cell(imports + test).error is None
        assert judge.matching.stretched is not passes
        assert (judge.run_cell(imports + test, matched=True).error is None) is passes


@pytest.mark.parametrize(
    "test",
    [
        "assert (f(x) == y[:0]).all()",
        "assert (f(x) > 3).all()",
        "assert (y[y > 9] == 3).all()",
        "assert (y[np.flatnonzero(y > 9)] - 3 == 0).all()",
        "np.testing.assert_array_equal(f(x), [])",
        "assert list(zip(plain(x), [])) == [] and dict(zip('ab', x)) == {'a': 1, 'b': 2}",
        "assert [] == f(x).tolist() and np.size(f(x)) == 0 and f(x).sum() == 0",
    ],
)
def test_what_is_rightly_empty_stays_so(pair: Pair, test: str) -> None:
    assert run(pair(EMPTY), test)
