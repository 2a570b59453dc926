"""Results of a class derived from a plain type are read as what they hold.

A function of the student's may return a list, a text, an array of a class of its own. What the test
asks of such a result (`startswith`, `issuperset`, `all`, `in`, `len`) is done with its contents, here:
the methods of its class never speak for it. An object that the test itself has made of a class of the
student's is another matter: there the class is what is tested.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from typing import Any

from autograder.grading.judge.both_sides.operations import (
    BINARY,
    COMPARISONS,
    IN_PLACE,
    OPERATIONS,
)
from autograder.grading.judge.both_sides.remote import Remote
from autograder.grading.judge.judge_side.proxies.consistency import Said
from autograder.grading.judge.judge_side.proxies.student_objects import made, may_ask, plain_kind

_READING = frozenset(
    [
        *("len", "iter", "reversed", "contains", "bool", "array", "getitem"),
        *("int", "float", "complex", "index", "round", "abs", "neg", "pos", "invert"),
    ]
)
_SPEAKING = frozenset({"str", "repr", "format"})  # a number or a list may speak for itself
_TOGETHER = BINARY | IN_PLACE | frozenset(COMPARISONS)
_CHANGING = frozenset(
    [
        *("append", "appendleft", "extend", "extendleft", "insert", "remove", "pop", "popleft"),
        *(
            "popitem",
            "clear",
            "sort",
            "reverse",
            "rotate",
            "add",
            "discard",
            "update",
            "setdefault",
        ),
        *("difference_update", "intersection_update", "symmetric_difference_update"),
        *("move_to_end", "subtract", "fill", "put", "partition", "resize", "itemset", "setflags"),
    ]
)
_MAPPINGS = (dict, OrderedDict, Counter)
_SEQUENCES = (list, tuple, str, bytes, deque)


class Plain:
    """Does operations with the contents of the student's objects; `ask` asks the student's side."""

    def __init__(self, said: Said, ask: Callable[..., Any]) -> None:
        self._said = said
        self._ask = ask

    def is_due(self, operation: str, args: tuple[Any, ...]) -> bool:
        """Whether an operation is to be done with what its operands hold, whatever their class says."""
        kind = _kind(args[0]) if args else None
        if operation in _TOGETHER:
            return not may_ask(operation, args) or _are_results(args)
        if kind is None or operation not in _SPEAKING | _READING | {"getattr"}:
            return operation == "hash" and not may_ask(operation, args)
        if operation == "getattr":
            return _is_reading(kind, args[1])
        return operation in _READING or kind in (str, bytes)

    def do(self, operation: str, args: tuple[Any, ...]) -> Any:
        """Do it; NotImplemented where an operand is no plain value."""
        values = [self.contents(arg) for arg in args]
        if any(isinstance(value, Remote) for value in values[: 2 if operation in _TOGETHER else 1]):
            return NotImplemented
        try:
            return OPERATIONS[operation](*values)
        except KeyError:
            if operation == "getitem" and _kind(args[0]) in _MAPPINGS:  # its class may fill gaps
                return self._ask("missing", *args)
            raise

    def contents(self, thing: Any) -> Any:
        """What an object of a class derived from a plain type holds; anything else is itself."""
        kind = plain_kind(thing)
        if kind is None:
            return thing
        value = self._said.contents(thing, lambda: self._ask("contents", thing))
        if type(value) is not kind:
            raise TypeError(f"the student's object does not hold a {kind.__name__}")
        return value


def _kind(thing: Any) -> type | None:
    """The plain type of a result; None for what the test has made."""
    return None if made(thing) else plain_kind(thing)


def _are_results(args: tuple[Any, ...]) -> bool:
    """Whether both operands are results, or values, and at least one has contents."""
    kinds = [_kind(arg) for arg in args]
    free = [not isinstance(arg, Remote) or kind for arg, kind in zip(args, kinds, strict=True)]
    return all(free) and any(kinds)


def _is_reading(kind: type, name: Any) -> bool:
    if type(name) is not str or name.startswith("_") or name in _CHANGING:
        return False
    return hasattr(kind, name) and (kind, name) not in ((tuple, "count"), (tuple, "index"))
