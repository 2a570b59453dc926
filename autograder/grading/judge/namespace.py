"""The global names of test cells: the judge's own, then built-ins, then the student's.

A dict subclass: the interpreter honours `__missing__` for names in `exec`ed code and in functions
defined there, so own names are found at full speed and only unknown ones are asked for.

What a test cell binds stays here and is never read back from the student's side. A function that
takes the place of one of the student's is bound there too, so that the student's other functions
call it.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Protocol

__all__ = ["MainModule", "Namespace", "StudentNames"]


class StudentNames(Protocol):
    """The global names of the student's kernel."""

    def get(self, name: str) -> Any:
        """The value of a name; KeyError if there is none."""

    def set(self, name: str, value: Any) -> None:
        """Bind a name in the student's kernel."""

    def delete(self, name: str) -> None:
        """Delete a name in the student's kernel; KeyError if there is none."""

    def names(self) -> list[str]:
        """All names there."""


class Namespace(dict[str, Any]):
    """Globals of test cells.

    `theirs` are names known to belong to the student (the reference solution's student cells define
    them): they come before built-ins.
    """

    def __init__(self, student: StudentNames, theirs: frozenset[str]) -> None:
        super().__init__(__name__="__main__", __builtins__=_Builtins(self))
        self._student = student
        self._theirs = theirs
        self._asked: set[str] = set()  # names that test cells have read from the student's kernel
        self._replaced: set[str] = set()  # names bound on both sides

    def __missing__(self, name: str) -> Any:
        if not self._is_theirs(name):
            raise KeyError(name)  # the interpreter goes on to built-ins
        value = self._student.get(name)
        self._asked.add(name)
        return value

    def __setitem__(self, name: str, value: Any) -> None:
        if (name in self._asked or name in self._theirs) and callable(value):
            self._student.set(name, value)
            self._replaced.add(name)
        super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        if dict.__contains__(self, name):
            super().__delitem__(name)
            if name not in self._replaced:
                return
        self._replaced.discard(name)
        self._student.delete(name)
        self._asked.add(name)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._student.names()

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return default

    def setdefault(self, name: str, default: Any = None) -> Any:
        if name not in self:
            self[name] = default
        return self[name]

    def pop(self, name: str, *default: Any) -> Any:
        if name not in self and default:
            return default[0]
        value = self[name]
        del self[name]
        return value

    def update(self, *args: Any, **kwargs: Any) -> None:
        for name, value in dict(*args, **kwargs).items():
            self[name] = value

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def keys(self) -> Any:
        names = [*super().keys(), *filter(self._is_theirs, self._student.names())]
        return dict.fromkeys(names).keys()

    def _is_theirs(self, name: str) -> bool:
        """Whether a name would be asked for in the student's kernel."""
        hidden = name not in self._theirs and hasattr(builtins, name)
        return not hidden and not (name.startswith("__") and name.endswith("__"))


class _Builtins(dict[str, Any]):
    """Built-ins for test cells. In the body of a class the interpreter looks up global names in the
    bare dict, so the student's names must be found here."""

    def __init__(self, namespace: Namespace) -> None:
        names = ("__import__", "__build_class__")  # these are looked up in the bare dict, too
        super().__init__({name: getattr(builtins, name) for name in names})
        self._namespace = namespace

    def __missing__(self, name: str) -> Any:
        try:
            return vars(builtins)[name]
        except KeyError:
            return self._namespace[name]


class MainModule(ModuleType):
    """`__main__` of test cells, for `import __main__` and for patching by name."""

    def __init__(self, namespace: Namespace) -> None:
        super().__init__("__main__")
        object.__setattr__(self, "_namespace", namespace)

    def __getattr__(self, name: str) -> Any:
        try:
            return self._namespace[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self._namespace[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self._namespace[name]
        except KeyError:
            raise AttributeError(name) from None

    def __dir__(self) -> list[str]:
        return list(self._namespace)
