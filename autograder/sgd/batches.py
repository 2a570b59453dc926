"""Orders and batches: who is seen when.

An **order** is an array of sample indices for one pass; a **batch** is a slice of it. Lesson 1 cuts
orders into batches, lesson 4 compares the schemes, lesson 6 uses the endless stream.
"""

from collections import OrderedDict
from collections.abc import Iterator
from itertools import count

import numpy as np

from autograder.sgd.arguments import Indices, one_of, whole

SCHEMES = ("reshuffled", "once", "sequential", "replacement")
CACHE_BYTES = 64 * 1024 * 1024


def order(n_samples: int, *, seed: int = 0, epoch: int = 0, scheme: str = "reshuffled") -> Indices:
    """Return the order in which one pass uses the samples (lesson 4).

    The order depends on the arguments alone, so a run can be repeated, resumed or looked at
    afterwards. Orders are cached, because a permutation costs as much as many small steps.

    Args:
        n_samples: number of samples, n.
        seed: any whole number ≥ 0.
        epoch: number of the pass, from 0.
        scheme: ``"reshuffled"`` a new permutation each pass; ``"once"`` the same permutation each
            pass; ``"sequential"`` 0, 1, 2, …; ``"replacement"`` n independent draws, so that some
            samples come twice and about n/e not at all.

    Returns:
        Read-only int array of shape (n_samples,).

    Raises:
        ValueError: for an unknown scheme or a number that is not whole.
    """
    n_samples = whole("n_samples", n_samples, at_least=1)
    seed, epoch = whole("seed", seed), whole("epoch", epoch)
    one_of("scheme", scheme, SCHEMES)
    if scheme == "sequential":
        seed = epoch = 0
    elif scheme == "once":
        epoch = 0
    return _cache.get((n_samples, seed, epoch, scheme))


def batches(order: Indices, batch_size: int, *, drop_last: bool = False) -> Iterator[Indices]:
    """Cut an order into batches: slices of ``batch_size`` indices, then the tail (lesson 1).

    Args:
        order: int array of shape (n_samples,).
        batch_size: indices in a batch.
        drop_last: leave out the tail, the last batch where it is smaller.

    Yields:
        Views of ``order``, of shape (batch_size,); the tail is smaller.
    """
    batch_size = whole("batch_size", batch_size, at_least=1)
    stop = len(order) - len(order) % batch_size if drop_last else len(order)
    for start in range(0, stop, batch_size):
        yield order[start : min(start + batch_size, stop)]


def stream(
    n_samples: int,
    batch_size: int,
    *,
    seed: int = 0,
    scheme: str = "reshuffled",
    drop_last: bool = False,
) -> Iterator[Indices]:
    """Yield batches without end: pass after pass, each in its own order (lesson 6)."""
    if drop_last and batch_size > n_samples:
        raise ValueError(
            f"batch_size = {batch_size} is larger than n_samples = {n_samples} and drop_last "
            "skips every smaller batch: the stream would be empty for ever."
        )
    for epoch in count():
        indices = order(n_samples, seed=seed, epoch=epoch, scheme=scheme)
        yield from batches(indices, batch_size, drop_last=drop_last)


class _OrderCache:
    """The orders used last, up to ``CACHE_BYTES``."""

    def __init__(self) -> None:
        self._orders: OrderedDict[tuple[int, int, int, str], Indices] = OrderedDict()
        self._bytes = 0

    def get(self, key: tuple[int, int, int, str]) -> Indices:
        cached = self._orders.get(key)
        if cached is not None:
            self._orders.move_to_end(key)
            return cached
        new = _draw(*key)
        new.setflags(write=False)
        self._orders[key] = new
        self._bytes += new.nbytes
        while self._bytes > CACHE_BYTES and len(self._orders) > 1:
            self._bytes -= self._orders.popitem(last=False)[1].nbytes
        return new

    def clear(self) -> None:
        self._orders.clear()
        self._bytes = 0


def _draw(n_samples: int, seed: int, epoch: int, scheme: str) -> Indices:
    if scheme == "sequential":
        return np.arange(n_samples, dtype=np.intp)
    rng = np.random.default_rng([seed, epoch])
    if scheme == "replacement":
        return rng.integers(n_samples, size=n_samples, dtype=np.intp)
    return rng.permutation(n_samples).astype(np.intp, copy=False)


_cache = _OrderCache()
