"""The student's objects as the judge sees them.

A student's class becomes a class in the judge, its instances become instances of that class, so that
`isinstance`, `type`, `callable` and `hasattr` answer as usual. What is asked of them is asked of the
student's process, and never believed where a value is due: such an object equals no plain value, and
arithmetic between it and a plain value is done only if the test itself has made the object.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from functools import cache
from typing import Any

from autograder.grading.judge.contents import PLAIN_KINDS
from autograder.grading.judge.errors import RemoteErrorClass
from autograder.grading.judge.inspection import build_fields, build_signature
from autograder.grading.judge.operations import (
    BINARY,
    COMPARISONS,
    IN_PLACE,
    INQUIRIES,
    special_methods,
)
from autograder.grading.judge.remote import READABLE, Remote, ask_of, bind, handle_of, remote_class
from autograder.grading.judge.subclasses import Inherited, members_of, names_for_super
from autograder.grading.judge.wire import Node, WireError

__all__ = [
    "StudentClass",
    "StudentObject",
    "Students",
    "call_by_name",
    "check_answer",
    "disown",
    "giving_results",
    "is_remote",
    "makes",
    "may_ask",
    "methods_of",
    "plain_kind",
    "reference",
]

MAX_CLASSES = 2000
# What `isinstance(thing, types.FunctionType)` should say of a student's function, and so on.
_BUILT_IN: dict[str, type] = {
    **{kind.__name__: kind for kind in PLAIN_KINDS},
    "function": types.FunctionType,
    "generator": types.GeneratorType,
    "method": types.MethodType,
    "builtin_function_or_method": types.BuiltinFunctionType,
    "property": property,
}


class _Asked:
    """An attribute that every class has of its own, and that is asked for all the same."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, thing: Any, owner: Any) -> Any:
        if thing is not None:
            return ask_of(thing)("getattr", thing, self._name)
        return owner._class_ask("getattr", owner, self._name) if owner._class_handle else None


class StudentObject(Remote):
    """An object in the student's process."""

    __slots__ = ()

    @property
    def __signature__(self) -> Any:
        return build_signature(ask_of(self)("signature", self))

    def __getattr__(self, name: str) -> Any:
        if name == "__dataclass_fields__":
            return getattr(type(self), name)
        return super().__getattr__(name)


class StudentClass(type):
    """A class of the student's. Calling it makes the object in the student's process.

    A class that the test derives from it is given a twin there.
    """

    _class_handle: int
    _class_ask: Callable[..., Any]

    def __init__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> None:
        super().__init__(name, bases, body)
        if "_class_handle" not in body:
            cls._class_ask("subclass", cls)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        thing = cls._class_ask("call", cls, *args, **kwargs)
        if isinstance(thing, StudentObject) and makes(cls):
            _own(thing)
        return thing

    def __getattr__(cls, name: str) -> Any:
        if name == "__dataclass_fields__":
            return build_fields(type.__getattribute__(cls, "_class_ask")("fields", cls))
        if name.startswith("__") and name not in READABLE:
            raise AttributeError(name)
        return type.__getattribute__(cls, "_class_ask")("getattr", cls, name)

    def __setattr__(cls, name: str, value: Any) -> None:
        cls._class_ask("setattr", cls, name, value)
        if name in vars(cls):  # a class of the test: what it says itself is not asked for
            type.__setattr__(cls, name, value)

    def __getitem__(cls, key: Any) -> Any:
        return cls._class_ask("getitem", cls, key)

    def __iter__(cls) -> Any:
        return cls._class_ask("iter", cls)

    def __len__(cls) -> int:
        length: int = cls._class_ask("len", cls)
        return length

    def __bool__(cls) -> bool:
        return True

    def __dir__(cls) -> Any:
        return cls._class_ask("dir", cls)

    @property
    def __signature__(cls) -> Any:
        return build_signature(cls._class_ask("signature", cls))


def call_by_name(thing: Any) -> None:
    """If this is a class of the student's, the test may make objects of it.

    Not so a class that stands where a function should: its objects are results.
    """
    if isinstance(thing, StudentClass):
        type.__setattr__(thing, "_class_named", True)


def giving_results(thing: Any) -> Any:
    """What stands where a function should: a class there gives results like any other function."""
    if not isinstance(thing, StudentClass):
        return thing

    def function(*args: Any, **kwargs: Any) -> Any:
        result = thing(*args, **kwargs)
        if isinstance(result, StudentObject):
            disown(result)
        return result

    return function


def makes(thing: Any) -> bool:
    """Whether what this gives when it is called is made by the test."""
    return isinstance(thing, StudentClass) and "_class_named" in vars(thing)


def made(thing: Any) -> bool:
    """Whether the test itself made this object from a student's class."""
    try:
        return isinstance(thing, StudentObject) and bool(
            object.__getattribute__(thing, "_remote_made")
        )
    except AttributeError:
        return False


def _own(thing: Any) -> None:
    """Take a new object for one that the test has made; an old one stays what it is."""
    try:
        object.__getattribute__(thing, "_remote_made")
    except AttributeError:
        object.__setattr__(thing, "_remote_made", True)


def disown(thing: Any) -> None:
    """From now on an object counts as a result of the student's code."""
    object.__setattr__(thing, "_remote_made", False)


def may_ask(operation: str, args: tuple[Any, ...]) -> bool:
    """Whether the student's process may answer this, or the object counts as unable to do it."""
    if operation in ("eq", "ne"):
        return all(isinstance(arg, Remote) for arg in args)
    if operation == "hash" and plain_kind(args[0]) is not None:
        return False
    if operation in COMPARISONS or operation in BINARY or operation in IN_PLACE:
        return all(isinstance(arg, Remote) for arg in args) or any(map(made, args))
    return operation != "contains" or made(args[0])


def check_answer(operation: str, args: tuple[Any, ...], answer: Any) -> Any:
    """The answer, if it is of the type that the operation has. Raises TypeError if not."""
    due = INQUIRIES.get(operation)
    if due is not None and type(answer) is not due:
        raise TypeError(f"the student's object answers {operation} with a {type(answer).__name__}")
    if operation in ("eq", "ne") and isinstance(answer, Remote):
        raise TypeError("the student's object compares to an object of its own")
    if (operation in BINARY or operation in IN_PLACE) and isinstance(answer, StudentObject):
        alike = type(answer) in {type(arg) for arg in args if made(arg)}
        (_own if alike else disown)(answer)
    return answer


class Students:
    """Builds the judge's classes and objects for those of the student's process.

    `given` are the classes of set-up cells by name: both processes have them.
    """

    def __init__(self, ask: Callable[..., Any], given: dict[str, type]) -> None:
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

    def thing(self, handle: int, form: Node) -> StudentObject:
        """The object with this number and class."""
        thing: StudentObject = object.__new__(self.kind(form, 0))
        bind(thing, handle, self._ask)
        return thing

    def kind(self, form: Node, depth: int) -> type:
        """The class of a form `[number, name, special methods, bases]`."""
        if type(form) is not list or len(form) != 4 or depth > 30:
            raise WireError("a class of another shape")
        number, name, methods, bases = form
        if type(number) is not int or type(name) is not str or type(methods) is not list:
            raise WireError("a class of another shape")
        if type(bases) is not list or not all(type(method) is str for method in methods):
            raise WireError("a class of another shape")
        key = number or (name, *sorted(methods))
        if key not in self._classes:
            if len(self._classes) >= MAX_CLASSES:
                raise WireError("too many classes")
            self._classes[key] = self._build(number, name[:100], methods, bases, depth)
        return self._classes[key]

    def _build(
        self, number: int, name: str, methods: list[str], bases: list[Node], depth: int
    ) -> type:
        parents = tuple(dict.fromkeys(self.kind(base, depth + 1) for base in bases))
        members: dict[str, Any] = {
            "_class_handle": number,
            "_class_ask": staticmethod(self._ask),
            "__doc__": _Asked("__doc__"),
            "__init__": _Asked("__init__"),
        }
        stands_for = self._given.get(name) if number else _BUILT_IN.get(name)
        if stands_for is not None:
            members["__class__"] = property(lambda self: stands_for)
        if not number and stands_for in PLAIN_KINDS:
            members["_class_plain"] = stands_for
        try:
            return remote_class(
                name,
                methods,
                self._ask,
                kind=StudentClass,
                bases=parents or (StudentObject,),
                **members,
            )
        except (TypeError, ValueError):
            raise WireError("an impossible class") from None


def reference(thing: Any) -> int | None:
    """The number of the student's object or class that this stands for, or None."""
    if isinstance(thing, StudentClass | RemoteErrorClass):
        return thing._class_handle or None
    if isinstance(thing, BaseException):
        return getattr(thing, "_student_handle", None)
    if isinstance(type(thing), StudentClass):
        return handle_of(thing)
    return None


@cache
def methods_of(kind: type) -> list[str]:
    """The special methods that the student's process may use on objects of a class of the judge."""
    return list(special_methods(kind))


def plain_kind(thing: Any) -> type | None:
    """The plain type that the class of a student's object derives from, or None."""
    return getattr(type(thing), "_class_plain", None) if isinstance(thing, Remote) else None


def is_remote(thing: Any) -> bool:
    """Whether a value of the judge stands for an object or class of the student's."""
    return isinstance(type(thing), StudentClass) or isinstance(thing, StudentClass)
