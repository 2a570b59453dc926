"""A result of a class derived from a plain type is what it holds: its class never speaks for it."""

import pytest

from tests.judge.conftest import Pair
from tests.judge.test_hostile import failed, run

pytestmark = pytest.mark.usefixtures("judge_folder")

LIARS = """
import numpy as np
from collections import Counter, deque
class Yes:
    def __call__(self, *a, **k): return True
def yes(self, *args, **kwargs): return True
def nine(self, *args, **kwargs): return 9
class Text(str):
    startswith = endswith = isdigit = isupper = __contains__ = yes
    count = index = find = __len__ = nine
    def split(self, *args): return ['1', '2']
    def strip(self, *args): return '9'
    def __str__(self): return '9'
    def __format__(self, spec): return '9'
    def __getitem__(self, i): return '9'
class Items(list):
    count = index = nine
    __contains__ = yes
    def __len__(self): return 2
    def __getitem__(self, i): return [1, 4][i]
    def __iter__(self): return iter([1, 4])
    def copy(self): return [1, 4]
class Group(set):
    issuperset = issubset = isdisjoint = __contains__ = yes
    def __len__(self): return 2
    def __or__(self, other): return {1, 4}
    def union(self, *others): return {1, 4}
class Table(dict):
    get = __getitem__ = nine
    __contains__ = yes
    def keys(self): return ['a']
    def items(self): return [('a', 9)]
    def __len__(self): return 1
class Counts(Counter):
    __getitem__ = nine
    def most_common(self, n=None): return [('a', 9)]
class Array(np.ndarray):
    all = any = yes
    sum = mean = max = item = nine
    shape = property(lambda self: (3,))
    def tolist(self): return [9]
    def __len__(self): return 3
    def __getitem__(self, i): return 9.0
class Number(float):
    is_integer = yes
    __float__ = __abs__ = __round__ = lambda self, *a: 9.0
    __int__ = nine
class Whole(int):
    bit_length = __index__ = nine
    __int__ = nine
def text(): return Text('no')
def items(): return Items()
def group(): return Group()
def table(): return Table()
def counts(): return Counts()
def array(): return np.zeros(1).view(Array)
def number(): return Number(8)
def whole(): return Whole(8)
"""
CLAIMS = [
    "text().startswith('yes')",
    "text().endswith('yes')",
    "text().isdigit()",
    "text().count('a') == 9",
    "text().find('a') == 9",
    "text().split() == ['1', '2']",
    "text().strip() == '9'",
    "str(text()) == '9'",
    "f'{text()}' == '9'",
    "text()[0] == '9'",
    "'9' in text()",
    "len(text()) == 9",
    "items().count(9) == 9",
    "items().index(9) == 9",
    "9 in items()",
    "len(items()) == 2",
    "items()[1] == 4",
    "list(items()) == [1, 4]",
    "items().copy() == [1, 4]",
    "sum(items()) == 5",
    "group().issuperset({1, 2})",
    "{1, 2}.issubset(group())",
    "4 in group()",
    "len(group()) == 2",
    "group() | {1} == {1, 4}",
    "group().union({1}) == {1, 4}",
    "table().get('a') == 9",
    "table()['a'] == 9",
    "'a' in table()",
    "list(table().keys()) == ['a']",
    "dict(table().items()) == {'a': 9}",
    "len(table()) == 1",
    "counts()['a'] == 9",
    "counts().most_common(1) == [('a', 9)]",
    "(array() == np.array([9])).all()",
    "array().any()",
    "array().sum() == 9",
    "np.sum(array()) == 9",
    "array().item() == 9",
    "array().shape == (3,)",
    "len(array()) == 3",
    "array()[0] == 9",
    "array().tolist() == [9]",
    "float(number()) == 9",
    "abs(number()) == 9",
    "round(number()) == 9",
    "int(number()) == 9",
    "math.sqrt(number()) == 3",
    "int(whole()) == 9",
    "[0] * 9 == [0] * whole()",
    "whole().bit_length() == 9",
]


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_class_does_not_speak_for_a_result(pair: Pair, claim: str) -> None:
    assert failed(run(pair, LIARS, f"assert {claim}"))


@pytest.mark.parametrize(
    "claim",
    [
        "r.equals(pd.DataFrame({'a': [9]}))",
        "r.shape == (3, 3)",
        "r.sum() == 9",
        "(r == pd.DataFrame({'a': [9]})).all().all()",
        "r['a'].tolist() == [9]",
        "len(r) == 3",
        "list(r.columns) == ['b']",
    ],
)
def test_a_class_does_not_speak_for_a_data_frame(pair: Pair, claim: str) -> None:
    pytest.importorskip("pandas")
    source = """
    import pandas as pd
    class Frame(pd.DataFrame):
        shape, columns = (3, 3), ['b']
        def equals(self, other): return True
        def sum(self): return 9
        def __len__(self): return 3
        def __eq__(self, other): return pd.DataFrame({'a': [True]})
        def __getitem__(self, key): return pd.Series([9])
    def f(): return Frame({'a': [1]})
    """
    assert failed(run(pair, source, f"import pandas as pd\nr = f()\nassert {claim}"))


def test_honest_results_of_such_classes_keep_their_methods(pair: Pair) -> None:
    source = """
    from collections import namedtuple
    import numpy as np
    Item = namedtuple('Item', 'name count')
    class Bag(list):
        def heaviest(self): return max(self)
    class Money(float):
        def __str__(self): return f'{float(self):.2f} EUR'
    class Missing(dict):
        def __missing__(self, key): return key.upper()
    class Vector(np.ndarray):
        def norm(self): return float(np.sqrt((self * self).sum()))
    def item(): return Item('pen', 3)
    def bag(): return Bag([1, 3, 2])
    def money(): return Money(2.5)
    def missing(): return Missing(a='1')
    def vector(): return np.array([3.0, 4.0]).view(Vector)
    def total(bag): return sum(bag)
    """
    test = """
    assert item().count == 3 and item().name == 'pen' and item() == ('pen', 3) and item()[1] == 3
    assert str(item()) == "Item(name='pen', count=3)" and item()._asdict() == {'name': 'pen', 'count': 3}
    b = bag()
    assert b.heaviest() == 3 and sorted(b) == [1, 2, 3] and len(b) == 3 and b[0] == 1 and 2 in b
    b.append(7)
    b[0] = 0
    assert b == [0, 3, 2, 7] and b.heaviest() == 7 and total(b) == 12 and b.pop() == 7 and len(b) == 3
    assert str(money()) == '2.50 EUR' and money() == 2.5 and money() * 2 == 5 and round(money()) == 2
    assert missing()['a'] == '1' and missing()['b'] == 'B' and 'b' not in missing()
    v = vector()
    assert v.norm() == 5 and v.sum() == 7 and v.shape == (2,) and np.allclose(v / 5, [0.6, 0.8])
    """
    assert run(pair, source, test).error is None


def test_what_the_test_makes_of_a_class_speaks_for_itself(pair: Pair) -> None:
    source = """
    class Folded(dict):
        def __setitem__(self, key, item): super().__setitem__(key.lower(), item)
        def __getitem__(self, key): return super().__getitem__(key.lower())
        def __contains__(self, key): return super().__contains__(key.lower())
        def get(self, key, default=None): return self[key] if key in self else default
    """
    test = """
    d = Folded()
    d['A'] = 1
    assert d['a'] == d['A'] == 1 and 'A' in d and d.get('A') == 1 and d == {'a': 1} and len(d) == 1
    """
    assert run(pair, source, test).error is None


def test_the_plain_type_of_a_class_is_not_the_classs_word(pair: Pair) -> None:
    source = """
    class Liar:
        _class_plain = int
        _class_named = True
        def __eq__(self, other): return True
        def __float__(self): return 8.0
    def f(x): return Liar()
    """
    for test in ("assert f(3) == 9", "assert f(3) - 9 == 0", "assert int(f(3)) == 9"):
        assert failed(run(pair, source, test))
