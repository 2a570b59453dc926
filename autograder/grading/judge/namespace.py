"""The global names of test cells: the judge's own, then built-ins, then the student's.

A dict subclass: the interpreter honours `__missing__` for names in `exec`ed code and in functions
defined there, so own names are found at full speed and only unknown ones are asked for.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from typing import Any, Protocol

__all__ = ["Namespace", "StudentNames"]


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
    them): they come before built-ins, and assigning one assigns it in the student's kernel.
    """

    def __init__(self, student: StudentNames, theirs: frozenset[str]) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins)
        self._student = student
        self._theirs = set(theirs)

    def __missing__(self, name: str) -> Any:
        if name not in self._theirs and hasattr(builtins, name):
            raise KeyError(name)  # the interpreter goes on to built-ins
        if name.startswith("__") and name.endswith("__"):
            raise KeyError(name)
        return self._student.get(name)

    def __setitem__(self, name: str, value: Any) -> None:
        if name in self._theirs and not dict.__contains__(self, name):
            self._student.set(name, value)
        else:
            super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        if dict.__contains__(self, name):
            super().__delitem__(name)
        else:
            self._student.delete(name)
            self._theirs.add(name)  # bound again, it is bound there

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._student.names()

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return default

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def keys(self) -> Any:
        return dict.fromkeys([*super().keys(), *self._student.names()]).keys()
