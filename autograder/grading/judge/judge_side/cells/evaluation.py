"""`eval` and its like in test cells: text may come from the student, so it is data and no program.

Arithmetic on literals, calls of the student's own functions and classes, and the names that the test
hands over are evaluated; anything else is refused, and calibration finds such a cell.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from autograder.grading.judge.judge_side.cells.refusal import RefusedError
from autograder.grading.judge.judge_side.cells.texts import DATA
from autograder.grading.judge.judge_side.proxies.student_objects import is_remote

_SAFE = {
    known.__name__: known
    for known in (
        *(bool, bytes, complex, dict, float, frozenset, int, list, set, str, tuple),
        *(abs, len, max, min, round, sorted, sum),
    )
}


def evaluators(student: Callable[[str], Any]) -> dict[str, Callable[..., Any]]:
    """What `eval`, `exec` and `compile` are in a test cell; `student` looks up a student's name."""

    def evaluate(source: Any, /, globals: Any = None, locals: Any = None) -> Any:
        if type(source) is not str:
            raise RefusedError("eval of anything but text does not work")
        tree = ast.parse(source.strip(), mode="eval")
        names = _Names({**_SAFE, **_handed(globals), **_handed(locals)}, student)
        if not all(_is_data(node, names) for node in ast.walk(tree)):
            raise RefusedError(f"eval of {source[:40]!r} does not work")
        return eval(compile(tree, "<string>", "eval"), {"__builtins__": {}}, names)

    def refuse(*args: Any, **options: Any) -> Any:
        raise RefusedError("running a text as a program does not work")

    return {"eval": evaluate, "exec": refuse, "compile": refuse}


def _handed(names: Any) -> dict[str, Any]:
    """The names that a test hands over for the purpose; its own globals are none of them."""
    if type(names) is dict and "__builtins__" not in names:
        return names
    return {}


class _Names(dict[str, Any]):
    """The names that a text may use: those that the test hands over, then the student's."""

    def __init__(self, given: dict[str, Any], student: Callable[[str], Any]) -> None:
        super().__init__(given)
        self._student = student

    def __missing__(self, name: str) -> Any:
        try:
            return self._student(name)
        except KeyError:
            raise RefusedError(f"eval of the name {name!r} does not work") from None


def _is_data(node: ast.AST, names: _Names) -> bool:
    if isinstance(node, ast.Call):
        if not isinstance(node.func, ast.Name):
            return False
        return dict.__contains__(names, node.func.id) or is_remote(names[node.func.id])
    return isinstance(node, DATA)
