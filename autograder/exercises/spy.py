"""Notices when a student's function lets the course's own core do the work.

It works in-process, by the interpreter's profile hook. Where the student's code lives in another
process it sees nothing: there the course's core is out of reach, and the checks on the recorded
calls tell a copied solution by what it does not do.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from autograder.exercises import guard

CORE = os.path.join(guard.PACKAGE, "sgd") + os.sep


@dataclass
class Seen:
    """The name of the first of the course's own functions that was called, or ""."""

    name: str = ""


@contextmanager
def watch_for_core(reference: Callable[..., Any]) -> Iterator[Seen]:
    """Watch the body for calls into the core, or of the reference, from outside the package."""
    seen = Seen()
    code = reference.__code__
    previous = sys.getprofile()

    def notice(frame: FrameType, event: str, argument: object) -> None:
        if event != "call" or seen.name:
            return
        called = frame.f_code
        if called is not code and not called.co_filename.startswith(CORE):
            return
        if called.co_name == "<module>":  # importing is not calling
            return
        caller = _caller(frame)
        if caller == guard.__file__ or not caller.startswith(guard.PACKAGE):
            seen.name = called.co_qualname.partition(".")[0]

    sys.setprofile(notice)
    try:
        yield seen
    finally:
        sys.setprofile(previous)


def _caller(frame: FrameType) -> str:
    """The file of the calling code; a dataclass's generated methods ("<string>") call for another."""
    above = frame.f_back
    while above and above.f_code.co_filename == "<string>":
        above = above.f_back
    return above.f_code.co_filename if above else ""
