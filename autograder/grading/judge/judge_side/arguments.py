"""Arguments that the student's code changes though the solution leaves them alone.

What is expected of a call may be computed from its arguments afterwards, so whoever empties them could
pass with an empty answer. A test that has passed with such changes is run again with its arguments
frozen: it must pass in both ways, as it is for programs that change what they were given and say so.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import copy
from typing import Any

import numpy as np

from autograder.grading.judge.judge_side.lent import LentObjects
from autograder.grading.judge.marshalling.drawing import drawn_from
from autograder.grading.judge.marshalling.snapshots import overwrite

_RANDOM = np.random.Generator | np.random.RandomState | random.Random


class Arguments:
    """What was sent to the student's side, and what came back changed, or was changed here.

    `is_ours` says whether a module is the course's.
    """

    def __init__(self, is_ours: Callable[[Any], bool]) -> None:
        self.frozen = False
        self.lent = LentObjects(is_ours)
        self._lent_changed = False
        self._before: dict[int, tuple[Any, Any]] = {}
        self._set: dict[int, Any] = {}  # random generators that he has set: no longer moved on

    @property
    def changed(self) -> bool:
        """Whether anything came back changed since the cell began."""
        return bool(self._before) or self._lent_changed

    def begin(self) -> None:
        """A cell begins: its arguments may be changed."""
        self.frozen = False
        self._before.clear()
        self._set.clear()
        self.lent.begin_cell()
        self._lent_changed = False

    def end_call(self, answer: Any, remembered: bool) -> None:
        """A call of the student's code is over. What it did to the test's objects is undone where they are
        frozen, unless it has handed one back or, as is `remembered`, may go on using it."""
        if self.lent.changed:
            self._lent_changed = True
            if self.frozen and not remembered and not self.lent.is_among(answer):
                self.lent.restore()

    def change(self, thing: Any, contents: Any) -> None:
        """An argument came back with these contents."""
        self._before.setdefault(id(thing), (thing, copy(thing)))
        if not self.frozen and not self._is_set(thing, contents):
            overwrite(thing, contents)

    def _is_set(self, thing: Any, contents: Any) -> bool:
        """Whether a random generator came back with a state that drawing does not lead to."""
        if not isinstance(thing, _RANDOM) or type(thing) is not type(contents):
            return False
        if id(thing) not in self._set and drawn_from(thing, contents):
            return False
        self._set[id(thing)] = thing
        return True

    def freeze(self) -> None:
        """Give every argument its former contents back, and let none be changed from now on."""
        for thing, before in self._before.values():
            overwrite(thing, before)
        self.lent.restore(to_first=True)
        self.frozen = True
