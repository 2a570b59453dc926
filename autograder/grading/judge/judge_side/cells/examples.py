"""Examples in the docstrings of the student's functions.

Where the release gives such examples, they are those that count, whatever the student has made of
them. Others are text of the student's: each is run in the student's process, and what it printed there is
compared in the judge with what the docstring says.
"""

from __future__ import annotations

import doctest
from collections.abc import Callable, Mapping
from typing import Any

from autograder.grading.judge.judge_side.cells.refusal import RefusedError

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


class _Released(doctest.Example):
    """An example of the release's: part of the test, it is run where the test is."""


class _Globals(dict[str, Any]):
    """The global names of one docstring's examples: their own, then those of the test cells."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        super().__init__(__name__="__main__", __builtins__=namespace["__builtins__"])
        self._namespace = namespace

    def __missing__(self, name: str) -> Any:
        return self._namespace[name]


def released_examples(
    name: str, docstrings: Mapping[str, str], namespace: dict[str, Any]
) -> list[doctest.DocTest]:
    """The examples that the release gives under a name: those of a function, or of a class and its methods."""
    tests = []
    for place, text in docstrings.items():
        if place == name or place.startswith(f"{name}."):
            test = doctest.DocTestParser().get_doctest(text, {}, place, None, 0)
            test.globs = _Globals(namespace)
            test.examples = [_copied(part, _Released) for part in test.examples]
            tests.append(test)
    return tests


def _copied(part: doctest.Example, kind: type[doctest.Example]) -> doctest.Example:
    return kind(part.source, part.want, part.exc_msg, part.lineno, part.indent, part.options)


def check_examples(test: doctest.DocTest) -> None:
    """Raise RefusedError if running these examples would run a text in the judge."""
    if test.examples and not all(isinstance(part, _Apart | _Released) for part in test.examples):
        raise RefusedError("examples of a text do not run, and those of a function do,")
