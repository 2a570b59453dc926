"""Examples in the docstrings of the student's functions.

They are text of the student's: each is run in the student's process, and what it printed there is
compared in the judge with what the docstring says.
"""

from __future__ import annotations

import doctest
import sys
from collections.abc import Callable
from typing import Any

__all__ = ["examples_of", "run_example"]

MAX_DOCSTRING = 50_000  # characters


def examples_of(thing: Any, name: str, ask: Callable[..., Any]) -> list[doctest.DocTest]:
    """The examples of one function or class, for `doctest` to run; its docstring may hold none."""
    text = thing.__doc__
    if type(text) is not str or len(text) > MAX_DOCSTRING:
        return []
    begun: list[bool] = []

    def example(source: str) -> None:
        begun.append(True)
        ask("example", source, len(begun) == 1)

    test = doctest.DocTestParser().get_doctest(text, {"example": example}, str(name), None, 0)
    for part in test.examples:
        part.source = f"example({part.source!r})\n"
    return [test]


def run_example(source: str, namespace: dict[str, Any]) -> None:
    """Run one example as an interactive interpreter would."""
    former, sys.displayhook = sys.displayhook, sys.__displayhook__
    try:
        exec(compile(source, "<example>", "single"), namespace)
    finally:
        sys.displayhook = former
