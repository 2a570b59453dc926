"""Lines of the student's code: where an exception was raised, and the examples of a docstring."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any

MAX_LINE = 80


def student_line(trace: TracebackType | None, is_student: Callable[[str], bool]) -> str | None:
    """The last line of student code in a traceback, such as "line 3: for b in rnage(n):"."""
    found = None
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if is_student(filename):
            source = linecache.getline(filename, trace.tb_lineno).partition("  #")[0].strip()
            source = source[:MAX_LINE]
            found = f"line {trace.tb_lineno}: {source}" if source else f"line {trace.tb_lineno}"
        trace = trace.tb_next
    return found


def run_example(source: str, namespace: dict[str, Any]) -> None:
    """Run one example as an interactive interpreter would."""
    former, sys.displayhook = sys.displayhook, sys.__displayhook__
    try:
        exec(compile(source, "<example>", "single"), namespace)
    finally:
        sys.displayhook = former
