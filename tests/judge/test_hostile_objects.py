"""Objects of the student's that change what they say, and answers that no honest side gives."""

import pytest

from autograder.grading.contract.names import Names
from autograder.grading.judge.names import names_of
from tests.judge.conftest import Pair
from tests.judge.test_hostile import failed, run

pytestmark = pytest.mark.usefixtures("judge_folder")

OWN_RESULT = """
class Circle:
    def __init__(self, radius=1): pass
    def area(self): return self
    def parts(self): return [self], {'a': self}
    @property
    def size(self): return self
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __contains__ = __lt__
class Only:
    it = None
    def __new__(cls, radius=1):
        if cls.it is None:
            cls.it = super().__new__(cls)
        return cls.it
    area = Circle.area
    __sub__ = __rsub__ = Circle.__sub__
def f(): return Only()
"""


@pytest.mark.parametrize(
    "test",
    [
        "c = Circle(5)\nassert abs(c.area() - 78.5) < 1e-3",
        "c = Circle(5)\nassert abs(78.5 - c.area()) < 1e-3",
        "c = Circle(5)\nassert c.area() == pytest.approx(78.5)",
        "c = Circle(5)\nassert 78 < c.area() < 79",
        "c = Circle(5)\nassert 78 in c.area()",
        "c = Circle(5)\nassert abs(c.size - 78.5) < 1e-3",
        "c = Circle(5)\nassert abs(c.parts()[0][0] - 78.5) < 1e-3",
        "c = Circle(5)\nassert abs(c.parts()[1]['a'] - 78.5) < 1e-3",
        "assert abs(Circle(5).area() - 78.5) < 1e-3",
        "a = Only(5).area()\nb = Only(6)\nassert abs(a - 78.5) < 1e-3",
        "a = f()\nb = Only(6)\nassert abs(a - 78.5) < 1e-3",
    ],
)
def test_an_object_that_the_test_made_is_no_result(pair: Pair, test: str) -> None:
    assert failed(run(pair, OWN_RESULT, test))


CLASSES = """
class Result:
    def __init__(self, *args): pass
    def yes(self, *args): return True
    def zero(self, *args): return 0.0
    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = __contains__ = yes
    __sub__ = __rsub__ = __add__ = __radd__ = zero
    __hash__ = None
def maker(): return Result
class Circle:
    area = Result
f = Result
"""


@pytest.mark.parametrize(
    "found", ["f(3)", "maker()(3)", "Circle().area()", "list(map(f, [3]))[0]", "type(f(3))(3)"]
)
@pytest.mark.parametrize(
    "test",
    [
        "abs(r - 9) < 1e-9",
        "abs(9 - r) < 1e-9",
        "r - 9 == 0",
        "9 in r",
        "8 < r < 10",
        "np.isclose(r, 9)",
        "not unittest.TestCase().assertAlmostEqual(r, 9)",
        "max(r, 9) == 9 and min(r, 9) == 9",
    ],
)
def test_a_class_in_the_place_of_a_function_gives_results(
    pair: Pair, found: str, test: str
) -> None:
    right = (
        "def f(x): return x * x\ndef maker(): return f\nclass Circle:\n    def area(self): return 9"
    )
    names = names_of([right])
    assert names.functions == {"f", "maker"}
    plan = {"names": names}
    assert failed(run(pair, CLASSES, f"r = {found}\nassert {test}", **plan))
    both = CLASSES.replace("f = Result", "f = Circle = Result")
    assert failed(run(pair, both, f"c = Circle(5)\nr = f(3)\nassert {test}", **plan))


def test_a_class_in_the_place_of_a_function_may_give_what_is_asked_for(pair: Pair) -> None:
    source = "class f:\n    def __new__(cls, x): return x * x\ndef g(h, x): return h(x)"
    test = "assert f(3) == 9 and list(map(f, [1, 2])) == [1, 4] and g(f, 4) == 16"
    assert run(pair, source, test, names=Names(functions=frozenset(["f", "g"]))).error is None


MOCKED = """
def f(callback):
    ask = object.__getattribute__(callback, '_remote_ask')
    kind = ask('call', type, callback)
    yes = {'__eq__.return_value': True, '__sub__.return_value': 0.0, '__lt__.return_value': True}
    return ask('call', kind, **yes)
"""


@pytest.mark.parametrize("test", ["assert f(mock) == 9", "assert f(mock) - 9 == 0.0"])
def test_the_class_of_a_mock_is_not_lent(pair: Pair, test: str) -> None:
    lines = "from unittest.mock import MagicMock\nmock = MagicMock(return_value=3)\n"
    assert failed(run(pair, MOCKED, lines + test))


ENDS = """
from autograder.grading.judge.student_side.peer import Peer
def forge(self, operation, args, kwargs, seconds):
    return 'end', None
def f(x): return x
former = Peer._timed
Peer._timed = lambda self, operation, *rest: (
    ('end', None) if operation == 'call' else former(self, operation, *rest)
)
"""


@pytest.mark.parametrize(
    "test",
    [
        "assert all(map(lambda x: f(x) == x * x, [2, 3]))",
        "for found, x in zip(map(f, [2, 3]), [4, 9]):\n    assert found == x",
    ],
)
def test_a_call_does_not_end_a_loop(pair: Pair, test: str) -> None:
    assert failed(run(pair, ENDS, test))


@pytest.mark.parametrize(
    "test",
    [
        "items = iter([])\nassert all(map(f, [items.__next__]))",
        "def stop(): raise StopIteration\nfor found in map(f, [stop]):\n    assert found == 9",
        "from unittest.mock import Mock\nassert list(map(f, [Mock(side_effect=[])])) == []",
    ],
)
def test_an_exception_of_the_tests_own_does_not_end_its_loop(pair: Pair, test: str) -> None:
    assert failed(run(pair, "def f(callback): return callback()\n", test))


SWALLOWS = """
from contextlib import contextmanager
class Timer:
    def __enter__(self): return self
    def __exit__(self, *details): return True
@contextmanager
def opened():
    try:
        yield 1
    except BaseException:
        pass
def f(x): raise ValueError
def hang(x):
    while True: pass
"""


@pytest.mark.parametrize(
    "test",
    [
        "with Timer() as t:\n    assert t == 9",
        "with opened() as t:\n    assert t == 9",
        "with Timer():\n    np.testing.assert_equal(1, 2)",
        "with Timer():\n    unittest.TestCase().assertEqual(1, 2)",
        "with Timer():\n    pytest.fail('it is wrong')",
        "with Timer():\n    with pytest.raises(ValueError): pass",
        "with Timer():\n    assert f(3) == 9",
        "with Timer():\n    assert hang(3) == 9",
        "import contextlib\nwith contextlib.ExitStack() as s:\n    s.enter_context(Timer())\n    assert 1 == 2",
    ],
)
def test_a_context_manager_does_not_swallow_the_verdict(pair: Pair, test: str) -> None:
    assert failed(run(pair, SWALLOWS, test, seconds=1.0))


LENGTHS = """
class Items:
    def __init__(self): self.said = 0
    def __len__(self):
        self.said += 1
        return 3
    def __getitem__(self, index): raise IndexError(index)
class Twice(Items):
    def __len__(self):
        self.said += 1
        return 3 if self.said == 1 else 0
    def __iter__(self): return iter([])
class Listed(list):
    said = 0
    __len__ = Twice.__len__
    __iter__ = Twice.__iter__
def items(): return Items()
def twice(): return Twice()
def listed(): return Listed()
"""


@pytest.mark.parametrize("name", ["items", "twice", "listed"])
@pytest.mark.parametrize(
    "test",
    [
        "for a, b in zip(r, [1, 4, 9]):\n    assert a == b",
        "for a in r:\n    assert a == 1",
        "assert all(a == 1 for a in r)",
    ],
)
def test_an_object_has_as_many_items_as_it_said(pair: Pair, name: str, test: str) -> None:
    assert failed(run(pair, LENGTHS, f"r = {name}()\nassert len(r) == 3\n{test}"))


PICKLES = """
def named(module, name): return b'c' + module + b'\\n' + name + b'\\n'
def save(module, name, attribute):
    setting = b'(N(dV' + attribute + b'\\n' + named(b'builtins', b'str') + b'st'
    with open('m.pkl', 'wb') as file:
        file.write(named(module, name) + setting + b'b.')
def counter(): save(b'collections', b'Counter', b'__eq__')
def fraction(): save(b'fractions', b'Fraction', b'__eq__')
def frame(): save(b'pandas', b'DataFrame', b'equals')
"""


@pytest.mark.parametrize(
    "test",
    [
        "counter()\nwith open('m.pkl', 'rb') as m: pickle.load(m)\nassert Counter('a') == Counter('b')",
        "fraction()\nwith open('m.pkl', 'rb') as m: pickle.load(m)\nassert Fraction(1) == Fraction(2)",
        "import pandas as pd\nframe()\npd.read_pickle('m.pkl')\n"
        "assert pd.DataFrame([1]).equals(pd.DataFrame([2]))",
    ],
)
def test_a_pickle_does_not_change_a_class(pair: Pair, test: str) -> None:
    imports = "import pickle\nfrom collections import Counter\nfrom fractions import Fraction\n"
    later = "from collections import Counter\nfrom fractions import Fraction\n"
    first, second = run(
        pair,
        PICKLES,
        imports + test,
        later + "assert Counter('a') == Counter('b') or Fraction(1) == Fraction(2)",
    )
    assert failed(first)
    assert failed(second)


DOCS = '''
def f(x):
    """
    >>> import builtins; builtins.forged = True
    """
'''


@pytest.mark.parametrize(
    "test",
    [
        "test = doctest.DocTestParser().get_doctest(f.__doc__, {'f': f}, 'f', None, 0)\n"
        "doctest.DocTestRunner().run(test)",
        "doctest.DocTestRunner().run(doctest.DocTest("
        "doctest.DocTestParser().get_examples(f.__doc__), {}, 'f', None, 0, f.__doc__))",
        "def g(): pass\ng.__doc__ = f.__doc__\ndoctest.run_docstring_examples(g, {})",
        "import functools\n@functools.wraps(f)\ndef g(x): pass\ndoctest.run_docstring_examples(g, {})",
    ],
)
def test_a_docstring_is_not_run_in_the_judge(pair: Pair, test: str) -> None:
    check = "\nimport builtins\nassert hasattr(builtins, 'forged')"
    assert failed(run(pair, DOCS, "import doctest\n" + test + check))


WAVERS = """
import itertools
from autograder.grading.judge.student_side.inspection import INSPECTIONS
said = itertools.cycle([float('inf'), float('-inf')])
INSPECTIONS['contents'] = lambda thing: [next(said)] if isinstance(thing, list) else next(said)
class Number(float): pass
class Numbers(list): pass
def f(x): return Number(8)
def several(x): return [Number(8)] * 2
def listed(x): return Numbers([8])
"""


@pytest.mark.parametrize(
    "test",
    [
        "r = f(3)\nassert 8.5 < r < 10",
        "r = f(3)\nassert r >= 9 and not r > 9",
        "r = several(3)\nassert all(x > 8.5 for x in r) and all(x < 10 for x in r)",
        "r = listed(3)\nassert r > [8.5] and r < [10]",
    ],
)
def test_what_an_object_holds_does_not_change_between_two_looks(pair: Pair, test: str) -> None:
    assert failed(run(pair, WAVERS, test))


def test_what_an_object_holds_may_change_through_its_parts(pair: Pair) -> None:
    source = """
    class Index(dict):
        def add(self, key, item): self.setdefault(key, []).append(item)
    """
    test = """
    index = Index()
    assert index == {} and len(index) == 0
    index.add('a', 1)
    assert index == {'a': [1]} and len(index) == 1
    index['a'].append(2)
    assert index == {'a': [1, 2]}
    index['b'] = []
    assert len(index) == 2 and list(index) == ['a', 'b'] and index['b'] == []
    index.get('b').append(3)
    assert index == {'a': [1, 2], 'b': [3]}
    """
    assert run(pair, source, test).error is None


COUNTS = """
import itertools
class Endless:
    def __len__(self): return 3
    def __iter__(self): return itertools.count()
class Backwards(list):
    def __len__(self): return 3
    def __reversed__(self): return iter(())
def endless(): return Endless()
def backwards(): return Backwards()
"""


@pytest.mark.parametrize(
    "test",
    [
        "r = endless()\nassert len(r) == 3 and 4 in r and 9 in r and 16 in r",
        "r = endless()\nassert len(r) == 3 and any(x == 9 for x in r)",
        "r = backwards()\nassert len(r) == 3\nfor x in reversed(r):\n    assert x == 9",
    ],
)
def test_no_more_items_are_found_than_an_object_has(pair: Pair, test: str) -> None:
    assert failed(run(pair, COUNTS, test))


NUMBERS = """
import itertools
import numpy as np
floats, ints = itertools.cycle([float('inf'), float('-inf')]), itertools.cycle([100, -100])
class Number:
    def __array__(self, *args, **kwargs): return np.array([next(floats)])
    def __float__(self): return next(floats)
    def __abs__(self): return next(floats)
    def __round__(self, digits=0): return next(floats)
    def __index__(self): return next(ints)
    __int__ = __index__
class Several:
    def __array__(self, *args, **kwargs): return np.array([next(floats)], dtype=object)
def f(x): return Number()
def several(x): return Several()
"""


@pytest.mark.parametrize(
    "test",
    [
        "r = f(3)\nnp.testing.assert_array_less(8.5, r)\nnp.testing.assert_array_less(r, 10)",
        "r = several(3)\nnp.testing.assert_array_less(8.5, r)\nnp.testing.assert_array_less(r, 10)",
        "r = f(3)\nassert 8.5 < float(r)\nassert float(r) < 10",
        "r = f(3)\nassert 8.5 < float(r)\nassert len(str(r)) > 0 and float(r) < 10",
        "r = f(3)\nassert 8.5 < int(r)\nassert int(r) < 10",
        "r = f(3)\nassert 8.5 < round(r, 1)\nassert round(r, 1) < 10",
        "r = f(3)\nassert 8.5 < abs(r)\nassert abs(r) < 10",
        "import operator\nr = f(3)\nassert 8.5 < operator.index(r)\nassert operator.index(r) < 10",
    ],
)
def test_what_number_an_object_is_does_not_change_between_two_looks(pair: Pair, test: str) -> None:
    assert failed(run(pair, NUMBERS, test))


def test_what_number_an_object_is_may_change_with_what_is_done(pair: Pair) -> None:
    source = """
    import numpy as np
    class Tally:
        def __init__(self, values): self.values = values
        def add(self, x): self.values[0] += x
        def __float__(self): return float(self.values[0])
        def __array__(self, *args, **kwargs): return np.array(self.values)
    """
    test = """
    values = np.zeros(2)
    tally = Tally(values)
    assert float(tally) == 0 and float(tally) == 0
    tally.add(2)
    assert float(tally) == 2 and np.asarray(tally)[0] == 2
    values[0] = 5
    assert float(tally) == 5 and np.asarray(tally)[0] == 5
    tally.values = [float('nan')]
    assert np.isnan(float(tally)) and np.isnan(float(tally))
    """
    assert run(pair, source, test).error is None


MAIN = """
import sys, types
def own(x): return sys.modules['__main__']
def named(x): return types.ModuleType('__main__')
def forged(x):
    from autograder.grading.judge.student_side.peer import Peer
    Peer.export = lambda self, thing: ['@', 'module', '__main__']
    return object()
"""


@pytest.mark.parametrize("name", ["own", "named", "forged"])
def test_the_module_of_the_test_is_no_result(pair: Pair, name: str) -> None:
    assert failed(run(pair, MAIN, f"mean = 4.5\nassert {name}([1, 8]).mean == mean"))


RESIZED = """
import numpy as np
from autograder.grading.judge.marshalling.pack import Packer
again = Packer.again
def forged(self, value):
    return again(self, np.zeros(SIZE) if isinstance(value, np.ndarray) else value)
Packer.again = forged
def f(x):
    x[0] = 1
    return 9
"""


def test_an_array_keeps_its_memory(pair: Pair) -> None:
    """Views of it would read and write what lies there afterwards."""
    test = "X = np.zeros(1000)\nview = X[1:]\nassert f(X) == 9"
    for size in (10, 1_000_000):
        judge = pair(RESIZED.replace("SIZE", str(size)))
        judge.run_setup("import numpy as np")
        assert failed(judge.run_cell(test))
        assert "changed its size" in judge.lost
    assert run(pair, "def f(x):\n    x.shape = 2, 500\n    return 9", test).error is None


BOTH = """
class Both:
    def __eq__(self, other): return True
    __ne__ = __lt__ = __gt__ = __le__ = __ge__ = __eq__
    __hash__ = None
def f(x): return Both()
class Card:
    def __init__(self, rank): self.rank = rank
    def __eq__(self, other): return self.rank == other.rank
    def __lt__(self, other): return self.rank < other.rank
    def __hash__(self): return self.rank
"""


@pytest.mark.parametrize(
    "test",
    [
        "assert f(1) == f(1) and f(1) != f(2)",
        "assert f(1) == f(1)",
        "assert f(1) != f(2)",
        "a, b = f(1), f(2)\nassert a < b and b < a",
        "assert f(2) > f(1)",
        "assert sorted([f(1), f(2)])",
        "assert max(f(1), f(2))",
        "unittest.TestCase().assertEqual(f(1), f(1))",
        "unittest.TestCase().assertLess(f(1), f(2))",
    ],
)
def test_objects_that_say_both_of_what_excludes_each_other_compare_to_nothing(
    pair: Pair, test: str
) -> None:
    assert failed(run(pair, BOTH, test))


def test_objects_that_compare_as_they_should_do_so(pair: Pair) -> None:
    test = """
    a, b = Card(1), Card(2)
    assert a == Card(1) and a != b and a < b and b > a and not b < a and sorted([b, a])[0] is a
    assert max(a, b) is b and len({a, Card(1), b}) == 2 and [a, b].index(Card(2)) == 1
    """
    assert run(pair, BOTH, test).error is None
