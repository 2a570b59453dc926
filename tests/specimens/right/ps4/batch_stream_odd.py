"""More right answers to ps4.batch_stream, in styles that are seldom seen."""

import itertools
from collections import deque, namedtuple

import numpy as np

Batch = namedtuple("Batch", "X y")


def swap_by_swap(X, y, batch_size, rng):
    order = list(range(len(X)))
    while True:
        for i in range(len(order) - 1, 0, -1):
            j = int(rng.integers(i + 1))
            order[i], order[j] = order[j], order[i]
        for start in range(0, len(order), batch_size):
            yield Batch(X[order[start : start + batch_size]], y[order[start : start + batch_size]])


def drawn_one_by_one(X, y, batch_size, rng):
    left, rows = [], []
    while True:
        left = left or list(range(len(X)))
        rows.append(left.pop(int(rng.integers(len(left)))))
        if len(rows) == batch_size or not left:
            yield X[rows], y[rows]
            rows = []


def recursive_generator(X, y, batch_size, rng):
    def cut(order):
        if len(order):
            yield X[order[:batch_size]], y[order[:batch_size]]
            yield from cut(order[batch_size:])

    for _ in itertools.repeat(None):
        yield from cut(rng.permutation(len(X)))


def a_queue(X, y, batch_size, rng):
    queue = deque()
    while True:
        if not queue:
            queue.extend(rng.permuted(np.arange(len(X))))
        rows = [queue.popleft() for _ in range(min(batch_size, len(queue)))]
        yield np.take(X, rows, axis=0), np.take(y, rows)


def mapped(X, y, batch_size, rng):
    steps = int(np.ceil(len(X) / batch_size))
    order = np.arange(len(X))

    def batch(step):
        if step % steps == 0:
            rng.shuffle(order)
        rows = order[step % steps * batch_size :][:batch_size].copy()
        return X[rows], y[rows]

    return map(batch, itertools.count())


def padded(X, y, batch_size, rng):
    rows = -(-len(X) // batch_size) * batch_size
    table = np.full(rows, -1)
    while True:
        table[: len(X)] = rng.permutation(len(X))
        for line in table.reshape(-1, batch_size):
            line = line[line >= 0]
            yield X[line], y[line]


class _Passes:
    def __init__(self, X, y, batch_size, rng):
        self.X, self.y, self.batch_size, self.rng = X, y, batch_size, rng

    def __iter__(self):
        while True:
            order = self.rng.permutation(len(self.X))
            for rows in np.split(order, range(self.batch_size, len(order), self.batch_size)):
                yield self.X[rows], self.y[rows]


def object_that_can_be_iterated(X, y, batch_size, rng):
    return iter(_Passes(X, y, batch_size, rng))


def pairs_of_rows(X, y, batch_size, rng):
    samples = list(zip(X, y, strict=True))
    while True:
        shuffled = [samples[i] for i in rng.permutation(len(samples))]
        while shuffled:
            batch, shuffled = shuffled[:batch_size], shuffled[batch_size:]
            yield np.array([row for row, _ in batch]), np.array([target for _, target in batch])
