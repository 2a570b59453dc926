"""SymPy's expressions, sets and matrices on the wire: trees of SymPy's own classes, by value.

Every object of SymPy is its class and its arguments (`x.func(*x.args) == x`), down to symbols and
numbers. What does not come back equal is not sent. SymPy is imported where an expression arrives,
and nothing else of what arrives is looked up: no text is evaluated.
"""

from __future__ import annotations

import builtins
import importlib
import re
import sys
from collections.abc import Callable
from typing import Any

MOST = 20_000  # parts of one expression
_NAME = re.compile(r'[^()"@:;=\s]+(?: [^()"@:;=\s]+)*')
_UNEVALUATED = frozenset(
    [
        *("Add", "Mul", "Pow", "And", "Or", "Not", "Equality", "Unequality"),
        *("LessThan", "GreaterThan", "StrictLessThan", "StrictGreaterThan"),
    ]
)
Parts = list[Any]


def pack(value: Any) -> Parts | None:
    """A SymPy object as nested lists of text and whole numbers; None for anything else."""
    sympy = sys.modules.get("sympy")
    if sympy is None or not _is_symbolic(value, sympy):
        return None
    try:
        parts = _parts(value, sympy, [MOST])
        return parts if _same(_Reader(sympy).read(parts), value) else None
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError, RecursionError):
        return None  # an object that its arguments do not describe stays where it is


def unpack(parts: Parts) -> Any:
    """The SymPy object of such parts; ValueError, TypeError or the like for other parts."""
    return _Reader(importlib.import_module("sympy")).read(parts)


def _is_symbolic(value: Any, sympy: Any) -> bool:
    kind = type(value)
    if isinstance(value, sympy.Basic):
        return (
            kind.__module__ is None
            or kind.__module__.startswith("sympy.")
            or _applied(value, sympy)
        )
    if isinstance(value, sympy.MatrixBase):
        return kind.__module__.startswith("sympy.")
    return kind.__name__ == "UndefinedFunction" and kind.__module__.startswith("sympy.")


def _applied(value: Any, sympy: Any) -> bool:
    undefined = sympy.core.function.AppliedUndef
    return isinstance(value, undefined)


def _same(copy: Any, value: Any) -> bool:
    return (type(copy) is type(value) and bool(copy == value)) or _both_undefined(copy, value)


def _both_undefined(copy: Any, value: Any) -> bool:
    return isinstance(value, type) and isinstance(copy, type) and copy == value


def _parts(value: Any, sympy: Any, room: list[int]) -> Parts:
    room[0] -= 1
    if room[0] < 0:
        raise ValueError("too large an expression")
    if isinstance(value, type):
        return ["function", value.__name__]
    if _applied(value, sympy):
        return ["applied", value.func.__name__, *(_parts(a, sympy, room) for a in value.args)]
    if isinstance(value, sympy.Dummy):
        return ["dummy", value.name, value.dummy_index, _assumptions(value)]
    if type(value) is sympy.Symbol:
        return ["symbol", value.name, _assumptions(value)]
    if isinstance(value, sympy.Rational):
        return ["rational", hex(value.p), hex(value.q)]
    if isinstance(value, sympy.Float):
        sign, mantissa, exponent, bits = value._mpf_
        return ["float", int(sign), hex(mantissa), int(exponent), int(bits), int(value._prec)]
    path = [type(value).__module__, type(value).__name__]
    if isinstance(value, sympy.MatrixBase):
        rows, columns = value.shape
        return ["matrix", *path, rows, columns, *(_parts(a, sympy, room) for a in value.flat())]
    return ["of", *path, *(_parts(a, sympy, room) for a in value.args)]


def _assumptions(symbol: Any) -> dict[str, bool]:
    return {name: known for name, known in symbol.assumptions0.items() if known is not None}


class _Reader:
    """Builds SymPy objects from parts that may be hostile."""

    def __init__(self, sympy: Any) -> None:
        self._sympy = sympy
        self._left = MOST
        self._makers: dict[str, Callable[..., Any]] = {
            "function": lambda name: sympy.Function(_function(name)),
            "applied": lambda name, *args: sympy.Function(_function(name))(*self._all(args)),
            "symbol": lambda name, known: sympy.Symbol(_name(name), **_known(known)),
            "dummy": lambda name, number, known: sympy.Dummy(
                _name(name), dummy_index=int(number), **_known(known)
            ),
            "rational": lambda top, bottom: sympy.Rational(int(top, 16), int(bottom, 16)),
            "float": self._float,
            "matrix": self._matrix,
            "of": self._object,
        }

    def read(self, parts: Any) -> Any:
        """The object of some parts."""
        self._left -= 1
        if type(parts) is not list or self._left < 0:
            raise ValueError("an expression of another shape")
        kind, *rest = parts
        return self._makers[kind](*rest)

    def _all(self, parts: Any) -> list[Any]:
        return [self.read(part) for part in parts]

    def _float(self, sign: int, mantissa: str, exponent: int, bits: int, precision: int) -> Any:
        number = (int(sign), int(mantissa, 16), int(exponent), int(bits))
        return self._sympy.Float(number, precision=int(precision))

    def _matrix(self, module: str, name: str, rows: int, columns: int, *flat: Any) -> Any:
        kind = self._kind(module, name, self._sympy.MatrixBase)
        return kind(int(rows), int(columns), self._all(flat))

    def _object(self, module: str, name: str, *args: Any) -> Any:
        kind = self._kind(module, name, self._sympy.Basic)
        options = {"evaluate": False} if name in _UNEVALUATED else {}
        return kind(*self._all(args), **options)

    def _kind(self, module: str, name: str, family: type) -> Any:
        """A class of SymPy's own, by where it is defined."""
        if not _text(module).startswith("sympy."):
            raise ValueError("a class of another library")
        kind = vars(sys.modules[module])[_text(name)]
        if not (isinstance(kind, type) and issubclass(kind, family) and kind.__module__ == module):
            raise ValueError("no class of expressions")
        return kind


def _text(name: Any) -> str:
    if type(name) is not str:
        raise TypeError("a name that is no text")
    return name


def _name(name: Any) -> str:
    """The name of a symbol. SymPy writes it into the programs that it makes, so it calls nothing."""
    if not _NAME.fullmatch(_text(name)):
        raise ValueError("a name that might be a program")
    return str(name)


def _function(name: Any) -> str:
    """The name of a function that is none of Python's own."""
    if hasattr(builtins, _name(name)) or name.startswith("_"):
        raise ValueError("the name of one of Python's own functions")
    return str(name)


def _known(assumptions: Any) -> dict[str, bool]:
    if not all(type(known) is bool for known in assumptions.values()):
        raise TypeError("an assumption that is neither true nor false")
    return dict(assumptions)
