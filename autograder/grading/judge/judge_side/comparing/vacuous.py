"""What a test cell asks of nothing: loops without items, pairs left over, numbers that are none.

`for item in f(x): assert …` asks nothing of an empty answer, `zip` stops at the end of a short one, and no
comparison with NaN is true, `abs(f(x) - y) > 1e-9` included. So the solution's run says what never
happens in a test cell, and an answer with which it happens has failed. Where a cell draws its inputs,
loops may have nothing to do for some, and data that miss values may miss none for others.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, deque
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.grading.judge.both_sides.remote import Remote
from autograder.grading.judge.judge_side.proxies.student_objects import made, plain_kind

_DRAWN = re.compile(r"rand|rng|seed|shuffle|sample|choice", re.IGNORECASE)
_SEEDED = "AUTOGRADER_GRADING_SEED"
_CONTAINERS = (list, tuple, dict, set, frozenset, str, bytes, deque, Counter)
NUMBERS = "numbers"


class NothingError(ValueError):
    """The test asks nothing of an answer where it asks something of the solution's."""


class Vacuous:
    """What never happened in a test cell (`facts`), and must not where it is `known` of the solution."""

    def __init__(self) -> None:
        self.on = False
        self._given = ""  # the text of the set-up cells
        self.begin("", frozenset())

    def set_up(self, source: str) -> None:
        """A set-up cell gives data to the tests after it."""
        self._given += source

    def begin(self, source: str, known: frozenset[str]) -> None:
        """A test cell begins."""
        self._known = known
        self._drawn = _SEEDED in self._given or bool(_DRAWN.search(source))
        missing = self._drawn and "nan" in (self._given + source).lower()
        self._met: set[str] = set() if missing else {NUMBERS}
        self._happened: set[str] = set()
        self._names: dict[int, str] = {}
        self._filled: set[str] = set()  # functions that have given something with items
        self._empty: set[str] = set()  # and something without

    @property
    def facts(self) -> frozenset[str]:
        """What the cell has met and has not happened in it."""
        filled = {f"answers {name}" for name in self._filled}
        return frozenset((self._met - self._happened) | filled)

    def each(self, things: Any, site: str) -> Iterator[Any]:
        """What a loop goes through. Raises NothingError if it is nothing."""
        some = False
        for thing in things:
            some = True
            yield thing
        self._note(f"loop {site}", not some, "a loop of the test has nothing to go through")

    def while_(self, test: Any, site: str) -> bool:
        """Whether a `while` loop goes on; the first time it should."""
        goes_on = bool(test)
        fact = f"while {site}"
        never = not goes_on and fact not in self._met
        self._note(fact, never, "a loop of the test has nothing to do")
        return goes_on

    def left_over(self, count: int, sizes: list[int], site: str) -> None:
        """`zip` has ended after so many pairs, with lists of the test's of these sizes."""
        over = bool(sizes) and count < max(sizes)
        self._note(f"pairs {site}", over, "the test has items that the answer has nothing for")

    def compared(self, *values: Any) -> None:
        """Numbers meet in a comparison or a subtraction."""
        if self.on and NUMBERS in self._met and any(map(_is_missing, values)):
            self._happen(NUMBERS, "the test compares NaN, which is not a number")

    def named(self, name: str, handle: int) -> None:
        """A function of the student's goes by this name."""
        self._names[handle] = name

    def answered(self, handle: int, answer: Any) -> None:
        """A function has given this answer."""
        if handle in self._names:
            self.gave(self._names[handle], answer)

    def gave(self, name: str, answer: Any, parts: bool = True) -> None:
        """What goes by this name has given this, or, where it gives several things at once, each of them."""
        if not self.on:
            return
        if parts and type(answer) is tuple:
            for place, part in enumerate(answer):
                self.gave(f"{name} {place}", part, parts=False)
        if name not in self._filled and (size := _size(answer)) is not None:
            (self._filled if size else self._empty).add(name)

    def check_answers(self) -> None:
        """Raise NothingError if all answers of a function were empty, and not so the solution's."""
        empty = set() if self._drawn else self._empty - self._filled
        if any(f"answers {name}" in self._known for name in empty):
            raise NothingError("all that the answer gives is empty, and never so where it is right")

    def _note(self, fact: str, happened: bool, what: str) -> None:
        if self.on and not self._drawn:
            self._met.add(fact)
            if happened:
                self._happen(fact, what)

    def _happen(self, fact: str, what: str) -> None:
        self._happened.add(fact)
        if fact in self._known:
            raise NothingError(f"{what}, and never so where the answer is right")


def _size(answer: Any) -> int | None:
    """How many items a value has, or None. What an object's own class says of that is not asked."""
    kind = type(answer)
    if isinstance(answer, Remote):
        return len(answer) if plain_kind(answer) in _CONTAINERS and not made(answer) else 1
    if kind is np.ndarray:
        return int(answer.size)
    return len(answer) if kind in _CONTAINERS or _is_table(kind) else None


def _is_table(kind: type) -> bool:
    pandas: Any = sys.modules.get("pandas")
    return pandas is not None and issubclass(kind, pandas.DataFrame | pandas.Series | pandas.Index)


def _is_missing(value: Any) -> bool:
    """Whether a value is, or an array holds, what is not a number."""
    kind = type(value)
    if issubclass(kind, float | complex | np.inexact):
        return bool(value != value)
    if kind is np.ndarray and value.dtype.kind in "fc":
        return bool(np.isnan(value).any())
    return _is_table(kind) and bool(np.any(value.isna()))
