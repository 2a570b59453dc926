"""What stands in, while a test cell runs, for the shell and for what looks at code."""

from __future__ import annotations

import inspect
import sys
import typing
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from doctest import DocTestFinder, DocTestRunner
from types import ModuleType
from typing import Any

from autograder.grading.judge.judge_side.cells.examples import check_examples, examples_of
from autograder.grading.judge.judge_side.proxies.student_objects import is_remote

MAX_SOURCE = 1_000_000  # characters


@contextmanager
def standing_in(
    main: ModuleType, ask: Callable[..., Any], released: Callable[[Any], Any]
) -> Iterator[None]:
    """`__main__` is the cell's module; whoever looks at code asks for the student's.

    Text of the student's is data here: it is never evaluated in the judge. `released` gives the
    examples of the release for a thing of the student's, or None.
    """
    with ExitStack() as undo:

        def replace(module: Any, name: str, value: Any) -> None:
            undo.callback(setattr, module, name, getattr(module, name))
            setattr(module, name, value)

        undo.callback(sys.modules.__setitem__, "__main__", sys.modules["__main__"])
        sys.modules["__main__"] = main
        for name, stand_in in _looking(ask).items():
            replace(inspect, name, stand_in)
        replace(typing, "get_type_hints", _type_hints(ask))
        replace(DocTestFinder, "find", _finding(main, ask, released))
        replace(DocTestRunner, "run", _running())
        yield


def _looking(ask: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
    """The functions of `inspect` that read source text or evaluate annotations."""
    former = inspect.getsource, inspect.getsourcelines, inspect.get_annotations

    def getsource(thing: Any) -> str:
        if not is_remote(thing):
            return former[0](thing)
        source = ask("source", thing)
        if type(source) is not str or len(source) > MAX_SOURCE:
            raise OSError("could not get source code")
        return source

    def getsourcelines(thing: Any) -> tuple[list[str], int]:
        if not is_remote(thing):
            return former[1](thing)
        return getsource(thing).splitlines(keepends=True), 1

    def get_annotations(thing: Any, **options: Any) -> Any:
        if not is_remote(thing):
            return former[2](thing, **options)
        return ask("annotations", thing, bool(options.get("eval_str")))

    return {
        "getsource": getsource,
        "getsourcelines": getsourcelines,
        "get_annotations": get_annotations,
    }


def _type_hints(ask: Callable[..., Any]) -> Callable[..., Any]:
    former = typing.get_type_hints

    def get_type_hints(thing: Any, *args: Any, **options: Any) -> Any:
        return (
            ask("annotations", thing, True) if is_remote(thing) else former(thing, *args, **options)
        )

    return get_type_hints


def _finding(
    main: ModuleType, ask: Callable[..., Any], released: Callable[[Any], Any]
) -> Callable[..., Any]:
    former = DocTestFinder.find

    def examples(thing: Any, name: str) -> Any:
        found = released(thing)
        return examples_of(thing, name, ask) if found is None else found

    def find(
        finder: DocTestFinder, thing: Any, name: str | None = None, *args: Any, **kw: Any
    ) -> Any:
        if thing is main:
            remote = {name: getattr(main, name) for name in dir(main) if not name.startswith("_")}
            return [
                test
                for name, thing in sorted(remote.items())
                if is_remote(thing) and callable(thing)
                for test in examples(thing, name)
                if test.examples
            ]
        if is_remote(thing):
            return examples(thing, name or thing.__name__)
        return former(finder, thing, name, *args, **kw)

    return find


def _running() -> Callable[..., Any]:
    former = DocTestRunner.run

    def run(runner: Any, test: Any, *args: Any, **options: Any) -> Any:
        check_examples(test)
        return former(runner, test, *args, **options)

    return run
