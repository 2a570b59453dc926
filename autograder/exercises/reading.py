"""Reads the batches that a student's function yields or returns, as numbers of samples."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.exercises.guard import Student
from autograder.exercises.trace import UNKNOWN, Samples, repeated, unused
from autograder.exercises.values import kind


@dataclass(frozen=True)
class Batches:
    """The batches that were read: the samples of their rows of X and of their values of y.

    ``problem`` says what came instead, where an item is no pair of batches or there was nothing to
    iterate; the batches before it are kept.
    """

    rows: list[list[int]]
    targets: list[list[int]]
    problem: str = ""

    @cached_property
    def order(self) -> list[int]:
        """The samples in the order of their use."""
        return [row for batch in self.rows for row in batch]

    @cached_property
    def sizes(self) -> list[int]:
        """The sizes of the batches."""
        return [len(batch) for batch in self.rows]

    @cached_property
    def repeated(self) -> list[int]:
        """The samples that were used more than once."""
        return repeated(self.order)

    def unused(self, n_samples: int) -> list[int]:
        """The samples that were not used."""
        return unused(self.order, n_samples)

    @property
    def apart(self) -> str | None:
        """What happened where a row of X came with another row's y."""
        for rows, targets in zip(self.rows, self.targets, strict=True):
            for row, target in zip(rows, targets, strict=True):
                if row != target:
                    return f"A batch has row {row} of X with the y of row {target}."
        return None


def read_batches(student: Student, result: Any, samples: Samples, at_most: int) -> Batches:
    """Read at most so many items of what the student's function returned."""
    rows: list[list[int]] = []
    targets: list[list[int]] = []
    if result is None or not (hasattr(result, "__iter__") or hasattr(result, "__getitem__")):
        return Batches(rows, targets, f"Your function returned {kind(result)}.")
    for number, item in enumerate(student.collect(result, at_most)):
        batch = _batch(item, samples)
        if isinstance(batch, str):
            return Batches(rows, targets, f"Item {number} {batch}.")
        rows.append(batch[0])
        targets.append(batch[1])
    return Batches(rows, targets)


def _batch(item: Any, samples: Samples) -> tuple[list[int], list[int]] | str:
    """The numbers of a batch's rows and targets, or what is wrong with an item that is none."""
    if type(item) not in (tuple, list):
        return f"is {kind(item)}, not a pair (X_batch, y_batch)"
    if len(item) != 2:
        return f"is {kind(item)} of {len(item)}, not a pair (X_batch, y_batch)"
    rows, targets = samples.rows(item[0]), samples.targets(item[1])
    if targets is not None and np.ndim(item[1]) == 2:
        return f"has a y of shape {np.shape(item[1])}, not of shape ({len(targets)},)"
    if rows is None:
        return "does not begin with rows of X, of shape (samples, features)"
    if targets is None:
        return "does not end with values of y, of shape (samples,)"
    if UNKNOWN in rows or UNKNOWN in targets:
        return f"has {'rows of X' if UNKNOWN in rows else 'values of y'} that are not in the data"
    if len(rows) != len(targets):
        return f"has {len(rows)} rows of X but {len(targets)} values of y"
    return rows, targets
