"""The release's files as the judge has them: modules to import from a folder of their own, data to read.

The folder of modules is written once, made read-only and checked before each cell; nothing else of
the course's stands on the import path, least of all the working directory, where files of the
student's may arrive.
"""

from __future__ import annotations

import hashlib
import os
import sys


class ReleaseChangedError(RuntimeError):
    """A file of the release is no longer what was released."""


class Release:
    """The files in `folder`. Those that arrive by `add` lie in the working directory, too."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._digests: dict[str, str] = {}
        self._stamps: dict[str, tuple[int, ...]] = {}

    def add(self, path: str, data: bytes) -> None:
        """The next piece of one file, by its path in the release."""
        for root in (self.folder, os.curdir):
            place = os.path.join(root, path)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "ab") as file:
                file.write(data)

    def seal(self) -> None:
        """All files are there: from now on they are read, and imported, as they are."""
        for parent, _, names in os.walk(self.folder, topdown=False):
            for name in names:
                path = os.path.join(parent, name)
                os.chmod(path, 0o444)
                self._digests[path] = _digest(path)
                self._stamps[path] = _stamp(path)
            os.chmod(parent, 0o555)
        sys.dont_write_bytecode = True
        sys.path.insert(0, self.folder)

    def check(self) -> None:
        """Raise ReleaseChangedError unless every file is what it was, and nothing has joined them."""
        paths = {
            os.path.join(parent, name)
            for parent, _, names in os.walk(self.folder)
            for name in names
        }
        for path in sorted(paths | self._digests.keys()):
            if not (path in paths and path in self._digests and self._is_same(path)):
                name = os.path.relpath(path, self.folder)
                raise ReleaseChangedError(f"the released file {name} was changed while tests ran")

    def _is_same(self, path: str) -> bool:
        """A file that the system says was not touched need not be read again."""
        return _stamp(path) == self._stamps[path] or _digest(path) == self._digests[path]


def _digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stamp(path: str) -> tuple[int, ...]:
    status = os.stat(path, follow_symlinks=False)
    return status.st_ino, status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns
