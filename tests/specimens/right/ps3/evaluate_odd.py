"""More right answers to ps3.evaluate, in styles that are seldom seen."""

import functools
import itertools
from collections import deque

import numpy as np


def even_parts(w, X, y, loss, batch_size):
    count = -(-len(X) // batch_size)
    parts = zip(np.array_split(X, count), np.array_split(y, count), strict=True)
    losses, sizes = zip(*((loss(w, a, b), len(b)) for a, b in parts), strict=True)
    return np.dot(losses, sizes) / sum(sizes)


def from_border_to_border(w, X, y, loss, batch_size):
    borders = [*range(0, len(X), batch_size), len(X)]
    total = 0.0
    for start, stop in itertools.pairwise(borders):
        total += (stop - start) * loss(w, X[start:stop], y[start:stop])
    return total / borders[-1]


def rows_one_by_one(w, X, y, loss, batch_size):
    total, held = 0.0, []
    for number, pair in enumerate(zip(X, y, strict=True), start=1):
        held.append(pair)
        if len(held) == batch_size or number == len(y):
            rows, targets = zip(*held, strict=True)
            total += loss(w, np.array(rows), np.array(targets)) * len(held)
            held = []
    return total / len(y)


def a_queue_of_rows(w, X, y, loss, batch_size):
    queue, total = deque(range(len(X))), 0.0
    while queue:
        rows = [queue.popleft() for _ in range(min(batch_size, len(queue)))]
        total += loss(w, X[rows], y[rows]) * len(rows)
    return total / len(X)


def one_table(w, X, y, loss, batch_size):
    table = np.column_stack([X, y])
    parts = np.split(table, range(batch_size, len(table), batch_size))
    sums = [len(part) * loss(w, part[:, :-1], part[:, -1]) for part in parts]
    return np.sum(sums) / len(table)


def folded(w, X, y, loss, batch_size):
    def add(total, start):
        X_batch, y_batch = X[start:][:batch_size], y[start:][:batch_size]
        return total + loss(w, X_batch=X_batch, y_batch=y_batch) * len(y_batch)

    return functools.reduce(add, range(0, len(X), batch_size), 0.0) / len(X)


def errors_of_a_mask(w, X, y, loss, batch_size):
    numbers, total = np.arange(len(y)) // batch_size, 0.0
    for k in np.unique(numbers):
        mask = numbers == k
        total += float(loss(w, X[mask], y[mask])) * np.count_nonzero(mask)
    return np.array(total / len(y))


class _Mean:
    total, count = 0.0, 0

    def __iadd__(self, part):
        value, n = part
        self.total, self.count = self.total + value * n, self.count + n
        return self


def a_mean_of_its_own(w, X, y, loss, batch_size):
    mean, start = _Mean(), 0
    while True:
        y_batch = y[start : start + batch_size]
        if y_batch.size == 0:
            return mean.total / mean.count
        mean += loss(w, X[start : start + batch_size], y_batch), y_batch.size
        start += batch_size
