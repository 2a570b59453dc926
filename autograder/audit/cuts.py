"""Batches that a program cuts from one array by itself, and gives to a library one by one."""

import weakref
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.audit import source
from autograder.audit.data import first_array
from autograder.audit.findings import Finding, mistake
from autograder.audit.places import Place


class CutBatches:
    """Are all batches slices of one array, and which of its rows are they?"""

    def __init__(self) -> None:
        self.base: weakref.ref[NDArray[Any]] | None = None
        self.times: NDArray[np.int64] = np.zeros(0, np.int64)
        self.one = True  # all so far are slices of it
        self.size = self.calls = 0

    def add(self, batch: Any) -> None:
        """One batch more."""
        if not self.one:
            return
        view = first_array(batch)
        rows = rows_of(view)
        if rows is None or (self.base is not None and self.base() is not view.base):
            self.one, self.base = False, None
            return
        if self.base is None:
            self.base, self.times = weakref.ref(view.base), np.zeros(len(view.base), np.int64)
        self.times[rows] += 1
        self.calls += 1
        self.size = max(self.size, len(rows))

    @property
    def tail(self) -> int:
        """Rows at the array's end that never came, where they are fewer than a batch has."""
        if self.base is None:
            return 0
        rest = int((self.times == 0).sum())
        return rest if rest < self.size and not self.times[len(self.times) - rest :].any() else 0

    def n(self, place: Place | None) -> int | None:
        """The length of the array, where it is certain that batches are cut from all of it."""
        if self.base is None:
            return None
        cut = self.tail and source.floor_around(place)
        whole = self.times.all() or cut or self.same(place)
        return len(self.times) if whole else None

    def same(self, place: Place | None) -> Finding | None:
        """Every batch was the same first rows, in a loop that counts batches."""
        used = self.times > 0
        size = int(used.sum())
        again = self.base is not None and self.calls > 2 and (self.times[used] == self.calls).all()
        if not again or size != self.size or size == len(used) or not used[:size].all():
            return None
        outer = source.loops_around(place)
        if len(outer) < 2:  # one batch, learned by heart on purpose
            return None
        return mistake(
            "restart",
            place,
            f"All {self.calls} calls got the same first {size} rows of {len(used)}: the slice does not move on, and "
            f"{len(used) - size} rows were never used.",
            "Cut from start to start + size.",
        )

    def lost(self, place: Place | None) -> Finding | None:
        """The last rows never come, since a floor division counts the batches."""
        floor = source.floor_around(place) if self.tail else None
        if floor is None or self.times[0] < 2:
            return None
        return mistake(
            "count-floor",
            floor,
            f"{len(self.times)} samples in batches of {self.size}: // leaves the last {self.tail} out, in all of "
            f"{self.times[0]} passes.",
            "Round up: the last batch is shorter. Or draw a new order before each pass.",
        )


def rows_of(view: Any) -> NDArray[np.int64] | None:
    """The numbers of a slice's rows in the array that it was cut from; None for anything else."""
    base = getattr(view, "base", None)
    if not isinstance(view, np.ndarray) or not isinstance(base, np.ndarray) or not view.ndim:
        return None
    step = base.strides[0] if base.ndim else 0
    if base.shape[1:] != view.shape[1:] or base.dtype != view.dtype or step <= 0:
        return None
    start = int(view.__array_interface__["data"][0] - base.__array_interface__["data"][0])
    if start % step or view.strides[0] % step or view.strides[1:] != base.strides[1:]:
        return None
    return np.arange(len(view), dtype=np.int64) * (view.strides[0] // step) + start // step
