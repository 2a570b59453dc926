"""Examples in the docstrings of the student's functions.

They are text of the student's: each is run in the student's process, and what it printed there is
compared in the judge with what the docstring says.
"""

from __future__ import annotations

import doctest
import sys
from collections.abc import Callable
from typing import Any

__all__ = ["check_examples", "examples_of", "run_example"]

MAX_DOCSTRING = 50_000  # characters


class _Apart(doctest.Example):
    """An example that is run in the student's process."""


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
    test.examples = [_apart(part) for part in test.examples]
    return [test]


def _apart(part: doctest.Example) -> _Apart:
    source = f"example({part.source!r})\n"
    return _Apart(source, part.want, part.exc_msg, part.lineno, part.indent, part.options)


def check_examples(test: doctest.DocTest) -> None:
    """Raise NotImplementedError if running these examples would run a text in the judge."""
    if test.examples and not all(isinstance(part, _Apart) for part in test.examples):
        raise NotImplementedError(
            "examples of a text do not run in a test cell that is judged apart; those of a function do"
        )


def run_example(source: str, namespace: dict[str, Any]) -> None:
    """Run one example as an interactive interpreter would."""
    former, sys.displayhook = sys.displayhook, sys.__displayhook__
    try:
        exec(compile(source, "<example>", "single"), namespace)
    finally:
        sys.displayhook = former
