"""Right answers to ps4.batch_stream."""

import itertools

import numpy as np


def generator(X, y, batch_size, rng):
    while True:
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            yield X[batch], y[batch]


def shuffled_index(X, y, batch_size, rng):
    index = np.arange(len(X))
    while True:
        rng.shuffle(index)
        for i in range(0, len(X), batch_size):
            yield X[index[i : i + batch_size]], y[index[i : i + batch_size]]


def one_loop(X, y, batch_size, rng):
    left = []
    while True:
        if len(left) == 0:
            left = rng.permutation(len(X))
        batch, left = left[:batch_size], left[batch_size:]
        yield X[batch], y[batch]


def np_split(X, y, batch_size, rng):
    cuts = np.arange(batch_size, len(X), batch_size)
    while True:
        for batch in np.split(rng.permutation(len(X)), cuts):
            yield X[batch], y[batch]


def one_pass_from(X, y, batch_size, rng):
    def one_pass():
        order = rng.permutation(len(X))
        return [
            (X[order[i : i + batch_size]], y[order[i : i + batch_size]])
            for i in range(0, len(X), batch_size)
        ]

    while True:
        yield from one_pass()


def chain_from_iterable(X, y, batch_size, rng):
    def orders():
        while True:
            yield rng.permutation(len(X))

    return itertools.chain.from_iterable(
        ((X[o[i : i + batch_size]], y[o[i : i + batch_size]]) for i in range(0, len(X), batch_size))
        for o in orders()
    )


def counted_steps(X, y, batch_size, rng):
    steps = -(-len(X) // batch_size)
    for step in itertools.count():
        if step % steps == 0:
            order = rng.permutation(len(X))
        begin = step % steps * batch_size
        rows = order[begin : begin + batch_size]
        yield X[rows], y[rows]


class _Stream:
    def __init__(self, X, y, batch_size, rng):
        self.X, self.y, self.batch_size, self.rng, self.at = X, y, batch_size, rng, len(X)

    def __iter__(self):
        return self

    def __next__(self):
        if self.at >= len(self.X):
            self.order, self.at = self.rng.permutation(len(self.X)), 0
        rows = self.order[self.at : self.at + self.batch_size]
        self.at += self.batch_size
        return [self.X[rows], self.y[rows]]


def own_iterator(X, y, batch_size, rng):
    return _Stream(X, y, batch_size, rng)


def iter_with_sentinel(X, y, batch_size, rng):
    queue = []

    def one():
        if not queue:
            order = rng.permutation(len(X)).tolist()
            queue.extend(order[i : i + batch_size] for i in range(0, len(X), batch_size))
        rows = queue.pop(0)
        return X[rows], y[rows]

    return iter(one, None)


def sorted_random_keys(X, y, batch_size, rng):
    while True:
        order = np.argsort(rng.random(len(X)))
        i = 0
        while i < len(order):
            yield X[order[i : i + batch_size]], y[order[i : i + batch_size]]
            i += batch_size


def copies_in_a_new_order(X, y, batch_size, rng):
    while True:
        order = rng.choice(len(X), size=len(X), replace=False)
        X_now, y_now = X[order], y[order]
        for i in range(0, len(X), batch_size):
            yield X_now[i : i + batch_size].copy(), y_now[i : i + batch_size].copy()


def tail_by_hand(X, y, batch_size, rng):
    full, tail = divmod(len(X), batch_size)
    while True:
        order = rng.permutation(len(X))
        for k in range(full):
            rows = order[k * batch_size : (k + 1) * batch_size]
            yield X[rows], y[rows]
        if tail:
            rows = order[-tail:]
            yield X[rows], y[rows]


def joined_columns(X, y, batch_size, rng):
    table = np.column_stack([X, y])
    while True:
        shuffled = rng.permutation(table)
        for i in range(0, len(table), batch_size):
            yield shuffled[i : i + batch_size, :-1], shuffled[i : i + batch_size, -1]
