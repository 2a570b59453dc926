"""Which global names belong to the student, read off the reference solution's text.

A name is the student's if a cell that students edit binds it. A variable is a global name that the
functions of such cells use, also one that only a test binds: what a test binds to it is meant for
them. Data that the instructor's cells give and such a cell changes, as `frame["sum"] = …` does, is
the student's from then on.
"""

from __future__ import annotations

import ast
import symtable
import warnings
from collections.abc import Iterable, Iterator

from autograder.grading.contract.names import Names

_CHANGING = frozenset(
    [
        *("add", "append", "appendleft", "clear", "discard", "extend", "extendleft", "fill"),
        *("insert", "pop", "popitem", "popleft", "remove", "reverse", "rotate", "setdefault"),
        *("sort", "update"),
    ]
)
_IMPORTS = ast.Import | ast.ImportFrom
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
_DEFINITIONS = _FUNCTIONS | ast.ClassDef


def names_of(answers: Iterable[str], given: Iterable[str] = (), tests: Iterable[str] = ()) -> Names:
    """The names in the cells that students edit, beside those of the instructor's own cells and of test cells."""
    trees = [*_trees(answers)]
    modules = dict(pair for tree in trees for pair in _modules(tree))
    imported = dict(pair for tree in trees for pair in _imported(tree))
    plain = [node for tree in trees for node in tree.body if not isinstance(node, _IMPORTS)]
    written = {name for node in plain for name in binds(node)}
    theirs = {name for tree in trees for node in tree.body for name in binds(node)}
    others = {name for tree in _trees(given) for node in tree.body for name in binds(node)}
    used, changed = set[str](), set[str]()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, _FUNCTIONS | ast.Lambda):
                theirs_own = _own(node)
                used |= loads(node) - theirs_own
                changed |= changes(node) - theirs_own
    data = others - {name for tree in _trees(given) for node in tree.body for name in _fixed(node)}
    changed |= data & {name for node in plain for name in _changed_at_once(node)}
    tested = {name for tree in _trees(tests) for node in tree.body for name in binds(node)}
    missed = {name for tree in trees for node in tree.body for name in _missed(node)}
    variables = ((used | changed) & (theirs | others) | missed & tested) - set(modules)
    origins = {name: imported[name] for name in imported.keys() - written} | modules
    seen = {name: name in changed for name in sorted(variables)}
    members = {name for tree in trees for node in ast.walk(tree) for name in _members(node)}
    return Names(frozenset(theirs), origins, seen, _functions(trees), frozenset(members))


def names_used_of(sources: Iterable[str], test: str) -> set[str]:
    """The names that these cells define, other than by import, and a test cell uses."""
    nodes = [node for tree in _trees(sources) for node in tree.body]
    defined = {name for node in nodes if not isinstance(node, _IMPORTS) for name in binds(node)}
    return defined & {name for tree in _trees([test]) for name in loads(tree)} - names_bound(test)


def examples_in(sources: Iterable[str]) -> dict[str, str]:
    """The docstrings of functions, classes and their methods that hold examples for `doctest`."""
    found = {}
    for tree in _trees(sources):
        for place, node in _documented(tree, ""):
            text = ast.get_docstring(node)
            if text and ">>>" in text:
                found[place] = text
    return found


def _documented(
    tree: ast.Module | ast.ClassDef, within: str
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]]:
    for node in tree.body:
        if isinstance(node, _DEFINITIONS):
            yield within + node.name, node
        if isinstance(node, ast.ClassDef):
            yield from _documented(node, f"{within}{node.name}.")


def names_bound(source: str) -> set[str]:
    """The global names that a cell of plain Python binds when it runs to its end."""
    try:
        table = symtable.symtable(source, "<cell>", "exec")
    except SyntaxError:
        return set()
    names = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned()}
    names |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_imported()}
    return names | _bound_by_functions(table)


def plain_python(source: str) -> str:
    """The cell with its magics as calls of `get_ipython()`, where IPython is there to know them.

    What is Python already is left alone: to import IPython takes longer than most cells do.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    else:
        return source
    try:
        from IPython.core.inputtransformer2 import TransformerManager
    except ImportError:
        return source
    plain: str = TransformerManager().transform_cell(source)
    return plain


def _bound_by_functions(table: symtable.SymbolTable) -> set[str]:
    names: set[str] = set()
    for child in table.get_children():
        symbols = child.get_symbols()
        names |= {s.get_name() for s in symbols if s.is_declared_global() and s.is_assigned()}
        names |= _bound_by_functions(child)
    return names


def _trees(sources: Iterable[str]) -> Iterator[ast.Module]:
    """The cells' syntax trees; magics count for nothing, and what cannot be read has none."""
    for source in sources:
        try:
            yield ast.parse(plain_python(source))
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


def _members(node: ast.AST) -> Iterator[str]:
    """The attributes that a class defines, or that a statement sets."""
    if isinstance(node, ast.ClassDef):
        yield from (name for part in node.body for name in binds(part))
    elif isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
        yield node.attr


def _functions(trees: list[ast.Module]) -> frozenset[str]:
    defined, otherwise = set[str](), set[str]()
    for tree in trees:
        for node in tree.body:
            is_lambda = isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda)
            is_function = isinstance(node, _FUNCTIONS) or is_lambda
            (defined if is_function else otherwise).update(binds(node))
    return frozenset(defined - otherwise)


def binds(node: ast.stmt) -> Iterator[str]:
    """The names that a statement binds in the notebook's namespace."""
    if isinstance(node, _DEFINITIONS):
        yield node.name
    elif isinstance(node, _IMPORTS):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
    else:
        yield from _stored(node)


def _stored(node: ast.AST) -> set[str]:
    """The names that are assigned to anywhere in a piece of code."""
    names = (part for part in ast.walk(node) if isinstance(part, ast.Name))
    return {name.id for name in names if not isinstance(name.ctx, ast.Load)}


def loads(node: ast.AST) -> set[str]:
    names = (part for part in ast.walk(node) if isinstance(part, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Load)}


def _declared(node: ast.AST) -> set[str]:
    statements = (part for part in ast.walk(node) if isinstance(part, ast.Global))
    return {name for statement in statements for name in statement.names}


def _own(node: ast.AST) -> set[str]:
    """The parameters and local variables of a function."""
    parameters = {part.arg for part in ast.walk(node) if isinstance(part, ast.arg)}
    return (parameters | _stored(node)) - _declared(node)


def changes(node: ast.AST) -> set[str]:
    """The names that a function binds as globals, or whose values it changes in place."""
    roots = (_root(target) for part in ast.walk(node) for target in _targets(part))
    return (_declared(node) & _stored(node)) | {root for root in roots if root}


def _changed_at_once(node: ast.stmt) -> set[str]:
    """The names that a statement binds or changes when it runs, not when a function is called."""
    parts = [part for part in ast.walk(_without_functions(node)) if isinstance(part, ast.Call)]
    given_in_place = {
        _root(part.func) for part in parts if any(word.arg == "inplace" for word in part.keywords)
    }
    shuffled = {
        _root(part.args[0])
        for part in parts
        if isinstance(part.func, ast.Attribute) and part.func.attr == "shuffle" and part.args
    }
    return {*binds(node)} | changes(_without_functions(node)) | given_in_place | shuffled


def _without_functions(node: ast.stmt) -> ast.AST:
    return ast.Pass() if isinstance(node, _DEFINITIONS) else node


def _missed(node: ast.stmt) -> set[str]:
    """The names that a function or a class uses and does not bind itself."""
    return loads(node) - _own(node) if isinstance(node, _DEFINITIONS) else set()


def _fixed(node: ast.stmt) -> Iterator[str]:
    """What a set-up cell binds to something that is no data: modules, functions, classes."""
    return binds(node) if isinstance(node, _IMPORTS | _DEFINITIONS) else iter(())


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
