"""The global names of test cells: the judge's own, then built-ins, then the student's.

A dict subclass: the interpreter honours `__missing__` for names in `exec`ed code and in functions
defined there, so own names are found at full speed and only unknown ones are asked for.

What a test cell binds stays here and is never read back from the student's side, even if the cell has
failed before it came to it. What takes the place of a function or of a global variable that the
student's functions use is bound there too, so that they see it. Variables that functions of the
reference solution change live there alone.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any, Protocol

import numpy as np

from autograder.grading.judge.judge_side.cells.evaluation import evaluators
from autograder.grading.judge.marshalling.leases import is_small
from autograder.grading.judge.marshalling.snapshots import Snapshot

_OF_UNITTEST = frozenset({"load_tests", "setUpModule", "tearDownModule"})


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
    them): they come before built-ins. `variables` are the global names that functions of the
    reference solution use; true for those that they change.
    """

    def __init__(
        self,
        student: StudentNames,
        theirs: frozenset[str],
        variables: Mapping[str, bool] | None = None,
    ) -> None:
        super().__init__(__name__="__main__", __builtins__=_Builtins(self))
        self._student = student
        self._theirs = theirs
        self._variables = dict(variables or {})
        self._asked: set[str] = set()  # names that test cells have read from the student's kernel
        self._replaced: dict[str, _Lent] = {}  # names bound on both sides
        # Names that are the test cells' own, bound or not; unittest looks for the first.
        self._claimed: set[str] = set(_OF_UNITTEST - theirs)
        self.lending = False  # in a set-up cell each side binds its own
        self.evaluators = evaluators(student.get)

    def add_builtins(self, functions: Mapping[str, Any]) -> None:
        """Let every cell find these functions, which it does not see among its own names."""
        dict.__getitem__(self, "__builtins__").update(functions)

    def __missing__(self, name: str) -> Any:
        if not self._is_theirs(name):
            raise KeyError(name)  # the interpreter goes on to built-ins
        value = self._student.get(name)
        self._asked.add(name)
        return value

    def __setitem__(self, name: str, value: Any) -> None:
        super().__setitem__(name, value)
        if self.lending and self._is_lent(name, value):
            self._lend(name, value)

    def _lend(self, name: str, value: Any) -> None:
        self._replaced[name] = _Lent(value)
        if self._lives_there(name, value):
            self._leave_there(name)
        self._student.set(name, value)

    def settle(self) -> None:
        """Lend what was bound or deleted past this class, by a `global` statement, or changed since."""
        if not self.lending:
            return
        for name in [*self._replaced]:
            if not dict.__contains__(self, name):  # deleted by a `global` statement
                del self[name]
        for name in self._variables:
            if dict.__contains__(self, name):
                value, lent = dict.__getitem__(self, name), self._replaced.get(name)
                if not (lent and lent.is_still(value)) and self._is_lent(name, value):
                    self._lend(name, value)

    def end_setup(self) -> None:
        """Both sides have what a set-up cell has bound, each its own."""
        for name in self._variables:
            if dict.__contains__(self, name):
                value = dict.__getitem__(self, name)
                if self._lives_there(name, value):
                    self._leave_there(name)
                else:
                    self._replaced[name] = _Lent(value)

    def restore(self, own: dict[str, Any]) -> None:
        """Have these own names again, as they were before the cell."""
        dict.clear(self)
        dict.update(self, own)
        self._replaced = {name: lent for name, lent in self._replaced.items() if name in own}

    def claim(self, names: set[str]) -> None:
        """From now on these names are never asked for: cells before bind them, or would have if they
        had not failed. Those of the student's are left out."""
        changed = {name for name, changed in self._variables.items() if changed}
        self._claimed |= names - self._theirs - self._asked - changed

    def read_anew(self, names: Iterable[str]) -> None:
        """The student's cells may have bound these names since the test cells did: then theirs count."""
        for name in set(names) & set(self._student.names()):
            self._leave_there(name)
            self._claimed.discard(name)

    def _is_lent(self, name: str, value: Any) -> bool:
        """Whether a value that the test binds is for the student's functions, too."""
        if isinstance(value, ModuleType):
            return False
        is_function = callable(value) and (name in self._asked or name in self._theirs)
        return is_function or name in self._variables

    def _lives_there(self, name: str, value: Any) -> bool:
        return self._variables.get(name, False) and not callable(value)

    def _leave_there(self, name: str) -> None:
        """From now on the name is read from the student's kernel."""
        dict.pop(self, name, None)
        self._replaced.pop(name, None)
        self._asked.add(name)

    def __delitem__(self, name: str) -> None:
        if dict.__contains__(self, name):
            super().__delitem__(name)
            if name not in self._replaced:
                return
        self._replaced.pop(name, None)
        self._student.delete(name)
        self._asked.add(name)

    def __contains__(self, name: object) -> bool:
        if super().__contains__(name):
            return True
        return name not in self._claimed and name in self._student.names()

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

    def copy(self) -> dict[str, Any]:
        """The own names, and what the student's functions see under those that are lent."""
        lent = {name: self[name] for name in self._variables if name in self}
        return {**lent, **dict.copy(self)}

    def clear(self) -> None:
        """Forget the own names (the interpreter's stay), as `patch.dict(globals())` does."""
        for name in [*super().keys()]:
            if not name.startswith("__"):
                super().__delitem__(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def keys(self) -> Any:
        names = [*super().keys(), *filter(self._is_theirs, self._student.names())]
        return dict.fromkeys(names).keys()

    def _is_theirs(self, name: str) -> bool:
        """Whether a name would be asked for in the student's kernel."""
        hidden = name not in self._theirs and hasattr(builtins, name)
        return (
            not hidden
            and name not in self._claimed
            and not (name.startswith("__") and name.endswith("__"))
        )


class _Lent:
    """A value as it was bound on both sides; whether it was changed in place is seen if it is small."""

    def __init__(self, value: Any) -> None:
        self._value = value
        watched = type(value) in (list, dict, set, np.ndarray) and is_small(value)
        self._snapshot = Snapshot([value] if watched else [])

    def is_still(self, value: Any) -> bool:
        """Whether this is the value, unchanged."""
        return value is self._value and not self._snapshot.changed()


class _Builtins(dict[str, Any]):
    """Built-ins for test cells. In the body of a class the interpreter looks up global names in the
    bare dict, so the student's names must be found here."""

    def __init__(self, namespace: Namespace) -> None:
        names = ("__import__", "__build_class__")  # these are looked up in the bare dict, too
        super().__init__({name: getattr(builtins, name) for name in names})
        self._namespace = namespace

    def __missing__(self, name: str) -> Any:
        if self._namespace.lending and name in self._namespace.evaluators:
            return self._namespace.evaluators[name]
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
