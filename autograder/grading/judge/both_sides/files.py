"""Files that a test cell and the student's code pass to each other.

The two processes have working directories of their own. In a cell that deals with files, each side
sends what has changed in its directory since it last looked. The judge takes regular data files of
bounded size: no program, nothing outside its directory, and none of the files it was given.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

MAX_FILES = 200
MAX_BYTES = 16 * 2**20
# What programs read by themselves, beside those that are programs.
_SETTINGS = ("matplotlibrc", "pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml")
_PROGRAMS = (".py", ".pyc", ".pyw", ".pyd", ".so", ".pth", ".dll", ".dylib", ".ipynb")

# What SQLite reads with a database, and changes it by: they belong to whom that belongs.
_BESIDE = ("-journal", "-wal", "-shm")

Stamp = tuple[int, int]


class Folder:
    """A working directory whose changes are told to the other side.

    `known` says whether the other side has the files that are there at first; `written` are those of them
    which it is to write anew.
    """

    def __init__(
        self, known: bool, root: str | None = None, written: frozenset[str] = frozenset()
    ) -> None:
        self.root = root or os.getcwd()
        self._seen = dict(self._stamps()) if known else {}
        self._open = {path: stamp for path, stamp in self._seen.items() if path in written}
        self._given: frozenset[str] = frozenset(self._paths()) - written if known else frozenset()
        self.taken = False  # whether the other side has written anything
        self._theirs = set(self._open)  # the files that the other side was the last to write
        self.begin()

    def begin(self) -> None:
        """From now on it is noted which of this side's own files the other one changes."""
        self._frozen = False
        self._former: dict[str, bytes] = {}

    @property
    def changed(self) -> bool:
        """Whether the other side has changed a file of this side's own."""
        return bool(self._former)

    def freeze(self) -> None:
        """Give those files their contents back, and let none be changed from now on."""
        self._frozen = True
        for path, data in self._former.items():
            Path(self.root, path).write_bytes(data)

    def take_for_given(self) -> None:
        """From now on the other side changes none of the files that are there, but those that it is to write."""
        stamps = dict(self._stamps())
        self._open = {path: old for path, old in self._open.items() if stamps.get(path) == old}
        self._given = frozenset(self._paths()) - self._open.keys()

    def changes(self) -> dict[str, bytes]:
        """The files that are new or different since the last call or `apply`."""
        changed: dict[str, bytes] = {}
        room = MAX_BYTES
        for path, stamp in self._stamps():
            if self._seen.get(path) == stamp:
                continue
            self._seen[path] = stamp
            self._theirs.discard(path)
            room -= stamp[1]
            if room < 0 or len(changed) == MAX_FILES:
                break
            with open(os.path.join(self.root, path), "rb") as file:
                changed[path] = file.read(MAX_BYTES)
        return changed

    def apply(self, changes: Any) -> None:
        """Write the files that the other side has changed; what may not be written is left out."""
        if type(changes) is not dict or len(changes) > MAX_FILES:
            return
        for path, data in changes.items():
            known = type(path) is str and type(data) is bytes and self._may_write(path)
            if known and not self._is_own(path, data):
                self._write(path, data)

    def _is_own(self, path: str, data: bytes) -> bool:
        """Whether a file may not be written, being this side's own. One that may is kept as it was."""
        full = Path(self.root, path)
        if path in self._theirs or not full.is_file() or (former := full.read_bytes()) == data:
            return False
        self._former.setdefault(path, former)
        return self._frozen

    def _write(self, path: str, data: bytes) -> None:
        self.taken = True
        self._theirs.add(path)
        full = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        with open(os.open(full, flags, 0o600), "wb") as file:
            file.write(data)
        status = os.stat(full)
        self._seen[path] = stamp = (status.st_mtime_ns, status.st_size)
        if path in self._open:
            self._open[path] = stamp

    def _may_write(self, path: str) -> bool:
        if os.path.isabs(path) or os.path.normpath(path) != path or path.startswith(".."):
            return False
        if "\0" in path or path.lower().endswith(_PROGRAMS) or path in self._given:
            return False
        for tail in _BESIDE:
            base = path.removesuffix(tail)
            if base != path and base not in self._theirs and Path(self.root, base).exists():
                return False
        name = os.path.basename(path)
        if name.startswith(".") or name.lower() in _SETTINGS:
            return False
        parent = os.path.dirname(os.path.join(self.root, path))
        return os.path.realpath(parent) == parent and not os.path.isdir(parent + "/" + path)

    def _stamps(self) -> Iterator[tuple[str, Stamp]]:
        """Time and size of each regular file; links are not followed."""
        for path in islice(self._paths(), MAX_FILES):
            status = os.stat(os.path.join(self.root, path))
            yield path, (status.st_mtime_ns, status.st_size)

    def _paths(self) -> Iterator[str]:
        """The regular files in the folder; links are none."""
        for parent, _, names in os.walk(self.root):
            for name in names:
                full = os.path.join(parent, name)
                if os.path.isfile(full) and not os.path.islink(full):
                    yield os.path.relpath(full, self.root)
