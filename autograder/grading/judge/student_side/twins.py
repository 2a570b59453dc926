"""Twins of the classes that a test cell derives from the student's (see judge_side/proxies/subclasses.py)."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any


def build_twin(name: str, bases: tuple[type, ...], members: list[list[Any]]) -> type:
    """The twin of a class with these members, described as `[name, how, *parts]`."""
    body = {member: _MADE[how](*parts) for member, how, *parts in members}
    return types.new_class(name, bases, {}, lambda namespace: namespace.update(body))


def _forward(function: Any) -> Any:
    """A function, which unlike a remote object becomes a method of what it is read from."""
    if function is None:
        return None

    def forward(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return forward


_MADE: dict[str, Callable[..., Any]] = {
    "method": _forward,
    "staticmethod": lambda function: staticmethod(_forward(function)),
    "classmethod": lambda function: classmethod(_forward(function)),
    "property": lambda *functions: property(*map(_forward, functions)),
    "value": lambda value: value,
}
