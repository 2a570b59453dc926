"""Which global names belong to the student, read off the reference solution's text.

A name is the student's if a cell that students edit binds it. A variable is a global name that the
functions of such cells use: what a test binds to it is meant for them.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

__all__ = ["Names", "names_bound", "names_of"]

_CHANGING = frozenset(
    [
        *(
            "add",
            "append",
            "appendleft",
            "clear",
            "discard",
            "extend",
            "extendleft",
            "fill",
            "insert",
        ),
        *(
            "pop",
            "popitem",
            "popleft",
            "remove",
            "reverse",
            "rotate",
            "setdefault",
            "sort",
            "update",
        ),
    ]
)


@dataclass(frozen=True)
class Names:
    """`theirs` are the names that student cells bind, `modules` those that are modules there (name →
    module) or are imported from one and never bound otherwise (name → `module:name`), `variables`
    the global names that their functions use (true for those they change), `functions` those of the
    student's names that are functions and nothing else."""

    theirs: frozenset[str] = frozenset()
    modules: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, bool] = field(default_factory=dict)
    functions: frozenset[str] = frozenset()


def names_of(answers: Iterable[str], given: Iterable[str] = ()) -> Names:
    """The names in the cells that students edit, beside those of the instructor's own cells."""
    trees = [*_trees(answers)]
    modules = dict(pair for tree in trees for pair in _modules(tree))
    imported = dict(pair for tree in trees for pair in _imported(tree))
    imports = ast.Import | ast.ImportFrom
    plain = [node for tree in trees for node in tree.body if not isinstance(node, imports)]
    written = {name for node in plain for name in _bound(node)}
    theirs = {name for tree in trees for node in tree.body for name in _bound(node)}
    others = {name for tree in _trees(given) for node in tree.body for name in _bound(node)}
    used, changed = set[str](), set[str]()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                theirs_own = _own(node)
                used |= _loaded(node) - theirs_own
                changed |= _changed(node) - theirs_own
    variables = (used | changed) & (theirs | others) - set(modules)
    origins = {name: imported[name] for name in imported.keys() - written} | modules
    seen = {name: name in changed for name in sorted(variables)}
    return Names(frozenset(theirs), origins, seen, _functions(trees))


def names_bound(source: str) -> set[str]:
    """The global names that a cell of plain Python binds when it runs to its end."""
    try:
        table = symtable.symtable(source, "<cell>", "exec")
    except SyntaxError:
        return set()
    names = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned()}
    names |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_imported()}
    return names | _bound_by_functions(table)


def _bound_by_functions(table: symtable.SymbolTable) -> set[str]:
    names: set[str] = set()
    for child in table.get_children():
        symbols = child.get_symbols()
        names |= {s.get_name() for s in symbols if s.is_declared_global() and s.is_assigned()}
        names |= _bound_by_functions(child)
    return names


def _trees(sources: Iterable[str]) -> Iterator[ast.Module]:
    """The cells' syntax trees; magics count for nothing, and what cannot be read has none."""
    from IPython.core.inputtransformer2 import TransformerManager

    for source in sources:
        try:
            yield ast.parse(TransformerManager().transform_cell(source))
        except SyntaxError:
            continue


def _modules(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                yield alias.asname or top, alias.name if alias.asname else top


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                if alias.name != "*":
                    yield alias.asname or alias.name, f"{node.module}:{alias.name}"


def _functions(trees: list[ast.Module]) -> frozenset[str]:
    defined, otherwise = set[str](), set[str]()
    for tree in trees:
        for node in tree.body:
            is_lambda = isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda)
            is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or is_lambda
            (defined if is_function else otherwise).update(_bound(node))
    return frozenset(defined - otherwise)


def _bound(node: ast.stmt) -> Iterator[str]:
    """The names that a statement binds in the notebook's namespace."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
    else:
        yield from _stored(node)


def _stored(node: ast.AST) -> set[str]:
    """The names that are assigned to anywhere in a piece of code."""
    names = (part for part in ast.walk(node) if isinstance(part, ast.Name))
    return {name.id for name in names if not isinstance(name.ctx, ast.Load)}


def _loaded(node: ast.AST) -> set[str]:
    names = (part for part in ast.walk(node) if isinstance(part, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Load)}


def _declared(node: ast.AST) -> set[str]:
    statements = (part for part in ast.walk(node) if isinstance(part, ast.Global))
    return {name for statement in statements for name in statement.names}


def _own(node: ast.AST) -> set[str]:
    """The parameters and local variables of a function."""
    parameters = {part.arg for part in ast.walk(node) if isinstance(part, ast.arg)}
    return (parameters | _stored(node)) - _declared(node)


def _changed(node: ast.AST) -> set[str]:
    """The names that a function binds as globals, or whose values it changes in place."""
    roots = (_root(target) for part in ast.walk(node) for target in _targets(part))
    return (_declared(node) & _stored(node)) | {root for root in roots if root}


def _targets(node: ast.AST) -> Iterator[ast.expr]:
    """What is changed in place: the list of `xs[0] = 1`, of `xs.append(1)`, of `del xs[0]`."""
    if isinstance(node, ast.Subscript | ast.Attribute):
        stored = not isinstance(node.ctx, ast.Load)
        if stored or (isinstance(node, ast.Attribute) and node.attr in _CHANGING):
            yield node.value


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
