"""What the loops of problem set 4 are handed: an endless stream of batches, on a tape."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np

from autograder.exercises.tape import Asked, Tape
from autograder.exercises.trace import Array, batches_of


class Stream:
    """An iterator over batches (X_batch, y_batch) without end, reshuffled at each pass.

    The tape says which batches were taken. Code that takes far more than ``at_most`` gets no more,
    so that a loop over the whole stream ends.
    """

    def __init__(self, tape: Tape, batch_size: int, rng: np.random.Generator, at_most: int) -> None:
        self._tape = tape
        self._batches = islice(self._passes(batch_size, rng), at_most)

    def __iter__(self) -> "Stream":
        return self

    def __next__(self) -> tuple[Array, Array]:
        rows = next(self._batches)
        self._tape.events.append(Asked([rows]))
        return self._tape.data.batch(rows)

    def _passes(self, batch_size: int, rng: np.random.Generator) -> Iterator[list[int]]:
        while True:
            yield from batches_of(rng.permutation(self._tape.data.n).tolist(), batch_size)


def taken(events: list[Any]) -> list[list[int]]:
    """The batches that were taken from the stream."""
    return [event.batches[0] for event in events if isinstance(event, Asked)]
