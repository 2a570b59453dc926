"""Calls into the student's code: with a time limit, in silence, and with every exception kept.

Only calls, values and iteration are used here, so a student's function may as well live in another
process and be reached through a proxy.
"""

import contextlib
import io
import linecache
import os
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import Any

import numpy as np

from autograder.exercises.limit import TimeLimit, seconds, time_limit

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LINE_LENGTH = 80
PLAIN = frozenset((int, float, str, np.ndarray, type(None)))  # most values, by one look


class MisuseError(Exception):
    """A function that the check passed in was called in a way that cannot be meant.

    Its text is shown to the student as it is.
    """


@dataclass
class StudentError(Exception):
    """The student's code did not come to its end.

    ``kind`` is the name of the exception: ``TimeLimit`` where its time was up, ``NotImplementedError`` where
    the stub still stands; ``line`` is the student's line, as ``line 3: for b in rnage(n):``, where it is known.
    """

    kind: str
    text: str
    line: str = ""

    @property
    def what(self) -> str:
        """What happened, in one or two sentences."""
        if self.kind == "TimeLimit":
            return "Your code was still running when its time was up, and was stopped."
        number, _, code = self.line.partition(": ")
        where = f"{number.capitalize()}, `{code}`" if code else number.capitalize() or "Your code"
        if self.kind == "MisuseError":
            return f"{where}: {self.text}" if number else self.text
        comma = "," if code else ""
        return f"{where}{comma} raised {self.kind}" + (
            f": {self.text.rstrip('.')}." if self.text else "."
        )


class Student:
    """The student's function, called with care; ``only_none`` says whether each call returned None."""

    def __init__(self, function: Callable[..., Any], limit: float | None = None) -> None:
        self.function = function
        self.limit = seconds() if limit is None else limit
        self.only_none = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function. Raises :class:`StudentError` if it does not return."""
        result = self.run(lambda: plain(self.function(*args, **kwargs)))
        self.only_none = self.only_none and result is None
        return result

    def collect(self, result: Iterable[Any], at_most: int) -> list[Any]:
        """The first ``at_most`` items of what the function returned (a generator, a list, …).

        Each is kept as it was when it was asked for: a program may use an array for the next one, too.
        """
        return list(self.run(lambda: [kept(item) for item in islice(iter(result), at_most)]))

    def run(self, body: Callable[[], Any]) -> Any:
        """Run ``body``, which calls student code. Raises :class:`StudentError`."""
        try:
            with _silence(), time_limit(self.limit):
                return body()
        except (TimeLimit, TimeoutError):
            raise StudentError("TimeLimit", "") from None
        except StudentError:
            raise
        except BaseException as error:  # also SystemExit and KeyboardInterrupt: nothing gets out
            line = getattr(error, "student_line", None) or _student_line(error.__traceback__)
            raise StudentError(type(error).__name__, _first_line(error), line) from None


def plain(value: Any) -> Any:
    """The value, in which dicts, lists and tuples of other classes (named tuples, say) are plain ones."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if isinstance(value, Mapping):
        return {key: plain(value[key]) for key in value}
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    if isinstance(value, list):
        return list(map(plain, value))
    return value


def kept(value: Any) -> Any:
    """The value, in which arrays are copies."""
    value = plain(value)
    if type(value) in (tuple, list):
        return type(value)(map(kept, value))
    return value.copy() if type(value) is np.ndarray else value


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Swallow prints and warnings: on stderr a stray warning would cost the student the points.

    So would an exception in a finaliser, which Python prints because it cannot raise it.
    """
    hook = sys.unraisablehook
    sys.unraisablehook = lambda unraisable: None
    try:
        with _quiet():
            yield
    finally:
        sys.unraisablehook = hook


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with (
        contextlib.redirect_stdout(_Nowhere()),
        contextlib.redirect_stderr(_Nowhere()),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield


class _Nowhere(io.TextIOBase):
    """Takes text and keeps none of it: a loop that prints without end must not fill the memory."""

    def write(self, text: str) -> int:
        return len(text)


def _student_line(traceback: TracebackType | None) -> str:
    """The innermost line of the traceback that belongs to the student."""
    found = ""
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        if not _foreign(name):
            number = traceback.tb_lineno
            source = linecache.getline(name, number).partition("  #")[0].strip()
            found = f"line {number}: {source[:LINE_LENGTH]}" if source else f"line {number}"
        traceback = traceback.tb_next
    return found


def _foreign(filename: str) -> bool:
    return (
        filename.startswith(
            (PACKAGE, os.path.dirname(os.__file__), "<frozen", "<__array_function__")
        )
        or filename.endswith((".pyx", ".pxi", ".pxd"))  # of a compiled module
        or f"{os.sep}site-packages{os.sep}" in filename
    )


def _first_line(error: BaseException) -> str:
    try:
        return str(error).strip().partition("\n")[0].removeprefix("Tape.")[:160]
    except Exception:  # a student's own exception may not even have a text
        return ""
