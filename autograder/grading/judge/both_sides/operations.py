"""What one side may ask the other to do with an object: a fixed table, shared by both.

A request names an operation and its arguments. Special methods of remote objects (`__len__`,
`__add__`, …) are built from the same table, so a remote object supports exactly what the real one
does.
"""

from __future__ import annotations

import builtins
import copy
import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np


def _contains(thing: Any, item: Any) -> bool:
    return item in thing


def _call(function: Any, /, *args: Any, **kwargs: Any) -> Any:
    return function(*args, **kwargs)


def _method(thing: Any, name: str, /, *args: Any, **kwargs: Any) -> Any:
    return getattr(thing, name)(*args, **kwargs)


def _enter(thing: Any) -> Any:
    return type(thing).__enter__(thing)


def _exit(thing: Any, *details: Any) -> Any:
    return type(thing).__exit__(thing, *details)


COMPARISONS = ("lt", "le", "gt", "ge", "eq", "ne")
_BINARY_NAMES = [
    "add",
    "sub",
    "mul",
    "truediv",
    "floordiv",
    "mod",
    "pow",
    "matmul",
    "lshift",
    "rshift",
    "and_",
    "or_",
    "xor",
    "divmod",
]
_BUILT_IN_NAMES = (
    *("getattr", "setattr", "delattr", "dir", "iter", "next", "reversed", "len", "hash", "repr"),
    *("bool", "str", "int", "float", "complex", "format", "round", "abs", "divmod"),
)
_OPERATOR_NAMES = ("getitem", "setitem", "delitem", "index", "neg", "pos", "invert", *COMPARISONS)
_IN_PLACE_NAMES = [f"i{name.rstrip('_')}" for name in _BINARY_NAMES if name != "divmod"]
BINARY = frozenset(_BINARY_NAMES)
IN_PLACE = frozenset(_IN_PLACE_NAMES)

OPERATIONS: dict[str, Callable[..., Any]] = {
    "call": _call,
    "method": _method,
    "contains": _contains,
    "enter": _enter,
    "exit": _exit,
    "array": np.asarray,
    "deepcopy": copy.deepcopy,
    "copy": copy.copy,
    **{name: getattr(builtins, name) for name in _BUILT_IN_NAMES},
    **{name: getattr(operator, name) for name in _OPERATOR_NAMES},
    **{name: getattr(operator, name) for name in _BINARY_NAMES if name != "divmod"},
    **{name: getattr(operator, name) for name in _IN_PLACE_NAMES},
}

# Operations whose answer must be of one type, or the answer is refused.
INQUIRIES: dict[str, type] = {
    **dict.fromkeys(("contains", "bool", "lt", "le", "gt", "ge"), bool),
    **dict.fromkeys(("len", "hash", "int", "index"), int),
    **dict.fromkeys(("str", "repr", "format"), str),
    "float": float,
    "complex": complex,
    "array": np.ndarray,
    "dir": list,
}

FIELD_FLAGS = ("init", "repr", "compare", "kw_only")
"""What is told of a data class's field, in this order."""

# `remote.Remote` has these itself, whatever the object behind it.
_OWN = frozenset(
    [
        "getattr",
        "setattr",
        "delattr",
        "dir",
        "eq",
        "ne",
        "str",
        "repr",
        "hash",
        "format",
        "copy",
        "deepcopy",
        "method",
    ]
)
_SPECIAL = {f"__{name.strip('_')}__": name for name in OPERATIONS if name not in _OWN}
# By operation, the special method of a class that does it.
SPECIAL_METHODS = {name: f"__{name.strip('_')}__" for name in OPERATIONS}

Ask = Callable[..., Any]


def special_methods(kind: type) -> Iterator[str]:
    """The special methods of a class that the table knows."""
    for name, operation in _SPECIAL.items():
        names = (name, f"__r{name[2:]}") if operation in BINARY else (name,)
        if any(getattr(kind, candidate, None) is not None for candidate in names):
            yield name


def build_special_methods(names: list[str], ask: Ask) -> dict[str, Callable[..., Any]]:
    """Special methods that ask the other side; `ask(operation, self, *args)` does so."""
    methods: dict[str, Callable[..., Any]] = {}
    for name in names:
        if name in _SPECIAL:
            methods[name] = _special(_SPECIAL[name], ask)
            if _SPECIAL[name] in BINARY:
                methods[f"__r{name[2:]}"] = _reflected(_SPECIAL[name], ask)
    return methods


def _special(operation: str, ask: Ask) -> Callable[..., Any]:
    def special(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        return ask(operation, self, *args, **kwargs)

    return special


def _reflected(operation: str, ask: Ask) -> Callable[..., Any]:
    def reflected(self: Any, other: Any, /) -> Any:
        return ask(operation, other, self)

    return reflected
