"""Right answers to ps1.minibatches."""

import itertools
from collections import namedtuple

import numpy as np


def generator(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        if drop_last and len(batch) < batch_size:
            break
        yield X[batch], y[batch]


def list_of_pairs(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    result = []
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        if not drop_last or len(batch) == batch_size:
            result.append((X[batch], y[batch]))
    return result


def comprehension(X, y, batch_size, rng, drop_last=False):
    n = len(X) - len(X) % batch_size if drop_last else len(X)
    order = rng.permutation(len(X))[:n]
    return [
        (X[order[i : i + batch_size]], y[order[i : i + batch_size]])
        for i in range(0, n, batch_size)
    ]


def np_split(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for batch in np.split(order, np.arange(batch_size, len(X), batch_size)):
        if len(batch) == batch_size or not drop_last:
            yield X[batch], y[batch]


def while_loop(X, y, batch_size, rng, drop_last=False):
    order = list(range(len(X)))
    rng.shuffle(order)
    while order:
        batch, order = order[:batch_size], order[batch_size:]
        if drop_last and len(batch) < batch_size:
            return
        yield X[batch], y[batch]


def shuffled_index_array(X, y, batch_size, rng, drop_last=False):
    index = np.arange(X.shape[0])
    rng.shuffle(index)
    stop = X.shape[0] // batch_size * batch_size if drop_last else X.shape[0]
    for i in range(0, stop, batch_size):
        yield X[index[i : i + batch_size]], y[index[i : i + batch_size]]


def choice_without_replacement(X, y, batch_size, rng, drop_last=False):
    order = rng.choice(len(X), size=len(X), replace=False)
    full = len(X) // batch_size
    for k in range(full):
        batch = order[k * batch_size : (k + 1) * batch_size]
        yield X[batch], y[batch]
    tail = order[full * batch_size :]
    if len(tail) and not drop_last:
        yield X[tail], y[tail]


def random_keys(X, y, batch_size, rng, drop_last=False):
    order = np.argsort(rng.random(len(X)))
    for i in range(0, len(X), batch_size):
        rows = order[i : min(i + batch_size, len(X))]
        if drop_last and len(rows) != batch_size:
            continue
        yield (X.take(rows, axis=0), y.take(rows))


def copies_shuffled_alike(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    X, y = X[order], y[order]
    for i in range(0, len(X), batch_size):
        if drop_last and i + batch_size > len(X):
            return
        yield X[i : i + batch_size], y[i : i + batch_size]


def joined_table(X, y, batch_size, rng, drop_last=False):
    table = rng.permutation(np.column_stack([X, y]))
    for i in range(0, len(table), batch_size):
        part = table[i : i + batch_size]
        if len(part) == batch_size or not drop_last:
            yield part[:, :-1], part[:, -1]


def iterator_chunks(X, y, batch_size, rng, drop_last=False):
    order = iter(rng.permutation(len(X)).tolist())
    while batch := list(itertools.islice(order, batch_size)):
        if drop_last and len(batch) < batch_size:
            return
        yield X[batch], y[batch]


def recursion(X, y, batch_size, rng, drop_last=False):
    def cut(order):
        if len(order) == 0 or (drop_last and len(order) < batch_size):
            return []
        head, rest = order[:batch_size], order[batch_size:]
        return [(X[head], y[head]), *cut(rest)]

    return cut(rng.permutation(len(X)))


def row_by_row(X, y, batch_size, rng, drop_last=False):
    X_batch, y_batch = [], []
    for i in rng.permutation(len(X)):
        X_batch.append(X[i])
        y_batch.append(y[i])
        if len(X_batch) == batch_size:
            yield np.array(X_batch), np.array(y_batch)
            X_batch, y_batch = [], []
    if X_batch and not drop_last:
        yield np.array(X_batch), np.array(y_batch)


def plain_lists(X, y, batch_size, rng, drop_last=False):
    order = sorted(range(len(X)), key=lambda i: rng.random())
    starts = range(0, len(X) - (batch_size - 1 if drop_last else 0), batch_size)
    return tuple(
        [
            [X[i].tolist() for i in order[s : s + batch_size]],
            [y[i] for i in order[s : s + batch_size]],
        ]
        for s in starts
    )


def swap_by_swap(X, y, batch_size, rng, drop_last=False):
    order = np.arange(len(X))
    for i in range(len(X) - 1, 0, -1):
        j = rng.integers(0, i + 1)
        order[i], order[j] = order[j], order[i]
    for i in range(0, len(X), batch_size):
        if i + batch_size <= len(X) or not drop_last:
            yield X[order[i : i + batch_size]], y[order[i : i + batch_size]]


def map_style(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    steps = len(X) // batch_size if drop_last else -(-len(X) // batch_size)
    pieces = (order[k * batch_size : (k + 1) * batch_size] for k in range(steps))
    return map(lambda piece: (X[piece], y[piece]), pieces)


Batch = namedtuple("Batch", "X y")


def named_pairs(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    stop = len(X) - len(X) % batch_size if drop_last else len(X)
    for i in range(0, stop, batch_size):
        rows = order[i : min(i + batch_size, stop)]
        yield Batch(X=X[rows], y=y[rows])


class _Loader(list):
    """A list of batches that knows its data."""


def a_list_of_its_own_kind(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    batches = _Loader()
    while len(order) >= (batch_size if drop_last else 1):
        rows, order = order[:batch_size], order[batch_size:]
        batches.append([X[rows], y[rows]])
    return batches


class _Pass:
    def __init__(self, X, y, batch_size, rng, drop_last):
        self.parts = X, y
        self.order = rng.permutation(len(y))
        self.size, self.drop_last = batch_size, drop_last

    def __len__(self):
        full, tail = divmod(len(self.order), self.size)
        return full + (tail > 0 and not self.drop_last)

    def __getitem__(self, k):
        if k >= len(self):
            raise IndexError(k)
        rows = self.order[k * self.size : (k + 1) * self.size]
        return tuple(part[rows] for part in self.parts)


def by_index(X, y, batch_size, rng, drop_last=False):
    return _Pass(X, y, batch_size, rng, drop_last)


def single_precision(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X)).astype(np.int32)
    for i in range(0, len(X), batch_size):
        rows = order[i : i + batch_size]
        if not drop_last or len(rows) == batch_size:
            yield X[rows].astype("f4"), y[rows].astype("f4")
