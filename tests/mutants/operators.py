"""The changes that make mutants of a program: the slips that training loops invite, one at a time.

A mutation operator takes a node and gives other nodes for its place. ``mutants`` applies each operator at each
place of a function, and of the module's functions that it calls.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Operator = Callable[[ast.AST, "Place"], Iterator[ast.AST | None]]  # None drops a statement
FLIPPED = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
}
COMPARED = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
COPIES = {"copy", "array", "deepcopy"}
LOOPS = (ast.For, ast.While)


@dataclass(frozen=True)
class Mutant:
    """A changed program: what was changed, in words with the line, and the whole text."""

    name: str
    source: str


@dataclass(frozen=True)
class Place:
    """Where a node stands: the names that the function around it has."""

    names: tuple[str, ...]


def mutants(source: str, name: str) -> Iterator[Mutant]:
    """All mutants of the function of this name in a module's source."""
    module = _needed(ast.parse(source), name)
    seen = {ast.unparse(module)}
    for function in module.body:
        if not isinstance(function, ast.FunctionDef | ast.ClassDef):
            continue
        place = Place(_names(function))
        for slot in list(_slots(function)):
            for operator in OPERATORS:
                for change in operator(slot.node, place):
                    text = slot.text_with(module, change or ast.Pass())
                    if text and text not in seen:
                        seen.add(text)
                        yield Mutant(f"{name}:{slot.line}:{operator.__name__}", text)
        for text, label in _moved(module, function):
            if text not in seen:
                seen.add(text)
                yield Mutant(f"{name}:{label}", text)


def unchanged(source: str, name: str) -> str:
    """The text that the mutants of a function are changes of."""
    return ast.unparse(_needed(ast.parse(source), name))


def constants(node: ast.AST, place: Place) -> Iterator[ast.AST]:
    """Off by one; a truth value turned round."""
    if isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool):
            yield ast.Constant(not value)
        elif isinstance(value, int | float):
            yield ast.Constant(value + 1)
            yield ast.Constant(value - 1)


def arithmetic(node: ast.AST, place: Place) -> Iterator[ast.AST]:
    """Another operator, swapped operands, one operand alone."""
    if isinstance(node, ast.BinOp):
        for other in FLIPPED.get(type(node.op), ()):
            yield ast.BinOp(node.left, other(), node.right)
        if not isinstance(node.op, ast.Add | ast.Mult):
            yield ast.BinOp(node.right, node.op, node.left)
        yield node.left
        yield node.right
    if isinstance(node, ast.UnaryOp):
        yield node.operand


def updates(node: ast.AST, place: Place) -> Iterator[ast.AST]:
    """``+=`` becomes ``=`` or ``-=``; ``w = w - …`` is done in place."""
    if isinstance(node, ast.AugAssign):
        yield ast.Assign([node.target], node.value, lineno=node.lineno)
        for other in FLIPPED.get(type(node.op), ()):
            yield ast.AugAssign(node.target, other(), node.value)
    if (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.BinOp)
        and ast.unparse(node.targets[0]) == ast.unparse(node.value.left)
    ):
        yield ast.AugAssign(node.targets[0], node.value.op, node.value.right)


def comparisons(node: ast.AST, place: Place) -> Iterator[ast.AST]:
    """``<`` and ``<=``, and the like; ``and`` and ``or``; a condition turned round."""
    if isinstance(node, ast.Compare):
        for other in COMPARED.get(type(node.ops[0]), ()):
            yield ast.Compare(node.left, [other(), *node.ops[1:]], node.comparators)
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield ast.BoolOp(other, node.values)
        yield from node.values
    if isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse


def branches(node: ast.AST, place: Place) -> Iterator[ast.AST]:
    """A condition that always or never holds; ``break`` for ``continue``."""
    if isinstance(node, ast.If):
        for value in (True, False):
            yield ast.If(ast.Constant(value), node.body, node.orelse)
    if isinstance(node, ast.Break):
        yield ast.Continue()
    if isinstance(node, ast.Continue):
        yield ast.Break()


def dropped(node: ast.AST, place: Place) -> Iterator[ast.AST | None]:
    """A statement left out."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.Break | ast.Return):
        yield None


def aliased(node: ast.AST, place: Place) -> Iterator[ast.AST]:
    """The thing itself instead of a copy of it."""
    is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    if is_method and node.func.attr in COPIES:
        yield node.args[0] if node.args else node.func.value


def arguments(node: ast.AST, place: Place) -> Iterator[ast.AST]:
    """Two arguments, or two of what is returned, in the other order; one argument less."""
    if isinstance(node, ast.Call) and len(node.args) > 1:
        first, second, *rest = node.args
        yield ast.Call(node.func, [second, first, *rest], node.keywords)
        yield ast.Call(node.func, node.args[:-1], node.keywords)
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
        yield ast.Tuple([*node.elts[1:], node.elts[0]], node.ctx)


def slices(node: ast.AST, place: Place) -> Iterator[ast.AST]:
    """A slice without its beginning or its end; a length off by one."""
    if isinstance(node, ast.Slice):
        if node.lower:
            yield ast.Slice(None, node.upper, node.step)
        if node.upper:
            yield ast.Slice(node.lower, None, node.step)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
        for change in (ast.Add(), ast.Sub()):
            yield ast.BinOp(node, change, ast.Constant(1))


def variables(node: ast.AST, place: Place) -> Iterator[ast.AST]:
    """Another variable of the function: the two that stand next to it by name."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in place.names:
        at = place.names.index(node.id)
        for step in (1, -1):
            yield ast.Name(place.names[(at + step) % len(place.names)], node.ctx)


OPERATORS: tuple[Operator, ...] = (
    constants,
    arithmetic,
    updates,
    comparisons,
    branches,
    dropped,
    aliased,
    arguments,
    slices,
    variables,
)


@dataclass(frozen=True)
class Slot:
    """Where a node hangs in the tree: in a field of its parent, or in a list there."""

    node: ast.AST
    parent: ast.AST
    field: str
    index: int | None
    line: int

    def text_with(self, module: ast.Module, new: ast.AST) -> str | None:
        """The module's text with another node here; None where that makes no program."""
        self._put(new)
        try:
            return _text(module)
        finally:
            self._put(self.node)

    def _put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def _slots(tree: ast.AST) -> Iterator[Slot]:
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            many = isinstance(value, list)
            for index, node in enumerate(value if many else [value]):
                if isinstance(node, ast.AST):
                    line = getattr(node, "lineno", getattr(parent, "lineno", 0))
                    yield Slot(node, parent, field, index if many else None, line)


def _needed(module: ast.Module, name: str) -> ast.Module:
    """The function, and what it needs of the module: imports, other functions and classes, values."""
    defined = {
        node.name: node for node in module.body if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    needed, todo = set(), [name]
    while todo:
        node = defined.pop(todo.pop(), None)
        if node is not None:
            needed.add(node)
            todo += [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    values = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
    kept = [node for node in module.body if node in needed or isinstance(node, values)]
    return ast.Module(kept, [])


def _names(function: ast.AST) -> tuple[str, ...]:
    """The parameters and variables of a function, in the order of their first use."""
    names: dict[str, None] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            names[node.arg] = None
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names[node.id] = None
    return tuple(names)


def _moved(module: ast.Module, function: ast.AST) -> Iterator[tuple[str, str]]:
    """Statements moved over the border of a loop: the last one out, the next one in, the one before in."""
    blocks = [
        block
        for node in ast.walk(function)
        for field in ("body", "orelse")
        if isinstance(block := getattr(node, field, None), list)
    ]
    for block in blocks:
        for at, loop in enumerate(list(block)):
            if not isinstance(loop, LOOPS):
                continue
            for move in (_last_out, _next_in, _before_in):
                around, inside = list(block), list(loop.body)
                if move(block, at) and (text := _text(module)):
                    yield text, f"{loop.lineno}:{move.__name__.lstrip('_')}"
                block[:], loop.body[:] = around, inside


def _last_out(block: list[ast.stmt], at: int) -> bool:
    loop = block[at]
    assert isinstance(loop, LOOPS)
    if len(loop.body) < 2:
        return False
    block.insert(at + 1, loop.body.pop())
    return True


def _next_in(block: list[ast.stmt], at: int) -> bool:
    loop = block[at]
    assert isinstance(loop, LOOPS)
    if at + 1 == len(block):
        return False
    loop.body.append(block.pop(at + 1))
    return True


def _before_in(block: list[ast.stmt], at: int) -> bool:
    loop = block[at]
    assert isinstance(loop, LOOPS)
    if at == 0:
        return False
    loop.body.insert(0, block.pop(at - 1))
    return True


def _text(module: ast.Module) -> str | None:
    try:
        text = ast.unparse(module)
        compile(text, "<mutant>", "exec")
    except (SyntaxError, ValueError, AttributeError):
        return None
    return text
