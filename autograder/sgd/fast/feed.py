"""The feed: brings the shuffled rows of a data set to the model's kernels, at the cost of a copy.

Rows are gathered chunk by chunk into buffers that stay in cache and are used again. Kernels are
bound to views of these buffers once a run, so a step has nothing left to prepare.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.sgd.arguments import Array
from autograder.sgd.fast.kernel import Kernel, Loss, Scratch
from autograder.sgd.models import Model
from autograder.sgd.plan import Phase, Plan

CHUNK_BYTES = 256 * 1024
MAX_STEPS_IN_CHUNK = 64


@dataclass(frozen=True, eq=False)
class Feed:
    """The steps of a run as bound kernels.

    Args:
        model: the model whose kernels are bound.
        X: design matrix of the model, shape (n_samples, columns).
        y: its targets, one for each row.
        theta, gradient: weights that the kernels read and gradient that they write.
        plan: says who is seen when, and where batches and windows of accumulation end.
    """

    model: Model
    X: Array
    y: NDArray[Any]
    theta: Array
    gradient: Array
    plan: Plan

    def steps(self, first: int = 0) -> Iterator[Kernel]:
        """Yield the kernel of every step from number ``first`` on.

        A kernel is right until the next one is asked for: the buffers it reads are used again.
        """
        phases = self.plan.phases
        if len(phases) == 1:
            return _Stretch(self, phases[0]).steps(first)
        return self._stretches(phases, first)

    def _stretches(self, phases: tuple[Phase, ...], first: int) -> Iterator[Kernel]:
        for phase in phases:
            start, stop = max(first - phase.first_step, 0), phase.ledger.updates
            if start < stop:
                yield from islice(_Stretch(self, phase).steps(start), stop - start)


class _Stretch:
    """The steps of a phase, which has one batch size; buffers and kernels are made for it."""

    def __init__(self, feed: Feed, phase: Phase) -> None:
        self._feed, self._ledger, self._first_pass = feed, phase.ledger, phase.first_epoch
        self._runs = feed.plan.runs
        self._scratch = Scratch()
        size = self._ledger.effective_batch_size
        self._chunk_rows = size * self._steps_in_chunk(size * feed.X[0].nbytes)
        full, rest = divmod(self._ledger.samples_per_pass, self._chunk_rows)
        self._chunks = [self._chunk(self._chunk_rows)] * full if full else []
        if rest:
            self._chunks.append(self._chunk(rest))

    def steps(self, first: int = 0) -> Iterator[Kernel]:
        """Yield the kernel of every step from number ``first`` of this stretch on, without end."""
        return chain.from_iterable(self._chunks_from(first))

    def _chunks_from(self, first: int) -> Iterator[list[Kernel]]:
        """Yield the kernels of one chunk after the other, each when its rows are in the buffers."""
        passes, step = divmod(first, self._ledger.steps_per_pass)
        steps_in_chunk = self._chunk_rows // self._ledger.effective_batch_size
        for number in count(self._first_pass + passes):
            indices = self._feed.plan.order(number)
            chunk, skip = divmod(step, steps_in_chunk)
            for position in range(chunk, len(self._chunks)):
                X, y, kernels = self._chunks[position]
                start = position * self._chunk_rows
                rows = indices[..., start : start + X.shape[-2]]
                self._feed.X.take(rows, 0, X, "clip")
                self._feed.y.take(rows, 0, y, "clip")
                yield kernels[skip:]
                skip = 0
            step = 0

    def _steps_in_chunk(self, step_bytes: int) -> int:
        if self._runs:
            return 1
        return max(1, min(MAX_STEPS_IN_CHUNK, CHUNK_BYTES // step_bytes))

    def _chunk(self, rows: int) -> tuple[Array, NDArray[Any], list[Kernel]]:
        """Make the buffers for ``rows`` rows and bind the kernel of every step in them."""
        feed = self._feed
        X = np.empty((*self._runs, rows, *feed.X.shape[1:]))
        y = np.empty((*self._runs, rows, *feed.y.shape[1:]), feed.y.dtype)
        size, runs = self._ledger.effective_batch_size, len(self._runs)
        kernels = [
            self._step(X[_rows(runs, start, stop)], y[_rows(runs, start, stop)])
            for start, stop in _cuts(rows, size)
        ]
        return X, y, kernels

    def _step(self, X: Array, y: NDArray[Any]) -> Kernel:
        """Bind one step: a single batch, or the window of batches whose gradients are averaged."""
        feed, runs, size = self._feed, len(self._runs), self._ledger.batch_size
        cuts = list(_cuts(X.shape[runs], size))
        batches = [
            feed.model.kernel(
                feed.theta,
                feed.gradient,
                X[_rows(runs, start, stop)],
                y[_rows(runs, start, stop)],
                self._scratch,
            )
            for start, stop in cuts
        ]
        if len(batches) == 1:
            return batches[0]
        shares = [(stop - start) / X.shape[runs] for start, stop in cuts]
        return _accumulated(batches, shares, feed.gradient)


def _accumulated(batches: list[Kernel], shares: list[float], gradient: Array) -> Kernel:
    """Average loss and gradient over batches, each by its share of the window's samples."""
    total = np.empty_like(gradient)

    def loss_and_gradient() -> Loss:
        total.fill(0.0)
        loss: Loss = 0.0
        for batch, share in zip(batches, shares, strict=True):
            loss = loss + batch() * share
            np.multiply(gradient, share, gradient)
            np.add(total, gradient, total)
        gradient[...] = total
        return loss

    return loss_and_gradient


def _cuts(rows: int, size: int) -> Iterator[tuple[int, int]]:
    for start in range(0, rows, size):
        yield start, min(start + size, rows)


def _rows(runs: int, start: int, stop: int) -> tuple[slice, ...]:
    return (slice(None),) * runs + (slice(start, stop),)
