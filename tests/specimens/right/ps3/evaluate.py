"""Right answers to ps3.evaluate."""

import itertools
import math

import numpy as np


def loop(w, X, y, loss, batch_size):
    total = 0.0
    for start in range(0, len(X), batch_size):
        stop = start + batch_size
        total += loss(w, X[start:stop], y[start:stop]) * len(y[start:stop])
    return total / len(X)


def while_loop(w, X, y, loss, batch_size):
    start, total = 0, 0.0
    while start < len(X):
        X_batch, y_batch = X[start : start + batch_size], y[start : start + batch_size]
        total += loss(w, X_batch, y_batch) * X_batch.shape[0]
        start += batch_size
    return total / X.shape[0]


def two_lists(w, X, y, loss, batch_size):
    losses, sizes = [], []
    for i in range(0, len(X), batch_size):
        losses.append(loss(w, X[i : i + batch_size], y[i : i + batch_size]))
        sizes.append(len(X[i : i + batch_size]))
    return np.average(losses, weights=sizes)


def np_split(w, X, y, loss, batch_size):
    cuts = np.arange(batch_size, len(X), batch_size)
    pairs = zip(np.split(X, cuts), np.split(y, cuts), strict=True)
    return sum(loss(w, a, b) * len(b) for a, b in pairs) / len(y)


def array_split_by_hand(w, X, y, loss, batch_size):
    rows = np.arange(len(X))
    parts = [rows[rows // batch_size == k] for k in range(math.ceil(len(X) / batch_size))]
    return sum(loss(w, X[part], y[part]) * part.size for part in parts) / rows.size


def full_batches_then_tail(w, X, y, loss, batch_size):
    full = len(X) // batch_size
    total = 0.0
    for k in range(full):
        rows = slice(k * batch_size, (k + 1) * batch_size)
        total += batch_size * loss(w, X[rows], y[rows])
    tail = len(X) % batch_size
    if tail:
        total += tail * loss(w, X[-tail:], y[-tail:])
    return total / len(X)


def tail_first(w, X, y, loss, batch_size):
    total, stop = 0.0, len(X) % batch_size or batch_size
    start = 0
    while start < len(X):
        total += (stop - start) * loss(w, X[start:stop], y[start:stop])
        start, stop = stop, stop + batch_size
    return total / len(X)


def backwards(w, X, y, loss, batch_size):
    total, stop = 0.0, len(X)
    while stop > 0:
        start = max(stop - batch_size, 0)
        total += loss(w, X[start:stop], y[start:stop]) * (stop - start)
        stop = start
    return total / len(X)


def one_at_a_time(w, X, y, loss, batch_size):
    return float(np.mean([loss(w, X[i : i + 1], y[i : i + 1]) for i in range(len(X))]))


def generator_of_parts(w, X, y, loss, batch_size):
    def parts():
        for i in range(0, len(X), batch_size):
            rows = list(range(i, min(i + batch_size, len(X))))
            yield loss(w, X[rows], y[rows]) * (len(rows) / len(X))

    return math.fsum(parts())


def running_mean(w, X, y, loss, batch_size):
    mean, seen = 0.0, 0
    for i in range(0, len(X), batch_size):
        y_batch = y[i : i + batch_size]
        seen += len(y_batch)
        mean += (loss(w, X[i : i + batch_size], y_batch) - mean) * len(y_batch) / seen
    return mean


def recursive(w, X, y, loss, batch_size):
    def total(X, y):
        if len(X) == 0:
            return 0.0
        first = loss(w, X[:batch_size], y[:batch_size]) * len(X[:batch_size])
        return first + total(X[batch_size:], y[batch_size:])

    return total(X, y) / len(X)


def smaller_batches(w, X, y, loss, batch_size):
    half = max(batch_size // 2, 1)
    sums = [
        loss(w, X[i : i + half], y[i : i + half]) * len(y[i : i + half])
        for i in range(0, len(X), half)
    ]
    return sum(sums) / len(X)


def grouped(w, X, y, loss, batch_size):
    total = 0.0
    for _, group in itertools.groupby(range(len(X)), key=lambda i: i // batch_size):
        rows = np.fromiter(group, dtype=int)
        total += loss(w, X[rows], y[rows]) * len(rows)
    return np.float64(total / len(X))
