"""The judge's surroundings in the student's process, for the time of one call (see judge_side/cells/lender.py)."""

from __future__ import annotations

import builtins
import importlib
import io
import os
import sys
import warnings
from contextlib import ExitStack
from types import CodeType, ModuleType
from typing import Any

import numpy as np

from autograder.exercises import spy
from autograder.grading.judge.both_sides.files import Folder
from autograder.grading.judge.both_sides.surroundings import (
    MAX_WARNINGS,
    random_state,
    set_random_state,
)

MAX_TEXT = 1_000_000


class Borrowed:
    """What the judge has lent, put in place and taken away again."""

    def __init__(self, before: Any, folder: Folder) -> None:
        self._lent: dict[str, Any] = before if type(before) is dict else {"seconds": before}
        self._folder = folder
        self.seconds: float | None = self._lent.get("seconds")
        self.released: list[int] = self._lent.get("released", [])
        self._out = io.StringIO()
        self._err = io.StringIO()
        self._caught: list[Any] = []
        self._undo = ExitStack()
        self._core = spy.Seen()
        self._reference: Any = None

    def __enter__(self) -> None:
        lent = self._lent
        self._streams = getattr(sys, "stdout", None), getattr(sys, "stderr", None)
        sys.stdout, sys.stderr = self._out, self._err
        recorder: Any = warnings.catch_warnings(record=True)
        self._caught = self._undo.enter_context(recorder)
        warnings.simplefilter("always")
        if "errors" in lent:
            self._undo.enter_context(np.errstate(**lent["errors"]))
        if "stdin" in lent:
            self._set(sys, "stdin", lent["stdin"])
            self._set(builtins, "input", _read_line)
        for module, name, value in lent.get("patches", ()):
            self._set(importlib.import_module(module), name, value)
        if "environment" in lent:
            os.environ.update(lent["environment"])
        if "random" in lent:
            set_random_state(lent["random"])
        if "files" in lent:
            self._folder.apply(lent["files"])
        if "reference" in lent:
            module, name = lent["reference"]
            self._reference = getattr(importlib.import_module(module), name)
            watch = spy.watch_for_core(self._reference, alone=True)
            self._core = self._undo.enter_context(watch)

    def __exit__(self, *details: object) -> None:
        self._undo.close()
        sys.stdout, sys.stderr = self._streams

    def _set(self, module: ModuleType, name: str, value: Any) -> None:
        missing = object()
        former = getattr(module, name, missing)
        setattr(module, name, value)
        if former is missing:
            self._undo.callback(delattr, module, name)
        else:
            self._undo.callback(setattr, module, name, former)

    def note(self, thing: Any) -> None:
        """Note a function that the judge calls or resumes: it may be the course's own, passed on."""
        code = getattr(thing, "gi_code", None) or getattr(thing, "__code__", None)
        if "reference" not in self._lent or not isinstance(code, CodeType) or self._core.name:
            return
        if spy.is_ours(code, self._reference):
            self._core.name = code.co_name

    def report(self) -> dict[str, Any]:
        """What the call printed, warned of, drew and wrote."""
        report: dict[str, Any] = {}
        if text := self._out.getvalue():
            report["out"] = text[:MAX_TEXT]
        if text := self._err.getvalue():
            report["err"] = text[:MAX_TEXT]
        if self._caught:
            report["warnings"] = [
                [_kind(warning.category), str(warning.message)[:MAX_TEXT]]
                for warning in self._caught[:MAX_WARNINGS]
            ]
        if "reference" in self._lent:
            report["core"] = self._core.name  # empty where nothing was seen: silence is no report
        if "random" in self._lent:
            report["random"] = random_state()
        if "files" in self._lent:
            report["files"] = self._folder.changes()
        return report


def _kind(category: type[Warning]) -> str:
    """The kind of Python's own warnings that a warning is of."""
    return next(kind.__name__ for kind in category.__mro__ if kind.__module__ == "builtins")


def _read_line(prompt: object = "") -> str:
    """`input` that reads the test's standard input."""
    sys.stdout.write(str(prompt))
    line = sys.stdin.readline()
    if not line:
        raise EOFError("EOF when reading a line")
    return line.removesuffix("\n")
