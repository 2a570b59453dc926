"""Pickles in the judge: while a test cell runs, they may hold data and nothing that runs code.

A pickle names the functions that rebuild it. What a test reads may have been written by the
student's code, so only the classes of plain data and of NumPy's arrays can be named. The interpreter's
audit event is raised by every unpickler, whichever library uses it. A pickle may also set attributes
of a class that it names: those of the allowed classes that let themselves be changed are looked at.
"""

from __future__ import annotations

import pickle
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
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
    )
    for module in modules
}
_CHANGEABLE = (Counter, Fraction)


class _Guard:
    """Whether the guard is up, and whether the interpreter knows of it: a hook stays for good."""

    up = False
    hooked = False


@contextmanager
def data_alone() -> Iterator[None]:
    """In the body, a pickle that names anything but data cannot be read (UnpicklingError).

    One that has changed a class raises the same at the end, and the class is as it was.
    """
    if not _Guard.hooked:
        sys.addaudithook(_watch)
        _Guard.hooked = True
    former, _Guard.up = _Guard.up, True
    members = [dict(vars(kind)) for kind in _CHANGEABLE]
    changed: list[str] = []
    try:
        yield
    finally:
        _Guard.up = former
        for kind, before in zip(_CHANGEABLE, members, strict=True):
            changed += _restore(kind, before)
        if changed:
            raise pickle.UnpicklingError(f"a pickle has changed {', '.join(changed)}")


def _restore(kind: type, members: dict[str, Any]) -> list[str]:
    """Give a class its members back; the names of those that were changed."""
    now = vars(kind)
    names = [name for name in {**members, **now} if now.get(name) is not members.get(name)]
    for name in names:
        if name in members:
            setattr(kind, name, members[name])
        else:
            delattr(kind, name)
    return [f"{kind.__name__}.{name}" for name in names]


def _watch(event: str, details: tuple[Any, ...]) -> None:
    if _Guard.up and event == "pickle.find_class":
        module, name = details
        if name not in _ALLOWED.get(module, ()):
            raise pickle.UnpicklingError(
                f"the pickle names {module}.{name}; in a test cell that is judged apart a pickle may "
                "hold plain data alone"
            )
