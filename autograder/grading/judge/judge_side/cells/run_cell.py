"""Run one cell in a namespace and keep what it puts out, in nbformat's shape."""

from __future__ import annotations

import ast
import io
import linecache
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import (
    AbstractContextManager,
    ExitStack,
    contextmanager,
    redirect_stderr,
    redirect_stdout,
)
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

from autograder.exercises.limit import clock_limit
from autograder.grading.judge.judge_side.cells.lender import STUDENT
from autograder.grading.judge.judge_side.cells.refusal import RefusedError
from autograder.grading.judge.judge_side.comparing.noting import noting
from autograder.grading.judge.judge_side.proxies.student_objects import is_remote
from autograder.grading.judge.names import plain_python

MAX_STREAM = 1_000_000
MAX_SHOWN = 4_000_000  # characters or bytes of one rich output
MAX_MESSAGE = 5_000  # characters of an exception's text
Bundle = dict[str, Any]


class CellTimeout(BaseException):
    """The cell ran longer than it may, the student's part not counted alone."""


@dataclass(frozen=True)
class CellError:
    """Why a cell failed: the exception's name and text, and where in the student's code it began.

    `refused` says that the judge did not go on with it.
    """

    ename: str
    evalue: str
    student_line: str | None = None
    refused: bool = False


@dataclass
class CellResult:
    """What a cell put out (a list of nbformat outputs) and its error, or None if it ran through.

    `lost` says why the student's process can no longer be asked, or is empty.
    """

    outputs: list[dict[str, Any]] = field(default_factory=list)
    error: CellError | None = None
    lost: str = ""


class _Stream(io.StringIO):
    """A standard stream whose text becomes a stream output; the rest of a flood is dropped."""

    is_cell = True

    def __init__(self, name: str, outputs: list[dict[str, Any]]) -> None:
        super().__init__()
        self._name = name
        self._outputs = outputs
        self._left = MAX_STREAM

    def write(self, text: str) -> int:
        kept = text[: self._left]
        self._left -= len(kept)
        if kept:
            last = self._outputs[-1] if self._outputs else {}
            if last.get("output_type") == "stream" and last["name"] == self._name:
                last["text"] += kept
            else:
                self._outputs.append({"output_type": "stream", "name": self._name, "text": kept})
        return len(text)


def name_of(number: int) -> str:
    """The file name under which a cell's code runs."""
    return f"<test cell {number}>"


def run_cell(
    source: str,
    namespace: dict[str, Any],
    number: int,
    seconds: float,
    guard: AbstractContextManager[None],
    conclude: Callable[[Any], None],
) -> CellResult:
    """Run a cell for at most so many seconds, within `guard`; its last expression becomes an
    execute_result, unless `conclude` raises an exception when it is told its value."""
    result = CellResult()
    name = name_of(number)

    def display(*things: Any, **options: Any) -> None:
        for thing in things:
            data, metadata = _bundle(thing)
            result.outputs.append(
                {"output_type": "display_data", "data": data, "metadata": metadata}
            )

    out, err = _Stream("stdout", result.outputs), _Stream("stderr", result.outputs)
    with displayed_by(display), warnings.catch_warnings():
        warnings.showwarning = _without_students(warnings.showwarning)
        with redirect_stdout(out), redirect_stderr(err):
            try:
                with _at_most(seconds):
                    with guard:
                        value = execute(source, name, namespace)
                        conclude(value)
                    if value is not None:
                        data, metadata = _bundle(value)
                        result.outputs.append(
                            {
                                "output_type": "execute_result",
                                "data": data,
                                "metadata": metadata,
                                "execution_count": number,
                            }
                        )
            except BaseException as error:
                result.error = _report(error, name, result.outputs)
    return result


def _without_students(show: Callable[..., None]) -> Callable[..., None]:
    """Shows all warnings but the student's, which a cell may catch and nobody needs to read in its output."""

    def chosen(message: Any, category: Any, filename: str, *more: Any) -> None:
        if filename != STUDENT:
            show(message, category, filename, *more)

    return chosen


def execute(source: str, name: str, namespace: dict[str, Any]) -> Any:
    """Run the cell's code; the value of its last expression, unless a semicolon hides it."""
    body, last = _compile(source, name)
    exec(body, namespace)
    return eval(last, namespace) if last else None


def _compile(source: str, name: str) -> tuple[CodeType, CodeType | None]:
    source = plain_python(source)
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    tree = noting(ast.parse(source, name), source)
    last = None
    end = tree.body[-1] if tree.body else None
    if isinstance(end, ast.Expr) and not source.rstrip().endswith(";"):
        tree.body.pop()
        last = compile(ast.Expression(end.value), name, "eval", dont_inherit=True)
    return compile(tree, name, "exec", dont_inherit=True), last


def _bundle(value: Any) -> tuple[Bundle, Bundle]:
    """The mimebundle of a value. Objects of the student's do not say how they are shown."""
    if is_remote(value):
        return {"text/plain": "<an object of the student's>"}, {}
    try:
        from IPython.core.formatters import DisplayFormatter
    except ImportError:
        return {"text/plain": repr(value)}, {}
    data, metadata = DisplayFormatter().format(value)
    large = [kind for kind, part in data.items() if len(part) > MAX_SHOWN]
    return {**data, **dict.fromkeys(large, "(too large to be shown)")}, metadata


@contextmanager
def displayed_by(display: Any) -> Iterator[None]:
    """Let `display`, built in or imported from IPython, be this function while a cell runs."""
    names = ("builtins", "IPython.display", "IPython.core.display_functions")
    modules = [sys.modules[name] for name in names if name in sys.modules]
    with ExitStack() as undo:
        for module in modules:
            if hasattr(module, "display"):
                undo.callback(setattr, module, "display", module.display)
            else:
                undo.callback(delattr, module, "display")
            vars(module)["display"] = display
        yield


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise CellTimeout in the body after so many seconds, and again if it goes on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def late() -> CellTimeout:
        return CellTimeout(f"The test cell took more than {seconds:.0f} seconds.")

    with clock_limit(seconds, late):
        yield


def shortened(text: str) -> str:
    """The text, cut where an assert quotes a value of the student's that has no end."""
    return text if len(text) <= MAX_MESSAGE else f"{text[:MAX_MESSAGE]} …"


def _report(error: BaseException, name: str, outputs: list[dict[str, Any]]) -> CellError:
    """Append the error output; its traceback names lines of the test cell only."""
    try:
        text = shortened(str(error))
    except BaseException:
        text = "(an exception that cannot be printed)"
    line = getattr(error, "student_line", None)
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == name
    ]
    shown = [f"line {frame.lineno} of the test cell: {frame.line}" for frame in frames]
    if line is not None:
        shown.append(f"{line}  (in the submission)")
    kind = type(error).__name__
    outputs.append(
        {
            "output_type": "error",
            "ename": kind,
            "evalue": text,
            "traceback": [*shown, f"{kind}: {text}"],
        }
    )
    return CellError(kind, text, line, isinstance(error, RefusedError))
