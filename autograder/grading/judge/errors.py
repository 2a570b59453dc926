"""Exceptions on the wire: described on one side, rebuilt on the other.

A description is `[reference, class, args, text, line]`: the object itself, its class and the classes
it derives from, its arguments where they are plain, what it says, and where in the student's code it
was raised. Built-in exceptions become themselves, so `pytest.raises(ValueError)` works; a class of
the student's becomes a class of the same name with the same built-in ancestors.
"""

from __future__ import annotations

import builtins
import linecache
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any

from autograder.grading.judge.wire import WireError

__all__ = ["ErrorClasses", "describe", "student_line"]

MAX_TEXT = 2000
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
_NEVER = frozenset({"KeyboardInterrupt", "GeneratorExit", "StopIteration", "StopAsyncIteration"})


def describe(error: BaseException, line: str | None, plain: Callable[[Any], bool]) -> list[Any]:
    """The description of an exception without its reference."""
    args = [arg if plain(arg) else _text(arg) for arg in error.args]
    return [_lineage(type(error)), args, _text(error), line]


def _text(thing: Any) -> str:
    """What a thing says of itself; its own code may fail or answer nonsense."""
    try:
        text = str(thing)
    except BaseException:
        return ""
    return text[:MAX_TEXT] if type(text) is str else ""


def _lineage(kind: type) -> list[Any]:
    bases = [_lineage(base) for base in kind.__bases__ if issubclass(base, BaseException)]
    module = str(kind.__module__)
    return [module, str(kind.__qualname__), [] if module == "builtins" else bases]


def student_line(trace: TracebackType | None, is_student: Callable[[str], bool]) -> str | None:
    """The last line of student code in a traceback, such as "line 3: for b in rnage(n):"."""
    found = None
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if is_student(filename):
            source = linecache.getline(filename, trace.tb_lineno).strip()
            found = f"line {trace.tb_lineno}: {source}" if source else f"line {trace.tb_lineno}"
        trace = trace.tb_next
    return found


class ErrorClasses:
    """Rebuilds described exceptions."""

    def __init__(self) -> None:
        self._classes: dict[str, type[BaseException]] = {}

    def rebuild(self, description: Any) -> BaseException:
        """The exception of a description. Raises WireError if it is none."""
        if type(description) is not list or len(description) != 4:
            raise WireError("an exception of another shape")
        lineage, args, text, line = description
        if type(args) is not list or type(text) is not str or type(line) not in (str, type(None)):
            raise WireError("an exception of another shape")
        kind = self._class(lineage, 0)
        try:
            error = kind(*args)
        except Exception:  # a class whose constructor wants something else
            error = kind.__new__(kind)
            error.args = tuple(args) or (text,)
        if line is not None:
            error.student_line = line[:MAX_TEXT]  # type: ignore[attr-defined]
        return error

    def _class(self, lineage: Any, depth: int) -> type[BaseException]:
        if type(lineage) is not list or len(lineage) != 3 or depth > 20:
            raise WireError("an exception class of another shape")
        module, name, bases = lineage
        if type(module) is not str or type(name) is not str or type(bases) is not list:
            raise WireError("an exception class of another shape")
        known = _known(module, name)
        if known is not None:
            return known
        key = repr(lineage)
        if key not in self._classes:
            if len(self._classes) >= MAX_CLASSES:
                raise WireError("too many exception classes")
            parents = tuple(dict.fromkeys(self._class(base, depth + 1) for base in bases))
            short = name.rpartition(".")[2][:100]
            try:
                self._classes[key] = type(
                    short, parents or (Exception,), {"__module__": module[:100]}
                )
            except TypeError:
                raise WireError("an impossible exception class") from None
        return self._classes[key]


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
    return kind if isinstance(kind, type) and issubclass(kind, BaseException) else None
