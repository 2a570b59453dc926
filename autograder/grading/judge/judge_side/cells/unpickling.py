"""What the judge reads while a test cell runs is data: a pickle or a text in it runs no code.

A pickle names the functions that rebuild it. What a test reads may have been written by the
student's code, so only the classes of plain data and of NumPy's arrays can be named. The interpreter's
audit event is raised by every unpickler, whichever library uses it. A pickle may also set attributes
of a class that it names: those of the allowed classes that let themselves be changed are looked at.
Texts that libraries compute with are looked at in `texts`.
"""

from __future__ import annotations

import pickle
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from autograder.grading.judge.judge_side.cells.refusal import RefusedError
from autograder.grading.judge.judge_side.cells.texts import check_compiled

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
    """Whether the guard is up, also for pickles, for which cell, and whether the interpreter knows of it: a
    hook stays for good."""

    up = strict = False
    cell = ""
    hooked = False


@contextmanager
def data_alone(cell: str = "", strict: bool = True) -> Iterator[None]:
    """In the body, RefusedError is raised where a text is computed with that is no formula and does not
    stand in the source of the `cell`, and where a pickle is read that names anything but data. Not
    `strict`: a cell of the instructor's before the student has had a part; it reads pickles, and runs texts
    itself.

    A pickle that has changed a class raises UnpicklingError at the end, and the class is as it was.
    """
    if not _Guard.hooked:
        sys.addaudithook(_watch)
        _Guard.hooked = True
    former = _Guard.up, _Guard.strict, _Guard.cell
    _Guard.up, _Guard.strict, _Guard.cell = True, strict, cell
    members = [dict(vars(kind)) for kind in _CHANGEABLE]
    changed: list[str] = []
    try:
        yield
    finally:
        _Guard.up, _Guard.strict, _Guard.cell = former
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
    if _Guard.up and _Guard.strict and event == "pickle.find_class":
        module, name = details
        if name not in _ALLOWED.get(module, ()):
            raise RefusedError(f"a pickle that names {module}.{name} is not read")
    elif _Guard.up and event == "compile" and details[0] is not None:
        _Guard.up = False  # looking at a text compiles it, too
        try:
            why = check_compiled(details[0], sys._getframe(1), _Guard.cell, _Guard.strict)
        finally:
            _Guard.up = True
        if why:
            raise RefusedError(why)
