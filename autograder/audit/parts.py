"""Micro-batches that a program cuts from a loader's batches itself: into which pieces batches of a size are cut."""

from collections import Counter
from collections.abc import Mapping

from autograder.audit.events import Draw


class Parts:
    """The pieces behind the backwards of each batch."""

    def __init__(self) -> None:
        self._now: tuple[Draw, list[int]] | None = None
        self._patterns: dict[int, set[tuple[int, ...]]] = {}  # sizes of pieces, by batch size

    def add(self, draw: Draw, samples: int) -> None:
        """A backward over so many samples of a batch."""
        if self._now is None or self._now[0] is not draw:
            self._settle()
            self._now = draw, []
        self._now[1].append(min(samples, draw.size))

    @property
    def any(self) -> bool:
        """Whether some backward was made with a part of a batch."""
        self._settle()
        return any(min(one) < size for size, found in self._patterns.items() for one in found)

    def of(self, batches: Mapping[int, int]) -> Counter[int] | None:
        """The pieces of so many batches of each size; None where not all of a size are cut alike, or not all used."""
        pieces: Counter[int] = Counter()
        for size, times in batches.items():
            found = self._patterns.get(size, set())
            if len(found) != 1:
                return None
            pattern = next(iter(found))
            if sum(pattern) != size:
                return None
            for piece in pattern:
                pieces[piece] += times
        return pieces

    def _settle(self) -> None:
        if self._now is None:
            return
        (draw, pieces), self._now = self._now, None
        whole = all(one == draw.size for one in pieces)  # several losses of one batch
        found = self._patterns.setdefault(draw.size, set())
        if len(found) < 2:  # two are enough to know that they differ
            found.add((draw.size,) if whole else tuple(pieces))
