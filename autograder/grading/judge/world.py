"""What a call depends on and leaves behind beside its arguments and result.

In one kernel a test cell and the student's function share standard output, warnings, random state,
patched functions and files. Here the judge lends its part with each request (`Lender`), the student's
side puts it in place for the time of the call (`Borrowed`) and reports what happened.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import io
import os
import random
import re
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import CodeType, ModuleType
from typing import Any

import numpy as np

from autograder.exercises import spy
from autograder.grading.judge.files import Folder

__all__ = ["Borrowed", "Lender"]

STUDENT = "<submission>"  # the file name under which the student's warnings appear
MAX_TEXT = 1_000_000
MAX_WARNINGS = 50

_SEEDED = re.compile(r"\b(seed|set_state|setstate)\b")
_FILES = re.compile(
    r"\b(open|Path|pathlib|tempfile|os|shutil|glob|savetxt|loadtxt|genfromtxt|np\.save|np\.load|"
    r"read_csv|to_csv|read_text|write_text|writefile)\b"
)
_PATCHING = re.compile(r"\b(patch|setattr|monkeypatch|setenv|environ)\b")
# Modules in which a test may replace functions that the student's code calls.
_PATCHED = ("builtins", "random", "time", "math", "os", "numpy", "numpy.random", "datetime")
_SHADOWED = ("input", "print", "open")  # built-ins that a test cell may replace by assignment
_DEFAULT_ERRORS = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}


class Lender:
    """The judge's side: what is lent with each request, and what becomes of the reports."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        self._stdin = sys.stdin
        self._seeded = False
        self._folder: Folder | None = None
        self._snapshots: list[tuple[str, ModuleType, dict[str, Any]]] = []
        self._environment: dict[str, str] | None = None
        self._files: Folder | None = None

    @property
    def taken(self) -> bool:
        """Whether files of the student's lie in the judge's folder."""
        return self._files is not None and self._files.taken

    @contextmanager
    def cell(self, source: str) -> Iterator[None]:
        """For the time of one cell: what its text deals with is watched."""
        self._stdin = sys.stdin
        self._seeded = bool(_SEEDED.search(source))
        self._folder = None
        if _FILES.search(source):
            self._folder = self._files = self._files or Folder(known=True)
        patching = bool(_PATCHING.search(source)) or _assigns_attributes(source)
        names = [name for name in _PATCHED if name in sys.modules] if patching else []
        self._snapshots = [
            (name, sys.modules[name], dict(vars(sys.modules[name]))) for name in names
        ]
        self._environment = dict(os.environ) if patching else None
        former = tempfile.tempdir
        if self._folder is not None:
            tempfile.tempdir = self._folder.root
        try:
            yield
        finally:
            tempfile.tempdir = former

    def before(self) -> dict[str, Any]:
        """What the student's side needs for the next request; only what is out of the ordinary."""
        lent: dict[str, Any] = {}
        errors = np.geterr()
        if errors != _DEFAULT_ERRORS:
            lent["errors"] = errors
        if sys.stdin is not self._stdin:
            lent["stdin"] = sys.stdin
        if patches := self._patches():
            lent["patches"] = patches
        if self._environment is not None and os.environ != self._environment:
            lent["environment"] = dict(os.environ.items() - self._environment.items())
        if self._seeded:
            lent["random"] = _random_state()
        if self._folder is not None:
            lent["files"] = self._folder.changes()
        if reference := spy.watched():
            lent["reference"] = [reference.__module__, reference.__qualname__]
        return lent

    def _patches(self) -> list[list[Any]]:
        own = self._namespace
        patches = [
            ["builtins", name, own[name]]
            for name in _SHADOWED
            if dict.__contains__(own, name) and callable(own[name])
        ]
        for name, module, snapshot in self._snapshots:
            for attribute, value in vars(module).items():
                if snapshot.get(attribute) is not value and not attribute.startswith("_"):
                    patches.append([name, attribute, value])
        return patches

    def after(self, report: Any) -> None:
        """Pass on what the student's code printed and warned of, if the test listens.

        A cell's own stream is no listener: what student code prints during a test is not shown.
        Raises ValueError for a report that makes no sense.
        """
        if report is None:
            return
        if type(report) is not dict:
            raise ValueError("a report of another shape")
        for name, stream in (("out", sys.stdout), ("err", sys.stderr)):
            text = report.get(name)
            if type(text) is str and not getattr(stream, "is_cell", False):
                stream.write(text)
        if self._seeded and "random" in report:
            _set_random_state(report["random"])
        if self._folder is not None:
            self._folder.apply(report.get("files"))
        if type(core := report.get("core")) is str:
            spy.tell(core[:100])
        said = report.get("warnings", [])
        if type(said) is not list or len(said) > MAX_WARNINGS:
            raise ValueError("warnings of another shape")
        for category, message in said:
            _warn(category, message)


class Borrowed:
    """The student's side: the judge's world for the time of one call."""

    def __init__(self, before: Any, folder: Folder) -> None:
        self._lent: dict[str, Any] = before or {}
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
        self._set(sys, "stdout", self._out)
        self._set(sys, "stderr", self._err)
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
            _set_random_state(lent["random"])
        if "files" in lent:
            self._folder.apply(lent["files"])
        if "reference" in lent:
            module, name = lent["reference"]
            self._reference = getattr(importlib.import_module(module), name)
            watch = spy.watch_for_core(self._reference, alone=True)
            self._core = self._undo.enter_context(watch)

    def __exit__(self, *details: object) -> None:
        self._undo.close()

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

    def report(self) -> dict[str, Any] | None:
        """What the call printed, warned of, drew and wrote."""
        report: dict[str, Any] = {}
        if text := self._out.getvalue():
            report["out"] = text[:MAX_TEXT]
        if text := self._err.getvalue():
            report["err"] = text[:MAX_TEXT]
        if self._caught:
            report["warnings"] = [
                [warning.category.__name__, str(warning.message)[:MAX_TEXT]]
                for warning in self._caught[:MAX_WARNINGS]
            ]
        if self._core.name:
            report["core"] = self._core.name
        if "random" in self._lent:
            report["random"] = _random_state()
        if "files" in self._lent:
            report["files"] = self._folder.changes()
        return report or None


def _read_line(prompt: object = "") -> str:
    """`input` that reads the test's standard input."""
    sys.stdout.write(str(prompt))
    line = sys.stdin.readline()
    if not line:
        raise EOFError("EOF when reading a line")
    return line.removesuffix("\n")


def _assigns_attributes(source: str) -> bool:
    """Whether a cell assigns to an attribute, as in `random.choice = first`."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return True
    return any(
        isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        for node in ast.walk(tree)
    )


def _random_state() -> list[Any]:
    version, numbers, gauss = random.getstate()
    return [np.random.get_state(), version, list(numbers), gauss]


def _set_random_state(state: Any) -> None:
    numpy_state, version, numbers, gauss = state
    np.random.set_state(numpy_state)
    random.setstate((version, tuple(numbers), gauss))


def _warn(category: Any, message: Any) -> None:
    """Warn in the judge as the student's code did, for `pytest.warns` and the like."""
    kind = getattr(builtins, category, None) if type(category) is str else None
    if not (isinstance(kind, type) and issubclass(kind, Warning)):
        kind = UserWarning
    warnings.warn_explicit(str(message), kind, STUDENT, 1)
