"""The judge's classes for those of the student's, built from what the student's process tells of each."""

from __future__ import annotations

import types
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from typing import Any

from autograder.grading.judge.both_sides.contents import WRAPPERS, plain_kinds
from autograder.grading.judge.both_sides.remote import Remote, ask_of, bind, remote_class
from autograder.grading.judge.judge_side.proxies.claims import claim, may_be_claimed
from autograder.grading.judge.judge_side.proxies.student_objects import (
    StudentClass,
    StudentObject,
    call_by_name,
)
from autograder.grading.judge.judge_side.proxies.subclasses import (
    Inherited,
    members_of,
    names_for_super,
)
from autograder.grading.judge.marshalling.pack import Node, WireError

MAX_CLASSES = 2000
# How an object is made and keeps its attributes: that is done where it lives.
_THERE = frozenset(
    [
        *("__init__", "__new__", "__post_init__", "__del__", "__init_subclass__"),
        *("__getattr__", "__getattribute__", "__setattr__", "__delattr__", "__class_getitem__"),
        *(
            "__copy__",
            "__deepcopy__",
            "__reduce__",
            "__reduce_ex__",
            "__getstate__",
            "__setstate__",
        ),
    ]
)
# Of the plain types, those that a derived class may be taken for: NumPy and pandas look into theirs.
_SHOWN = (
    *(tuple, list, dict, set, frozenset, str, bytes, int, float, complex),
    *(Counter, OrderedDict, defaultdict, deque),
)
# What `isinstance(thing, types.FunctionType)` should say of a student's function, and so on.
_BUILT_IN: dict[str, type] = {
    **{kind.__name__: kind for kind in _SHOWN},
    "function": types.FunctionType,
    "generator": types.GeneratorType,
    "method": types.MethodType,
    "builtin_function_or_method": types.BuiltinFunctionType,
    "property": property,
}


class StudentClasses:
    """Builds the judge's classes and objects for those of the student's process.

    `given` are the classes of set-up cells by name: both processes have them. What such a class
    defines and the solution does not (`members`) is the judge's: no class of the student's overrides it.
    """

    def __init__(
        self, ask: Callable[..., Any], given: dict[str, type], members: frozenset[str] | None
    ) -> None:
        self._members = members
        self._ask = ask
        self._given = given
        self._classes: dict[Any, type] = {}

    def derive(self, kind: Any) -> None:
        """Give a class that a test cell derives from the student's its twin over there."""
        theirs = [
            base for base in kind.__mro__ if isinstance(base, StudentClass) and base is not kind
        ]
        owners = [base for base in theirs if base._class_handle]
        bases = tuple(base for base in kind.__bases__ if base in owners)
        members = members_of(
            [k for k in kind.__mro__ if k not in theirs and not issubclass(Remote, k)]
        )
        known = {id(known) for known in self._classes.values()}
        twin = self._ask("twin", kind.__name__, bases, members)
        if not isinstance(twin, StudentClass) or id(twin) in known:
            raise TypeError("this class of the student's cannot be derived from")
        self._classes[twin._class_handle] = kind
        type.__setattr__(kind, "_class_handle", twin._class_handle)
        call_by_name(kind)
        for base in owners:
            for name in names_for_super(self._ask("dir", base)):
                if name not in vars(base) or isinstance(vars(base)[name], _Asked):
                    type.__setattr__(base, name, Inherited(base, name))

    def given_for(self, thing: Any, name: Any) -> Any:
        """The method or property that a set-up cell's class has under this name, for an object or class
        of the student's that stands in for it; None if that is the student's own to define.

        Raises TypeError if several classes have it, and the object's own is none of them.
        """
        kind = thing if isinstance(thing, type) else type(thing)
        if self._members is None or name in self._members or not getattr(kind, "_class_handle", 0):
            return None
        found = {
            given: own[name]
            for given in self._given.values()
            if name in (own := _own_members(given, self._members))
        }
        if len(found) > 1:
            raise TypeError(f"{kind.__name__} derives from no class that defines {name}")
        return next(iter(found.values()), None)

    def thing(self, handle: int, form: Node) -> StudentObject:
        """The object with this number and class."""
        thing: StudentObject = object.__new__(self.kind(form, 0))
        bind(thing, handle, self._ask)
        return thing

    def kind(self, form: Node, depth: int) -> type:
        """The class of a form `[number, name, special methods, bases, module]`."""
        if type(form) is not list or len(form) != 5 or depth > 30:
            raise WireError("a class of another shape")
        number, name, methods, bases, module = form
        if type(number) is not int or type(name) is not str or type(methods) is not list:
            raise WireError("a class of another shape")
        if type(module) is not str:
            raise WireError("a class of another shape")
        names = [method for method in methods if type(method) is str]
        if type(bases) is not list or len(names) != len(methods):
            raise WireError("a class of another shape")
        key = number or (name, *sorted(names))
        if key not in self._classes:
            if len(self._classes) >= MAX_CLASSES:
                raise WireError("too many classes")
            self._classes[key] = self._build(number, name[:100], names, bases, module, depth)
        return self._classes[key]

    def _build(
        self,
        number: int,
        name: str,
        methods: list[str],
        bases: list[Node],
        module: str,
        depth: int,
    ) -> type:
        parents = tuple(dict.fromkeys(self.kind(base, depth + 1) for base in bases))
        members: dict[str, Any] = {
            "_class_handle": number,
            "_class_ask": staticmethod(self._ask),
            "__doc__": _Asked("__doc__"),
            "__init__": _Asked("__init__"),
        }
        stands_for = self._given.get(name) if number else _BUILT_IN.get(name)
        wrapper = WRAPPERS.get(f"{module}.{name}" if number else name)
        if number and stands_for is not None and self._members is not None:
            own = _own_members(stands_for, self._members)
            members |= own | {"_class_own": frozenset(own)}
        if stands_for is not None:
            members["__class__"] = property(lambda self: stands_for)
            members["_class_stands"] = stands_for
        elif number and may_be_claimed(module):
            members["__class__"] = claim(module, name)
            members["_class_claimed"] = (module, name)
        if not number and name in plain_kinds():
            members["_class_plain"] = plain_kinds()[name]
        elif wrapper is not None:
            members["_class_plain"] = wrapper[0]
        kinds = [kind for parent in parents for kind in parent.__mro__]
        settled = {each for kind in kinds for each in vars(kind).get("_class_own", ())}
        try:
            return remote_class(
                name,
                [method for method in methods if method not in settled],
                self._ask,
                kind=StudentClass,
                bases=parents or (StudentObject,),
                **members,
            )
        except (TypeError, ValueError):
            raise WireError("an impossible class") from None


def _own_members(given: type, members: frozenset[str]) -> dict[str, Any]:
    """What a class of a set-up cell does itself: its methods and properties, which work on the
    student's objects from here."""
    return {
        name: thing
        for name, thing in vars(given).items()
        if isinstance(thing, types.FunctionType | property | staticmethod | classmethod)
        and name not in members
        and name not in _THERE
    }


class _Asked:
    """An attribute that every class has of its own, and that is asked for all the same."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, thing: Any, owner: Any) -> Any:
        if thing is not None:
            return ask_of(thing)("getattr", thing, self._name)
        return owner._class_ask("getattr", owner, self._name) if owner._class_handle else None
