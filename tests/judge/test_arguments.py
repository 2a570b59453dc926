"""An expected value that is computed from an argument afterwards is the original's."""

import pytest

from tests.judge.conftest import Pair
from tests.judge.test_hostile import SETUP, failed

pytestmark = pytest.mark.usefixtures("judge_folder")

EMPTIES = """
def double(xs):
    try:
        xs.clear()
    except AttributeError:
        xs[:] = 0
        return xs
    return type(xs)()
def total(table):
    for key in table:
        table[key] = 0
    return 0
"""


@pytest.mark.parametrize(
    "test",
    [
        "xs = [1, 2]\nassert double(xs) == [2 * x for x in xs]",
        "xs = np.arange(1.0, 4)\nassert np.allclose(double(xs), xs * 2)",
        "xs = np.ones(3)\nfound = double(xs)\nexpected = xs * 2\nnp.testing.assert_allclose(found, expected)",
        "xs = [1, 2]\npair = (xs, double(xs))\nassert pair[1] == [2 * x for x in pair[0]]",
        "table = {'a': 1, 'b': 2}\nassert total(table) == sum(table.values())",
        "class Bag:\n    def __init__(self): self.xs = [1, 2]\nbag = Bag()\n"
        "assert double(bag.xs) == [2 * x for x in bag.xs]",
        "assert double(shared) == [2 * x for x in shared]",
    ],
)
def test_emptied_arguments_gain_nothing(pair: Pair, test: str) -> None:
    judge = pair(EMPTIES)
    assert judge.run_setup(f"{SETUP}shared = [1, 2]").error is None
    assert failed(judge.run_cell(test, frozen=True))
    assert judge.arguments.changed


SORTS = """
def median(xs):
    xs.sort()
    return xs[len(xs) // 2]
def shuffled(xs):
    xs.reverse()
"""


def test_a_program_that_changes_what_it_was_given_keeps_its_points(pair: Pair) -> None:
    test = """
points = 0
xs = [3, 1, 2]
points += median(xs) == 2
assert median([5, 4, 9]) == 5 and sorted(xs) == [1, 2, 3]
points + 1
"""
    judge = pair(SORTS)
    result = judge.run_cell(test, frozen=True)
    assert result.error is None
    assert result.outputs[-1]["data"]["text/plain"] == "2"


def test_where_the_test_asks_that_nothing_is_changed_a_change_costs(pair: Pair) -> None:
    judge = pair(SORTS)
    assert failed(judge.run_cell("xs = [3, 1, 2]\nmedian(xs)\nassert xs == [3, 1, 2]", frozen=True))


def test_where_the_solution_changes_its_arguments_they_may_be_changed(pair: Pair) -> None:
    judge = pair(SORTS)
    result = judge.run_cell("xs = [3, 1, 2]\nassert shuffled(xs) is None and xs == [2, 1, 3]")
    assert result.error is None
    assert judge.arguments.changed
    assert judge.run_cell("assert median((1, 2, 3)[:0] or [1]) == 1").error is None


WRITES = """
from pathlib import Path
def total(path):
    Path(path).write_text('0')
    return 0
def copied(source, target):
    Path(source).write_text('8')
    Path(target).write_text('8')
"""
READS = """
from pathlib import Path
def total(path):
    Path('seen.txt').write_text(path)
    return sum(map(int, Path(path).read_text().split()))
def copied(source, target):
    Path('log.txt').write_text('twice')
    Path(target).write_text(Path(source).read_text())
"""
FILES = [
    "Path('in.txt').write_text('1 2')\nassert total('in.txt') == sum(map(int, Path('in.txt').read_text().split()))",
    "assert total('earlier.txt') == sum(map(int, Path('earlier.txt').read_text().split()))",
    "Path('a.txt').write_text('9')\ncopied('a.txt', 'b.txt')\n"
    "assert Path('b.txt').read_text() == Path('a.txt').read_text()",
    "Path('a.txt').write_text('9')\ncopied('a.txt', 'b.txt')\ncopied('a.txt', 'b.txt')\n"
    "assert Path('b.txt').read_text() == Path('a.txt').read_text()",
]


@pytest.mark.parametrize(("source", "passes"), [(WRITES, False), (READS, True)])
@pytest.mark.parametrize("test", FILES)
def test_a_file_of_the_test_that_was_changed_does_not_say_what_is_expected(
    pair: Pair, test: str, source: str, passes: bool
) -> None:
    judge = pair(source)
    assert judge.run_setup("from pathlib import Path").error is None
    assert judge.run_cell("Path('earlier.txt').write_text('1 2');").error is None
    assert (judge.run_cell(test, frozen=True).error is None) is passes
    assert judge.changed is not passes
