"""An object that lives on the other side: whatever is done with it is asked for there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.grading.judge.both_sides.operations import build_special_methods

Ask = Callable[..., Any]

# Special attributes that may be read; others would let the reader be told how to treat the object.
READABLE = frozenset(
    [
        "__name__",
        "__qualname__",
        "__doc__",
        "__module__",
        "__annotations__",
        "__defaults__",
        "__kwdefaults__",
        "__code__",
        "__closure__",
        "__dict__",
        "__func__",
        "__self__",
        "__notes__",
        "__cause__",
    ]
)


class Remote:
    """Base of all remote objects. `ask(operation, remote, *args)` asks the other side."""

    __slots__ = (
        *("__weakref__", "_remote_ask", "_remote_handle"),
        *("_remote_made", "_remote_methods"),  # of the student's objects alone
    )

    def __getattr__(self, name: str) -> Any:
        if (name.startswith("__") and name not in READABLE) or name.startswith("_repr_"):
            raise AttributeError(name)
        return ask_of(self)("getattr", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        ask_of(self)("setattr", self, name, value)

    def __delattr__(self, name: str) -> None:
        ask_of(self)("delattr", self, name)

    def __dir__(self) -> Any:
        return ask_of(self)("dir", self)

    def __eq__(self, other: object) -> Any:
        return ask_of(self)("eq", self, other)

    def __ne__(self, other: object) -> Any:
        return ask_of(self)("ne", self, other)

    def __hash__(self) -> int:
        number: int = ask_of(self)("hash", self)
        return number

    def __repr__(self) -> str:
        text: str = ask_of(self)("repr", self)
        return text

    def __str__(self) -> str:
        text: str = ask_of(self)("str", self)
        return text

    def __format__(self, spec: str) -> str:
        text: str = ask_of(self)("format", self, spec)
        return text

    def __copy__(self) -> Any:
        return ask_of(self)("copy", self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return ask_of(self)("deepcopy", self)

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError("an object of another process cannot be pickled")


def handle_of(remote: Any) -> int:
    """The number under which the other side knows the object."""
    handle: int = object.__getattribute__(remote, "_remote_handle")
    return handle


def ask_of(remote: Any) -> Ask:
    """How the object's other side is asked."""
    ask: Ask = object.__getattribute__(remote, "_remote_ask")
    return ask


def bind(remote: Any, handle: int, ask: Ask) -> None:
    """Make a newly built remote object stand for the object with this number."""
    object.__setattr__(remote, "_remote_handle", handle)
    object.__setattr__(remote, "_remote_ask", ask)


def remote_class(
    name: str,
    methods: list[str],
    ask: Ask,
    *,
    kind: type = type,
    bases: tuple[type, ...] = (Remote,),
    **members: Any,
) -> type:
    """A class of remote objects that support these special methods."""
    specials: dict[str, Any] = dict(build_special_methods(methods, ask))
    body = {"__slots__": (), "__module__": "__main__", **specials, **members}
    made: type = kind(name, bases, body)
    return made
