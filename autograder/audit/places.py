"""Where in the user's own code something happened: file and line, libraries skipped."""

import linecache
import os
import sys
from functools import cache
from pathlib import Path
from types import FrameType
from typing import NamedTuple

_HERE = str(Path(__file__).parents[1]) + os.sep
_LIBRARIES = ("site-packages", "dist-packages", f"{os.sep}lib{os.sep}python3")
_STANDARD = os.path.dirname(os.__file__)


class Place(NamedTuple):
    """A line of the user's code."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{os.path.basename(self.file)}:{self.line}"

    @property
    def shown(self) -> str:
        """The file as a user reads it: from the working directory, where it lies below that."""
        inside = os.path.relpath(self.file)
        return self.file if inside.startswith(os.pardir) else inside

    @property
    def text(self) -> str:
        """The line itself, without its indent; empty where the file cannot be read."""
        return linecache.getline(self.file, self.line).strip()


Stack = tuple[Place, ...]


@cache
def is_users(file: str) -> bool:
    """Whether a file is the user's: neither a library's, nor Python's, nor this package's."""
    if file.startswith("<"):
        return False
    if file.startswith((_HERE, _STANDARD)):
        return False
    return not any(part in file for part in _LIBRARIES)


def user_frame() -> FrameType | None:
    """The innermost frame of the user's code, or None."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if is_users(frame.f_code.co_filename):
            return frame
        frame = frame.f_back
    return None


def here() -> Place | None:
    """The innermost line of the user's code that is being run."""
    frame = user_frame()
    return None if frame is None else Place(frame.f_code.co_filename, frame.f_lineno)


def stack(most: int = 12) -> Stack:
    """The user's lines that are being run, the innermost first."""
    found: list[Place] = []
    frame = user_frame()
    while frame is not None and len(found) < most:
        name = frame.f_code.co_filename
        if is_users(name):
            found.append(Place(name, frame.f_lineno))
        frame = frame.f_back
    return tuple(found)
