"""Drawn valid inputs of programs, and how two programs' results are compared; for ``behaviour``."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import numpy as np

Function = Callable[..., Any]


class DifferentError(Exception):
    """The program does something else than was asked for."""


Example = Callable[[Function, Function], None]  # raises where the two do not agree


def must(holds: bool) -> None:
    """Raise DifferentError where something does not hold."""
    if not holds:
        raise DifferentError


def agree(one: Any, two: Any) -> None:
    """Raise DifferentError unless two results hold the same numbers, to five digits."""
    must((one is None) == (two is None))
    if one is not None:
        a, b = np.asarray(one, float), np.asarray(two, float)
        must(a.shape == b.shape)
        size = max(1e-3, float(np.max(np.abs(b), initial=0.0)))
        must(bool(np.all(np.abs(a - b) <= 1e-5 * size)))


def plans(rng: np.random.Generator, count: int) -> Iterator[tuple[int, int]]:
    """Numbers of samples and batch sizes: small, equal, one, B > n, n > B², with and without a tail."""
    yield from ((1, 1), (1, 3), (5, 5), (6, 3), (6, 1), (7, 6), (30, 2), (29, 4), (4, 9), (12, 4))
    for _ in range(count):
        yield int(rng.integers(1, 40)), int(rng.integers(1, 12))


def data(rng: np.random.Generator, n: int) -> tuple[Any, Any, Any]:
    """Weights, and a data set of n samples."""
    X = rng.uniform(-1, 1, (n, 3))
    return rng.uniform(-1, 1, 3), X, X @ rng.uniform(-2, 2, 3) + rng.uniform(-0.5, 0.5, n)


def mean_loss(w: Any, X: Any, y: Any) -> float:
    """The mean squared error; DifferentError for what is no batch."""
    X = np.asarray(X)  # a list or tuple of rows is a batch, too
    must(np.ndim(X) == 2 and np.shape(y) == (len(X),) and np.shape(w) == (X.shape[1],))
    return float(np.mean((X @ w - y) ** 2))


def gradient(w: Any, X: Any, y: Any) -> Any:
    """Its gradient."""
    X = np.asarray(X)
    must(np.shape(y) == (len(X),) and np.shape(w) == (X.shape[1],) and len(X) > 0)
    return 2 / len(X) * X.T @ (X @ w - y)


def loss_and_gradient(
    w: Any, X_batch: Any = None, y_batch: Any = None, X: Any = None, y: Any = None
) -> Any:
    """Both, by position or by either of the names that notebooks use."""
    X, y = X if X_batch is None else X_batch, y if y_batch is None else y_batch
    return mean_loss(w, X, y), gradient(w, X, y)


def step(w: Any, grad: Any, lr: Any) -> Any:
    """A step of SGD."""
    return w - lr * grad


def cut(X: Any, y: Any, batch_size: int, rng: np.random.Generator) -> list[Any]:
    """The batches of an epoch, in a new random order."""
    order = rng.permutation(len(X))
    parts = [order[i : i + batch_size] for i in range(0, len(X), batch_size)]
    return [(X[part], y[part]) for part in parts]


def compared(run: Callable[[Function], Any]) -> Example:
    """An example whose run gives what is compared: a list of numbers, arrays and lists of them."""

    def example(f: Function, reference: Function) -> None:
        told, right = run(f), run(reference)
        must(len(told) == len(right))
        for one, two in zip(told, right, strict=True):
            agree(one, two)

    return example


class Source:
    """Drawn samples and first weights, and batches of them in any of the two ways; ``asked`` counts how many."""

    def __init__(self, n: int, b: int, seed: int) -> None:
        self.rng, self.b, self.asked = np.random.default_rng(seed), b, 0
        self.w, self.X, self.y = data(self.rng, n)
        self.given = self.w.copy()

    @property
    def written(self) -> Any:
        """What was added to the weights that were handed over."""
        return self.given - self.w

    def batches(self) -> Any:
        """The batches of a new epoch."""
        self.asked += 1
        return cut(self.X, self.y, self.b, self.rng)

    def stream(self, at_most: int) -> Iterator[Any]:
        """The batches of pass after pass, far more than should be taken."""
        return islice(self._passes(), at_most)

    def _passes(self) -> Iterator[Any]:
        while True:
            for batch in cut(self.X, self.y, self.b, self.rng):
                self.asked += 1
                yield batch


class Checks:
    """``validate``: scripted losses, the next for weights that are new."""

    def __init__(self, losses: Any) -> None:
        self.losses, self.known = list(losses), {}

    def __call__(self, w: Any) -> float:
        key = np.asarray(w, float).tobytes()
        return self.known.setdefault(key, self.losses[min(len(self.known), len(self.losses) - 1)])

    @property
    def asked(self) -> Any:
        """The weights that were asked about."""
        return [np.frombuffer(key) for key in self.known]


def script(rng: np.random.Generator, count: int) -> list[float]:
    """Losses with many equal ones, of any size."""
    return (rng.integers(0, 7, count) * 10.0 ** rng.integers(-2, 5)).tolist()
