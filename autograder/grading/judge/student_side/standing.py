"""What the judge keeps of the student's names and methods, so that it need not ask for them at every call."""

from __future__ import annotations

from types import FunctionType, MethodType
from typing import Any

MAX_METHODS = 16  # that are watched, for each of them is looked at in every call


class Standing:
    """Names and methods that stand for the same object until the judge is told that they do not.

    `namespace` is the student's. What is watched is looked at after every operation.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        self._names: dict[str, Any] = {}
        self._methods: dict[tuple[int, str], tuple[Any, FunctionType]] = {}

    def watch_name(self, name: str, value: Any) -> bool:
        """Watch a name, if what it stands for is no value that the judge gets a copy of."""
        if not callable(value) and type(value).__module__ != "__main__":
            return False
        self._names[name] = value
        return True

    def watch_method(self, handle: int, thing: Any, name: str, value: Any) -> bool:
        """Watch a method, if it is what its class defines and nothing else decides what it is."""
        kind = type(thing)
        if type(value) is not MethodType or value.__self__ is not thing:
            return False
        function = _defined(kind, name)
        plain = _defined(kind, "__getattribute__") is object.__getattribute__
        if not plain or type(function) is not FunctionType or value.__func__ is not function:
            return False
        if len(self._methods) >= MAX_METHODS and (handle, name) not in self._methods:
            return False
        self._methods[handle, name] = (thing, function)
        return True

    def forget(self, handle: int) -> None:
        """The judge has let go of an object."""
        for key in [key for key in self._methods if key[0] == handle]:
            del self._methods[key]

    def outdated(self) -> dict[str, Any]:
        """What no longer stands for the same; it is told once."""
        told: dict[str, Any] = {}
        names = [n for n, value in self._names.items() if self._namespace.get(n) is not value]
        methods = [k for k, watched in self._methods.items() if not _is_still(k[1], *watched)]
        for name in names:
            del self._names[name]
        for key in methods:
            del self._methods[key]
        if names:
            told["names"] = names
        if methods:
            told["methods"] = [list(key) for key in methods]
        return told


def _is_still(name: str, thing: Any, function: FunctionType) -> bool:
    """Whether this is the method of that name still; no code of the student's is asked."""
    own = object.__getattribute__(thing, "__dict__") if hasattr(thing, "__dict__") else {}
    return name not in own and _defined(type(thing), name) is function


def _defined(kind: type, name: str) -> Any:
    """What a class or one of its bases defines under a name, as it stands there."""
    return next((vars(k)[name] for k in kind.__mro__ if name in vars(k)), None)
