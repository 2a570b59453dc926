"""What the judge holds the student's objects to: they may not say now this and now that.

An object has as many items as it has said. One that the test has made is the test's only until a
function of the student's hands it over as a result. A context manager of the student's swallows no
exception that a verdict may rest on.
"""

from __future__ import annotations

import dis
from collections.abc import Callable, Iterator
from copy import copy
from types import TracebackType
from typing import Any

import numpy as np

from autograder.grading.judge.both_sides.operations import BINARY, COMPARISONS, IN_PLACE
from autograder.grading.judge.both_sides.remote import handle_of
from autograder.grading.judge.judge_side.proxies.student_objects import (
    StudentObject,
    check_answer,
    disown,
    has_special,
    is_remote,
    makes,
    reference,
)

# What an object is as a number or an array.
CONVERSIONS = frozenset(
    ["array", "float", "int", "index", "complex", "round", "abs", "neg", "pos", "invert"]
)
# Operations that change no object's length; an iteration of what has one is no change either.
_QUIET = frozenset(
    [
        *("len", "iter", "getitem", "getattr", "contains", "contents", "bool", "hash", "dir"),
        *("str", "repr", "format", "get", "names", "signature", "annotations", "fields", "source"),
        *CONVERSIONS,
        *COMPARISONS,
        *BINARY,
    ]
)
_HANDING = ("getattr", "getitem", "next")  # parts, which the test may change
_CONSTANT = frozenset([int, float, complex, str, bytes])
_OWN_RESULT = BINARY | IN_PLACE | {"enter"}
# What is not true at once, and whether it is asked with the objects in the other order.
OPPOSITES = {"eq": ("ne", False), "ne": ("eq", False), "lt": ("lt", True), "gt": ("gt", True)}
_RAISE = dis.opmap["RAISE_VARARGS"]


class Said:
    """What objects have said of their lengths and contents, until something is done that may change
    them. A number or a text never changes."""

    def __init__(self) -> None:
        self._lengths: dict[int, int] = {}
        self._contents: dict[int, Any] = {}
        self._constants: dict[int, Any] = {}
        self._numbers: dict[Any, Any] = {}
        self._iterators: set[int] = set()

    def contents(self, thing: Any, ask: Callable[[], Any]) -> Any:
        """What an object holds, asked for once."""
        handle = handle_of(thing)
        for known in (self._constants, self._contents):
            if handle in known:
                return copy(known[handle])
        value = ask()
        kept = self._constants if type(value) in _CONSTANT else self._contents
        kept[handle] = copy(value)
        return value

    def begin(self, operation: str, args: tuple[Any, ...]) -> None:
        """Forget what was said if the operation may change it."""
        counts = operation == "next" and reference(args[0]) in self._iterators
        if operation not in _QUIET and not counts:
            self.forget()
        elif operation in _HANDING:
            self._contents.clear()
            self._numbers.clear()

    def forget(self) -> None:
        """Something may have changed any object."""
        self._lengths.clear()
        self._contents.clear()
        self._numbers.clear()

    def number(self, operation: str, args: tuple[Any, ...], answer: Any) -> Any:
        """What an object is as a number or an array. Raises TypeError if it has been another."""
        handle = reference(args[0])
        if handle is None or isinstance(answer, StudentObject):
            return answer
        frozen = _frozen(answer)
        if self._numbers.setdefault((operation, handle, repr(args[1:])), frozen) != frozen:
            raise TypeError(f"the student's object answers {operation} differently each time")
        return answer

    def check(self, thing: Any, length: int) -> int:
        """The length of an object. Raises TypeError if it has said another."""
        handle = reference(thing)
        said = length if handle is None else self._lengths.setdefault(handle, length)
        if said != length:
            raise TypeError(f"the student's object says it has {said} items, then {length}")
        return length

    def check_missing(self, thing: Any, index: Any) -> None:
        """Raise TypeError if an object has no item where it says it has one."""
        if has_special(thing, "__len__") and type(index) is int and 0 <= index < len(thing):
            raise TypeError(
                f"the student's object has no item {index} and says it has {len(thing)}"
            )

    def counted(self, thing: Any, iterator: Iterator[Any]) -> Iterator[Any]:
        """The iterator of an object, which may yield as many items as the object says it has."""
        sized = has_special(thing, "__len__") and not has_special(thing, "__next__")
        if not isinstance(thing, StudentObject) or not sized:
            return iterator
        handle = reference(iterator)
        if handle is not None:
            self._iterators.add(handle)
        return _counted(iterator, len(thing))


def _counted(iterator: Iterator[Any], length: int) -> Iterator[Any]:
    count = 0
    for item in iterator:
        count += 1
        if count > length:
            break
        yield item
    if count != length:
        more = "or more " if count > length else ""
        raise TypeError(f"the student's object yields {count} {more}items and says it has {length}")


def _frozen(answer: Any) -> Any:
    """A number or an array as something that `==` compares, NaN included."""
    if not isinstance(answer, np.ndarray):
        return type(answer), repr(answer)
    if answer.dtype.hasobject:
        return [handle_of(x) if is_remote(x) else repr(x) for x in answer.ravel().tolist()]
    return answer.dtype, answer.shape, answer.tobytes()


class Bodies:
    """The bodies of `with` statements whose context managers are the student's."""

    def __init__(self) -> None:
        self._entered: dict[int, int] = {}

    def enter(self, thing: Any, calls: int) -> None:
        """A body begins, after so many requests."""
        self._entered[handle_of(thing)] = calls

    def may_swallow(self, thing: Any, error: Any, trace: Any, calls: int) -> bool:
        """Whether the exception that ended the body may be swallowed: the test has raised it, and
        the student's program has no part in it."""
        if not isinstance(error, Exception) or isinstance(error, AssertionError):
            return False
        untouched = self._entered.get(handle_of(thing)) == calls
        return reference(error) is None and (untouched or _is_raised(trace))


def _is_raised(trace: TracebackType | None) -> bool:
    """Whether a `raise` statement of the test itself is where the exception comes from."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or not trace.tb_frame.f_code.co_filename.startswith("<test cell"):
        return False
    return trace.tb_frame.f_code.co_code[trace.tb_lasti] == _RAISE


def compared(ask: Callable[..., Any], operation: str, args: tuple[Any, ...]) -> Any:
    """How two of the student's objects compare. Raises TypeError if they say both of what excludes
    each other: that they are equal and not, that each is less than the other."""
    answer = check_answer(operation, args, ask(operation, *args))
    other, turned = OPPOSITES[operation]
    try:
        against = ask(other, *(args[::-1] if turned else args))
    except TypeError:  # it is not defined the other way round
        return answer
    both = type(answer) is bool and type(against) is bool
    if both and (answer is against if other == "ne" or other == "eq" else answer and against):
        raise TypeError(f"the student's objects answer {operation} and {other} alike")
    return answer


def take_over(operation: str, args: tuple[Any, ...], answer: Any, things: list[Any]) -> None:
    """What an answer hands over is no longer the test's own, a new object of a class excepted."""
    making = operation == "call" and makes(args[0])
    for thing in things:
        if thing is not answer or not (making or operation in _OWN_RESULT):
            disown(thing)
