"""What set-up cells and the release give is the judge's: methods that check, examples in docstrings."""

from dataclasses import replace

import pytest

from autograder.grading.judge.names import examples_in, names_of
from tests.judge.conftest import Pair
from tests.judge.test_hostile import failed

pytestmark = pytest.mark.usefixtures("judge_folder")

SHAPE = """
class Shape:
    unit = 'cm'
    def __init__(self, name='shape'): self.name, self._seen = name, 0
    def area(self): raise NotImplementedError
    def check(self): return self.area() == 9
    @property
    def fine(self): return self.check() and self.name == 'square'
    @classmethod
    def is_made_right(cls): return cls().check()
    def count(self):
        self._seen += 1
        return self._seen
    def __eq__(self, other): return isinstance(other, Shape) and self.area() == other.area()
    def __len__(self): return int(self.area())
"""
RIGHT = """
class Square(Shape):
    def __init__(self): super().__init__('square')
    def area(self): return 9
def make(): return Square()
"""


def verdicts(pair: Pair, student: str, *tests: str) -> list[bool]:
    """Whether each test passes, with the names of the right solution."""
    judge = pair(SHAPE + student, names=names_of([RIGHT], [SHAPE]))
    assert judge.run_setup(SHAPE).error is None
    return [not failed(judge.run_cell(test)) for test in tests]


CHECKS = (
    "assert make().check()",
    "assert Square().check()",
    "assert make().fine",
    "assert Square.is_made_right()",
    "assert make() == Square() and len(make()) == 9",
    "s = make()\nassert s.count() == 1 and s.count() == 2",
    "assert make().area() == 9 and make().name == 'square' and make().unit == 'cm'",
    "assert isinstance(make(), Shape) and isinstance(make(), Square)",
)


def test_the_right_solution_passes(pair: Pair) -> None:
    assert verdicts(pair, RIGHT, *CHECKS) == [True] * len(CHECKS)


@pytest.mark.parametrize(
    "liar",
    [
        "class Square(Shape):\n    def area(self): return 8\n    def check(self): return True\n"
        "    fine = True\n    @classmethod\n    def is_made_right(cls): return True\n"
        "    def __eq__(self, other): return True\n    def __len__(self): return 9\n",
        "Shape.check = Shape.__eq__ = lambda *args: True\nShape.fine = True\nShape.__len__ = lambda self: 9\n"
        "Shape.is_made_right = classmethod(lambda cls: True)\n"
        "class Square(Shape):\n    def area(self): return 8\n",
        "class Square(Shape):\n    def area(self): return 8\n"
        "    def __getattribute__(self, name):\n"
        "        return (lambda *a: True) if name == 'check' else super().__getattribute__(name)\n",
    ],
)
def test_a_method_that_checks_is_not_overridden(pair: Pair, liar: str) -> None:
    found = verdicts(
        pair, liar + "def make(): return Square()\n", *CHECKS[:4], "assert len(make()) == 9"
    )
    assert found == [False] * 5


@pytest.mark.parametrize("name", ["Square", "Shape", "Other"])
@pytest.mark.parametrize("module", ["", "    __module__ = 'sklearn.base'\n"])
def test_no_class_that_only_looks_alike_checks_itself(pair: Pair, name: str, module: str) -> None:
    liar = (
        f"class {name}:\n{module}    name = 'square'\n    def area(self): return 8\n"
        "    def check(self): return True\n    fine = True\n"
        "    @classmethod\n    def is_made_right(cls): return True\n"
        f"Square = {name}\ndef make(): return {name}()\n"
    )
    found = verdicts(pair, liar, *CHECKS[:4], "assert make().name == 'square'")
    assert found == [False] * 4 + [True]


def test_what_only_looks_alike_and_is_right_passes(pair: Pair) -> None:
    honest = (
        "class Square:\n    name = 'square'\n    def area(self): return 9\n    def check(self): pass\n"
        "    def fine(self): pass\n    def count(self): return 1\ndef make(): return Square()\n"
    )
    more = "assert not hasattr(make(), 'is_made_right')"
    assert verdicts(
        pair, honest, CHECKS[0], CHECKS[2], CHECKS[6].partition(" and make().unit")[0], more
    )


def test_the_students_own_methods_stay_his(pair: Pair) -> None:
    names = names_of([RIGHT, "class Helper:\n    def check(self): return 5\n"], [SHAPE])
    student = "class Aid:\n    def check(self): return 5\n    def count(self): return 7\ndef aid(): return Aid()"
    judge = pair(student, names=names)
    assert judge.run_setup(SHAPE).error is None
    assert not failed(judge.run_cell("assert aid().check() == 5"))


DOCUMENTED = '''
def square(x):
    """Square of a number.

    >>> square(3)
    9
    >>> square('a')
    Traceback (most recent call last):
    ...
    TypeError: can't multiply sequence by non-int of type 'str'
    """
    return x * x
class Box:
    """
    >>> Box(2).doubled()
    4
    """
    def __init__(self, x): self.x = x
    def doubled(self):
        """
        >>> box = Box(nine)
        >>> box.doubled(), square(box.x)
        (18, 81)
        """
        return 2 * self.x
'''
RUN = """
import doctest, io, contextlib
runner = doctest.DocTestRunner(verbose=False)
with contextlib.redirect_stdout(io.StringIO()):
    for test in doctest.DocTestFinder().find({name}, globs=globals()):
        runner.run(test)
assert runner.failures == 0 and runner.tries == {tries}
"""


def examples_pass(pair: Pair, student: str, name: str, tries: int) -> bool:
    names = replace(names_of([DOCUMENTED]), examples=examples_in([DOCUMENTED]))
    judge = pair(student, names=names)
    assert judge.run_setup("nine = 9").error is None
    return not failed(judge.run_cell(RUN.format(name=name, tries=tries)))


def test_examples_of_the_release_run_in_the_judge(pair: Pair) -> None:
    assert set(examples_in([DOCUMENTED])) == {"square", "Box", "Box.doubled"}
    assert examples_pass(pair, DOCUMENTED, "square", 2)
    assert examples_pass(pair, DOCUMENTED, "Box", 3)
    bare = "def square(x): return x * x"
    assert examples_pass(pair, bare, "square", 2), "a docstring that was deleted costs nothing"


@pytest.mark.parametrize(
    "student",
    [
        'def square(x):\n    """\n    >>> 1\n    1\n    >>> 2\n    2\n    """\n    return 8',
        "def square(x): return 8\nsquare.__doc__ = '>>> 1\\n1\\n'\nsquare.__name__ = 'other'",
        "import doctest\ndoctest.DocTestRunner.run = lambda *a, **k: None\ndef square(x): return 8",
        "import sys\nsys.displayhook = sys.__displayhook__ = lambda x: print(9)\ndef square(x): return 8",
    ],
)
def test_examples_of_the_students_do_not_take_their_place(pair: Pair, student: str) -> None:
    assert not examples_pass(pair, student, "square", 2)
    assert not examples_pass(pair, student, "square", 1)


def test_a_class_derives_from_what_it_says_it_derives_from(pair: Pair) -> None:
    """Of the classes of set-up cells, of libraries and of Python's own."""
    student = RIGHT + "import queue\nclass Tasks(queue.Queue): pass\nclass Own(dict): pass\n"
    tests = (
        "assert issubclass(Square, Shape) and not issubclass(Tasks, Shape)",
        "import queue\nassert issubclass(Tasks, (str, queue.Queue)) and not issubclass(Own, queue.Queue)",
        "assert issubclass(Own, dict) and not issubclass(Own, list) and issubclass(bool, int)",
    )
    assert verdicts(pair, student, *tests) == [True] * 3
    assert verdicts(pair, student, "assert issubclass(Own, Shape)") == [False]


def test_a_pattern_is_a_value(pair: Pair) -> None:
    judge = pair("import re\np = re.compile(r'(\\w+)@', re.I)\nq = re.compile(b'a')\n")
    test = (
        "import re\nassert re.match(p, 'Ann@x')[1] == 'Ann' and p == re.compile(r'(\\w+)@', re.I)"
    )
    assert judge.run_cell(test).error is None
    assert judge.run_cell("assert q.findall(b'aba') == [b'a', b'a']").error is None


def test_a_test_takes_an_import_away_from_both_sides(pair: Pair) -> None:
    """Whether a function uses what a set-up cell imports: without it, it raises NameError."""
    setup = "from itertools import accumulate\nKEPT = accumulate"
    uses = "def f(x): return list(accumulate(x))\n"
    test = (
        "def check():\n    global accumulate\n    try:\n        del accumulate\n        f([1, 2])\n"
        "    except NameError: pass\n    else: assert False\n    finally: accumulate = KEPT\n"
        "    assert f([1, 2]) == [1, 3]\ncheck()\ncheck()"
    )
    for student, passes in ((uses, True), ("def f(x): return [1, 3]", False)):
        judge = pair(f"{setup}\n{student}", names=names_of([uses], [setup]))
        assert judge.run_setup(setup).error is None
        assert (judge.run_cell(test).error is None) is passes
