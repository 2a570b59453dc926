"""Tests that read the student's code: signatures, source, names, doctests."""

from tests.specimens.idioms.idiom import SQUARE, idiom

READING_CODE = [
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
]
