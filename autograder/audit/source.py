"""The user's source around a line: its statement, its loops, and where a name got its value."""

import ast
import linecache
import re
import types
from collections.abc import Iterator
from functools import lru_cache

from autograder.audit.places import Place, Stack, is_users

Loop = ast.For | ast.While | ast.AsyncFor
Function = ast.FunctionDef | ast.AsyncFunctionDef
HELD_OUT = re.compile(r"(?<![a-z])(val|valid|validation|dev|test|eval)(?![a-z])", re.IGNORECASE)


def forget() -> None:
    """Read the files again at the next look: a run may follow an edit."""
    linecache.checkcache()
    tree.cache_clear()
    statement.cache_clear()


@lru_cache(maxsize=64)
def tree(file: str) -> ast.Module | None:
    """The parsed file, every node with its ``parent``; None where it cannot be read."""
    text = "".join(linecache.getlines(file))
    if not text:
        return None
    try:
        parsed = ast.parse(text)
    except SyntaxError:
        return None
    for node in ast.walk(parsed):
        for child in ast.iter_child_nodes(node):
            child.parent = node  # type: ignore[attr-defined]  # ours, beside ast's own
    return parsed


@lru_cache(maxsize=1024)
def statement(place: Place | None) -> ast.stmt | None:
    """The innermost statement that covers the line."""
    parsed = None if place is None else tree(place.file)
    if parsed is None or place is None:
        return None
    best: ast.stmt | None = None
    for node in ast.walk(parsed):
        if isinstance(node, ast.stmt) and node.lineno <= place.line <= (node.end_lineno or 0):
            best = node  # ast.walk goes from the outside inwards
    return best


def parents(node: ast.AST | None) -> Iterator[ast.AST]:
    """The nodes around one, from the inside outwards."""
    while node is not None:
        node = getattr(node, "parent", None)
        if node is not None:
            yield node


def loops_around(place: Place | None) -> list[Loop]:
    """The loops around a line, the innermost first, within its function."""
    found: list[Loop] = []
    inner = statement(place)
    if isinstance(inner, Loop):
        found.append(inner)
    for node in parents(inner):
        if isinstance(node, Function):
            break
        if isinstance(node, Loop):
            found.append(node)
    return found


def scope(node: ast.AST | None) -> ast.AST | None:
    """The function, or the module, around a node."""
    last = node
    for last in parents(node):
        if isinstance(last, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Module)):
            return last
    return last


def names_held_out(place: Place | None) -> bool:
    """Whether the line, or the function that it stands in, names data for judging."""
    around = scope(statement(place))
    function = around.name if isinstance(around, Function) else ""
    return place is not None and any(map(HELD_OUT.search, (place.text, function)))


def condition(place: Place | None) -> Place | None:
    """The ``if`` that decides about a line, inside its innermost loop; the line itself without one."""
    inner = statement(place)
    for node in parents(inner):
        if isinstance(node, (*_LOOPS, ast.FunctionDef)):
            break
        if isinstance(node, ast.If) and place is not None:
            return Place(place.file, node.lineno)
    return place


_LOOPS = (ast.For, ast.While, ast.AsyncFor)


def floor_around(place: Place | None) -> Place | None:
    """The line of a ``//`` that counts how often the innermost loop around this line runs: ``range(n // size)``."""
    loops = loops_around(place)
    loop = loops[0] if loops else None
    if place is None or not isinstance(loop, ast.For) or not isinstance(loop.iter, ast.Call):
        return None
    if ast.unparse(loop.iter.func) not in ("range", "trange") or len(loop.iter.args) != 1:
        return None
    count = loop.iter.args[0]
    if _floors(count):
        return Place(place.file, loop.lineno)
    made = assigned(count.id, scope(loop) or loop) if isinstance(count, ast.Name) else []
    floors = [one for one in made if isinstance(one, ast.Assign) and _floors(one.value)]
    return Place(place.file, floors[-1].lineno) if floors else None


def floor_in(function: types.FunctionType) -> Place | None:
    """The line of a ``//`` in a function of the user's own."""
    code = function.__code__
    place = Place(code.co_filename, code.co_firstlineno)
    made = statement(place) if is_users(place.file) else None
    found = (
        one for one in (ast.walk(made) if made is not None else ()) if isinstance(one, ast.BinOp)
    )
    return next((Place(place.file, one.lineno) for one in found if _floors(one.op)), None)


def _floors(node: ast.AST) -> bool:
    return any(isinstance(one, ast.FloorDiv) for one in ast.walk(node))


def condition_mentions(place: Place | None, word: str) -> bool:
    """Whether the ``if`` that decides about a line, inside its innermost loop, names the word."""
    for node in parents(statement(place)):
        if isinstance(node, (*_LOOPS, ast.FunctionDef)):
            break
        if isinstance(node, ast.If):
            return word in ast.unparse(node.test).lower()
    return False


def divides_by(place: Place | None, word: str) -> bool:
    """Whether the statement at a line divides by something that names the word."""
    here = statement(place)
    divisors = [
        one.right if isinstance(one, ast.BinOp) else one.value
        for one in (ast.walk(here) if here is not None else ())
        if isinstance(one, (ast.BinOp, ast.AugAssign)) and isinstance(one.op, ast.Div)
    ]
    return any(word in ast.unparse(one).lower() for one in divisors)


def assigned(name: str, node: ast.AST) -> list[ast.stmt]:
    """The statements below a node that give the name a value, in order."""
    found: list[ast.stmt] = []
    for one in ast.walk(node):
        if isinstance(one, ast.Assign):
            targets = one.targets
        elif isinstance(one, (ast.AnnAssign, ast.AugAssign, ast.For)):
            targets = [one.target]
        else:
            continue
        if any(isinstance(t, ast.Name) and t.id == name for top in targets for t in ast.walk(top)):
            found.append(one)
    return sorted(found, key=lambda one: one.lineno)


def names_set(node: ast.AST) -> set[str]:
    """Names that get a new value below a node, other than by adding to the old one."""
    targets: list[ast.expr] = []
    for one in ast.walk(node):
        if isinstance(one, ast.Assign):
            targets += one.targets
        elif isinstance(one, (ast.AnnAssign, ast.For, ast.NamedExpr)):
            targets.append(one.target)
    return {n.id for top in targets for n in ast.walk(top) if isinstance(n, ast.Name)}


def mentions(node: ast.AST, name: str) -> bool:
    """Whether the name stands anywhere below a node."""
    return any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(node))


def arguments(place: Place | None, names: tuple[str, ...]) -> list[str]:
    """The arguments of calls in this statement that have one of these names, or are the second, in lower letters.

    A name that is given has the expression behind it that it was set to.
    """
    here = statement(place)
    found: list[str] = []
    for call in ast.walk(here) if here is not None else ():
        if not isinstance(call, ast.Call):
            continue
        for one in [k.value for k in call.keywords if k.arg in names] or call.args[1:2]:
            made = assigned(one.id, scope(here) or call) if isinstance(one, ast.Name) else []
            values = [one, *(m.value for m in made if isinstance(m, ast.Assign))]
            found.append(" ".join(map(ast.unparse, values)).lower())
    return found


def counts_epochs(arguments: list[str]) -> bool:
    """Whether an argument names epochs, and neither batches nor steps nor iterations beside them."""
    return any("epoch" in one and not counts_steps([one]) for one in arguments)


def counts_steps(arguments: list[str]) -> bool:
    """Whether an argument names batches, steps or iterations."""
    return any(word in one for one in arguments for word in _COUNTED)


_COUNTED = ("len(", "step", "iter", "batch", "lambda")


def may_stop_or_go_on(file: str) -> bool:
    """Whether a program has a way to leave a loop early, or to keep its state for a later run."""
    nodes = list(ast.walk(parsed)) if (parsed := tree(file)) is not None else []
    leaves = any(isinstance(one, (ast.Break, ast.Raise)) for one in nodes)
    keeps = any(isinstance(one, ast.Attribute) and one.attr == "state_dict" for one in nodes)
    return leaves or keeps


def naming(lines: Stack, *words: str) -> Place | None:
    """The innermost of these lines whose statement names one of the words, at that word; else the innermost."""
    for place in lines:
        here = statement(place)
        end = place.line if here is None or hasattr(here, "body") else here.end_lineno
        for number in range(place.line, (end or place.line) + 1):
            if any(word in linecache.getline(place.file, number) for word in words):
                return Place(place.file, number)
    return lines[0] if lines else None


def receiver(call: ast.AST) -> ast.expr | None:
    """``x`` of a call ``x.method(...)``."""
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
        return call.func.value
    return None


def loss_place(place: Place | None) -> Place | None:
    """Where the loss of a ``loss.backward()`` was last divided: that line, or the backward's own."""
    here = statement(place)
    if place is None or here is None:
        return place
    for call in ast.walk(here):
        name = receiver(call)
        if isinstance(name, ast.Name) and isinstance(call, ast.Call):
            method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            if method != "backward":
                continue
            loops = loops_around(place)
            for one in reversed(assigned(name.id, loops[0] if loops else scope(here) or here)):
                value = getattr(one, "value", None)
                divides = isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Div)
                if one.lineno <= place.line and value is not None:
                    if divides or any(isinstance(n, ast.Div) for n in ast.walk(value)):
                        return Place(place.file, one.lineno)
                    break
    return place


def cut_place(place: Place | None) -> Place | None:
    """Where the loss of a ``loss.backward()`` was cut from its graph: that line, or the backward's own."""
    here = statement(place)
    for call in ast.walk(here) if here is not None else ():
        name = receiver(call)
        if place is None or not isinstance(name, ast.Name):
            continue
        loops = loops_around(place)
        for one in reversed(assigned(name.id, loops[0] if loops else scope(here) or call)):
            value = getattr(one, "value", None)
            text = "" if value is None else ast.unparse(value)
            if one.lineno <= place.line and any(word in text for word in _CUTS):
                return Place(place.file, one.lineno)
    return place


def uncalled(place: Place | None, method: str) -> Place | None:
    """A statement near a line that names a method and does not call it: ``optimizer.zero_grad``."""
    around = scope(statement(place))
    if place is None or around is None:
        return None
    for one in ast.walk(around):
        named = one.value if isinstance(one, ast.Expr) else None
        if isinstance(named, ast.Attribute) and named.attr == method:
            return Place(place.file, named.lineno)
    return None


def line_after(place: Place | None, word: str) -> Place | None:
    """The first line after this one that contains the word, inside the loop around it; else the line itself."""
    around = loops_around(place)
    if place is None or not around:
        return place
    for number in lines_with(place.file, word):
        if place.line < number <= (around[0].end_lineno or 0):
            return Place(place.file, number)
    return place


_CUTS = (".detach()", ".data", ".item()", ".numpy()", "requires_grad", "tensor(", "Variable(")


def calls_around(place: Place | None, names: tuple[str, ...]) -> Iterator[Place]:
    """The calls of functions of these names in the loops around a line, the innermost loop's first."""
    for loop in loops_around(place)[::-1]:
        for node in (n for part in loop.body for n in ast.walk(part)):
            if isinstance(node, ast.Call) and place is not None:
                called = node.func
                name = called.attr if isinstance(called, ast.Attribute) else ast.unparse(called)
                if name in names:
                    yield Place(place.file, node.lineno)


def lines_with(file: str, word: str) -> list[int]:
    """The numbers of the lines that contain the word."""
    return [n for n, line in enumerate(linecache.getlines(file), 1) if word in line]
