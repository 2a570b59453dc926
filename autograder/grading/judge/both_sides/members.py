"""Members of enumerations that set-up cells define: both sides have them, and each stands for itself."""

from __future__ import annotations

from enum import Enum, EnumMeta
from typing import Any

from autograder.grading.judge.marshalling.pack import Node


def as_member(thing: Any, node: list[Node]) -> list[Node]:
    """The reference to a member of an enumeration that both sides have; else the node as it is."""
    if not isinstance(thing, Enum) or thing.name is None:
        return node
    return ["@", "member", type(thing).__name__, thing.name, *node[1:]]


def member_of(family: Any, name: str, other: Any) -> Any:
    """The member of that name, or the other if this side has no such enumeration."""
    if isinstance(family, EnumMeta) and name in family.__members__:
        return family[name]
    return other
