"""What the student's code may do with an object of the judge: use it, not look inside it.

Functions may be called and named, iterators iterated, objects used through their public attributes. Frames,
code, tracebacks and modules are out of reach, and so is every name with a leading underscore.
Attributes may be set only on objects of classes that a test cell itself defines, and not on those
that are called: they count the calls.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from functools import partial, partialmethod
from typing import Any
from unittest.mock import NonCallableMock

from autograder.grading.judge.operations import BINARY, COMPARISONS

__all__ = ["ForbiddenError", "permit"]


class ForbiddenError(AttributeError):
    """The student's code asked for something that test cells do not lend."""


_CLOSED = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.GeneratorType,
    types.CoroutineType,
    types.AsyncGeneratorType,
    types.FrameType,
    types.CodeType,
    types.TracebackType,
    types.ModuleType,
    partial,
    partialmethod,
    type,
    BaseException,
)
_OF_MOCKS = (
    *("assert_", "call", "mock_", "method_calls", "return_value", "side_effect"),
    *("reset_mock", "configure_mock", "attach_mock"),
)
_OF_FUNCTIONS = ("__name__", "__qualname__", "__doc__", "__module__")  # what a decorator copies
_READING = frozenset({"getattr", "method"})
_WRITING = frozenset({"setattr", "delattr", "setitem", "delitem"})


def permit(operation: str, args: tuple[Any, ...], lent: Callable[[Any], bool]) -> None:
    """Raise ForbiddenError unless `operation(*args)` stays within what was lent."""
    reach = 2 if operation in BINARY or operation in COMPARISONS else 1
    if not any(lent(arg) for arg in args[:reach]):
        raise ForbiddenError("this is no object of the test")
    if operation in _READING:
        _permit_name(args)
    elif operation in _WRITING:
        if type(args[0]).__module__ != "__main__" or callable(args[0]):
            raise ForbiddenError("this object of the test cannot be changed")
        if operation.endswith("attr"):
            _permit_name(args)
            if callable(getattr(args[0], args[1], None)):
                raise ForbiddenError("a method of an object of the test cannot be replaced")
    elif operation == "dir":
        raise ForbiddenError("an object of the test cannot be listed")


def _permit_name(args: tuple[Any, ...]) -> None:
    name = args[1] if len(args) > 1 else None
    if name in _OF_FUNCTIONS and isinstance(args[0], types.FunctionType) and len(args) == 2:
        return
    if type(name) is not str or name.startswith("_"):
        raise ForbiddenError(f"{name!r} is private to the test")
    if isinstance(args[0], NonCallableMock) and name.startswith(_OF_MOCKS):
        raise ForbiddenError(f"{name!r} of a mock is private to the test")
    if isinstance(args[0], _CLOSED):
        raise ForbiddenError(
            f"{type(args[0]).__name__} objects of the test have no attributes here"
        )
