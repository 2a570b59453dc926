"""What of a cell defines some names: its imports, functions, classes and data, without its checks.

In one kernel everything that a test cell defines is there for the cells after it. Where the cell ran
on one side alone, the other side runs these statements of it.
"""

from __future__ import annotations

import ast

from autograder.grading.judge.names import binds, changes, loads, names_bound, plain_python

STAR = "*"  # stands for the names of `from module import *`


def defined_names(source: str) -> set[str]:
    """The global names that a cell defines when it runs to its end."""
    source = plain_python(source)
    stars = {STAR for node in _statements(source) if _is_star(node)}
    return names_bound(source) | stars


def definitions(source: str, wanted: set[str]) -> str:
    """The statements of a cell that define these names, and what they need of the same cell.

    Empty where there are none. Checks are left out: an `assert`, or a call for its effect.
    """
    needed, kept = set(wanted), list[ast.stmt]()
    for node in reversed(_statements(plain_python(source))):
        if _is_star(node):
            kept.append(node)
        elif not isinstance(node, ast.Assert) and needed & ({*binds(node)} | changes(node)):
            kept.append(node)
            needed |= loads(node)
    return "\n".join(ast.unparse(node) for node in reversed(kept))


def _statements(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except SyntaxError:
        return []


def _is_star(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and any(alias.name == STAR for alias in node.names)
