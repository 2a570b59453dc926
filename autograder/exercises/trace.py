"""Data whose rows carry their identity, and functions that record how they are called.

With these a check knows which samples a student's code used, at which step, with which weights.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.exercises.guard import MisuseError
from autograder.exercises.values import array

Array = NDArray[np.float64]
RESOLUTION = 2.0**-18  # data are multiples of this, so that float32 holds them exactly
DIGITS = 6  # decimals that tell such multiples apart
UNKNOWN = -1


class Samples:
    """A data set of ``n`` different rows X, shape (n, n_features), and different targets y, (n,).

    ``rows`` and ``targets`` tell which samples an array holds. ``w0`` are first weights, (n_features,).
    ``untouched`` says whether X, y and w0 still are what they were when they were handed out.
    """

    def __init__(self, n: int, n_features: int, rng: np.random.Generator) -> None:
        self.n = n
        self.X = _exact(rng.uniform(-1.0, 1.0, (n, n_features)))
        plane = self.X @ rng.uniform(-2.0, 2.0, n_features)
        self.y = _exact(plane + rng.uniform(-0.5, 0.5, n))
        while len(np.unique(self.y)) < n:
            self.y = _exact(plane + rng.uniform(-0.5, 0.5, n))
        self.w0 = rng.uniform(-1.0, 1.0, n_features)
        self._X, self._y, self._w0 = self.X.copy(), self.y.copy(), self.w0.copy()

    def rows(self, X: Any) -> list[int] | None:
        """The numbers of the samples whose rows X holds (UNKNOWN for others); None if no matrix."""
        X = array(X)
        if X is None or X.ndim != 2 or (len(X) and X.shape[1] != self._X.shape[1]):
            return None
        return [self._row_numbers.get(key, UNKNOWN) for key in _keys(X)]

    def targets(self, y: Any) -> list[int] | None:
        """The numbers of the samples whose targets y holds; None if y is no vector."""
        y = array(y)
        if y is None or not (y.ndim == 1 or (y.ndim == 2 and y.shape[1] == 1)):
            return None
        return [self._target_numbers.get(key, UNKNOWN) for key in _keys(y.reshape(-1))]

    @property
    def untouched(self) -> bool:
        """Whether X, y and w0 are still as they were made."""
        made, now = (self._X, self._y, self._w0), (self.X, self.y, self.w0)
        return all(np.array_equal(a, b) for a, b in zip(made, now, strict=True))

    def loss(self, w: Array, rows: Sequence[int]) -> float:
        """The mean squared error of weights w on these samples, mean of (X·w − y)²."""
        index = list(rows)
        return float(np.mean((self._X[index] @ w - self._y[index]) ** 2))

    def gradient(self, w: Array, rows: Sequence[int]) -> Array:
        """Its gradient 2/|b| Xᵀ(X·w − y) (lesson 2)."""
        index = list(rows)
        X, y = self._X[index], self._y[index]
        return np.asarray(2.0 / len(index) * (X.T @ (X @ w - y)))

    @cached_property
    def _row_numbers(self) -> dict[bytes, int]:
        return {key: number for number, key in enumerate(_keys(self._X))}

    @cached_property
    def _target_numbers(self) -> dict[bytes, int]:
        return {key: number for number, key in enumerate(_keys(self._y))}


@dataclass(frozen=True)
class Call:
    """One recorded call: the weights it got (a copy), its samples, what it gave back."""

    w: Array
    rows: list[int]
    result: Any


@dataclass
class Recorder:
    """Passes for ``gradient(w, X, y)`` or ``loss(w, X, y)`` and records its calls.

    ``compute(w, rows)`` gives the result. A call with something else than weights and rows of the
    data set with their targets raises MisuseError, whose text the student reads.
    """

    name: str
    samples: Samples
    compute: Callable[[Array, list[int]], Any]
    calls: list[Call] = field(default_factory=list)
    mismatched: list[int] = field(default_factory=list)  # numbers of calls with another row's y

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        w, X, y = self._arguments(*args, **kwargs)
        weights, rows, targets = array(w), self.samples.rows(X), self.samples.targets(y)
        n_features = self.samples.X.shape[1]
        if weights is None or weights.shape != (n_features,):
            raise MisuseError(
                f"`{self.name}` got weights that are no vector of {n_features} numbers."
            )
        if rows is None or targets is None:
            raise MisuseError(f"`{self.name}` got an X or y that is no batch of the data.")
        if not rows:
            raise MisuseError(f"`{self.name}` got an empty batch.")
        if len(rows) != len(targets):
            raise MisuseError(
                f"`{self.name}` got {len(rows)} rows of X but {len(targets)} values of y."
            )
        if UNKNOWN in rows or UNKNOWN in targets:
            raise MisuseError(f"`{self.name}` got rows that are not in the data.")
        if rows != targets:
            self.mismatched.append(len(self.calls))
        result = self.compute(weights.copy(), rows)
        self.calls.append(Call(weights, rows, result))
        return np.copy(result) if isinstance(result, np.ndarray) else result

    def _arguments(self, *args: Any, **kwargs: Any) -> tuple[Any, Any, Any]:
        given = dict(zip(("w", "X", "y"), args, strict=False)) | kwargs
        if len(given) != len(args) + len(kwargs) or set(given) != {"w", "X", "y"}:
            count = len(args) + len(kwargs)
            raise MisuseError(f"`{self.name}` takes (w, X, y) and got {count} arguments.")
        return given["w"], given["X"], given["y"]

    @property
    def steps(self) -> list[list[int]]:
        """The samples of each call."""
        return [call.rows for call in self.calls]


def batches_of(order: Sequence[int], batch_size: int, drop_last: bool = False) -> list[list[int]]:
    """An order cut into batches, the tail last (or left out)."""
    batches = [list(order[i : i + batch_size]) for i in range(0, len(order), batch_size)]
    if drop_last and batches and len(batches[-1]) < batch_size:
        batches.pop()
    return batches


def _keys(values: Array) -> list[bytes]:
    """A key for each row, or for each number of a vector; + 0.0 makes −0 and 0 one."""
    return [row.tobytes() for row in np.round(values, DIGITS) + 0.0]


def _exact(values: Array) -> Array:
    return np.round(values / RESOLUTION) * RESOLUTION
