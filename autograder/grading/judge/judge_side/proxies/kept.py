"""What the judge keeps of the student's names and methods: a call in a loop asks for the call alone.

The student's side says which it watches, and when one stands for something else. That is a statement
about its own program like any other: whoever keeps it back has his former function tested.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.grading.judge.judge_side.proxies.student_objects import StudentObject
from autograder.grading.judge.marshalling.pack import WireError


class Kept:
    """Names of the student's kernel, and methods of the student's objects, by what they stand for.

    Methods are kept with the object that stands for the student's, and go when that goes. `find`
    gives the one with a number.
    """

    def __init__(self, find: Callable[[int], StudentObject | None]) -> None:
        self._find = find
        self._names: dict[str, Any] = {}
        self._age = 0
        self._stands = False

    def clear(self) -> None:
        """Ask for everything again."""
        self._names.clear()
        self._age += 1
        self._stands = False

    def hear(self, report: Any) -> None:
        """Take in what an answer, or a question, says beside itself. Raises WireError for nonsense."""
        told = report if type(report) is dict else {}
        names, methods = told.get("names", ()), told.get("methods", ())
        for name in names:
            self._names.pop(name, None)
        for entry in methods:
            match entry:
                case [int(handle), str(name)]:
                    thing = self._find(handle)
                    if thing is not None:
                        _methods(thing).pop(name, None)
                case _:
                    raise WireError("a method of another shape")
        self._stands = told.get("stands") is True

    def name(self, name: str) -> Any:
        """What a name stands for, or None."""
        return self._names.get(name)

    def keep_name(self, name: str, value: Any) -> None:
        """Keep what a name stands for, if the answer at hand said that it may be kept."""
        if self._stands:
            self._names[name] = value

    def method(self, thing: Any, name: Any) -> Any:
        """A method that is kept, or None."""
        if not isinstance(thing, StudentObject):
            return None
        age, method = _methods(thing).get(name, (-1, None))
        return method if age == self._age else None

    def keep_method(self, thing: Any, name: str, method: Any) -> None:
        """Keep a method, if the answer at hand said that it may be kept and it is one."""
        if self._stands and isinstance(thing, StudentObject) and _is_method(method):
            _methods(thing)[name] = (self._age, method)


def _methods(thing: StudentObject) -> dict[Any, tuple[int, Any]]:
    try:
        methods: dict[Any, tuple[int, Any]] = object.__getattribute__(thing, "_remote_methods")
    except AttributeError:
        methods = {}
        object.__setattr__(thing, "_remote_methods", methods)
    return methods


def _is_method(thing: Any) -> bool:
    kind = type(thing)
    return isinstance(thing, StudentObject) and kind.__name__ == "method" and not kind._class_handle
