"""The judge's objects as the student's code sees them."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.grading.judge.both_sides.remote import Remote, ask_of, bind, handle_of, remote_class


class JudgeObject(Remote):
    """An object of the judge, as the student's code sees it. Of what is asked of every object, only
    what the judge lends is asked for there."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def __hash__(self) -> int:
        return hash(handle_of(self))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of the test>"

    def __str__(self) -> str:
        return repr(self)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return self


class JudgeGenerator(np.random.Generator):
    """A random generator of the judge's that records what is drawn: each method is called there."""

    def __init__(self, ask: Any, handle: int) -> None:
        super().__init__(np.random.PCG64(0))
        bind(self, handle, ask)

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("_"):
            return super().__getattribute__(name)
        ask = object.__getattribute__(self, "_remote_ask")
        return lambda *args, **kwargs: ask("method", self, name, *args, **kwargs)


def judge_object(
    handle: int, kind: str, name: str, methods: list[Any], ask: Any, given: Any
) -> Any:
    """What stands for the object with this number. `given` is what this side knows by the name of its class."""
    if kind == "random":
        return JudgeGenerator(ask, handle)
    asked = {name: vars(Remote)[name] for name in _ASKED if name in methods}
    members: dict[str, Any] = {"__doc__": property(_docstring), **asked}
    if isinstance(given, type):  # a class of a set-up cell: both sides have it
        members["__class__"] = property(lambda remote: given)
    remote = remote_class(name, methods, ask, bases=(JudgeObject,), **members)()
    bind(remote, handle, ask)
    return remote


def _docstring(remote: Any) -> Any:
    try:
        return ask_of(remote)("getattr", remote, "__doc__")
    except AttributeError:  # only functions lend theirs
        return None


# What `JudgeObject` answers itself unless the judge lends it.
_ASKED = frozenset({*vars(JudgeObject)} & {*vars(Remote)}) - {"__doc__", "__module__", "__slots__"}
