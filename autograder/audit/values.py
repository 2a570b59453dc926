"""The value of a simple expression of the user's, read from a frame: names, what they hold, lengths and
arithmetic, never calls.

Nothing of the user's is run except ``len`` of lists, loaders and data sets.
"""

import ast
import operator
import sys
from types import FrameType
from typing import Any

_ARITHMETIC = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}
_OPTIMIZED = 0x1  # code with fast locals: reading them makes a copy, to be given back


class UnknownValueError(Exception):
    """The expression is not simple enough, or a name has no value yet."""


class Values:
    """The names that a frame of the user's knows."""

    def __init__(self, frame: FrameType) -> None:
        self._copied = bool(frame.f_code.co_flags & _OPTIMIZED) and sys.version_info < (3, 13)
        self._locals: Any = frame.f_locals
        self._globals = frame.f_globals

    def forget(self) -> None:
        """Let go of the copy that reading made, so that nothing of the user's lives longer."""
        if self._copied:
            self._locals.clear()
        self._locals = {}

    def number(self, node: ast.expr) -> float:
        """The number that the expression comes to."""
        value = self.value(node)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise UnknownValueError
        return value

    def value(self, node: ast.expr) -> Any:
        """The object that the expression stands for."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            if node.id in self._locals:
                return self._locals[node.id]
            if node.id in self._globals:
                return self._globals[node.id]
            raise UnknownValueError
        if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            right = self.number(node.right)
            if isinstance(node.op, (ast.Div, ast.FloorDiv)) and right == 0:
                raise UnknownValueError
            return _ARITHMETIC[type(node.op)](self.number(node.left), right)
        if isinstance(node, ast.Attribute):
            return _attribute(self.value(node.value), node.attr)
        if isinstance(node, ast.Subscript):
            return _item(self.value(node.value), self.value(node.slice))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "len" and len(node.args) == 1:
            return self._length(node.args[0])
        raise UnknownValueError

    def _length(self, node: ast.expr) -> int:
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "range":
            return len(range(*(int(self.number(one)) for one in node.args)))
        try:
            return len(self.value(node))
        except TypeError:
            raise UnknownValueError from None


def _attribute(owner: Any, name: str) -> Any:
    """An attribute that the object itself holds, or one of a loader's; nothing that would have to be computed."""
    held = getattr(owner, "__dict__", None)
    if isinstance(held, dict) and name in held:
        return held[name]
    if name in ("dataset", "batch_size", "sampler") and hasattr(owner, name):
        return getattr(owner, name)
    raise UnknownValueError


def _item(owner: Any, key: Any) -> Any:
    """An item of a plain dict, list or tuple."""
    if type(owner) not in (dict, list, tuple) or not isinstance(key, (str, int)):
        raise UnknownValueError
    try:
        return owner[key]
    except (KeyError, IndexError, TypeError):
        raise UnknownValueError from None
