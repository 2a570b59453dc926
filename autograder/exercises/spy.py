"""Notices when a student's function lets the course's own core do the work.

It works in-process, by the interpreter's profile hook. Where the student's code lives in another
process, the judge asks which reference is `watched`, has that process watch, and tells what was
seen there (`tell`).
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

from autograder.exercises import guard

SET_PROFILE = sys.setprofile
TAKEN_AWAY = "sys.setprofile"
CORE = os.path.join(guard.PACKAGE, "sgd") + os.sep


@dataclass
class Seen:
    """The name of the first of the course's own functions that was called, or ""."""

    name: str = ""


_watches: list[tuple[Callable[..., Any], Seen]] = []


def watched() -> Callable[..., Any] | None:
    """The reference that is being watched for, or None."""
    return _watches[-1][0] if _watches else None


def tell(name: str) -> None:
    """Note for the watch that is on what was seen in the student's own process."""
    if _watches and not _watches[-1][1].name:
        _watches[-1][1].name = name


def is_ours(called: CodeType, reference: Callable[..., Any]) -> bool:
    """Whether code is the core's, or the reference's or a copy of it."""
    code = reference.__code__
    if called.co_firstlineno == code.co_firstlineno and called.co_filename == code.co_filename:
        return True
    return called.co_filename.startswith(CORE)


@contextmanager
def watch_for_core(reference: Callable[..., Any], alone: bool = False) -> Iterator[Seen]:
    """Watch the body for calls into the core, or of the reference, from outside the package.

    Where the student's code is `alone`, calls by way of the rest of the package count, too.
    """
    seen = Seen()
    previous, in_threads = sys.getprofile(), threading.getprofile()

    def notice(frame: FrameType, event: str, argument: object) -> None:
        if seen.name or event not in ("call", "c_call"):
            return
        ours = frame.f_code.co_filename.startswith(guard.PACKAGE)
        if event == "c_call" and argument is SET_PROFILE and not ours:
            seen.name = TAKEN_AWAY  # whoever takes the watch away has been seen
        if event != "call":
            return
        called = frame.f_code
        if not is_ours(called, reference):
            return
        if called.co_name == "<module>":  # importing is not calling
            return
        caller = _caller(frame)
        if caller == guard.__file__ or not caller.startswith(CORE if alone else guard.PACKAGE):
            seen.name = called.co_qualname.partition(".")[0]

    _watches.append((reference, seen))
    threading.setprofile(notice)  # those that are started from now on
    sys.setprofile(notice)
    try:
        yield seen
    finally:
        sys.setprofile(previous)
        threading.setprofile(in_threads)
        _watches.pop()


def _caller(frame: FrameType) -> str:
    """The file of the calling code; a dataclass's generated methods ("<string>") call for another."""
    above = frame.f_back
    while above and above.f_code.co_filename == "<string>":
        above = above.f_back
    return above.f_code.co_filename if above else ""
