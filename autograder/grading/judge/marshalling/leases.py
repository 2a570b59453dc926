"""Values that cross by value and are still held on the side they came from.

A generator, a closure or an object may keep a list, an array or a random generator it was given.
While the judge holds such a result, both sides keep the arguments of the call, in the same order:
later requests carry what has changed in them, and name them instead of sending them again.

The other way round, what the student's side has answered last is watched: where the test changes such
a copy (`cart.items.append(1)`), the next request changes what it is a copy of.
"""

from __future__ import annotations

import random
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np

from autograder.grading.judge.marshalling.pack import WireError
from autograder.grading.judge.marshalling.snapshots import Snapshot, overwrite
from autograder.grading.judge.marshalling.unpack import Unpacker

Place = tuple[Snapshot, int]

MAX_OBJECTS = 500
MAX_ANSWERS = 8  # that are watched
MAX_WATCHED = 16  # objects of one answer
MAX_LENGTH = 2_000  # of an object that is watched


class Leases:
    """Groups of leased objects by the number of the call that brought them."""

    def __init__(self) -> None:
        self._groups: dict[int, Snapshot] = {}
        self._forgotten: list[int] = []
        self._count = 0

    def objects(self) -> list[Any]:
        """All leased objects, in the order that both sides know."""
        return [thing for group in self._groups.values() for thing in group.objects]

    def keep(self, number: int, objects: list[Any]) -> bool:
        """Keep these objects, unless there are too many already; both sides decide alike."""
        if not objects or self._count + len(objects) > MAX_OBJECTS:
            return False
        self._groups[number] = Snapshot(objects)
        self._count += len(objects)
        return True

    def keep_while(self, number: int, objects: list[Any], things: list[Any]) -> None:
        """Keep these objects until none of the things that hold them is left."""
        if self.keep(number, objects):
            left = [len(things)]

            def gone() -> None:
                left[0] -= 1
                if not left[0]:
                    self._forgotten.append(number)

            for thing in things:
                weakref.finalize(thing, gone).atexit = False

    def forgotten(self) -> list[int]:
        """Let go of the groups that nothing holds any more; their numbers, for the other side."""
        numbers, self._forgotten = self._forgotten, []
        self.forget(numbers)
        return numbers

    def forget(self, numbers: list[int]) -> None:
        """Let go of groups."""
        for number in numbers:
            group = self._groups.pop(number, None)
            self._count -= len(group.objects) if group else 0

    def places(self) -> list[Place]:
        """Where each of the leased objects stands, in the order of `objects`."""
        return [
            (group, number)
            for group in self._groups.values()
            for number in range(len(group.objects))
        ]


class Answers:
    """The changeable objects of the latest answers: copies on one side, the student's own on the other.

    Both sides add the same answers in the same order.
    """

    def __init__(self) -> None:
        self._groups: dict[int, Snapshot] = {}

    def add(self, number: int, operation: str, objects: list[Any]) -> None:
        """Watch the objects of the answer to this call, unless there are too many or they are large.

        Arrays that a function returns are not watched: they are many, and rarely a part of something.
        """
        returned = operation == "call" and any(isinstance(x, np.ndarray) for x in objects)
        if not returned and 0 < len(objects) <= MAX_WATCHED and all(map(is_small, objects)):
            self._groups[number] = Snapshot(objects)
            if len(self._groups) > MAX_ANSWERS:
                del self._groups[next(iter(self._groups))]

    def changed(self) -> list[tuple[int, int, Any]]:
        """The objects that are not as they were, by call and place; they count as told from now on."""
        if not self._groups:
            return []
        changed = [
            (number, place, group.objects[place])
            for number, group in self._groups.items()
            for place in group.changed()
        ]
        for number, place, _ in changed:
            self._groups[number].update(place)
        return changed

    def overwrite(self, number: int, place: int, value: Any) -> None:
        """Change an object as its copy was changed, if it is still watched and allows it."""
        group = self._groups.get(number)
        if group is not None and place < len(group.objects):
            with suppress(ValueError):
                overwrite(group.objects[place], value)


def is_small(thing: Any) -> bool:
    """Whether a changeable object can be compared with what it was at every request."""
    if isinstance(thing, np.random.Generator | np.random.RandomState | random.Random):
        return True
    return int(getattr(thing, "size", None) or len(thing)) <= MAX_LENGTH


def changed_at(places: list[Place]) -> list[int]:
    """The numbers of the leased objects that were changed on this side."""
    return [number for number, (group, position) in enumerate(places) if group.differs(position)]


def mark_alike(places: list[Place], numbers: list[int]) -> None:
    """Both sides are alike in these objects now; numbers beyond the leased ones count for nothing."""
    for number in numbers:
        if number < len(places):
            group, position = places[number]
            group.update(position)


def apply_changes(
    changes: Any,
    objects: list[Any],
    unpacker: Unpacker,
    change: Callable[[Any, Any], None] = overwrite,
) -> list[int]:
    """Overwrite the objects that `[number, contents]` pairs name, by `change(object, contents)`; their
    numbers.

    Raises WireError for nonsense.
    """
    if type(changes) is not list:
        raise WireError("changes of another shape")
    for entry in changes:
        if type(entry) is not list or len(entry) != 2 or type(entry[0]) is not int:
            raise WireError("changes of another shape")
        if not 0 <= entry[0] < len(objects):
            raise WireError("an object that was never sent")
        change(objects[entry[0]], unpacker.unpack(entry[1]))
    return [entry[0] for entry in changes]
