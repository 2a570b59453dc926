"""What a loop of the user's reports: its sums are found in the source, its divisor in the values at the loop's end.

A running ``total += loss.item()`` that is divided after the loop is an average over the pass. What each batch adds and
what the sum is divided by decide whether every sample weighs the same.
"""

import ast
import re

from autograder.audit import source
from autograder.audit.averages import Average, first_window, verdict
from autograder.audit.data import Feed
from autograder.audit.events import Pass
from autograder.audit.findings import mistake
from autograder.audit.guard import guarded
from autograder.audit.places import Place, user_frame
from autograder.audit.record import Record
from autograder.audit.values import UnknownValueError, Values

_MEANS = (
    *(f"{function}({{}})" for function in ("np.mean", "numpy.mean", "mean", "fmean")),
    *("statistics.mean({})", "statistics.fmean({})", "torch.mean(torch.stack({}))"),
    *(f"{made}({{}}).mean()" for made in ("np.array", "np.asarray", "torch.tensor", "torch.stack")),
)
_SIZES = (".size(0)", ".shape[0]", ".size()[0]", "len(")


@guarded
def ended(record: Record, feed: Feed, of: Pass) -> None:
    """A loop over a loader has ended: look at what it reports."""
    frame = user_frame()
    if frame is None or not of.draws or len(record.losses.averages) > 64:
        return
    place = Place(frame.f_code.co_filename, frame.f_lineno)
    values = Values(frame)
    try:
        if frame.f_code.co_name == "<genexpr>":
            outside = Values(frame.f_back) if frame.f_back is not None else values
            _sum_of_a_generator(record, place, outside, of)
            return
        around = source.loops_around(place)
        if not around or around[0].lineno > place.line or not isinstance(around[0], ast.For):
            return
        loop = around[0]
        for name, kind in _sums(record, loop).items():
            for division in _divisions(name, loop):
                _judge(record, place, name, kind, division, values, feed, of, loop)
        if of.backwards:
            _first_window(record, place, values, loop)
    finally:
        values.forget()


def _sums(record: Record, loop: ast.For) -> dict[str, str]:
    """Names that a loop adds to: ``mean`` where a batch adds its mean, ``sum`` where it adds a sum over its samples."""
    found: dict[str, str] = {}
    for node in (n for part in loop.body for n in ast.walk(part)):
        if (
            isinstance(node, ast.AugAssign)
            and isinstance(node.op, ast.Add)
            and isinstance(node.target, (ast.Name, ast.Attribute, ast.Subscript))
        ):
            kind = _kind(record, node.value, loop)
            if kind:
                found[ast.unparse(node.target)] = kind
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "append"
        ):
            kind = _kind(record, node.args[0], loop) if len(node.args) == 1 else None
            if kind and isinstance(node.func.value, (ast.Name, ast.Attribute, ast.Subscript)):
                found[ast.unparse(node.func.value)] = kind
    for node in (n for part in loop.body for n in ast.walk(part)):
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in targets:
            found.pop(
                ast.unparse(target), None
            )  # set anew inside the loop: not a sum over the pass
    return {name: k for name, k in found.items() if name.isidentifier() or _begun(name, loop)}


def _begun(name: str, loop: ast.For) -> bool:
    """Whether an attribute or an item is set in the same body, before the loop."""
    around = next(source.parents(loop), None)
    before = getattr(around, "body", [])
    return any(
        isinstance(one, ast.Assign) and name in map(ast.unparse, one.targets)
        for one in before[: before.index(loop) if loop in before else 0]
    )


def _first_window(record: Record, place: Place, values: Values, loop: ast.For) -> None:
    """``if i % 10 == 0: print(total / 10); total = 0``, with i from 0: the first of these sums holds one batch."""
    index = _index(loop)
    sums = [one for one in loop.body if isinstance(one, ast.AugAssign)]
    for condition in loop.body if index is not None else ():
        if not isinstance(condition, ast.If):
            continue
        test = re.fullmatch(rf"{re.escape(index or '')} % (\w+) == 0", ast.unparse(condition.test))
        if test is None:
            continue
        inside = [node for part in condition.body for node in ast.walk(part)]
        anew = {ast.unparse(t) for n in inside if isinstance(n, ast.Assign) for t in n.targets}
        for total in sums:
            name = ast.unparse(total.target)
            earlier = total.lineno < condition.lineno and name in anew
            if not earlier or _kind(record, total.value, loop) != "mean":
                continue
            for node in inside:
                if not isinstance(node, ast.BinOp) or ast.unparse(node) != f"{name} / {test[1]}":
                    continue
                where = Place(place.file, node.lineno)
                try:
                    length = values.number(node.right)
                except UnknownValueError:
                    continue
                if length > 1:
                    record.losses.averages[where] = Average(first_window(name, test[1], where))


def _index(loop: ast.For) -> str | None:
    """The name that ``enumerate`` counts batches with from 0."""
    call = loop.iter
    if not isinstance(call, ast.Call) or ast.unparse(call.func) != "enumerate":
        return None
    if len(call.args) != 1 or call.keywords or not isinstance(loop.target, ast.Tuple):
        return None
    return ast.unparse(loop.target.elts[0])


def _last_index(name: str, loop: ast.For) -> str | None:
    """The name that ``enumerate`` counts batches with from 0, where every batch adds to the sum."""
    always = any(
        isinstance(one, ast.AugAssign) and ast.unparse(one.target) == name for one in loop.body
    )
    skips = any(isinstance(n, ast.Continue) for part in loop.body for n in ast.walk(part))
    return _index(loop) if always and not skips else None


def _kind(record: Record, value: ast.expr, loop: ast.For) -> str | None:
    text = ast.unparse(value)
    if any(isinstance(node, ast.Div) for node in ast.walk(value)):
        return None
    weighted = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult)
    if weighted and any(size in text for size in _SIZES):
        return "sum"
    if weighted:
        return None
    if ("==" in text or ".eq(" in text) and (".sum()" in text or "sum(" in text):
        return "sum"
    if ".mean()" in text:
        return "mean"
    reads = (
        ".item()" in text
        or ".detach()" in text
        or text.startswith("float(")
        or isinstance(value, ast.Name)
    )
    names = [n.id for n in ast.walk(value) if isinstance(n, ast.Name)]
    if (
        reads
        and ("loss" in text.lower() or any(_differentiated(name, loop) for name in names))
        and "reduction" not in text
        and record.losses.means
        and not record.losses.sums
    ):
        made = [one for name in names for one in source.assigned(name, loop)]
        if any("reduction" in ast.unparse(one) or "/" in ast.unparse(one) for one in made):
            return None
        return "mean"
    return None


def _differentiated(name: str, loop: ast.For) -> bool:
    """Whether the loop calls ``name.backward()``."""
    calls = (n for part in loop.body for n in ast.walk(part) if isinstance(n, ast.Call))
    return any(ast.unparse(call.func) == f"{name}.backward" for call in calls)


def _divisions(name: str, loop: ast.For) -> list[ast.BinOp]:
    """Where the sum is divided after the loop, in the same function or body."""
    inside = source.scope(loop)
    found = []
    for node in ast.walk(inside) if inside is not None else ():
        if (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Div)
            and node.lineno > (loop.end_lineno or 0)
        ):
            left = ast.unparse(_without_factor(node.left))
            if left in (name, f"float({name})", f"sum({name})", f"{name}.item()", f"{name}.sum()"):
                found.append(node)
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div):
            if ast.unparse(node.target) == name and node.lineno > (loop.end_lineno or 0):
                made = ast.BinOp(ast.Name(name, ast.Load()), ast.Div(), node.value)
                found.append(ast.copy_location(made, node))
        elif (
            isinstance(node, ast.Call)
            and node.lineno > (loop.end_lineno or 0)
            and ast.unparse(node) in [form.format(name) for form in _MEANS]
        ):
            length = ast.parse(f"len({name})", mode="eval").body
            made = ast.BinOp(ast.Name(name, ast.Load()), ast.Div(), length)
            found.append(ast.copy_location(made, node))
    return found


def _without_factor(node: ast.expr) -> ast.expr:
    """``correct`` of ``100 * correct``."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for number, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(number, ast.Constant):
                return other
    return node


def _judge(
    record: Record,
    place: Place,
    name: str,
    kind: str,
    division: ast.BinOp,
    values: Values,
    feed: Feed,
    of: Pass,
    loop: ast.For,
) -> None:
    where = Place(place.file, division.lineno)
    if where in record.losses.averages and record.losses.averages[where].finding is not None:
        return
    samples = sum(size * count for size, count in of.sizes.items())
    if sum(of.sizes.values()) != of.draws:
        return
    started = _started_outside(name, loop)
    try:
        divisor = values.number(division.right)
    except UnknownValueError:
        return
    text = ast.unparse(division)
    if started and of.number == 0:
        counter = ast.unparse(division.right)
        if _started_outside(counter, loop):
            return  # a running average over all passes
    if started:
        if of.number == 0 or divisor not in (of.draws, samples):
            return
        record.losses.averages[where] = Average(
            mistake(
                "accum-never-reset",
                where,
                f"`{text}` is reported for each pass, and `{name}` is never set back to zero: it "
                "sums all passes so far and is "
                f"divided by {divisor:g}, the {'batches' if divisor == of.draws else 'samples'} of one.",
                f"Set `{name}` to zero before each pass.",
            )
        )
        return
    others = {feed.n, feed.root.whole}  # of which this pass gave only a part
    others.add(feed.draws)  # of all passes, by a counter that is never set back
    if of.draws > 1 and ast.unparse(division.right) == _last_index(name, loop):
        others.add(of.draws - 1)
    certain = bool(of.backwards) or _averages(values, name, loop)
    record.losses.averages[where] = Average(
        verdict(kind, divisor, of, samples, text, where, others, certain)
    )


def _averages(values: Values, name: str, loop: ast.For) -> bool:
    """Whether each batch adds what a loss module of PyTorch's gives, one that takes the mean."""
    inside = [node for part in loop.body for node in ast.walk(part)]
    adds = [n for n in inside if isinstance(n, ast.AugAssign) and ast.unparse(n.target) == name]
    made = [n for n in inside if isinstance(n, ast.Assign)]
    for add in adds:
        used = {n.id for n in ast.walk(add.value) if isinstance(n, ast.Name)}
        near = [add.value, *(n.value for n in made if used & set(map(ast.unparse, n.targets)))]
        for call in (n for one in near for n in ast.walk(one) if isinstance(n, ast.Call)):
            try:
                if getattr(values.value(call.func), "reduction", None) == "mean":
                    return True
            except UnknownValueError:
                continue
    return False


def _sum_of_a_generator(record: Record, place: Place, outside: Values, of: Pass) -> None:
    """``sum(loss(x).item() for x in loader) / len(loader)``."""
    here = source.statement(place)
    for node in ast.walk(here) if here is not None else ():
        if not (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Div)
            and isinstance(node.left, ast.Call)
        ):
            continue
        call = node.left
        if (
            ast.unparse(call.func) != "sum"
            or not call.args
            or not isinstance(call.args[0], ast.GeneratorExp)
        ):
            continue
        text = ast.unparse(call.args[0].elt)
        plain = "loss" in text and ".item()" in text and "*" not in text and "/" not in text
        if not plain or "reduction" in text or record.losses.sums or not record.losses.means:
            continue
        where = Place(place.file, node.lineno)
        try:
            divisor = outside.number(node.right)
        except UnknownValueError:
            continue
        samples = sum(size * count for size, count in of.sizes.items())
        if sum(of.sizes.values()) == of.draws and where not in record.losses.averages:
            shown = f"sum(…) / {ast.unparse(node.right)}"
            record.losses.averages[where] = Average(
                verdict("mean", divisor, of, samples, shown, where, (), bool(of.backwards))
            )


def _started_outside(name: str, loop: ast.For) -> bool:
    """Whether a name gets its first value before the loop around this one, and never inside that."""
    outer = next(
        (n for n in source.parents(loop) if isinstance(n, (ast.For, ast.While, ast.FunctionDef))),
        None,
    )
    if outer is None or isinstance(outer, ast.FunctionDef) or not name.isidentifier():
        return False
    plain = [one for one in source.assigned(name, outer) if not isinstance(one, ast.AugAssign)]
    return not plain
