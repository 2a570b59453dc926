"""What magics do in the judge: those that run, time, capture or write something; never a shell."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from autograder.grading.judge.judge_side.cells.refusal import RefusedError
from autograder.grading.judge.judge_side.cells.run_cell import displayed_by, execute

# They change nothing which a verdict could rest on.
_WITHOUT_EFFECT = frozenset({"matplotlib", "load_ext", "autoreload", "config", "precision"})
_SHOWING = frozenset({"html", "markdown", "latex", "svg", "javascript", "js"})
_FIRST = "#\n"  # stands for the line of the magic: the others keep their numbers


class Captured:
    """What a `%%capture` cell has printed."""

    def __init__(self) -> None:
        self._out, self._err = io.StringIO(), io.StringIO()
        self.outputs: list[Any] = []  # what it displayed is not kept

    @property
    def stdout(self) -> str:
        """The text on standard output."""
        return self._out.getvalue()

    @property
    def stderr(self) -> str:
        """The text on standard error."""
        return self._err.getvalue()

    def __str__(self) -> str:
        return self.stdout

    def show(self) -> None:
        """Print it after all."""
        print(self.stdout, end="")


class Shell:
    """What magics reach in the judge instead of IPython's shell.

    In a set-up cell (`lenient`) what does not work here is left to the student's kernel, which runs
    the cell, too.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.user_ns = namespace
        self.lenient = True
        self.cell = ""  # under which file name the cell at hand runs

    def run_line_magic(self, name: str, line: str, *rest: Any) -> Any:
        """`%name line`."""
        if name == "time":
            return self._time(line, line)
        if name not in _WITHOUT_EFFECT:
            self._refuse(f"%{name} does not work")
        return None

    def run_cell_magic(self, name: str, line: str, cell: str) -> Any:
        """`%%name line` with the lines that follow."""
        magics: dict[str, Callable[[str, str], Any]] = {
            "capture": self._capture,
            "time": self._time,
            "writefile": self._write,
        }
        if name in magics:
            return magics[name](line, _FIRST + cell)
        if name not in _SHOWING:
            self._refuse(f"%%{name} does not work")
        return None

    def system(self, command: str) -> None:
        """`!command`."""
        self._refuse("shell commands do not work")

    getoutput = system

    def _refuse(self, what: str) -> None:
        if not self.lenient:
            raise RefusedError(what)

    def _time(self, line: str, source: str) -> Any:
        began = time.perf_counter()
        value = execute(source, self.cell, self.user_ns)
        print(f"Wall time: {time.perf_counter() - began:.3g} s")
        return value

    def _capture(self, line: str, source: str) -> None:
        words, captured = line.split(), Captured()
        with ExitStack() as stack:
            if "--no-stdout" not in words:
                stack.enter_context(redirect_stdout(captured._out))
            if "--no-stderr" not in words:
                stack.enter_context(redirect_stderr(captured._err))
            if "--no-display" not in words:
                stack.enter_context(displayed_by(lambda *things, **options: None))
            execute(source, self.cell, self.user_ns)
        for name in words:
            if name.isidentifier():
                self.user_ns[name] = captured

    def _write(self, line: str, text: str) -> None:
        *options, path = line.split()
        with Path(path.strip("'\"")).open(
            "a" if "-a" in options else "w", encoding="utf-8"
        ) as file:
            file.write(text.removeprefix(_FIRST))
