"""The judge's objects that the student's side may use: numbered, and lent for a time.

A function that a test cell has passed in may be called until the cell is over; after that only as
long as an object of the student's lives on in the judge that could still need it (a model that was
given a callback). So no later test is answered with what an earlier one has brought.
"""

from __future__ import annotations

import types
import weakref
from collections.abc import Iterable
from typing import Any

from autograder.grading.judge.marshalling.pack import WireError

MAX_EXPORTS = 20_000


class _Expired:
    """Stands for an object that is no longer lent."""


class Exports:
    """Objects by number, and which of them belong to which cell."""

    def __init__(self) -> None:
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._methods: dict[tuple[int, Any], Any] = {}
        self._count = 0
        self._of_cell: list[int] = []
        self._earlier: list[tuple[list[int], list[weakref.ref[Any]]]] = []

    def __contains__(self, thing: Any) -> bool:
        return id(thing) in self._numbers

    def __getitem__(self, number: int) -> Any:
        """The object with this number; one that is no longer lent counts as nothing of the test's."""
        if not 0 < number <= self._count:
            raise WireError("a reference to nothing")
        return self._objects.get(number, _Expired)

    def number(self, thing: Any) -> int:
        """The number of an object, from now on lent."""
        if isinstance(thing, types.MethodType):  # made anew at each access: keep one
            thing = self._methods.setdefault((id(thing.__self__), thing.__func__), thing)
        number = self._numbers.get(id(thing))
        if number is None:
            if len(self._objects) >= MAX_EXPORTS:
                raise WireError("too many objects")
            self._count += 1
            number = self._numbers[id(thing)] = self._count
            self._objects[number] = thing
            self._of_cell.append(number)
        return number

    def end_cell(self, holders: Iterable[Any]) -> None:
        """What this cell has lent stays lent while one of the `holders` is alive."""
        self._earlier.append((self._of_cell, [weakref.ref(holder) for holder in holders]))
        self._of_cell = []

    def begin_cell(self) -> None:
        """Take back what earlier cells have lent and nobody needs any more."""
        lent, self._earlier = self._earlier, []
        for numbers, holders in lent:
            if any(holder() is not None for holder in holders):
                self._earlier.append((numbers, holders))
            else:
                self._take_back(numbers)

    def _take_back(self, numbers: list[int]) -> None:
        for number in numbers:
            thing = self._objects.pop(number)
            del self._numbers[id(thing)]
            if isinstance(thing, types.MethodType):
                self._methods.pop((id(thing.__self__), thing.__func__), None)
