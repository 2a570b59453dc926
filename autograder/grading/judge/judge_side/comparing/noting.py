"""What a test cell compares, subtracts and loops over is noted: its code calls `Matching` and `Vacuous`."""

from __future__ import annotations

import ast
import zlib
from typing import Any, TypeAlias

# The names under which test cells find `Matching.left`, …, `Vacuous.each`, …
LEFT, RIGHT, EACH, WHILE = "__left__", "__right__", "__each__", "__while__"
ZIP, MAP = "__zip__", "__map__"
_PAIRING = {"zip": ZIP, "map": MAP}
_COMPARISONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_Comprehension: TypeAlias = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class _Noting(ast.NodeTransformer):
    def __init__(self, source: str) -> None:
        self._text = zlib.crc32(source.encode("utf-8", "replace"))

    def _site(self, node: ast.expr) -> ast.expr:
        """A place in a cell's text, by a name that is the same in every run."""
        return ast.Constant(f"{self._text:08x}:{node.lineno}:{node.col_offset}")

    def _called(self, name: str, node: ast.expr) -> ast.expr:
        if _is_fixed(node):
            return node
        call = ast.Call(ast.Name(name, ast.Load()), [node, self._site(node)], [])
        return ast.copy_location(call, node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        if len(node.ops) == 1 and type(node.ops[0]) in _COMPARISONS:
            left, right, name = node.left, node.comparators[0], type(node.ops[0]).__name__
            what = _what(left, right, name in ("Eq", "NotEq"))
            node.left, node.comparators = _left(left), [_right(right, name, what)]
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in _PAIRING:
            node.func.id = _PAIRING[node.func.id]
            node.args.insert(0, self._site(node))
        return node

    def visit_For(self, node: ast.For) -> ast.AST:
        self.generic_visit(node)
        node.iter = self._called(EACH, node.iter)
        return node

    def visit_While(self, node: ast.While) -> ast.AST:
        self.generic_visit(node)
        node.test = self._called(WHILE, node.test)
        return node

    def _looped(self, node: _Comprehension) -> ast.AST:
        self.generic_visit(node)
        for part in node.generators:
            if not part.is_async:
                part.iter = self._called(EACH, part.iter)
        return node

    def visit(self, node: ast.AST) -> Any:
        return self._looped(node) if isinstance(node, _Comprehension) else super().visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Sub):
            what = _what(node.left, node.right, True)
            node.left, node.right = _left(node.left), _right(node.right, "Sub", what)
        return node


def _what(left: ast.expr, right: ast.expr, equal: bool) -> str:
    """What may not happen to two operands: a number that is written there is meant for every element, and
    what is chosen from an array may be nothing."""
    stretched = "" if _is_literal(left) or _is_literal(right) else "S"
    chosen = _is_chosen(left) or _is_chosen(right)
    return stretched + ("E" if (equal or stretched) and not chosen else "")


def noting(tree: ast.Module, source: str) -> ast.Module:
    """A cell's code that notes what it compares and subtracts; what is written there as a number is
    meant for every element."""
    noted: ast.Module = _Noting(source).visit(tree)
    return ast.fix_missing_locations(noted)


def _is_fixed(node: ast.expr) -> bool:
    """Whether what a loop goes through is written there."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range":
        return all(map(_is_literal, node.args))
    return isinstance(node, ast.Constant | ast.List | ast.Tuple | ast.Set | ast.Dict)


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant)


def _is_chosen(node: ast.expr) -> bool:
    """Whether an operand is computed from parts that an index has chosen which is itself computed."""
    if isinstance(node, ast.Subscript):
        inner = (ast.Name, ast.Compare, ast.Call)
        return any(isinstance(part, inner) for part in ast.walk(node.slice))
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        parts = node.args if name in (LEFT, RIGHT, "abs") or name.startswith("np.") else []
    else:
        parts = [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
    return any(map(_is_chosen, parts))


def _left(node: ast.expr) -> ast.expr:
    return ast.copy_location(ast.Call(ast.Name(LEFT, ast.Load()), [node], []), node)


def _right(node: ast.expr, operation: str, what: str) -> ast.expr:
    called = ast.Name(RIGHT, ast.Load())
    words: list[ast.expr] = [ast.Constant(operation), ast.Constant(what)]
    return ast.copy_location(ast.Call(called, [node, *words], []), node)
