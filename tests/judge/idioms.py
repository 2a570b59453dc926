"""What test cells do, by idiom: the student's code done right, done wrong, and the test cell."""

from dataclasses import dataclass
from textwrap import dedent


@dataclass(frozen=True)
class Idiom:
    """A test cell that the right code passes and the wrong code fails."""

    name: str
    right: str
    wrong: str
    test: str
    setup: str = ""


def idiom(name: str, right: str, wrong: str, test: str, setup: str = "") -> Idiom:
    return Idiom(name, *map(dedent, (right, wrong, test, setup)))


SQUARE = "def square(x):\n    return x * x\n"
CUBE = "def square(x):\n    return x * x * x\n"
NUMPY = "import numpy as np\n"

IDIOMS = [
    idiom("plain assert", SQUARE, CUBE, "assert square(3) == 9"),
    idiom(
        "assert with a message",
        SQUARE,
        CUBE,
        """
        for x in [2, 3]:
            assert square(x) == x ** 2, f'square({x}) gave {square(x)}'
        """,
    ),
    idiom(
        "np.testing.assert_allclose",
        "import numpy as np\ndef half(X):\n    return np.asarray(X) / 2",
        "def half(X):\n    return X",
        "np.testing.assert_allclose(half(np.arange(6.0).reshape(2, 3)), np.arange(6).reshape(2, 3) / 2)",
        NUMPY,
    ),
    idiom(
        "np.allclose, shape and dtype",
        "import numpy as np\ndef ones(n):\n    return np.ones((n, 2))",
        "import numpy as np\ndef ones(n):\n    return np.ones((2, n))",
        """
        r = ones(3)
        assert isinstance(r, np.ndarray) and r.shape == (3, 2) and r.dtype == float
        assert np.allclose(r, 1)
        """,
        NUMPY,
    ),
    idiom(
        "pytest.raises with a match",
        """
        def root(x):
            if x < 0:
                raise ValueError('x is negative')
            return x ** 0.5
        """,
        "def root(x):\n    return x ** 0.5",
        "with pytest.raises(ValueError, match='negative'):\n    root(-1)",
        "import pytest\n",
    ),
    idiom(
        "unittest with assertRaises",
        """
        def root(x):
            if x < 0:
                raise ValueError('x is negative')
            return x ** 0.5
        """,
        "def root(x):\n    return 0",
        """
        import unittest
        class TestRoot(unittest.TestCase):
            def test_value(self):
                self.assertAlmostEqual(root(2), 1.41421356, places=6)
            def test_negative(self):
                with self.assertRaises(ValueError):
                    root(-1)
        result = unittest.TextTestRunner(stream=io.StringIO()).run(
            unittest.defaultTestLoader.loadTestsFromTestCase(TestRoot))
        assert result.wasSuccessful()
        """,
        "import io\n",
    ),
    idiom(
        "unittest.main on __main__",
        SQUARE,
        CUBE,
        """
        import unittest
        class TestSquare(unittest.TestCase):
            function = staticmethod(square)
            def test_it(self):
                self.assertEqual(self.function(3), 9)
        with contextlib.redirect_stderr(io.StringIO()):
            result = unittest.main(argv=[''], exit=False).result
        assert result.testsRun == 1 and result.wasSuccessful()
        """,
        "import contextlib, io\n",
    ),
    idiom(
        "try and except",
        """
        def first(xs):
            if not xs:
                raise IndexError('no items')
            return xs[0]
        """,
        "def first(xs):\n    return xs[0] if xs else None",
        """
        try:
            first([])
        except IndexError as error:
            assert str(error) == 'no items' and error.args == ('no items',)
        else:
            raise AssertionError('nothing was raised')
        """,
    ),
    idiom(
        "approx and isclose",
        "def mean(xs):\n    return sum(xs) / len(xs)",
        "def mean(xs):\n    return sum(xs) // len(xs)",
        """
        import math
        assert math.isclose(mean([1, 2]), 1.5)
        assert mean([0.1, 0.2]) == pytest.approx(0.15)
        assert abs(mean([3, 4]) - 3.5) < 1e-9
        """,
        "import pytest\n",
    ),
    idiom(
        "NumPy's global seed",
        "import numpy as np\ndef draw(n):\n    return np.random.rand(n)",
        "import numpy as np\ndef draw(n):\n    return np.random.rand(n + 1)[:n] + 1",
        """
        np.random.seed(3)
        a = draw(4)
        np.random.seed(3)
        b = np.random.rand(4)
        assert np.array_equal(a, b)
        assert draw(1) == np.random.RandomState(3).rand(9)[4]
        """,
        NUMPY,
    ),
    idiom(
        "random.seed",
        "import random\ndef die():\n    return random.randint(1, 6)",
        "def die():\n    return 0",
        """
        import random
        random.seed(1)
        a = [die() for _ in range(20)]
        random.seed(1)
        assert a == [random.randint(1, 6) for _ in range(20)]
        """,
    ),
    idiom(
        "a random generator as argument",
        "def shuffled(n, rng):\n    return rng.permutation(n)",
        "import numpy as np\ndef shuffled(n, rng):\n    return np.arange(n)",
        """
        rng = np.random.default_rng(0)
        a, b = shuffled(10, rng), shuffled(10, rng)
        expected = np.random.default_rng(0)
        assert np.array_equal(a, expected.permutation(10))
        assert np.array_equal(b, expected.permutation(10))
        assert rng.random() == expected.random()
        """,
        NUMPY,
    ),
    idiom(
        "arguments that a generator keeps",
        """
        def draws(rng, log, X):
            for i in range(3):
                log.append(i)
                X[0] += 1
                yield rng.integers(100)
        """,
        """
        def draws(rng, log, X):
            X = X.copy()
            for i in range(3):
                yield rng.integers(100)
        """,
        """
        rng, expected, log, X = np.random.default_rng(0), np.random.default_rng(0), [], np.zeros(2)
        g = draws(rng, log, X)
        assert next(g) == expected.integers(100) and log == [0] and X[0] == 1
        assert rng.integers(5) == expected.integers(5)
        log.clear()
        assert next(g) == expected.integers(100) and log == [1]
        h = draws(rng, log, X)
        assert next(h) == expected.integers(100) and X[0] == 3 and log == [1, 0]
        assert list(h) == [expected.integers(100), expected.integers(100)]
        """,
        NUMPY,
    ),
    idiom(
        "a recording random generator",
        """
        import numpy as np
        def shuffled(xs, rng):
            assert isinstance(rng, np.random.Generator)
            rng.shuffle(xs)
        """,
        "def shuffled(xs, rng):\n    xs.reverse()",
        """
        class Recorder(np.random.Generator):
            def __init__(self, seed):
                super().__init__(np.random.PCG64(seed))
                self.calls = []
            def shuffle(self, x, axis=0):
                self.calls.append('shuffle')
                return super().shuffle(x, axis)
        rng = Recorder(1)
        xs = list(range(8))
        shuffled(xs, rng)
        expected = list(range(8))
        np.random.Generator(np.random.PCG64(1)).shuffle(expected)
        assert rng.calls == ['shuffle'] and xs == expected
        """,
        NUMPY,
    ),
    idiom(
        "input patched by mock",
        "def ask():\n    return int(input('How many? ')) * 2",
        "def ask():\n    return 2",
        """
        from unittest.mock import patch
        with patch('builtins.input', side_effect=['4', '5']) as fake:
            assert ask() == 8 and ask() == 10
        fake.assert_called_with('How many? ')
        """,
    ),
    idiom(
        "input replaced by assignment",
        "def ask():\n    return input().upper()",
        "def ask():\n    return 'no'",
        "input = lambda prompt='': 'yes'\nassert ask() == 'YES'\ndel input",
    ),
    idiom(
        "input from sys.stdin",
        """
        import sys
        def total():
            a = int(input())
            return a + sum(int(line) for line in sys.stdin)
        """,
        "def total():\n    return 0",
        """
        import io, sys
        before, sys.stdin = sys.stdin, io.StringIO('1\\n2\\n3\\n')
        try:
            assert total() == 6
        finally:
            sys.stdin = before
        """,
    ),
    idiom(
        "print patched by mock",
        "def greet(name):\n    print('Hello,', name)",
        "def greet(name):\n    return f'Hello, {name}'",
        """
        from unittest.mock import patch
        with patch('builtins.print') as fake:
            greet('Ada')
        fake.assert_called_once_with('Hello,', 'Ada')
        """,
    ),
    idiom(
        "standard output redirected",
        "def greet(name):\n    print(f'Hello, {name}')",
        "def greet(name):\n    print('Hello')",
        """
        from contextlib import redirect_stdout
        from io import StringIO
        out = StringIO()
        with redirect_stdout(out):
            greet('Ada')
            greet('Grace')
        assert out.getvalue() == 'Hello, Ada\\nHello, Grace\\n'
        """,
    ),
    idiom(
        "a file that the test writes",
        """
        def lines(path):
            with open(path) as file:
                return len(file.readlines())
        """,
        """
        def lines(path):
            with open(path) as file:
                return len(file.read())
        """,
        "with open('data.txt', 'w') as file:\n    file.write('a\\nbb\\n')\nassert lines('data.txt') == 2",
    ),
    idiom(
        "a file that the student writes",
        """
        def save(path, text):
            with open(path, 'w') as file:
                file.write(text)
        """,
        "def save(path, text):\n    open(path, 'w').close()",
        """
        from pathlib import Path
        save('out.txt', 'hi')
        assert Path('out.txt').read_text() == 'hi'
        """,
    ),
    idiom(
        "inspect.signature",
        "def step(w, lr=0.1, *, momentum: float = 0.9):\n    return w",
        "def step(w, rate):\n    return w",
        """
        import inspect
        parameters = inspect.signature(step).parameters
        assert list(parameters) == ['w', 'lr', 'momentum']
        assert parameters['lr'].default == 0.1
        assert parameters['momentum'].kind is inspect.Parameter.KEYWORD_ONLY
        assert parameters['momentum'].annotation is float
        assert step.__code__.co_argcount == 2
        """,
    ),
    idiom(
        "source text",
        "def total(xs):\n    return 0 if not xs else xs[0] + total(xs[1:])",
        "def total(xs):\n    s = 0\n    for x in xs:\n        s += x\n    return s",
        """
        import inspect
        assert total([1, 2]) == 3
        assert 'for ' not in inspect.getsource(total)
        """,
    ),
    idiom(
        "callable and defined",
        SQUARE,
        "square = 9",
        """
        assert 'square' in globals() and 'square' in dir() and 'cube' not in globals()
        assert callable(square) and globals()['square'](2) == 4
        """,
    ),
    idiom(
        "docstring, name and annotations",
        """
        def area(r: float) -> float:
            '''Area of a circle.'''
            return 3.14 * r * r
        """,
        "def area(r):\n    return 3.14 * r * r",
        """
        assert area.__doc__ and area.__name__ == 'area'
        assert area.__annotations__ == {'r': float, 'return': float}
        """,
    ),
    idiom(
        "a class instantiated",
        """
        class Account:
            bank = 'First'
            def __init__(self, owner, balance=0):
                self.owner, self.balance = owner, balance
            def deposit(self, amount):
                self.balance += amount
                return self
        """,
        """
        class Account:
            bank = 'First'
            def __init__(self, owner, balance=0):
                self.owner, self.balance = owner, 0
            def deposit(self, amount):
                pass
        """,
        """
        assert isinstance(Account, type) and Account.__name__ == 'Account' and Account.bank == 'First'
        a = Account('Ada', 5)
        assert hasattr(a, 'deposit') and callable(a.deposit) and not hasattr(a, 'withdraw')
        assert hasattr(Account, 'deposit') and not hasattr(Account, 'withdraw')
        a.deposit(3).deposit(2)
        a.balance += 1
        assert a.balance == 11 and a.owner == 'Ada'
        assert isinstance(a, Account) and type(a) is Account and type(a).__name__ == 'Account'
        """,
    ),
    idiom(
        "inheritance",
        """
        class Shape:
            def area(self): return 0
        class Square(Shape):
            def __init__(self, s): self.s = s
            def area(self): return self.s ** 2
        """,
        """
        class Shape:
            def area(self): return 0
        class Square:
            def __init__(self, s): self.s = s
            def area(self): return self.s ** 2
        """,
        "assert issubclass(Square, Shape) and isinstance(Square(2), Shape) and Square(3).area() == 9",
    ),
    idiom(
        "special methods",
        """
        class Vector:
            def __init__(self, *xs): self.xs = list(xs)
            def __add__(self, other): return Vector(*(a + b for a, b in zip(self.xs, other.xs)))
            def __mul__(self, k): return Vector(*(k * a for a in self.xs))
            def __rmul__(self, k): return self * k
            def __eq__(self, other): return isinstance(other, Vector) and self.xs == other.xs
            def __hash__(self): return hash(tuple(self.xs))
            def __len__(self): return len(self.xs)
            def __getitem__(self, i): return self.xs[i]
            def __setitem__(self, i, x): self.xs[i] = x
            def __contains__(self, x): return x in self.xs
            def __iter__(self): return iter(self.xs)
            def __repr__(self): return f'Vector{tuple(self.xs)}'
            def __lt__(self, other): return self.xs < other.xs
            def __bool__(self): return any(self.xs)
            def __call__(self, i): return self.xs[i]
        """,
        """
        class Vector:
            def __init__(self, *xs): self.xs = list(xs)
            def __add__(self, other): return self
            def __len__(self): return 2
        """,
        """
        a, b = Vector(1, 2), Vector(3, 4)
        assert a + b == Vector(4, 6) and a + b != a and (a * 2).xs == [2, 4] and 3 * a == Vector(3, 6)
        assert len(a) == 2 and a[1] == 2 and list(a) == [1, 2] and 2 in a and 5 not in a
        assert repr(a) == str(a) == 'Vector(1, 2)' and f'{a}' == 'Vector(1, 2)'
        a[0] = 7
        assert a(0) == 7 and b < a and sorted([a, b])[0] is b and not Vector(0, 0) and len({a, b}) == 2
        assert a != 7 and not a == [7, 2]
        """,
    ),
    idiom(
        "a generator",
        "def countdown(n):\n    while n:\n        yield n\n        n -= 1",
        "def countdown(n):\n    return [n]",
        """
        import inspect, types
        assert inspect.isgeneratorfunction(countdown)
        g = countdown(3)
        assert isinstance(g, types.GeneratorType) and iter(g) is g
        assert next(g) == 3 and list(g) == [2, 1]
        with pytest.raises(StopIteration):
            next(g)
        assert next(g, None) is None
        """,
        "import pytest\n",
    ),
    idiom(
        "an endless generator",
        """
        def primes():
            n = 2
            while True:
                if all(n % d for d in range(2, n)):
                    yield n
                n += 1
        """,
        "def primes():\n    n = 2\n    while True:\n        yield n\n        n += 1",
        """
        from itertools import islice
        assert list(islice(primes(), 5)) == [2, 3, 5, 7, 11]
        """,
    ),
    idiom(
        "a helper deleted and put back",
        """
        def square(x):
            return x * x
        def total(xs):
            return sum(square(x) for x in xs)
        """,
        """
        def square(x):
            return x * x
        def total(xs):
            return sum(x * x for x in xs)
        """,
        """
        original = square
        del square
        try:
            total([1, 2])
        except NameError:
            pass
        else:
            raise AssertionError('total does not use square')
        finally:
            square = original
        assert total([1, 2]) == 5 and square(3) == 9
        """,
    ),
    idiom(
        "a helper replaced",
        """
        def square(x):
            return x * x
        def total(xs):
            return sum(square(x) for x in xs)
        """,
        """
        def square(x):
            return x * x
        def total(xs):
            return sum(x * x for x in xs)
        """,
        """
        from unittest.mock import MagicMock
        original, square = square, MagicMock(return_value=10)
        try:
            assert total([1, 2]) == 20 and square.call_count == 2
        finally:
            square = original
        assert total([1, 2]) == 5
        """,
    ),
    idiom(
        "a helper patched in __main__",
        "def roll():\n    return 3\ndef game():\n    return roll() + roll()",
        "def roll():\n    return 3\ndef game():\n    return 6",
        """
        from unittest.mock import patch
        with patch('__main__.roll', side_effect=[1, 2]):
            assert game() == 3
        assert game() == 6
        """,
    ),
    idiom(
        "a library function patched",
        """
        import random
        def coin():
            return 'heads' if random.random() < 0.5 else 'tails'
        """,
        "def coin():\n    return 'heads'",
        """
        import random
        from unittest.mock import patch
        with patch('random.random', return_value=0.9):
            assert coin() == 'tails'
        random.random, before = (lambda: 0.1), random.random
        try:
            assert coin() == 'heads'
        finally:
            random.random = before
        """,
    ),
    idiom(
        "the student's own exceptions",
        """
        class TooLittle(ValueError):
            def __init__(self, missing):
                super().__init__(f'{missing} missing')
                self.missing = missing
        def pay(balance, price):
            if price > balance:
                raise TooLittle(price - balance)
        """,
        """
        class TooLittle(Exception):
            pass
        def pay(balance, price):
            raise TooLittle('no')
        """,
        """
        assert issubclass(TooLittle, ValueError)
        with pytest.raises(TooLittle) as caught:
            pay(3, 5)
        assert str(caught.value) == '2 missing' and caught.value.missing == 2
        """,
        "import pytest\n",
    ),
    idiom(
        "closures",
        "def adder(n):\n    def add(x):\n        return x + n\n    return add",
        "def adder(n):\n    return lambda x: x",
        """
        add = adder(3)
        assert callable(add) and add(4) == 7 and [add(i) for i in range(2)] == [3, 4]
        assert list(map(adder(1), [1, 2])) == [2, 3] and sorted([3, -1], key=adder(0)) == [-1, 3]
        """,
    ),
    idiom(
        "callbacks",
        "def apply(f, xs):\n    return [f(x) for x in xs]",
        "def apply(f, xs):\n    return xs",
        """
        seen = []
        def record(x):
            seen.append(x)
            return -x
        assert apply(record, [1, 2]) == [-1, -2] and seen == [1, 2]
        assert apply(len, ['a', 'bb']) == [1, 2] and apply(np.sqrt, [4.0]) == [2.0]
        """,
        NUMPY,
    ),
    idiom(
        "arguments changed in place",
        """
        def clean(xs, table, X):
            xs.sort()
            table['n'] = len(xs)
            X *= 2
            X.flags.writeable
        """,
        "def clean(xs, table, X):\n    return sorted(xs)",
        """
        xs, table, X = [3, 1, 2], {}, np.ones((2, 2))
        assert clean(xs, table, X) is None
        assert xs == [1, 2, 3] and table == {'n': 3} and X.sum() == 8
        """,
        NUMPY,
    ),
    idiom(
        "arguments left alone",
        "def longer(xs):\n    return [*xs, 0]",
        "def longer(xs):\n    xs.append(0)\n    return xs",
        """
        xs = [1]
        result = longer(xs)
        assert result == [1, 0] and xs == [1] and result is not xs
        """,
    ),
    idiom(
        "warnings",
        """
        import warnings
        def old():
            warnings.warn('use new', DeprecationWarning)
            return 1
        """,
        "def old():\n    return 1",
        """
        with pytest.warns(DeprecationWarning, match='use new'):
            assert old() == 1
        """,
        "import pytest\n",
    ),
    idiom(
        "NumPy's floating point errors",
        """
        import numpy as np
        def softmax(z):
            e = np.exp(z - z.max())
            return e / e.sum()
        """,
        """
        import numpy as np
        def softmax(z):
            e = np.exp(z)
            return e / e.sum()
        """,
        """
        with np.errstate(over='raise'):
            assert np.allclose(softmax(np.array([1000.0, 1000.0])), 0.5)
        """,
        NUMPY,
    ),
    idiom(
        "types of results",
        """
        def stats(xs):
            return {'n': len(xs), 'set': {1, 2}, 'pair': (1, 2.0), 'none': None}
        """,
        """
        def stats(xs):
            return {'n': float(len(xs)), 'set': [1, 2], 'pair': [1, 2.0], 'none': 0}
        """,
        """
        r = stats([1, 2])
        assert type(r) is dict and type(r['n']) is int and isinstance(r['set'], set)
        assert r == {'n': 2, 'set': {1, 2}, 'pair': (1, 2.0), 'none': None} and r['none'] is None
        """,
    ),
    idiom(
        "the student's variables",
        "answer = 42\nnames = ['a', 'b']\nresult: float = 1.5",
        "answer = 41\nnames = []\nresult = 2",
        "assert answer == 42 and names == ['a', 'b'] and result == 1.5",
    ),
    idiom(
        "partial credit",
        SQUARE,
        CUBE,
        """
        points = 0
        if square(2) == 4:
            points += 1
        if square(3) == 9:
            points += 1
        assert points
        points
        """,
    ),
    idiom(
        "helpers and loops in the test cell",
        SQUARE,
        CUBE,
        """
        def check(f, cases):
            return all(f(x) == expected for x, expected in cases)
        class Case:
            value = square(2)
        assert check(square, [(1, 1), (2, 4)]) and Case.value == 4
        assert [square(i) for i in range(3)] == [0, 1, 4] and (lambda: square(5))() == 25
        """,
    ),
    idiom(
        "an object of the test's own",
        "def fill(cup):\n    cup.level += 1\n    cup.note('filled')\n    return cup",
        "def fill(cup):\n    return None",
        """
        class Cup:
            def __init__(self):
                self.level, self.notes = 0, []
            def note(self, text):
                self.notes.append(text)
        cup = Cup()
        assert fill(cup) is cup and cup.level == 1 and cup.notes == ['filled']
        """,
    ),
    idiom(
        "context managers and iterators of the student",
        """
        class Tag:
            def __init__(self): self.log = []
            def __enter__(self): self.log.append('in'); return self
            def __exit__(self, *e): self.log.append('out'); return True
        class Upto:
            def __init__(self, n): self.n, self.i = n, 0
            def __iter__(self): return self
            def __next__(self):
                if self.i == self.n: raise StopIteration
                self.i += 1
                return self.i
        """,
        "class Tag:\n    pass\nclass Upto:\n    pass",
        """
        t = Tag()
        with t as entered:
            assert entered is t
            raise ValueError
        assert t.log == ['in', 'out'] and list(Upto(3)) == [1, 2, 3]
        """,
    ),
    idiom(
        "records: dataclass, named tuple, enum",
        """
        from collections import namedtuple
        from dataclasses import dataclass
        from enum import Enum
        Point = namedtuple('Point', 'x y')
        @dataclass
        class Item:
            name: str
            price: float = 1.0
        class Color(Enum):
            RED = 1
        """,
        "def Point(x, y): return [x, y]\ndef Item(n): return n\nclass Color: RED = 1",
        """
        p = Point(1, 2)
        assert p.x == 1 and p[1] == 2 and list(p) == [1, 2]
        assert Item('pen') == Item('pen', 1.0) and Item('pen') != Item('ink') and Item('a').price == 1.0
        assert Color.RED.value == 1 and Color['RED'] is Color.RED and Color(1) is Color.RED
        """,
    ),
    idiom(
        "recursion without end",
        "def fact(n):\n    return 1 if n <= 0 else n * fact(n - 1)",
        "def fact(n):\n    return n * fact(n - 1)",
        """
        try:
            assert fact(5) == 120 and fact(30) == 265252859812191058636308480000000
        except RecursionError:
            raise AssertionError('fact never ends')
        """,
    ),
    idiom(
        "NumPy scalars, sums and comparisons",
        """
        import numpy as np
        def accuracy(a, b):
            return np.mean(np.array(a) == np.array(b))
        """,
        "def accuracy(a, b):\n    return 1",
        """
        r = accuracy([1, 2], [1, 3])
        assert isinstance(r, np.floating) and r == 0.5 and round(float(r), 2) == 0.5
        """,
        NUMPY,
    ),
    idiom(
        "an import made by the student",
        "import math\nimport numpy as np\ndef circle(r):\n    return math.pi * r * r",
        "import numpy as np\ndef circle(r):\n    return 3 * r * r",
        "assert np.isclose(circle(2), 4 * np.pi) and type(np).__name__ == 'module'",
    ),
    idiom(
        "an exception as argument and as result",
        """
        def describe(error):
            return type(error).__name__, str(error), isinstance(error, ValueError), error
        def make():
            return KeyError("x")
        """,
        "def describe(error): return '', '', False, error\ndef make(): return 'x'",
        """
        error = ValueError("bad")
        assert describe(error) == ("ValueError", "bad", True, error)
        assert isinstance(make(), KeyError) and make().args == ("x",)
        """,
    ),
    idiom(
        "a class of the test that derives from the student's",
        """
        class Shape:
            def __init__(self, name): self.name = name
            def area(self): raise NotImplementedError
            def describe(self): return f'{self.name} of {self.area()}'
            def double(self): return 2 * self.area()
        """,
        """
        class Shape:
            def __init__(self, name): self.name = name
            def area(self): return 0
            def describe(self): return f'{self.name} of 0'
            def double(self): return 0
        """,
        """
        class Probe(Shape):
            sides = 4
            calls = 0
            def __init__(self, side):
                super().__init__('probe')
                self.side = side
            def area(self):
                Probe.calls += 1
                return self.side ** 2
            def describe(self):
                return super().describe() + '!'
            @property
            def half(self): return self.side / 2
            @staticmethod
            def unit(): return 'cm'
            @classmethod
            def make(cls): return cls(1)
        p = Probe(3)
        assert isinstance(p, Shape) and issubclass(Probe, Shape) and type(p) is Probe
        assert p.describe() == 'probe of 9!' and p.double() == 18 and Probe.calls == 2
        assert p.half == 1.5 and p.sides == 4 and p.unit() == 'cm' and Probe.make().side == 1
        assert Shape('plain').name == 'plain' and not isinstance(Shape('plain'), Probe)
        """,
    ),
    idiom(
        "a named tuple as result",
        """
        from collections import namedtuple
        Point = namedtuple('Point', 'x y')
        def origin(): return Point(1, 2)
        """,
        "def origin(): return [1, 3]\nPoint = list",
        """
        p = origin()
        x, y = p
        assert isinstance(p, tuple) and p.x == x == 1 and p[1] == 2 and p[-1] == 2 and len(p) == 2
        assert p == (1, 2) and (1, 2) == p and not p != (1, 2) and p != (2, 1) and p < (1, 3)
        assert [p] == [(1, 2)] and p in {(1, 2)} and {p: 'here'}[1, 2] == 'here' and p + (3,) == (1, 2, 3)
        assert p._asdict() == {'x': 1, 'y': 2} and repr(p) == 'Point(x=1, y=2)' and p == Point(1, 2)
        np.testing.assert_allclose(p, [1, 2])
        """,
        NUMPY,
    ),
    idiom(
        "containers of the student's own classes as results",
        """
        from collections import Counter, defaultdict
        class Stack(list):
            def push(self, x):
                self.append(x)
                return self
        class Table(dict):
            pass
        class Word(str):
            pass
        def make(): return Stack([1]).push(2), Table(a=1), Counter('aab'), Word('hi')
        def groups(xs):
            found = defaultdict(list)
            for x in xs:
                found[len(x)].append(x)
            return found
        """,
        """
        class Stack(list):
            def push(self, x): return self
        def make(): return Stack([1]).push(2), {}, {}, ''
        def groups(xs): return {}
        """,
        """
        from collections import Counter
        stack, table, counts, word = make()
        assert stack == [1, 2] and isinstance(stack, list) and stack.push(3) == [1, 2, 3] and stack[2] == 3
        assert Stack() == [] and Stack().push(7) == [7] and len(stack) == 3
        assert table == {'a': 1} and isinstance(table, dict) and dict(table) == {'a': 1}
        assert counts == Counter('aab') == {'a': 2, 'b': 1} and counts.most_common(1) == [('a', 2)]
        assert word == 'hi' and word + '!' == 'hi!' and isinstance(word, str) and {'hi': 1}[word] == 1
        assert groups(['a', 'b', 'cc']) == {1: ['a', 'b'], 2: ['cc']} and groups([])[5] == []
        """,
    ),
    idiom(
        "data classes looked into",
        """
        from dataclasses import dataclass, field
        @dataclass
        class Item:
            name: str
            price: float = 1.0
            tags: list = field(default_factory=list)
        @dataclass(frozen=True, order=True)
        class Version:
            major: int
        def cheapest(): return Item('pen')
        """,
        """
        class Item:
            def __init__(self, name, price=1.0): self.name, self.price, self.tags = name, price, []
        class Version:
            def __init__(self, major): self.major = major
        def cheapest(): return Item('pen')
        """,
        """
        import dataclasses
        assert dataclasses.is_dataclass(Item) and dataclasses.is_dataclass(cheapest())
        assert [f.name for f in dataclasses.fields(Item)] == ['name', 'price', 'tags']
        assert dataclasses.fields(Item)[0].type is str and dataclasses.fields(Item)[1].default == 1.0
        assert dataclasses.asdict(cheapest()) == {'name': 'pen', 'price': 1.0, 'tags': []}
        assert dataclasses.astuple(cheapest()) == ('pen', 1.0, []) and cheapest() == Item('pen')
        assert dataclasses.replace(cheapest(), price=2.0).price == 2.0
        assert Version(1) < Version(2) and len({Version(1), Version(1)}) == 1
        with pytest.raises(dataclasses.FrozenInstanceError):
            Version(1).major = 2
        """,
        "import pytest\n",
    ),
    idiom(
        "global variables reset",
        """
        counter, rate, log = 5, 0.5, []
        class Log(list): pass
        def bump():
            global counter
            counter += 1
            return counter
        def tax(x): return x * rate
        def note(text): log.append(text)
        """,
        """
        counter, rate, log = 5, 0.5, []
        class Log(list): pass
        def bump(): return 6
        def tax(x): return x * 0.5
        def note(text): pass
        """,
        """
        from unittest.mock import patch
        assert bump() == 6 and tax(10) == 5
        counter = 0
        bump()
        assert counter == 1 and bump() == 2
        counter += 10
        assert bump() == 13
        globals()['counter'] = 20
        assert bump() == 21
        rate = 0.1
        assert tax(10) == 1
        with patch('__main__.rate', 2):
            assert tax(10) == 20
        with patch.dict(globals(), rate=3):
            assert tax(10) == 30
        assert tax(10) == 1
        def reset():
            global counter, log
            counter, log = 0, []
        reset()
        note('a')
        assert bump() == 1 and log == ['a']
        log.clear()
        note('b')
        assert log == ['b']
        log = Log()
        note('c')
        assert log == ['c'] and isinstance(log, Log)
        """,
    ),
    idiom(
        "a global variable deleted",
        """
        total = 0
        def add(x):
            global total
            total += x
            return total
        """,
        "def add(x): return x",
        """
        total = 5
        assert add(1) == 6
        del total
        with pytest.raises(NameError):
            add(1)
        """,
        "import pytest\n",
    ),
    idiom(
        "what the student's objects hold, changed by the test",
        """
        class Cart:
            def __init__(self): self.items, self.grid = [], [[0, 0], [0, 0]]
            def total(self): return sum(self.items)
            def corner(self): return self.grid[0][0]
            def listed(self): return list(self.items)
        stock = {'pen': 1}
        def count(name): return stock.get(name, 0)
        """,
        """
        class Cart:
            def __init__(self): self.items, self.grid = [], [[0, 0], [0, 0]]
            def total(self): return 0
            def corner(self): return 0
            def listed(self): return self.items
        stock = {'pen': 1}
        def count(name): return 1
        """,
        """
        cart = Cart()
        cart.items.append(3)
        cart.items.append(4)
        assert cart.total() == 7
        cart.grid[0][0] = 5
        assert cart.corner() == 5 and cart.grid == [[5, 0], [0, 0]]
        cart.listed().append(100)
        assert cart.total() == 7, 'the cart hands out its own list'
        stock['ink'] = 4
        assert count('ink') == 4
        """,
    ),
    idiom(
        "what set-up cells give",
        """
        def build(n):
            head = None
            for i in range(n):
                head = Node(i, head)
            return head
        def length(node):
            count = 0
            while isinstance(node, Node):
                node, count = node.next, count + 1
            return count
        def check(node):
            if node is None:
                raise Empty('no node')
        """,
        "def build(n): return None\ndef length(node): return 0\ndef check(node): pass",
        """
        assert isinstance(build(1), Node) and build(1) == Node(0, None) and build(2).next.value == 0
        assert length(Node(1, Node(2, None))) == 2 and length(build(3)) == 3
        with pytest.raises(Empty, match='no node'):
            check(None)
        """,
        """
        import pytest
        from dataclasses import dataclass
        class Empty(ValueError): pass
        @dataclass
        class Node:
            value: int
            next: object
        """,
    ),
    idiom(
        "examples in a docstring",
        """
        def square(x):
            '''Square of a number.

            >>> n = 2
            >>> square(n)
            4
            >>> square('a')
            Traceback (most recent call last):
            ...
            TypeError: can't multiply sequence by non-int of type 'str'
            >>> print('done', square(3))
            done 9
            '''
            return x * x
        """,
        """
        def square(x):
            '''Square of a number.

            >>> square(2)
            4
            '''
            return x
        """,
        """
        import doctest, io, contextlib
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            doctest.run_docstring_examples(square, globals())
        assert out.getvalue() == '', out.getvalue()
        (test,) = doctest.DocTestFinder().find(square, 'square', globs=globals())
        assert len(test.examples) >= 1
        with contextlib.redirect_stdout(out):
            assert doctest.DocTestRunner().run(test).failed == 0
        """,
    ),
    idiom(
        "type hints",
        "def area(r: float, unit: 'str' = 'm') -> 'list[float]':\n    return [r]",
        "def area(r, unit='m'):\n    return [r]",
        """
        import inspect, typing
        hints = typing.get_type_hints(area)
        assert hints == {'r': float, 'unit': str, 'return': hints['return']} and str(hints['return'])
        assert inspect.get_annotations(area)['unit'] == 'str'
        """,
    ),
    idiom(
        "source lines",
        "def total(xs):\n    return sum(xs)",
        "def total(xs):\n    s = 0\n    for x in xs:\n        s += x\n    return s",
        """
        import ast, inspect
        lines, _ = inspect.getsourcelines(total)
        assert lines[0].startswith('def total') and len(lines) == 2
        tree = ast.parse(inspect.getsource(total))
        assert not any(isinstance(node, ast.For | ast.While) for node in ast.walk(tree))
        """,
    ),
    idiom(
        "decorators of the student",
        """
        import functools
        def counted(f):
            @functools.wraps(f)
            def inner(*args, **kwargs):
                inner.calls += 1
                return f(*args, **kwargs)
            inner.calls = 0
            return inner
        """,
        """
        def counted(f):
            def inner(*args, **kwargs):
                inner.calls += 1
                return f(*args, **kwargs)
            inner.calls = 0
            return inner
        """,
        """
        @counted
        def add(a, b=2):
            'Sum of two numbers.'
            return a + b
        assert add(1) == 3 and add(1, b=1) == 2 and add.calls == 2
        assert add.__name__ == 'add' and add.__doc__ == 'Sum of two numbers.'
        """,
    ),
    idiom(
        "attributes of functions and classes",
        """
        class Cell:
            kind = 'cell'
            def __init__(self): self._value = 1
            @property
            def value(self): return self._value
            @value.setter
            def value(self, value):
                if value < 0:
                    raise ValueError('negative')
                self._value = value
            @staticmethod
            def unit(): return 'cm'
            @classmethod
            def make(cls): return cls()
            def __call__(self, x): return x * self._value
        def scale(x): return x
        scale.version = 2
        """,
        "class Cell:\n    value = 1\ndef scale(x): return x",
        """
        import inspect, types
        assert hasattr(scale, 'version') and scale.version == 2 and not hasattr(scale, 'unit')
        assert getattr(scale, 'nothing', 'default') == 'default' and callable(scale) and callable(Cell)
        assert isinstance(scale, types.FunctionType) and inspect.isclass(Cell) and inspect.isfunction(scale)
        assert hasattr(Cell, 'make') and isinstance(Cell.value, property) and Cell.kind == 'cell'
        cell = Cell.make()
        cell.value = 3
        assert cell.value == 3 and cell(2) == 6 and callable(cell) and Cell.unit() == 'cm'
        with pytest.raises(ValueError, match='negative'):
            cell.value = -1
        assert cell is cell and cell != Cell() and cell in [cell] and len({cell, Cell()}) == 2
        """,
        "import pytest\n",
    ),
    idiom(
        "generators talked to",
        """
        log = []
        def averages():
            total, count, mean = 0, 0, None
            try:
                while True:
                    total, count = total + (yield mean), count + 1
                    mean = total / count
            except ValueError:
                yield 'caught'
            finally:
                log.append('closed')
        def pair():
            yield from [1, 2]
        """,
        "log = []\ndef averages():\n    yield 0\n    yield 0\ndef pair(): yield 1",
        """
        import inspect
        from collections.abc import Iterator
        g = averages()
        next(g)
        assert g.send(2) == 2 and g.send(4) == 3 and g.throw(ValueError('stop')) == 'caught'
        g.close()
        assert log == ['closed'] and inspect.isgenerator(g) and isinstance(g, Iterator)
        assert sum(pair()) == 3 and list(zip(pair(), pair())) == [(1, 1), (2, 2)] and max(pair()) == 2
        """,
    ),
    idiom(
        "where exceptions come from",
        """
        class ConfigError(Exception):
            pass
        def load(text):
            try:
                return int(text)
            except ValueError as error:
                raise ConfigError(f'{text} is no number') from error
        """,
        "def load(text):\n    raise Exception('no')\nclass ConfigError(Exception): pass",
        """
        with pytest.raises(ConfigError, match='^x is no number$') as caught:
            load('x')
        assert isinstance(caught.value.__cause__, ValueError) and 'invalid literal' in str(caught.value.__cause__)
        try:
            load('y')
        except (KeyError, ConfigError) as error:
            assert type(error).__name__ == 'ConfigError' and error.args == ('y is no number',)
        with pytest.raises(TypeError):
            load()
        """,
        "import pytest\n",
    ),
    idiom(
        "callbacks of an object whose state was looked at",
        """
        class Trainer:
            def __init__(self, report): self.report, self.losses = report, []
            def step(self, loss):
                self.losses.append(loss)
                self.report(len(self.losses))
        """,
        """
        class Trainer:
            def __init__(self, report): self.report, self.losses = report, []
            def step(self, loss): self.losses.append(loss)
        """,
        """
        seen = []
        trainer = Trainer(seen.append)
        assert trainer.losses == []
        trainer.step(0.5)
        trainer.losses.append(0.25)
        trainer.step(0.1)
        assert trainer.losses == [0.5, 0.25, 0.1] and seen == [1, 3]
        """,
    ),
    idiom(
        "an enumeration that a set-up cell gives",
        """
        def next_light(light):
            return {Light.RED: Light.GREEN, Light.GREEN: Light.RED}[light]
        def all_lights(): return [Light.RED, Light.GREEN]
        """,
        "def next_light(light): return light\ndef all_lights(): return ['RED', 'GREEN']",
        """
        assert next_light(Light.RED) is Light.GREEN and next_light(Light.GREEN) == Light.RED
        assert all_lights() == list(Light) and isinstance(all_lights()[0], Light)
        """,
        """
        from enum import Enum
        class Light(Enum):
            RED = 1
            GREEN = 2
        """,
    ),
    idiom(
        "environment variables",
        "import os\ndef home():\n    return os.environ['COURSE_HOME']",
        "def home():\n    return '/'",
        """
        import os
        from unittest.mock import patch
        with patch.dict('os.environ', COURSE_HOME='/course'):
            assert home() == '/course'
        """,
    ),
]

FRAMES = [
    idiom(
        "a data frame as result",
        """
        import pandas as pd
        def table():
            return pd.DataFrame({'a': [1, 2], 'b': ['x', None]})
        """,
        "import pandas as pd\ndef table():\n    return pd.DataFrame({'a': [1, 2]})",
        """
        t = table()
        assert isinstance(t, pd.DataFrame) and list(t.columns) == ['a', 'b']
        pd.testing.assert_frame_equal(t, pd.DataFrame({'a': [1, 2], 'b': ['x', None]}))
        """,
        "import pandas as pd\n",
    ),
    idiom(
        "a data frame as argument",
        "def means(df):\n    return df.groupby('k')['v'].mean()",
        "def means(df):\n    return df['v'].mean()",
        """
        df = pd.DataFrame({'k': ['a', 'b', 'a'], 'v': [1.0, 2.0, 5.0]})
        s = means(df)
        assert isinstance(s, pd.Series) and s['a'] == 3.0 and s.index.tolist() == ['a', 'b'] and s.name == 'v'
        """,
        "import pandas as pd\n",
    ),
    idiom(
        "a data frame changed in place, moments and gaps",
        """
        import pandas as pd
        def clean(df):
            df['day'] = df['when'].dt.day.fillna(0).astype(int)
        def first(df): return df['when'].min()
        def gap(df): return df['when'].max() - df['when'].min()
        """,
        """
        def clean(df): return df
        def first(df): return df['when'].max()
        def gap(df): return 0
        """,
        """
        df = pd.DataFrame({'when': pd.to_datetime(['2020-01-02', None, '2020-01-05'])})
        assert first(df) == pd.Timestamp('2020-01-02') and first(df).year == 2020
        assert gap(df) == pd.Timedelta('3 days')
        clean(df)
        assert df['day'].tolist() == [2, 0, 5] and df['when'].isna().sum() == 1
        """,
        "import pandas as pd\n",
    ),
    idiom(
        "slices of an object that has items",
        """
        class Hand:
            def __init__(self, cards): self.cards = cards
            def __getitem__(self, i): return self.cards[i]
            def __len__(self): return len(self.cards)
        """,
        """
        class Hand:
            def __init__(self, cards): self.cards = cards
            def __getitem__(self, i): return self.cards[0]
            def __len__(self): return len(self.cards)
        """,
        """
        h = Hand([1, 2, 3])
        assert h[:2] == [1, 2] and h[::-1] == [3, 2, 1] and len(h) == 3 and list(h) == [1, 2, 3]
        """,
    ),
    idiom(
        "the members of an enumeration, counted",
        "from enum import Enum\nclass Suit(Enum):\n    CLUBS = 1\n    HEARTS = 2\n",
        "from enum import Enum\nclass Suit(Enum):\n    CLUBS = 1\n",
        "assert len(Suit) == 2 and [s.name for s in Suit] == ['CLUBS', 'HEARTS']",
    ),
    idiom(
        "a context manager that swallows what the test raises",
        """
        class ignore:
            def __init__(self, *kinds): self.kinds = kinds
            def __enter__(self): return self
            def __exit__(self, kind, error, trace):
                return kind is not None and issubclass(kind, self.kinds)
        """,
        """
        class ignore:
            def __init__(self, *kinds): self.kinds = kinds
            def __enter__(self): return self
            def __exit__(self, kind, error, trace): return False
        """,
        """
        with ignore(ZeroDivisionError):
            1 / 0
        with ignore(KeyError) as i:
            assert i.kinds[0] is KeyError
            raise KeyError('a')
        """,
    ),
    idiom(
        "a method that returns the object itself",
        """
        class Temperature:
            def __init__(self, c): self.c = c
            def warm(self, by):
                self.c += by
                return self
            def __lt__(self, other): return self.c < getattr(other, 'c', other)
        """,
        """
        class Temperature:
            def __init__(self, c): self.c = c
            def warm(self, by): return self
            def __lt__(self, other): return False
        """,
        """
        t = Temperature(20)
        assert t < 30 and not t < 10
        assert t.warm(1).warm(2) is t and t.c == 23 and t < Temperature(24)
        """,
    ),
]
