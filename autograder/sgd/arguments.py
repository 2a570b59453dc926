"""Checks of arguments, each raising a ValueError that names the argument, its value and what is allowed."""

import math
import operator
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.intp]


def whole(name: str, value: Any, *, at_least: int = 0) -> int:
    """Return ``value`` as an int, or say that ``name`` must be a whole number ≥ ``at_least``."""
    try:
        number = None if isinstance(value, bool | np.bool_) else operator.index(value)
    except TypeError:
        number = None
    if number is None or number < at_least:
        raise ValueError(f"{name} must be a whole number of at least {at_least}, not {value!r}.")
    return number


def number(
    name: str, value: Any, *, at_least: float = 0.0, below: float = math.inf, above: bool = False
) -> float:
    """Return ``value`` as a float in [at_least, below), or in (at_least, below) if ``above``."""
    try:
        result = math.nan if isinstance(value, bool | np.bool_) else float(value)
    except (TypeError, ValueError):
        result = math.nan
    if not (at_least <= result < below) or (above and result == at_least):
        low = f"above {at_least:g}" if above else f"of at least {at_least:g}"
        high = "" if below == math.inf else f" and below {below:g}"
        raise ValueError(f"{name} must be a number {low}{high}, not {value!r}.")
    return result


def one_of(name: str, value: Any, allowed: Iterable[str]) -> str:
    """Return ``value`` if it is one of the ``allowed`` words, else list them."""
    words = tuple(allowed)
    if not isinstance(value, str) or value not in words:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, words))}, not {value!r}.")
    return value


def matrix(name: str, value: ArrayLike, *, columns: int) -> Array:
    """Return ``value`` as a finite C-ordered float64 matrix of shape (samples, ``columns``)."""
    array = floats(name, value)
    if array.ndim != 2 or array.shape[1] != columns:
        raise ValueError(
            f"{name} must have shape (samples, {columns}), one row for each sample; "
            f"it has shape {array.shape}."
        )
    return array


def floats(name: str, value: ArrayLike) -> Array:
    """Return ``value`` as a finite, C-ordered float64 array; the input itself where it is one."""
    try:
        array = np.ascontiguousarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must hold numbers only.") from None
    if not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name} must be finite, but {name}{list(where)} is {array[where]}.")
    return array


def same_length(name: str, value: NDArray[Any], n_samples: int) -> None:
    """Say so if ``value`` does not have one entry for each of ``n_samples`` samples."""
    if value.shape[:1] != (n_samples,):
        raise ValueError(
            f"{name} must have one entry for each of the {n_samples} rows of X; "
            f"it has shape {value.shape}."
        )
