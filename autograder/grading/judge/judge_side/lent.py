"""Objects of the test's own that the student's code has been lent: what they hold, before and after a call.

A list of numbers is lent as a copy, an object of a class that the course defines as itself: the student's
code may set what its class lets be set, or call methods that change it.
"""

from __future__ import annotations

import io
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator
from copy import copy
from typing import Any

import numpy as np

from autograder.grading.judge.marshalling.snapshots import Snapshot, overwrite

MOST = 2_000  # objects that are looked at
_MAPPINGS = (dict, defaultdict, OrderedDict, Counter)
_SEQUENCES = (list, tuple, set, frozenset, deque)
_CHANGEABLE = frozenset({*_MAPPINGS, list, set, deque, np.ndarray})
_BASES: tuple[Any, ...] = (list, deque, dict, set)  # of classes of the course
_FILES = (io.StringIO, io.BytesIO)


class LentObjects:
    """The objects that were lent since a cell began. `is_ours` says whether a module is the course's."""

    def __init__(self, is_ours: Callable[[Any], bool]) -> None:
        self._is_ours = is_ours
        self.begin_cell()

    def begin_cell(self) -> None:
        """What earlier cells have lent is looked at no more."""
        self._roots: dict[int, Any] = {}
        self._first = Held(self._is_ours)  # as they were when they were lent
        self._held = Held(self._is_ours)  # and when the call began

    def begin_call(self) -> None:
        """Look at all of them as they are now."""
        if self._roots:
            self._held = Held(self._is_ours)
            self._held.add(*self._roots.values())

    def add(self, thing: Any) -> None:
        """An object is lent; what is called, as a function that counts its calls, is meant to change."""
        looked_at = isinstance(thing, _FILES) or self._is_ours(_module(thing))
        if id(thing) not in self._roots and not callable(thing) and looked_at:
            self._roots[id(thing)] = thing
            self._first.add(thing)
            self._held.add(thing)

    @property
    def changed(self) -> bool:
        """Whether one of them holds something else than when the call began."""
        return bool(self._roots) and self._held.changed

    def restore(self, to_first: bool = False) -> None:
        """Let them hold again what they held then, or when they were lent."""
        (self._first if to_first else self._held).restore()

    def is_among(self, value: Any) -> bool:
        """Whether a value is one of them, or holds one."""
        return any(id(part) in self._roots for part in _reached([value], lambda module: False))


class Held:
    """What some objects hold, and all that can be reached from them."""

    def __init__(self, is_ours: Callable[[Any], bool]) -> None:
        self._is_ours = is_ours
        self._seen: dict[int, Any] = {}
        self._containers = Snapshot([])
        self._former: list[Any] = []
        self._slots: list[tuple[Any, dict[str, Any]]] = []
        self._items: list[tuple[Any, list[Any]]] = []

    def add(self, *roots: Any) -> None:
        """Look at more."""
        found = [
            part
            for part in _reached(roots, self._is_ours, MOST - len(self._seen))
            if id(part) not in self._seen
        ]
        self._seen |= {id(part): part for part in found}
        containers = [part for part in found if type(part) in _CHANGEABLE]
        self._containers = Snapshot([*self._containers.objects, *containers])
        self._former += map(copy, containers)
        self._slots += [(part, slots) for part in found if (slots := _slots(part))]
        self._items += [(part, items) for part in found if (items := _items(part)) is not None]

    @property
    def changed(self) -> bool:
        """Whether anything is not as it was."""
        slots = any(not _alike(former, _slots(thing)) for thing, former in self._slots)
        items = any(not _same(former, _items(thing)) for thing, former in self._items)
        return slots or items or bool(self._containers.changed())

    def restore(self) -> None:
        """Put everything back."""
        for number in self._containers.changed():
            overwrite(self._containers.objects[number], copy(self._former[number]))
        for thing, former in self._slots:
            for name in _slots(thing).keys() - former.keys():
                object.__delattr__(thing, name)
            for name, value in former.items():
                object.__setattr__(thing, name, value)
        for thing, items in self._items:
            if not _same(items, _items(thing)):
                _refill(thing, items)


def _reached(roots: Any, is_ours: Callable[[Any], bool], most: int = MOST) -> Iterator[Any]:
    """Values, what they hold, and so on: containers, and objects of the course's classes."""
    seen: dict[int, Any] = {}
    waiting = list(roots)
    while waiting and len(seen) < most:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen[id(thing)] = thing
        yield thing
        kind = type(thing)
        if kind in _MAPPINGS:
            waiting += thing.values()
        elif kind in _SEQUENCES:
            waiting += thing
        elif not isinstance(thing, type) and is_ours(_module(thing)):
            waiting += _slots(thing).values()
            waiting += _items(thing) or ()
            waiting += _dictionary(thing)


def _module(thing: Any) -> Any:
    return getattr(type(thing), "__module__", None)


def _dictionary(thing: Any) -> Iterator[dict[str, Any]]:
    try:
        yield object.__getattribute__(thing, "__dict__")
    except AttributeError:
        return


def _slots(thing: Any) -> dict[str, Any]:
    """The attributes of an object that its class keeps in slots."""
    found = {}
    for kind in type(thing).__mro__:
        names = vars(kind).get("__slots__", ())
        for name in (names,) if isinstance(names, str) else names:
            if name in vars(kind) and hasattr(thing, name):
                found[name] = object.__getattribute__(thing, name)
    return found


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one.keys() == other.keys() and all(one[name] is other[name] for name in one)


def _base(thing: Any) -> Any:
    """The plain type that the class of an object derives from."""
    return next(
        (b for b in _BASES if isinstance(thing, b) and type(thing) not in _CHANGEABLE), None
    )


def _items(thing: Any) -> list[Any] | None:
    """What an object of a class derived from a container holds, or an open file of text or bytes; None of
    any other. Nothing of its own code runs."""
    if isinstance(thing, _FILES):
        return None if thing.closed else [thing.getvalue()]
    base = _base(thing)
    if base is dict:
        return [part for pair in dict.items(thing) for part in pair]
    return None if base is None else [*base.__iter__(thing)]


def _same(one: list[Any], other: list[Any] | None) -> bool:
    return other is not None and len(one) == len(other) and all(map(_is_same, one, other))


def _is_same(one: Any, other: Any) -> bool:
    return one is other or (type(one) is type(other) and type(one) in (str, bytes) and one == other)


def _refill(thing: Any, items: list[Any]) -> None:
    if isinstance(thing, _FILES):
        place = thing.tell()
        thing.seek(0)
        thing.truncate()
        thing.writelines(items)
        thing.seek(place)
        return
    base = _base(thing)
    base.clear(thing)
    if base is dict:
        dict.update(thing, zip(items[::2], items[1::2], strict=True))
    elif base is set:
        set.update(thing, items)
    else:
        base.extend(thing, items)
