"""Random numbers in tests: seeds, and generators as arguments."""

from tests.specimens.idioms.idiom import NUMPY, idiom

DRAWING_NUMBERS = [
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
]
