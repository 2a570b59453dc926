"""Reads what a student's function returned, strictly: exact plain types and arrays, nothing else.

An object that only pretends to be a number (that equals everything, say) is none of them.
"""

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 1e-5  # five digits: float32 will do, anywhere


def whole(value: Any) -> int | None:
    """The value as an int if it is a Python or NumPy integer (not a bool), else None."""
    if type(value) is int:
        return value
    if isinstance(value, np.ndarray) and value.shape == ():
        value = value[()]
    if isinstance(value, np.integer) and type(value).__module__ == "numpy":
        return int(value)
    return None


def number(value: Any) -> float | None:
    """The value as a float if it is a plain or NumPy number, else None; infinite if too large."""
    integer = whole(value)
    if integer is not None:
        try:
            return float(integer)
        except OverflowError:
            return math.inf if integer > 0 else -math.inf
    if type(value) in (float, Fraction, Decimal):
        return float(value)
    if isinstance(value, np.ndarray) and value.shape == () and value.dtype.kind == "f":
        return float(value)
    if isinstance(value, np.floating) and type(value).__module__ == "numpy":
        return float(value)
    return None


def array(value: Any) -> NDArray[np.float64] | None:
    """The value as a new float64 array if it is an array or nested lists of numbers, else None."""
    if type(value) not in (np.ndarray, list, tuple):
        return None
    try:
        result = np.array(value)
    except (ValueError, TypeError):
        return None
    if result.dtype.kind not in "fiu":
        return None
    return result.astype(np.float64)


def numbers(value: Any) -> list[float] | None:
    """The values as floats if it is a list, a tuple or a vector of plain numbers, else None."""
    if type(value) is np.ndarray:
        value = value.tolist()
    if type(value) not in (list, tuple):
        return None
    found = [number(item) for item in value]
    plain = [item for item in found if item is not None]
    return plain if len(plain) == len(found) else None


def close(a: Any, b: Any, scale: float = 1.0) -> bool:
    """Whether two arrays have one shape and are equal to five digits of ``scale`` or of their size."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape:
        return False
    size = max(scale, float(np.max(np.abs(b), initial=0.0)))
    with np.errstate(invalid="ignore"):  # of two infinities: they are not close
        return bool(np.all(np.abs(a - b) <= TOLERANCE * size))


def blur(w: NDArray[np.float64]) -> float:
    """How far float32 may put weights of this size from where they belong, after a few roundings."""
    return 4.0 * float(np.finfo(np.float32).eps) * float(np.max(np.abs(w), initial=0.0))


def multiple(value: NDArray[np.float64], of: NDArray[np.float64]) -> float | None:
    """The number by which the one vector is a multiple of the other; None if it is none."""
    factor = float(value @ of / (of @ of))
    return factor if close(value, factor * of) else None


def no_vector(case: Any, result: Any, value: NDArray[np.float64] | None, of: int) -> str | None:
    """What is wrong with a result, read as ``value``, that is no vector of so many numbers."""
    if value is None:
        return f"For {case} you returned {kind(result)}."
    return None if value.shape == (of,) else f"For {case} your result has shape {value.shape}."


def kind(value: Any) -> str:
    """What a value is, in a word or two, for a message."""
    names = {"NoneType": "None", "ndarray": "an array", "generator": "a generator", "int": "an int"}
    name = type(value).__name__
    return names.get(name, f"a {name}")
