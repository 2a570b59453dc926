"""Records as the plain data that JSON has, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Records as dicts, sets sorted, tuples as lists; anything else as it is."""
    if is_dataclass(value):
        return {part.name: to_plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, frozenset):
        return sorted(value)
    return [to_plain(item) for item in value] if isinstance(value, tuple) else value


def from_plain(kind: type[T], data: Mapping[str, Any]) -> T:
    """The record of a class that `to_plain` made plain: what data lack has its default, what no field is called is
    passed over. Raises TypeError or ValueError for data of another shape."""
    known: dict[str, Any] = _kinds(cast(Any, kind))
    return kind(**{name: _restored(known[name], data[name]) for name in known if name in data})


@cache
def _kinds(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {part.name: hints[part.name] for part in fields(kind)}


def _restored(kind: Any, value: Any) -> Any:
    if get_origin(kind) is UnionType:  # of something and None
        return None if value is None else _restored(get_args(kind)[0], value)
    if get_origin(kind) is tuple:
        return tuple(_restored(get_args(kind)[0], item) for item in value)
    if get_origin(kind) is frozenset:
        return frozenset(value)
    if is_dataclass(kind):
        return from_plain(kind, value)  # type: ignore[arg-type]  # a class, as annotations have it
    return kind(value) if isinstance(kind, type) and issubclass(kind, Enum) else value
