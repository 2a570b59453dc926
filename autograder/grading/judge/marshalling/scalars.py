"""Values on the wire that hold no other values: numbers, bytes, dates, paths, patterns, ranges, types.

Each has a tag, a way to be written and a strict way to be read.
"""

from __future__ import annotations

import builtins
import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path, PosixPath
from typing import Any, TypeAlias

import numpy as np

Node: TypeAlias = "bool | int | float | str | list[Node] | dict[str, Node] | None"
"""A value on the wire: what JSON can hold."""


class WireError(ValueError):
    """A value that cannot be sent, or bytes that no honest sender writes."""


# Classes that travel by name: those of builtins, exceptions excepted, and NumPy's scalar types.
_TYPES: dict[str, type] = {
    name: thing
    for name, thing in vars(builtins).items()
    if isinstance(thing, type) and not issubclass(thing, BaseException)
}
_TYPES |= {f"np.{kind.__name__}": kind for kind in np.sctypeDict.values()}
_TYPE_NAMES = {kind: name for name, kind in _TYPES.items()}
_SCALAR_TYPES = frozenset(np.sctypeDict.values()) - {np.object_, np.void}

MAX_BITS = 2**22
_FLAGS = re.ASCII | re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE | re.UNICODE
_DTYPE = re.compile(r"[<>|=](?:[biufcSUO]\d*|[Mm]8(?:\[\w+\])?)")
_PACK: dict[type, Callable[[Any], list[Any]]] = {
    bytes: lambda value: ["b", value.hex()],
    bytearray: lambda value: ["y", value.hex()],
    complex: lambda value: ["c", value.real, value.imag],
    range: lambda value: ["R", str(value.start), str(value.stop), str(value.step)],
    type(...): lambda value: ["E"],
    type(NotImplemented): lambda value: ["N"],
    Path: lambda value: ["P", str(value)],
    PosixPath: lambda value: ["P", str(value)],
    Decimal: lambda value: ["D", str(value)],
    Fraction: lambda value: ["F", digits(value.numerator), digits(value.denominator)],
    datetime.date: lambda value: ["date", value.isoformat()],
    datetime.datetime: lambda value: ["datetime", value.isoformat()],
    datetime.time: lambda value: ["time", value.isoformat()],
    datetime.timedelta: lambda value: ["delta", value.days, value.seconds, value.microseconds],
}
_UNPACK: dict[str, Callable[..., Any]] = {
    "i": lambda text: _integer(text),
    "b": bytes.fromhex,
    "c": lambda real, imag: complex(float(real), float(imag)),
    "R": lambda start, stop, step: range(int(start), int(stop), int(step)),
    "E": lambda: ...,
    "N": lambda: NotImplemented,
    "P": Path,
    "D": Decimal,
    "F": lambda top, bottom: Fraction(_integer(top), _integer(bottom)),
    "date": datetime.date.fromisoformat,
    "datetime": datetime.datetime.fromisoformat,
    "time": datetime.time.fromisoformat,
    "delta": lambda *parts: datetime.timedelta(*map(int, parts)),
    "n": lambda name, digits: _scalar(name, bytes.fromhex(digits)),
    "T": lambda name: _TYPES[name],
    "dtype": lambda name: dtype_of(name),
    "re": lambda text, flags: _pattern(text, flags),
}


def pack(value: Any) -> list[Any] | None:
    """The node of a value of one of these types, else None."""
    kind = type(value)
    if kind in _PACK:
        return _PACK[kind](value)
    if kind in _SCALAR_TYPES and value.dtype.itemsize:
        return ["n", value.dtype.str, value.tobytes().hex()]
    if kind is type and value in _TYPE_NAMES:
        return ["T", _TYPE_NAMES[value]]
    if kind is re.Pattern and type(value.pattern) is str:
        return ["re", value.pattern, value.flags]
    if isinstance(value, np.dtype) and value.kind in "biufcSUMm":
        return ["dtype", value.str]
    return None


def unpack(tag: Any, rest: list[Any]) -> Any:
    """The value of a node; raises WireError for an unknown tag."""
    if type(tag) is not str or tag not in _UNPACK:
        raise WireError("an unknown tag")
    return _UNPACK[tag](*rest)


def digits(value: int) -> str:
    """An integer in hexadecimal; WireError if computing with it could take for ever."""
    if value.bit_length() > MAX_BITS:
        raise WireError(f"an integer of {value.bit_length():,} bits is too large")
    return format(value, "x")


def _integer(text: str) -> int:
    if len(text) > MAX_BITS // 4 + 2:
        raise WireError("an integer that is too large")
    return int(text, 16)


def dtype_of(name: Any) -> np.dtype[Any]:
    """The dtype that goes by this name, written as NumPy writes it itself."""
    if not _DTYPE.fullmatch(_text(name)):
        raise WireError("a dtype of another kind")
    dtype: np.dtype[Any] = np.dtype(_text(name))
    return dtype


def _text(name: Any) -> str:
    if type(name) is not str:
        raise WireError("a name that is no text")
    return name


def _pattern(text: Any, flags: Any) -> re.Pattern[str]:
    try:
        return re.compile(_text(text), int(flags) & _FLAGS)
    except (re.error, RecursionError, OverflowError):
        raise WireError("a pattern that is none") from None


def _scalar(name: Any, raw: bytes) -> Any:
    dtype = dtype_of(name)
    if dtype.kind not in "biufcSUMm" or len(raw) != dtype.itemsize or not raw:
        raise WireError("a number of another size")
    if dtype.kind == "b" and raw not in (b"\0", b"\1"):
        raise WireError("a bool that is none")
    return np.frombuffer(raw, dtype)[0]
