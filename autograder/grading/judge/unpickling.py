"""Pickles in the judge: while a test cell runs, they may hold data and nothing that runs code.

A pickle names the functions that rebuild it. What a test reads may have been written by the
student's code, so only the classes of plain data, NumPy and pandas can be named. The interpreter's
audit event is raised by every unpickler, whichever library uses it.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["data_alone"]

_MULTIARRAY = ("_reconstruct", "scalar")
_ALLOWED: dict[str, frozenset[str]] = {
    module: frozenset(names)
    for modules, names in (
        (
            ("builtins", "__builtin__"),
            (
                *("bytearray", "bytes", "complex", "dict", "float", "frozenset", "int", "list"),
                *("object", "range", "set", "slice", "str", "tuple", "xrange"),
            ),
        ),
        (("_codecs",), ("encode",)),
        (("copyreg", "copy_reg"), ("_reconstructor",)),
        (("collections",), ("Counter", "OrderedDict", "defaultdict", "deque")),
        (("datetime",), ("date", "datetime", "time", "timedelta", "timezone")),
        (("decimal",), ("Decimal",)),
        (("fractions",), ("Fraction",)),
        (("numpy",), ("dtype", "ndarray")),
        (("numpy.core.multiarray", "numpy._core.multiarray"), _MULTIARRAY),
        (("numpy.core.numeric", "numpy._core.numeric"), ("_frombuffer",)),
        (
            ("pandas",),
            (
                *("Categorical", "CategoricalDtype", "DataFrame", "Index", "MultiIndex"),
                *("RangeIndex", "Series", "StringDtype"),
            ),
        ),
        (("pandas.core.frame",), ("DataFrame",)),
        (("pandas.core.series",), ("Series",)),
        (("pandas.arrays",), ("DatetimeArray", "StringArray", "TimedeltaArray")),
        (("pandas._libs.arrays",), ("__pyx_unpickle_NDArrayBacked",)),
        (("pandas._libs.internals",), ("_unpickle_block",)),
        (("pandas.core.indexes.base",), ("Index", "_new_Index")),
        (("pandas.core.indexes.range",), ("RangeIndex",)),
        (("pandas.core.internals.managers",), ("BlockManager", "SingleBlockManager")),
    )
    for module in modules
}


class _Guard:
    """Whether the guard is up, and whether the interpreter knows of it: a hook stays for good."""

    up = False
    hooked = False


@contextmanager
def data_alone() -> Iterator[None]:
    """In the body, a pickle that names anything but data cannot be read (UnpicklingError)."""
    if not _Guard.hooked:
        sys.addaudithook(_watch)
        _Guard.hooked = True
    former, _Guard.up = _Guard.up, True
    try:
        yield
    finally:
        _Guard.up = former


def _watch(event: str, details: tuple[Any, ...]) -> None:
    if _Guard.up and event == "pickle.find_class":
        module, name = details
        if name not in _ALLOWED.get(module, ()):
            raise pickle.UnpicklingError(
                f"the pickle names {module}.{name}; in a test cell that is judged apart a pickle may "
                "hold plain data alone"
            )
