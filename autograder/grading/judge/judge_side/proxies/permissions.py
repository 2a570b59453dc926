"""What the student's code may do with an object of the judge: what `lending` lists for its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.grading.judge.both_sides.operations import BINARY, COMPARISONS, SPECIAL_METHODS
from autograder.grading.judge.judge_side.proxies.lending import Lending


class ForbiddenError(AttributeError):
    """The student's code asked for something that test cells do not lend."""


def permit(
    operation: str, args: tuple[Any, ...], lent: Callable[[Any], bool], lending: Lending
) -> None:
    """Raise ForbiddenError unless `operation(*args)` stays within what was lent."""
    reach = 2 if operation in BINARY or operation in COMPARISONS else 1
    things = [arg for arg in args[:reach] if lent(arg)]
    if not things:
        raise ForbiddenError("this is no object of the test")
    for thing in things:
        if not _is_listed(operation, thing, args, lending):
            name = f" {args[1]!r}" if operation in ("getattr", "method", "setattr") else ""
            raise ForbiddenError(
                f"{operation}{name} is not among what may be asked of a {type(thing).__name__} of the test"
            )


def _is_listed(operation: str, thing: Any, args: tuple[Any, ...], lending: Lending) -> bool:
    name = args[1] if len(args) > 1 else None
    match operation:
        case "call":
            return lending.may_be_called(thing)
        case "getattr":
            return lending.may_be_read(thing, name) and len(args) == 2
        case "method":
            return lending.may_be_read(thing, name)
        case "setattr" | "delattr":
            return lending.may_be_set(thing, name)
        case "setitem" | "delitem":
            return lending.may_set_items(thing)
    method = SPECIAL_METHODS.get(operation)
    return method is not None and method in lending.special_methods(thing)
