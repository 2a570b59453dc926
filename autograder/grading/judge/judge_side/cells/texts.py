"""Libraries that compute with text, in a test cell: text may come from the student, so it is no program.

SymPy and pandas evaluate what they are given as text (`sympify`, `lambdify`, `query`), and so do some of
Python's own modules. The interpreter's audit event tells of every text that is compiled; where one of
these does so, the text must be a formula, or stand in the test cell itself.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

# Parts of a text that compute with values and names, and call nothing.
DATA = (
    *(ast.Expression, ast.Constant, ast.Name, ast.Load, ast.Tuple, ast.List, ast.Dict, ast.Set),
    *(ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.keyword),
    *(ast.operator, ast.unaryop, ast.boolop, ast.cmpop),
)
_FORMULA = (
    *(*DATA, ast.Module, ast.Expr, ast.Pass, ast.Assign, ast.expr_context),
    *(ast.Subscript, ast.Slice, ast.Starred),
)
_ARITHMETIC = frozenset({"abs", "divmod", "float", "int", "max", "min", "pow", "round", "sum"})
# Of SymPy's functions those that compute; its classes build expressions.
_COMPUTING = frozenset(
    [
        *("sqrt", "cbrt", "root", "real_root", "diff", "integrate", "limit", "series", "summation"),
        *("simplify", "expand", "factor", "cancel", "together", "apart", "trigsimp", "nsimplify"),
        *("symbols", "solve", "gcd", "lcm", "product", "N", "sign"),
    ]
)
_LOCAL = "__pd_eval_local_"  # how pandas writes `@name`
_RUNNING = ("cProfile.py", "profile.py", "codeop.py", "runpy.py", "trace.py", "bdb.py")


def check_compiled(source: Any, frame: FrameType, cell: str, strict: bool) -> str:
    """Why a text that is compiled by this frame may not be, or an empty string. `cell` is the source of
    the cell that runs; unless `strict` it may run texts itself."""
    allowed = _rule(frame)
    if allowed is None or (allowed is _in_program and not strict):
        return ""
    for text in _texts(source, frame):
        if _squeezed(text).replace(_LOCAL, "@") in _squeezed(cell):
            continue
        try:
            nodes = [*ast.walk(ast.parse(text.strip()))]
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ""  # whoever compiles it will say so
        if not all(map(allowed, nodes)):
            return f"computing with the text {text[:40]!r} would run it as a program, which is not done"
    return ""


def _texts(source: Any, frame: FrameType) -> list[str]:
    """The texts that a frame compiles: `timeit` puts two of them into a program of its own."""
    if frame.f_code.co_filename.endswith("timeit.py"):
        found = (frame.f_locals.get(name) for name in ("setup", "stmt"))
        return [text for text in found if isinstance(text, str)]
    return [source.decode("utf-8", "replace") if isinstance(source, bytes) else str(source)]


def _rule(frame: FrameType) -> Callable[[ast.AST], bool] | None:
    """Which parts a text may have that this frame compiles; None where it is no matter."""
    file, function = frame.f_code.co_filename, frame.f_code.co_name
    above = frame.f_back
    if file == ast.__file__ and above is not None:
        file, function = above.f_code.co_filename, above.f_code.co_name
        return _in_query if file.endswith("pandas/core/computation/expr.py") else None
    if function == "eval_expr" and file.endswith("sympy/parsing/sympy_parser.py"):
        return _in_expression
    if function == "lambdify" and file.endswith("sympy/utilities/lambdify.py"):
        return _in_function
    if file.startswith("<test cell") or file.endswith((*_RUNNING, "timeit.py")):
        return _in_program
    return None


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _is_formula(node: ast.AST) -> bool:
    """Whether a part of a text is one of a formula: names of one's own, and calls of functions by name."""
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        return bool(name) and (name in _ARITHMETIC or not hasattr(builtins, name))
    if isinstance(node, ast.Name):
        return not node.id.startswith("__")
    return isinstance(node, _FORMULA)


def _in_program(node: ast.AST) -> bool:
    """Of a text that is run as it is: it calls nothing."""
    return isinstance(node, _FORMULA)


def _in_expression(node: ast.AST) -> bool:
    """Of a text that SymPy makes an expression of."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        known = getattr(sys.modules["sympy"], node.func.id, None)
        if known is not None:
            return isinstance(known, type) or node.func.id in _COMPUTING
    return _is_formula(node)


def _in_function(node: ast.AST) -> bool:
    """Of the code that SymPy writes for a function: it names no text."""
    if isinstance(node, ast.Constant):
        return not isinstance(node.value, str | bytes)
    if isinstance(node, ast.Attribute):
        return node.attr in ("dot", "T")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return True  # its name is looked at by itself
    if isinstance(node, ast.FunctionDef | ast.arguments | ast.arg | ast.Return):
        return True
    return _is_formula(node)


def _in_query(node: ast.AST) -> bool:
    """Of what pandas looks for in a table: columns, their methods, and what `@` names."""
    if isinstance(node, ast.Name) and node.id.startswith(_LOCAL):
        return True
    if isinstance(node, ast.Attribute):
        inner = node.value
        local = isinstance(inner, ast.Name) and inner.id.startswith(_LOCAL)
        return not (local or node.attr.startswith(("_", "to_")))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return True
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return not node.func.id.startswith("_") and not hasattr(builtins, node.func.id)
    return _is_formula(node)
