"""Functions that are called in special ways: generators, callbacks, arguments changed in place."""

from tests.specimens.idioms.idiom import NUMPY, idiom

CALLING = [
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
        "iterables without a length",
        """
        class Upto:
            def __init__(self, n): self.n = n
            def __iter__(self):
                yield from range(self.n)
        class Pairs:
            def __init__(self, *xs): self.xs = xs
            def __getitem__(self, i): return self.xs[i]
        """,
        """
        class Upto:
            def __init__(self, n): self.n = n
            def __iter__(self):
                yield from range(1, self.n)
        class Pairs:
            def __init__(self, *xs): self.xs = xs
            def __getitem__(self, i): return self.xs[i + 1]
        """,
        """
        up = Upto(3)
        assert list(up) == list(up) == [0, 1, 2] and max(up) == 2 and 1 in set(up)
        first, *rest = up
        assert (first, rest) == (0, [1, 2]) and [*up, 5] == [0, 1, 2, 5]
        assert [x for x in Pairs(4, 5)] == [4, 5]
        for x, y in zip(up, Upto(9)):
            assert x == y
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
        "what a decorator of the student wraps",
        """
        import functools
        def unique(f):
            @functools.wraps(f)
            def inner(*args):
                return f(*dict.fromkeys(args))
            return inner
        def total(*args):
            return sum(args)
        """,
        """
        def unique(f):
            def inner(*args):
                return f(*dict.fromkeys(args))
            return inner
        def total(*args):
            return sum(args)
        """,
        """
        plain, total = total, unique(total)
        assert total(1, 1, 2) == 3
        total = total.__wrapped__
        assert total is plain and total(1, 1, 2) == 4
        assert not hasattr(total, '__wrapped__')
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
]
