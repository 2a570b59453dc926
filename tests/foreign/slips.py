"""A nearly right submission: one small slip in every answer of a solution."""

import ast

from tests.mutants.operators import COMPARED, FLIPPED


def slipped(source: str) -> str:
    """The text of an answer with its last operator, comparison or constant changed; as it is where none is."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic, or another language
        return source
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for node in reversed([node for node in ast.walk(tree) if id(node) not in said]):
        if isinstance(node, ast.BinOp) and type(node.op) in FLIPPED:
            node.op = FLIPPED[type(node.op)][0]()
        elif isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
            node.ops[0] = COMPARED[type(node.ops[0])][0]()
        elif isinstance(node, ast.Constant) and isinstance(node.value, int | float | str):
            node.value = _other(node.value)
        else:
            continue
        return ast.unparse(tree)
    return source


def _other(value: float | str) -> float | str:
    if isinstance(value, bool):
        return not value
    return f"{value}x" if isinstance(value, str) else value + 1
