"""What magics do in the judge: they run the cell, silently or not, or write a file; never a shell.

Of 666 test cells of sixteen public courses two had a magic: what one of these gives back is not looked at here.
"""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from autograder.grading.judge.judge_side.cells.refusal import RefusedError
from autograder.grading.judge.judge_side.cells.run_cell import displayed_by, execute

# They change nothing which a verdict could rest on.
_WITHOUT_EFFECT = frozenset({"matplotlib", "load_ext", "autoreload", "config", "precision"})
_SHOWING = frozenset({"html", "markdown", "latex", "svg", "javascript", "js"})
_FIRST = "#\n"  # stands for the line of the magic: the others keep their numbers


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
            return execute(line, self.cell, self.user_ns)
        if name not in _WITHOUT_EFFECT:
            self._refuse(f"%{name} does not work")
        return None

    def run_cell_magic(self, name: str, line: str, cell: str) -> Any:
        """`%%name line` with the lines that follow."""
        if name == "time":
            return execute(_FIRST + cell, self.cell, self.user_ns)
        if name == "capture" and (self.lenient or not line.strip()):
            return self._silently(_FIRST + cell)
        if name == "writefile":
            return self._write(line, cell)
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

    def _silently(self, source: str) -> None:
        nowhere = io.StringIO()
        with redirect_stdout(nowhere), redirect_stderr(nowhere), displayed_by(lambda *a, **k: None):
            execute(source, self.cell, self.user_ns)

    def _write(self, line: str, text: str) -> None:
        *options, path = line.split()
        with Path(path.strip("'\"")).open(
            "a" if "-a" in options else "w", encoding="utf-8"
        ) as file:
            file.write(text)
