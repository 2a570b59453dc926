"""The student's objects as the judge sees them.

A student's class becomes a class in the judge, its instances become instances of that class, so that
`isinstance`, `type`, `callable` and `hasattr` answer as usual. What is asked of them is asked of the
student's process, and never believed where a value is due: such an object equals no plain value, and
arithmetic between it and a plain value is done only if the test itself has made the object.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from autograder.grading.judge.both_sides.errors import RemoteErrorClass
from autograder.grading.judge.both_sides.operations import (
    BINARY,
    COMPARISONS,
    IN_PLACE,
    INQUIRIES,
)
from autograder.grading.judge.both_sides.remote import (
    READABLE,
    Remote,
    ask_of,
    handle_of,
)
from autograder.grading.judge.judge_side.proxies.claims import (
    asked_by_test,
    claimed,
)
from autograder.grading.judge.judge_side.proxies.described import build_fields, build_signature


class StudentObject(Remote):
    """An object in the student's process."""

    __slots__ = ()
    # The plain type that its class derives from; no annotation, which would hide the object's own.
    _class_plain = None

    @property
    def __signature__(self) -> Any:
        return build_signature(ask_of(self)("signature", self))

    def __getattr__(self, name: str) -> Any:
        if name == "__dataclass_fields__":
            return getattr(type(self), name)
        if name == "__wrapped__" and asked_by_test(sys._getframe(1)):  # libraries would follow it
            return ask_of(self)("getattr", self, name)
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
            own(thing)
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

    def __eq__(cls, other: object) -> bool:
        claimed_by = vars(cls).get("_class_claimed")
        if claimed_by is None or not isinstance(other, type) or isinstance(other, StudentClass):
            return cls is other
        return asked_by_test(sys._getframe(1)) and claimed(*claimed_by) is other

    __hash__ = type.__hash__

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


def own(thing: Any) -> None:
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
        (own if alike else disown)(answer)
    return answer


def reference(thing: Any) -> int | None:
    """The number of the student's object or class that this stands for, or None."""
    if isinstance(thing, StudentClass | RemoteErrorClass):
        return thing._class_handle or None
    if isinstance(thing, BaseException):
        return getattr(thing, "_student_handle", None)
    if isinstance(type(thing), StudentClass):
        return handle_of(thing)
    return None


def plain_kind(thing: Any) -> type | None:
    """The plain type that the class of a student's object derives from, or None."""
    return type(thing)._class_plain if isinstance(thing, StudentObject) else None


def has_special(thing: Any, name: str) -> bool:
    """Whether the class of an object has a special method; what the class itself can do is another thing."""
    return any(name in vars(kind) for kind in type(thing).__mro__)


def is_remote(thing: Any) -> bool:
    """Whether a value of the judge stands for an object or class of the student's."""
    return isinstance(type(thing), StudentClass) or isinstance(thing, StudentClass)
