"""What an object of a class derived from a plain type holds: a named tuple, a list with methods.

Such an object stays in the student's process. Where it meets a plain value, its contents stand for
it: they are read past whatever its class defines, and compared in the judge.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["PLAIN_KINDS", "contents"]

_READ: dict[type, Callable[[Any], Any]] = {
    tuple: lambda thing: tuple(tuple.__iter__(thing)),
    list: lambda thing: list(list.__iter__(thing)),
    dict: lambda thing: dict(dict.items(thing)),
    set: lambda thing: set(set.__iter__(thing)),
    frozenset: lambda thing: frozenset(frozenset.__iter__(thing)),
    str: str.__str__,
    bytes: bytes.__bytes__,
    int: int.__int__,
    float: float.__float__,
    complex: complex.__complex__,
}
PLAIN_KINDS = frozenset(_READ)


def contents(thing: Any) -> Any:
    """The plain value that an object holds. Raises TypeError if it holds none."""
    for kind, read in _READ.items():
        if isinstance(thing, kind):
            return read(thing)
    raise TypeError(f"a {type(thing).__name__} is no plain value")
