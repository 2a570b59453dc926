"""Data whose rows carry their identity: a check knows which samples a student's code used."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.exercises.values import array

Array = NDArray[np.float64]
RESOLUTION = 2.0**-18  # data are multiples of this, so that float32 holds them exactly
DIGITS = 6  # decimals that tell such multiples apart
UNKNOWN = -1


class Samples:
    """A data set of ``n`` different rows X, shape (n, n_features), and different targets y, (n,).

    ``rows`` and ``targets`` tell which samples an array holds. ``w0`` are first weights, (n_features,),
    ``near`` the best ones on data with little noise, where gradients and losses are small, or ``far`` from 0, where
    both are great.
    ``untouched`` says whether X, y and w0 still are what they were when they were handed out.
    """

    def __init__(
        self,
        n: int,
        n_features: int,
        rng: np.random.Generator,
        near: bool = False,
        far: float = 1.0,
    ) -> None:
        self.n = n
        self.X = _exact(rng.uniform(-1.0, 1.0, (n, n_features)))
        slopes, noise = rng.uniform(-2.0, 2.0, n_features), 1e-3 if near else 0.5
        self.y = _exact(self.X @ slopes + rng.uniform(-noise, noise, n))
        while len(np.unique(self.y)) < n:
            self.y = _exact(self.X @ slopes + rng.uniform(-noise, noise, n))
        self.w0 = slopes + 0.05 if near else first_weights(rng, n_features, far)
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
        return self.as_made and np.array_equal(self._w0, self.w0)

    @property
    def as_made(self) -> bool:
        """The same of X and y alone."""
        return np.array_equal(self._X, self.X) and np.array_equal(self._y, self.y)

    @property
    def best(self) -> Array:
        """The weights of the smallest loss on all samples, (n_features,)."""
        return np.asarray(np.linalg.lstsq(self._X, self._y)[0])

    def loss(self, w: Array, rows: Sequence[int]) -> float:
        """The mean squared error of weights w on these samples, mean of (X·w − y)²."""
        index = list(rows)
        return float(np.mean((self._X[index] @ w - self._y[index]) ** 2))

    def gradient(self, w: Array, rows: Sequence[int]) -> Array:
        """Its gradient 2/|b| Xᵀ(X·w − y) (lesson 2)."""
        index = list(rows)
        X, y = self._X[index], self._y[index]
        return np.asarray(2.0 / len(index) * (X.T @ (X @ w - y)))

    def batch(self, rows: list[int]) -> tuple[Array, Array]:
        """Copies of the rows of X and the targets of these samples."""
        return self._X[rows], self._y[rows]

    def loss_and_gradient(self, w: Array, rows: list[int]) -> tuple[float, Array]:
        """Both in one go: a loop asks for hundreds of them."""
        X = self._X[rows]
        residual = X @ w - self._y[rows]
        return float(residual @ residual) / len(rows), 2.0 / len(rows) * (residual @ X)

    @cached_property
    def _row_numbers(self) -> dict[bytes, int]:
        return {key: number for number, key in enumerate(_keys(self._X))}

    @cached_property
    def _target_numbers(self) -> dict[bytes, int]:
        return {key: number for number, key in enumerate(_keys(self._y))}


def first_weights(rng: np.random.Generator, n_features: int, far: float = 1.0) -> Array:
    """Random weights, none of them above 1, or all of about the size ``far``."""
    drawn = rng.uniform(-1.0, 1.0, n_features)
    return np.asarray(drawn + np.copysign(far - 1.0, drawn))


def batches_of(order: Sequence[int], batch_size: int) -> list[list[int]]:
    """An order cut into batches, the tail last."""
    return [list(order[i : i + batch_size]) for i in range(0, len(order), batch_size)]


def repeated(order: Sequence[int]) -> list[int]:
    """The samples that are used more than once."""
    return sorted(row for row, count in Counter(order).items() if count > 1)


def unused(order: Iterable[int], n: int) -> list[int]:
    """Those of ``n`` samples that are not used."""
    return sorted(set(range(n)) - set(order))


def _keys(values: Array) -> list[bytes]:
    """A key for each row, or for each number of a vector; + 0.0 makes −0 and 0 one."""
    exact = np.ascontiguousarray(np.round(values, DIGITS) + 0.0)
    if not exact.size:
        return [b""] * len(exact)
    keys: list[bytes] = exact.view(f"V{exact.nbytes // len(exact)}").ravel().tolist()
    return keys


def _exact(values: Array) -> Array:
    return np.round(values / RESOLUTION) * RESOLUTION
