"""How tests compare and count: assertions, exceptions, warnings, partial credit."""

from tests.specimens.idioms.idiom import CUBE, NUMPY, SQUARE, idiom

ASSERTING = [
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
]
