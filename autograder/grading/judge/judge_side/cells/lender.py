"""What a call depends on beside its arguments: the judge lends its part with each request.

In one kernel a test cell and the student's function share standard output, warnings, random state,
patched functions and files. The student's side puts what is lent in place for the time of the call
(student_side/borrowed.py) and reports what happened.
"""

from __future__ import annotations

import ast
import builtins
import os
import re
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import numpy as np

from autograder.exercises import spy
from autograder.grading.judge.both_sides.files import Folder
from autograder.grading.judge.both_sides.surroundings import (
    MAX_WARNINGS,
    random_state,
    set_random_state,
)
from autograder.grading.judge.marshalling.drawing import leads_to
from autograder.grading.judge.marshalling.unpack import checked_state

STUDENT = "<submission>"  # the file name under which the student's warnings appear

_SEEDED = re.compile(r"\b(seed|set_state|setstate)\b")
_FILES = re.compile(
    r"\b(open|Path|pathlib|tempfile|os|shutil|glob|save(txt|z|z_compressed|fig)?|load(txt)?|genfromtxt|connect|"
    r"sqlite3|read_\w+|to_(csv|json|excel|parquet|pickle|sql)|im(read|save)|write_text|writefile)\b"
)
_PATCHING = re.compile(r"\b(patch|setattr|monkeypatch|setenv|environ)\b")
# Modules in which a test may replace functions that the student's code calls.
_PATCHED = ("builtins", "random", "time", "math", "os", "numpy", "numpy.random", "datetime")
_SHADOWED = ("input", "print", "open")  # built-ins that a test cell may replace by assignment
_DEFAULT_ERRORS = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}


class Lender:
    """What is lent with each request, and what becomes of the reports."""

    def __init__(self, namespace: dict[str, Any], written: frozenset[str] = frozenset()) -> None:
        self._namespace, self._written = namespace, written
        self._stdin = sys.stdin
        self._seeded = False
        self._warned: dict[Any, Any] = {}
        self._folder: Folder | None = None
        self._snapshots: list[tuple[str, ModuleType, dict[str, Any]]] = []
        self._environment: dict[str, str] | None = None
        self._files: Folder | None = None

    @property
    def taken(self) -> bool:
        """Whether files of the student's lie in the judge's folder."""
        return self._files is not None and self._files.taken

    @property
    def watches_files(self) -> bool:
        """Whether the text of the cell at hand deals with files."""
        return self._folder is not None

    @property
    def changed(self) -> bool:
        """Whether files of the test's own were changed since it began."""
        return self._files is not None and self._files.changed

    def begin(self) -> None:
        """A test begins: its files may be changed."""
        if self._files is not None:
            self._files.begin()

    def freeze(self) -> None:
        """Give the test's own files their former contents back, and let none be changed from now on."""
        if self._files is not None:
            self._files.freeze()

    @contextmanager
    def cell(self, source: str) -> Iterator[None]:
        """For the time of one cell: what its text deals with is watched."""
        self._stdin = sys.stdin
        self._seeded = bool(_SEEDED.search(source))
        self._folder = None
        if _FILES.search(source):
            self._folder = self._files = self._files or Folder(True, written=self._written)
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

    def end_setup(self) -> None:
        """What a set-up cell has written is the judge's from now on."""
        if self._files is not None:
            self._files.take_for_given()

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
            lent["random"] = random_state()
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

    def after(self, report: Any, whole: bool) -> None:
        """Pass on what the student's code printed and warned of, if the test listens.

        A cell's own stream is no listener: what student code prints during a test is not shown.
        A call that ran to its end, `whole`, while the core was watched for says what was seen; who says
        nothing has taken the watch away. Raises ValueError for a report that makes no sense.
        """
        if whole and spy.watched():
            core = report.get("core") if type(report) is dict else None
            spy.tell(core[:100] if type(core) is str else spy.TAKEN_AWAY)
        if report is None:
            return
        if type(report) is not dict:
            raise ValueError("a report of another shape")
        for name, stream in (("out", sys.stdout), ("err", sys.stderr)):
            text = report.get(name)
            if type(text) is str and not getattr(stream, "is_cell", False):
                stream.write(text)
        if self._seeded and "random" in report:
            self._seeded = _move_on(report["random"])
        if self._folder is not None:
            self._folder.apply(report.get("files"))
        said = report.get("warnings", [])
        if type(said) is not list or len(said) > MAX_WARNINGS:
            raise ValueError("warnings of another shape")
        for category, message in said:
            self._warn(category, message)

    def _warn(self, category: Any, message: Any) -> None:
        """Warn in the judge as the student's code did; what it says again there is said once, as ever."""
        kind = getattr(builtins, category, None) if type(category) is str else None
        if not (isinstance(kind, type) and issubclass(kind, Warning)):
            kind = UserWarning
        warnings.warn_explicit(str(message), kind, STUDENT, 1, registry=self._warned)


def _move_on(state: Any) -> bool:
    """Draw as often as the student's code did. False, and nothing, if it has set the state itself."""
    numpy_state, version, numbers, gauss = state
    mine, drawn = random_state(), [numpy_state, version, numbers, gauss]
    if not all(leads_to(*pair) for pair in zip(_parts(mine), _parts(drawn), strict=True)):
        return False
    set_random_state(drawn)
    return True


def _parts(state: list[Any]) -> list[Any]:
    """NumPy's part and Python's of a random state."""
    numpy_state, version, numbers, gauss = state
    return [checked_state(numpy_state), (version, tuple(numbers), gauss)]


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
