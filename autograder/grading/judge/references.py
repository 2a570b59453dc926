"""How the judge names objects to the student's side, and what the names from there stand for."""

from __future__ import annotations

import importlib
import sys
import types
import weakref
from collections.abc import Callable
from enum import Enum, EnumMeta
from typing import Any

import numpy as np

from autograder.grading.judge.errors import ErrorClasses, describe
from autograder.grading.judge.exports import Exports
from autograder.grading.judge.proxies import StudentObject, Students, methods_of, reference
from autograder.grading.judge.wire import Node, WireError

__all__ = ["References", "as_member", "member_of"]

# Modules whose functions travel by name instead of being called back.
_BY_NAME = frozenset({"builtins", "math", "cmath", "operator", "numpy"})


class References:
    """The judge's objects that the student's side knows, and the student's that the judge knows.

    `given` are the classes of set-up cells: both sides have them.
    """

    def __init__(self, ask: Callable[..., Any], given: dict[str, type]) -> None:
        self.students = Students(ask, given)
        self._given = given
        self.exports = Exports()
        self._errors = ErrorClasses(ask, given)
        self._things: weakref.WeakValueDictionary[int, StudentObject] = (
            weakref.WeakValueDictionary()
        )
        self._released: set[int] = set()

    def things(self) -> list[StudentObject]:
        """The student's objects that the judge still holds."""
        return list(self._things.values())

    def released(self) -> list[int]:
        """The numbers of those that it has let go of since it was asked last."""
        released = list(self._released)
        self._released.clear()
        return released

    def export(self, thing: Any) -> Node:
        """The reference to an object that does not travel by value."""
        handle = reference(thing)
        if handle is not None:
            return ["@", "yours", handle]
        if isinstance(thing, types.ModuleType):
            return ["@", "module", thing.__name__]
        if isinstance(thing, np.ndarray):
            raise WireError(f"an array of type {type(thing).__name__} and dtype {thing.dtype}")
        if isinstance(thing, BaseException):
            return ["@", "error", self.exports.number(thing), describe(thing)]
        module, name = getattr(thing, "__module__", None), getattr(thing, "__name__", None)
        if module in _BY_NAME and getattr(sys.modules[module], str(name), None) is thing:
            return ["@", "function", module, name]
        kind = "random" if isinstance(thing, np.random.Generator) else "object"
        family: Any = type(thing)
        number = self.exports.number(thing)
        node = ["@", "mine", number, kind, family.__name__, methods_of(family)]
        return as_member(thing, node) if self._given.get(family.__name__) is family else node

    def resolve(self, rest: list[Node], met: list[Any]) -> Any:
        """What a reference stands for; the student's objects among them are added to `met`."""
        match rest:
            case ["yours", int(handle)]:
                return self.exports[handle]
            case ["member", str(family), str(name), *other]:
                return member_of(self._given.get(family), name, self.resolve(other, met))
            case ["module", str(name)]:
                return _module(name)
            case ["class", int(), form]:
                return self.students.kind(form, 0)
            case ["error class", family]:
                return self._errors.kind(family)
            case ["error", int(handle), details]:
                return self.error(handle, details)
            case ["mine", int(handle), form]:
                thing = self._things.get(handle)
                if thing is None:
                    thing = self._things[handle] = self.students.thing(handle, form)
                    weakref.finalize(thing, self._released.add, handle)
                self._released.discard(handle)
                met.append(thing)
                return thing
        raise WireError("a reference to nothing")

    def describe(self, error: BaseException) -> list[Any]:
        """An exception as a plain value."""
        handle = reference(error)
        if handle is not None:
            return [handle, None, None]
        return [self.exports.number(error), describe(error), None]

    def error(self, handle: Any, details: Any) -> BaseException:
        """The student's exception with this number. Raises WireError if it is none."""
        if type(handle) is not int:
            raise WireError("an exception of another shape")
        error = self._errors.rebuild(details)
        error._student_handle = handle  # type: ignore[attr-defined]  # our own attribute on it
        return error


def as_member(thing: Any, node: Node) -> Node:
    """The reference to a member of an enumeration that both sides have; else the node as it is."""
    if not isinstance(thing, Enum) or thing.name is None:
        return node
    return ["@", "member", type(thing).__name__, thing.name, *node[1:]]


def member_of(family: Any, name: str, other: Any) -> Any:
    """The member of that name, or the other if this side has no such enumeration."""
    if isinstance(family, EnumMeta) and name in family.__members__:
        return family[name]
    return other


def _module(name: str) -> Any:
    """A module that the student's namespace holds, imported afresh by its name."""
    if name == "__main__":  # here it is the test's own
        raise WireError("the module of the test")
    if name in sys.modules or name.partition(".")[0] in sys.stdlib_module_names:
        return importlib.import_module(name)
    raise WireError("an unknown module")
