"""Rules on the program's own counters: what it says that they count, and what they count."""

import ast
import re

from autograder.audit import source
from autograder.audit.findings import Findings, mistake
from autograder.audit.observed import Observed
from autograder.audit.places import Place
from autograder.audit.record import Record
from autograder.audit.rules.accumulation import window_of

_UPDATES = r"(optimi[sz]er steps?|(gradient |parameter |weight )?updates?)"
_AFTER = re.compile(rf"\s*{_UPDATES}\b", re.IGNORECASE)
_BEFORE = re.compile(rf"\b{_UPDATES}\s*[:=]\s*$", re.IGNORECASE)


def micro_batches_said_to_be_updates(record: Record, observed: Observed) -> Findings:
    """A counter rises at every micro-batch, and the program prints it as a number of updates."""
    for optimizer in record.optimizers:
        place = optimizer.backward_place
        around = source.loops_around(place)
        if window_of(optimizer) < 2 or optimizer.closures or place is None or not around:
            continue
        for line in around[
            0
        ].body:  # in the body itself: under no condition, so at every micro-batch
            name = _counts_one(line)
            said = None if name is None else _said(name, source.scope(around[0]))
            if said is None or any(
                not isinstance(one, ast.AugAssign) for one in source.assigned(name or "", around[0])
            ):
                continue
            yield mistake(
                "micro-step",
                Place(place.file, line.lineno),
                f"`{name}` rises at every micro-batch, and the program calls it “{said}”: "
                f"{optimizer.backwards} micro-batches were {optimizer.updates} updates.",
                "Count where step() is called.",
            )


def _counts_one(line: ast.stmt) -> str | None:
    """The name that a statement adds one to."""
    adds = isinstance(line, ast.AugAssign) and isinstance(line.op, ast.Add)
    if not adds or not isinstance(line, ast.AugAssign) or not isinstance(line.target, ast.Name):
        return None
    one = isinstance(line.value, ast.Constant) and line.value.value == 1
    return line.target.id if one else None


def _said(name: str, scope: ast.AST | None) -> str | None:
    """What an f-string calls the number under a name, where it calls it updates."""
    for string in ast.walk(scope) if scope is not None else ():
        parts = string.values if isinstance(string, ast.JoinedStr) else []
        for number, part in enumerate(parts):
            value = part.value if isinstance(part, ast.FormattedValue) else None
            if not isinstance(value, ast.Name) or value.id != name:
                continue
            after = _text(parts[number + 1 : number + 2])
            before = _text(parts[max(0, number - 1) : number])
            if words := _AFTER.match(after) or _BEFORE.search(before):
                return words[1]
    return None


def _text(parts: list[ast.expr]) -> str:
    return "".join(str(one.value) for one in parts if isinstance(one, ast.Constant))
