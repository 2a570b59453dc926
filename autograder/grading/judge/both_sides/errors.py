"""Exceptions on the wire: described on one side, rebuilt on the other.

A description is `[class, args, text, line, cause]`: its class and the classes it derives from, its
arguments where they are plain, what it says, where in the student's code it was raised, and the
description of the exception that it was raised from, or None.
Built-in exceptions become themselves, so `pytest.raises(ValueError)` works; a class of the student's
becomes a class of the same name with the same built-in ancestors.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Mapping
from typing import Any, cast

from autograder.grading.judge.marshalling.pack import WireError

MAX_TEXT = 2000
MAX_CAUSES = 3
MAX_CLASSES = 500
# Libraries whose exceptions are taken for what they are. Test runners are not among them: a
# student's function that raises "skip this test" has not passed it.
_LIBRARIES = frozenset(
    [
        "numpy",
        "pandas",
        "json",
        "decimal",
        "csv",
        "re",
        "queue",
        "zipfile",
        "struct",
        "copy",
        "dataclasses",
        "statistics",
    ]
)
# By these names a failed `assert` is caught.
_OF_ASSERT = frozenset(AssertionError.__mro__) - {object}
_PLAIN = frozenset({str, int, float, bool, type(None)})
_NEVER = frozenset({"KeyboardInterrupt", "GeneratorExit", "StopIteration", "StopAsyncIteration"})


def describe(
    error: BaseException,
    line: str | None = None,
    number: Callable[[type], int] = lambda kind: 0,
    causes: int = 0,
) -> list[Any]:
    """The description of an exception; `number` names its class to the other side (0: not).

    `causes` is how many of those that it was raised from are told, too.
    """
    args = [arg if type(arg) in _PLAIN else _text(arg) for arg in error.args]
    cause = error.__cause__ if causes else None
    told = describe(cause, None, number, causes - 1) if cause is not None else None
    return [lineage(type(error), number), args, _text(error), line, told]


def lineage(kind: type, number: Callable[[type], int]) -> list[Any]:
    """An exception class and its ancestors: `[number, module, name, bases]`."""
    if kind.__module__ == "builtins":
        return [0, "builtins", kind.__name__, []]
    bases = [lineage(base, number) for base in kind.__bases__ if issubclass(base, BaseException)]
    return [number(kind), str(kind.__module__), str(kind.__qualname__), bases]


def _text(thing: Any) -> str:
    """What a thing says of itself; its own code may fail or answer nonsense."""
    try:
        text = str(thing)
    except BaseException:
        return ""
    return text[:MAX_TEXT] if type(text) is str else ""


def as_named(kind: type[BaseException]) -> type[BaseException]:
    """What an exception class is where the other side names one: `except` by such a name catches what the
    other side raises, never an assertion of one's own."""
    return _STANDING.get(kind, kind)


_STANDING = {kind: type(kind.__name__, (kind,), {"__module__": "builtins"}) for kind in _OF_ASSERT}


class RemoteErrorClass(type):
    """A class of exceptions of the other side. Calling it makes the exception there."""

    _class_handle: int
    _class_ask: Callable[..., Any] | None

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        ask = cls._class_ask
        if ask is None or not cls._class_handle:
            return super().__call__(*args, **kwargs)
        return ask("call", cls, *args, **kwargs)


class _Speaking:
    """What the rebuilt exceptions of a class of the other side have in common."""

    def __str__(self) -> str:
        return str(vars(self).get("remote_text", ""))

    def __getattr__(self, name: str) -> Any:
        ask = type(self).__dict__.get("_class_ask")
        if name.startswith("_") or name in ("student_line", "remote_text") or ask is None:
            raise AttributeError(name)
        return ask.__func__("getattr", self, name)


class ErrorClasses:
    """Rebuilds described exceptions; `ask` asks the other side about them, where one may.

    `given` are classes of the notebook's set-up cells, which both sides have.
    """

    def __init__(
        self, ask: Callable[..., Any] | None = None, given: Mapping[str, type] | None = None
    ) -> None:
        self._given = {} if given is None else given
        self._ask = staticmethod(ask) if ask is not None else None
        self._classes: dict[Any, type[BaseException]] = {}

    def rebuild(self, description: Any, depth: int = 0) -> BaseException:
        """The exception of a description. Raises WireError if it is none."""
        if type(description) is not list or len(description) != 5 or depth > MAX_CAUSES:
            raise WireError("an exception of another shape")
        family, args, text, line, cause = description
        if type(args) is not list or type(text) is not str or type(line) not in (str, type(None)):
            raise WireError("an exception of another shape")
        kind = self.kind(family)
        if isinstance(kind, RemoteErrorClass):
            error = kind.__new__(kind)
            error.args = tuple(args)
            error.remote_text = text  # type: ignore[attr-defined]  # our own attribute on it
        else:
            _, module, name, _ = family
            if module == "builtins" and name in _NEVER:  # it comes as another, which says so
                args = [f"the code raised {name}{text and ': '}{text}"]
            error = _made(kind, args, text)
        if cause is not None:
            error.__cause__ = self.rebuild(cause, depth + 1)
        if line is not None:
            error.student_line = line[:MAX_TEXT]  # type: ignore[attr-defined]  # our own attribute on it
        return error

    def kind(self, family: Any, depth: int = 0) -> type[BaseException]:
        """The class of a lineage. Raises WireError if it is none."""
        if type(family) is not list or len(family) != 4 or depth > 20:
            raise WireError("an exception class of another shape")
        number, module, name, bases = family
        if [type(part) for part in family] != [int, str, str, list]:
            raise WireError("an exception class of another shape")
        known = _known(module, name) or self._given.get(name if module == "__main__" else "")
        if known is not None and issubclass(known, BaseException):
            return known
        key = number or repr(family)
        if key not in self._classes:
            if len(self._classes) >= MAX_CLASSES:
                raise WireError("too many exception classes")
            parents = [self.kind(base, depth + 1) for base in bases]
            self._classes[key] = self._build(number, name.rpartition(".")[2][:100], parents)
        return self._classes[key]

    def _build(self, number: int, name: str, parents: list[Any]) -> type[BaseException]:
        bases = tuple(dict.fromkeys(parents)) or (Exception,)
        if not any(isinstance(base, RemoteErrorClass) for base in bases):
            bases = (_Speaking, *bases)
        members = {"__module__": "__main__", "_class_handle": number, "_class_ask": self._ask}
        try:
            built: Any = RemoteErrorClass(name, bases, members)
        except TypeError:
            raise WireError("an impossible exception class") from None
        return cast(type[BaseException], built)  # its bases are exceptions


def _made(kind: type[BaseException], args: list[Any], text: str) -> BaseException:
    if issubclass(kind, BaseExceptionGroup):
        return kind(text, [Exception(text)])
    try:
        return kind(*args)
    except Exception:  # a class whose constructor wants something else
        error = kind.__new__(kind)
        error.args = tuple(args) or (text,)
        return error


def _known(module: str, name: str) -> type[BaseException] | None:
    """The class itself, if it is a built-in one or one of a trusted library."""
    if module == "builtins":
        kind = getattr(builtins, name, None)
        if name in _NEVER or not (isinstance(kind, type) and issubclass(kind, BaseException)):
            return RuntimeError
        return kind
    if module.partition(".")[0] not in _LIBRARIES:
        return None
    kind = getattr(sys.modules.get(module), name, None)
    if not (isinstance(kind, type) and issubclass(kind, BaseException)):
        return None  # what such a library has itself imported is none of its own
    return kind if kind.__module__.partition(".")[0] in _LIBRARIES else None
