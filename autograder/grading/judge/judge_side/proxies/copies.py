"""A library's object of the test's goes to the student's code as a copy: nothing done to it comes back.

It is pickled here and read there; never the other way. What holds something of the course's own, or of
the student's, is lent instead, for that must stay one thing.
"""

from __future__ import annotations

import base64
import io
import pickle
import types
from collections.abc import Callable
from functools import cache
from typing import Any

from autograder.grading.judge.both_sides.remote import Remote

MOST = 20_000_000  # bytes
_STATED = (types.FunctionType, types.BuiltinFunctionType, type)  # they say where they are from


def copy_of(thing: Any, is_ours: Callable[[Any], bool]) -> str | None:
    """The copy as text; None if there is none. `is_ours` says whether a module is the course's."""
    file = io.BytesIO()
    try:
        _Copier(file, is_ours).dump(thing)
    except Exception:  # whatever a library's object raises that cannot be pickled
        return None
    return base64.b64encode(file.getvalue()).decode() if file.tell() <= MOST else None


class _Copier(pickle.Pickler):
    def __init__(self, file: io.BytesIO, is_ours: Callable[[Any], bool]) -> None:
        super().__init__(file)
        self._is_ours = cache(is_ours)

    def persistent_id(self, thing: Any) -> None:
        """Nothing is named; raises PicklingError for what must not be copied."""
        family = thing if isinstance(thing, _STATED) else type(thing)
        if issubclass(type(thing), Remote) or self._is_ours(family.__module__):
            raise pickle.PicklingError(f"{family.__name__} is the course's or the student's")
