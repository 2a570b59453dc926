"""What stands in, while a test cell runs, for the shell and for what looks at code."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from doctest import DocTestFinder
from types import ModuleType
from typing import Any

from autograder.grading.judge.proxies import is_remote

__all__ = ["get_ipython", "standing_in"]

# Magics of set-up cells that change nothing which a verdict could rest on.
_WITHOUT_EFFECT = frozenset({"matplotlib", "load_ext", "autoreload", "config", "precision"})


class _Shell:
    """What magics reach in the judge instead of a shell."""

    def run_line_magic(self, name: str, line: str, *rest: Any) -> None:
        if name not in _WITHOUT_EFFECT:
            raise NotImplementedError(f"%{name} does not work in a test cell that is judged apart")

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        raise NotImplementedError(f"%%{name} does not work in a test cell that is judged apart")

    def system(self, command: str) -> None:
        raise NotImplementedError("shell commands do not work in a test cell that is judged apart")

    getoutput = system


_shell = _Shell()


def get_ipython() -> _Shell:
    """The name that magics are translated to."""
    return _shell


@contextmanager
def standing_in(main: ModuleType, ask: Callable[..., Any]) -> Iterator[None]:
    """`__main__` is the cell's module, `inspect.getsource` asks for the student's source.

    `doctest` refuses the student's functions: their examples are the student's own code.
    """
    former, getsource, find = sys.modules["__main__"], inspect.getsource, DocTestFinder.find

    def find_source(thing: Any) -> str:
        if not is_remote(thing):
            return getsource(thing)
        source = ask("source", thing)
        if type(source) is not str:
            raise OSError("could not get source code")
        return source

    def find_tests(finder: DocTestFinder, thing: object, *args: Any, **kwargs: Any) -> Any:
        if is_remote(thing):
            raise TypeError("examples in the docstring of the student's function are not run here")
        return find(finder, thing, *args, **kwargs)

    sys.modules["__main__"] = main
    inspect.getsource = find_source  # type: ignore[assignment]
    DocTestFinder.find = find_tests  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        sys.modules["__main__"], inspect.getsource = former, getsource
        DocTestFinder.find = find  # type: ignore[method-assign]
