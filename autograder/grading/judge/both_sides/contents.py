"""What an object of a class derived from a plain type holds: a named tuple, a list with methods.

Such an object stays in the student's process. Where it meets a plain value, its contents stand for
it: they are read past whatever its class defines, and compared in the judge.
"""

from __future__ import annotations

import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from typing import Any

import numpy as np

_READ: dict[type, Callable[[Any], Any]] = {
    Counter: lambda thing: Counter(dict(dict.items(thing))),
    OrderedDict: lambda thing: OrderedDict(OrderedDict.items(thing)),
    defaultdict: lambda thing: defaultdict(thing.default_factory, dict(dict.items(thing))),
    deque: lambda thing: deque(deque.__iter__(thing), thing.maxlen),
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
    np.ndarray: lambda thing: np.ndarray.view(thing, np.ndarray),
}
_FRAMES = ("DataFrame", "Series")


def plain_kinds() -> dict[str, type]:
    """The plain types by name; those of pandas where the process already has it."""
    pandas = sys.modules.get("pandas")
    frames = {name: getattr(pandas, name) for name in _FRAMES if hasattr(pandas, name)}
    return {kind.__name__: kind for kind in _READ} | frames


def is_plain(kind: type) -> bool:
    """Whether a class is one of the plain types itself."""
    return plain_kinds().get(kind.__name__) is kind


# Classes that compare as a plain type without deriving from it: by name, the plain type and how it is read.
WRAPPERS: dict[str, tuple[type, Callable[[Any], Any]]] = {
    "dict_keys": (set, set),
    "odict_keys": (set, set),
    "dict_items": (set, set),
    "odict_items": (set, set),
    "collections.UserList": (list, lambda thing: contents(thing.data)),
    "collections.UserDict": (dict, lambda thing: contents(thing.data)),
    "collections.UserString": (str, lambda thing: contents(thing.data)),
}


def contents(thing: Any) -> Any:
    """The plain value that an object holds. Raises TypeError if it holds none."""
    if isinstance(thing, np.ma.MaskedArray):
        raise TypeError("a masked array is no plain value")
    for kind, read in _READ.items():
        if isinstance(thing, kind):
            return read(thing)
    for name, kind in plain_kinds().items():
        if name in _FRAMES and isinstance(thing, kind):
            return kind(thing)
    for family in type(thing).__mro__:
        module = "" if family.__module__ == "builtins" else f"{family.__module__}."
        if f"{module}{family.__name__}" in WRAPPERS:
            return WRAPPERS[f"{module}{family.__name__}"][1](thing)
    raise TypeError(f"a {type(thing).__name__} is no plain value")
