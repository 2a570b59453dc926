"""The files beside a notebook, sent into a sandbox."""

from __future__ import annotations

import base64
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from autograder.grading.sandbox.grader_side.warm import Process

MAX_FILES = 2000
PIECE = 4 * 2**20


def send_files(process: Process, folder: Path | None, room: int) -> None:
    """Copy the regular files of a folder into a process's working directory.

    Links are not followed and no special file is opened; notebooks stay behind, for the working
    copy of nbgrader holds the hidden tests. ValueError if the files do not fit.
    """
    if folder is None:
        return
    count = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            if name.endswith(".ipynb") or not stat.S_ISREG(os.lstat(path).st_mode):
                continue
            fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            with open(fd, "rb") as file:
                count += 1
                room -= os.fstat(fd).st_size
                if room < 0 or count > MAX_FILES:
                    raise ValueError(f"the files of the submission do not fit: {folder}")
                for piece in _pieces(file):
                    data = base64.b64encode(piece).decode("ascii")
                    process.channel.send({"file": os.path.relpath(path, folder), "data": data})


def take_files(folder: Path, left: Mapping[str, str]) -> None:
    """Write the files that a program has left into a folder that holds files and folders alone.

    What would lie elsewhere, is a notebook or stands where a folder is, is left out.
    """
    for name, data in left.items():
        path = folder / name
        inside = os.path.normpath(name) == name and not os.path.isabs(name) and "\0" not in name
        if not inside or name.startswith("..") or name.endswith(".ipynb") or path.is_dir():
            continue
        if any((folder / parent).is_file() for parent in Path(name).parents):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(data))


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    """A file in pieces that cost nobody's memory; at least one, so that an empty file arrives too."""
    yield file.read(PIECE)
    while piece := file.read(PIECE):
        yield piece
