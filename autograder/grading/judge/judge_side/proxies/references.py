"""How the judge names objects to the student's side, and what the names from there stand for."""

from __future__ import annotations

import types
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.grading.judge.both_sides.errors import ErrorClasses, as_named, describe
from autograder.grading.judge.both_sides.members import as_member, member_of
from autograder.grading.judge.judge_side.lent import LentObjects
from autograder.grading.judge.judge_side.proxies.copies import copy_of
from autograder.grading.judge.judge_side.proxies.lending import Lending, place_of
from autograder.grading.judge.judge_side.proxies.student_classes import StudentClasses
from autograder.grading.judge.judge_side.proxies.student_objects import (
    StudentObject,
    reference,
)
from autograder.grading.judge.marshalling.exports import Exports
from autograder.grading.judge.marshalling.pack import Node, WireError


class References:
    """The judge's objects that the student's side knows, and the student's that the judge knows.

    `given` are the classes of set-up cells: both sides have them. `release` is the folder of the
    release's files, `members` are what the solution's classes define (None: unknown).
    """

    def __init__(
        self,
        ask: Callable[..., Any],
        given: dict[str, type],
        release: str,
        members: frozenset[str] | None = None,
    ) -> None:
        self.lending = Lending(release)
        self.students = StudentClasses(ask, given, members)
        self._given = given
        self.exports = Exports()
        self.lent: LentObjects | None = None  # what the student's code may change of them
        self._errors = ErrorClasses(ask, given)
        self._things: weakref.WeakValueDictionary[int, StudentObject] = (
            weakref.WeakValueDictionary()
        )
        self._released: set[int] = set()
        self._by_name: dict[tuple[str, str], Any] = {}  # what was sent that way, and may come back

    def things(self) -> list[StudentObject]:
        """The student's objects that the judge still holds."""
        return list(self._things.values())

    def hold_instances(self) -> bool:
        """Whether the judge holds objects of the student's own classes, which may remember what they were given."""
        return any(getattr(type(thing), "_class_handle", 0) for thing in self._things.values())

    def find(self, handle: int) -> StudentObject | None:
        """The student's object with this number, if the judge still holds it."""
        return self._things.get(handle)

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
        if self.lending.is_by_name(thing):
            place = place_of(thing)
            self._by_name[place] = thing
            return ["@", "function", *place]
        if self.lending.is_copied(thing):
            text = copy_of(thing, self.lending.is_ours)
            if text is not None:
                return ["@", "copy", text]
        kind = "random" if isinstance(thing, np.random.Generator) else "object"
        family: Any = type(thing)
        number = self.exports.number(thing)
        if self.lent is not None:
            self.lent.add(thing)
        node = ["@", "mine", number, kind, family.__name__, self.lending.special_methods(thing)]
        return as_member(thing, node) if self._given.get(family.__name__) is family else node

    def resolve(self, rest: list[Node], referred: list[Any]) -> Any:
        """What a reference stands for; the student's objects among them are added to `referred`."""
        match rest:
            case ["yours", int(handle)]:
                return self.exports[handle]
            case ["function", str(module), str(name)] if (module, name) in self._by_name:
                return self._by_name[module, name]
            case ["member", str(family), str(name), *other]:
                return member_of(self._given.get(family), name, self.resolve(other, referred))
            case ["module", str(name)]:
                return ModuleNamed(name)
            case ["class", int(), form]:
                return self.students.kind(form, 0)
            case ["error class", family]:
                return as_named(self._errors.kind(family))
            case ["error", int(handle), details]:
                return self.error(handle, details)
            case ["mine", int(handle), form]:
                thing = self._things.get(handle)
                if thing is None:
                    thing = self._things[handle] = self.students.thing(handle, form)
                    weakref.finalize(thing, self._released.add, handle)
                self._released.discard(handle)
                referred.append(thing)
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


class ModuleNamed:
    """Stands for a module that the student's side has: a name, and nothing can be done with it."""

    def __init__(self, name: str) -> None:
        self.name = name
