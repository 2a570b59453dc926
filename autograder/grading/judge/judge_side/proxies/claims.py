"""Which class of an installed library a student's object says it belongs to.

A test may ask with `isinstance` and `type`; the answer is the student's, as an object's values are:
anybody can make an object of any class. Libraries that run in the judge are not told, for they would
trust such an object's methods. Classes whose objects travel by value are never claimed: a real one
would have arrived.
"""

from __future__ import annotations

import abc
import builtins
import sys
from types import FrameType
from typing import Any
from unittest import TestCase

import numpy as np

_BY_VALUE = frozenset(
    [
        "__main__",
        "builtins",
        "numpy",
        "pandas",
        "sympy",
        "decimal",
        "fractions",
        "datetime",
        "pathlib",
    ]
)
_PASSING_ON = (
    abc.ABCMeta.__instancecheck__.__code__.co_filename,
    TestCase.assertIsInstance.__code__.co_filename,
)
_ASSERTIONS = frozenset({"__instancecheck__", "assertIsInstance", "assertNotIsInstance"})
_OF_TEST = "<test cell"


def may_be_claimed(module: str) -> bool:
    """Whether classes that this module defines may be claimed at all."""
    return module.partition(".")[0] not in _BY_VALUE


def claimed(module: str, name: str) -> type | None:
    """The library's class of this name, where the judge has the library and the class may be claimed."""
    if not may_be_claimed(module):
        return None
    kind = getattr(sys.modules.get(module), name, None)
    if not isinstance(kind, type) or issubclass(kind, np.ndarray):
        return None
    pandas: Any = sys.modules.get("pandas")
    if pandas is not None and issubclass(kind, pandas.DataFrame | pandas.Series | pandas.Index):
        return None
    return kind


def claim(module: str, name: str) -> property:
    """The `__class__` of objects of this class of the student's."""

    def kind_of(thing: Any) -> type:
        found = claimed(module, name) if asked_by_test(sys._getframe(1)) else None
        return found or getattr(type(thing), "_class_plain", None) or type(thing)

    return property(kind_of)


def is_subclass(kind: Any, kinds: Any) -> bool:
    """As `issubclass` in a test cell: a class of the student's derives from what it stands or is claimed for."""
    if builtins.issubclass(kind, kinds):
        return True
    wanted = kinds if isinstance(kinds, tuple) else (kinds,)
    own = [vars(each) for each in kind.__mro__]
    stands = [each["_class_stands"] for each in own if "_class_stands" in each]
    stands += [claimed(*each["_class_claimed"]) for each in own if "_class_claimed" in each]
    return any(builtins.issubclass(each, wanted) for each in stands if each is not None)


def asked_by_test(frame: FrameType | None) -> bool:
    """Whether this frame runs the text of a test cell, or one of the functions that ask on its behalf."""
    while frame is not None and frame.f_code.co_filename in _PASSING_ON:
        if frame.f_code.co_name not in _ASSERTIONS:
            return False
        frame = frame.f_back
    return frame is not None and frame.f_code.co_filename.startswith(_OF_TEST)
