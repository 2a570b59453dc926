"""Classes that a test cell derives from the student's: each has a twin in the student's process.

The twin derives from the student's class there; its methods are functions of the test and call back.
Objects of the class live with the twin (student_side/twins.py), and the judge's class stands for it.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any

_NOT_TAKEN = frozenset(
    [
        "__module__",
        "__qualname__",
        "__dict__",
        "__weakref__",
        "__doc__",
        "__slots__",
        "__annotations__",
        "__firstlineno__",
        "__static_attributes__",
        "_class_handle",
    ]
)
_PRIVATE = ("__", "_class_", "_remote_")
# Special methods that `super()` reaches; none of them gives a value that a verdict could rest on.
_SUPER = ("__init__", "__repr__", "__str__", "__call__", "__enter__", "__exit__", "__iter__")


class Inherited:
    """An attribute of a student's class, which `super()` must find in the class itself."""

    def __init__(self, owner: Any, name: str) -> None:
        self._owner = owner
        self._name = name

    def __get__(self, thing: Any, owner: Any) -> Any:
        home, name = self._owner, self._name
        if thing is None:
            return home._class_ask("getattr", home, name)
        first: Any = next(kind for kind in type(thing).__mro__ if name in vars(kind))
        if first is home:
            return home._class_ask("getattr", thing, name)
        return types.MethodType(home._class_ask("getattr", home, name), thing)  # by super()


def names_for_super(listed: list[str]) -> Iterator[str]:
    """Of the names that a student's class lists, those that `super()` must find."""
    for name in listed:
        if name in _SUPER or not name.startswith(_PRIVATE):
            yield name


def members_of(kinds: list[type]) -> list[list[Any]]:
    """What classes of the test define, the first class's before the others', as `[name, how, *parts]`."""
    members: dict[str, Any] = {}
    for kind in reversed(kinds):
        members |= {name: thing for name, thing in vars(kind).items() if name not in _NOT_TAKEN}
    return [[name, *_described(thing)] for name, thing in members.items()]


def _described(thing: Any) -> list[Any]:
    match thing:
        case types.FunctionType():
            return ["method", thing]
        case staticmethod() | classmethod():
            return [type(thing).__name__, thing.__func__]
        case property():
            return ["property", thing.fget, thing.fset, thing.fdel]
    return ["value", thing]
