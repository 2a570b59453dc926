"""What a call depends on and leaves behind beside its arguments and result.

In one kernel a test cell and the student's function share standard output, warnings and more. Here
the judge sends its part with each request (`Lender`), the student's side puts it in place for the
time of the call and reports what happened (`Borrowed`).
"""

from __future__ import annotations

import builtins
import io
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["Borrowed", "Lender"]

STUDENT = "<submission>"  # the file name under which the student's warnings appear
MAX_TEXT = 1_000_000
MAX_WARNINGS = 50


class Borrowed:
    """The student's side: the judge's world for the time of one call."""

    def __init__(self, before: Any) -> None:
        self._before: dict[str, Any] = before or {}
        self.seconds: float | None = self._before.get("seconds")
        self.released: list[int] = self._before.get("released", [])
        self._out = io.StringIO()
        self._err = io.StringIO()
        self._warnings: Any = warnings.catch_warnings(record=True)
        self._caught: list[Any] = []

    def __enter__(self) -> None:
        self._streams = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = self._out, self._err
        self._caught = self._warnings.__enter__()
        warnings.simplefilter("always")

    def __exit__(self, *details: object) -> None:
        self._warnings.__exit__(*details)
        sys.stdout, sys.stderr = self._streams

    def report(self) -> dict[str, Any] | None:
        """What the call printed and warned of."""
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
        return report or None


class Lender:
    """The judge's side: what is lent with each request, and what becomes of the reports."""

    def __init__(self) -> None:
        self._stream: Any = None

    @contextmanager
    def cell(self, source: str) -> Iterator[None]:
        """For the time of one cell."""
        self._stream = None
        yield

    def before(self) -> dict[str, Any]:
        """What the student's side needs for the next request."""
        return {}

    def after(self, report: Any) -> None:
        """Pass on what the student's code printed and warned of, if the test listens.

        A cell's own stream is no listener: what student code prints during a test is not shown.
        """
        if report is None:
            return
        if type(report) is not dict:
            return
        for name, stream in (("out", sys.stdout), ("err", sys.stderr)):
            text = report.get(name)
            if type(text) is str and not getattr(stream, "is_cell", False):
                stream.write(text)
        for warning in report.get("warnings") or ():
            _warn(warning)


def _warn(warning: Any) -> None:
    """Warn in the judge as the student's code did, for `pytest.warns` and the like."""
    category, message = warning
    kind = getattr(builtins, category, None) if type(category) is str else None
    if not (isinstance(kind, type) and issubclass(kind, Warning)):
        kind = UserWarning
    warnings.warn_explicit(str(message), kind, STUDENT, 1)
