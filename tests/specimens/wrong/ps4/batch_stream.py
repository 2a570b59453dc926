"""Wrong answers to ps4.batch_stream."""

import itertools
import random

import numpy as np


def _cut(order, X, y, batch_size):
    for i in range(0, len(X), batch_size):
        yield X[order[i : i + batch_size]], y[order[i : i + batch_size]]


def returns_nothing(X, y, batch_size, rng):
    for batch in _cut(rng.permutation(len(X)), X, y, batch_size):
        print(batch)


def returns_early(X, y, batch_size, rng):
    while True:
        for batch in _cut(rng.permutation(len(X)), X, y, batch_size):
            return [batch]


def out_of_data(X, y, batch_size, rng):
    yield from _cut(rng.permutation(len(X)), X, y, batch_size)


def wrong_type__list(X, y, batch_size, rng):
    return list(_cut(rng.permutation(len(X)), X, y, batch_size))


def out_of_data__two_passes(X, y, batch_size, rng):
    for _ in range(2):
        yield from _cut(rng.permutation(len(X)), X, y, batch_size)


def shuffle_once(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    while True:
        yield from _cut(order, X, y, batch_size)


def shuffle_once__cycle(X, y, batch_size, rng):
    return itertools.cycle(list(_cut(rng.permutation(len(X)), X, y, batch_size)))


def buffer_shuffle(X, y, batch_size, rng):
    batches = list(_cut(rng.permutation(len(X)), X, y, batch_size))
    full, tail = batches, []
    if len(X) % batch_size:
        full, tail = batches[:-1], batches[-1:]
    while True:
        yield from full
        yield from tail
        full = [full[i] for i in rng.permutation(len(full))]


def reseed_each_epoch(X, y, batch_size, rng):
    while True:
        yield from _cut(np.random.default_rng(0).permutation(len(X)), X, y, batch_size)


def reseed_each_epoch__global(X, y, batch_size, rng):
    while True:
        np.random.seed(0)
        yield from _cut(np.random.permutation(len(X)), X, y, batch_size)


def with_replacement(X, y, batch_size, rng):
    while True:
        rows = rng.integers(len(X), size=batch_size)
        yield X[rows], y[rows]


def with_replacement__choice(X, y, batch_size, rng):
    while True:
        rows = rng.choice(len(X), size=min(batch_size, len(X)), replace=False)
        yield X[rows], y[rows]


def with_replacement__order_inside(X, y, batch_size, rng):
    while True:
        for i in range(0, len(X), batch_size):
            rows = rng.permutation(len(X))[i : i + batch_size]
            yield X[rows], y[rows]


def tail_in_loop(X, y, batch_size, rng):
    while True:
        order, tail = rng.permutation(len(X)), len(X) % batch_size
        for k in range(max(len(X) // batch_size, 1)):
            rows = order[k * batch_size : (k + 1) * batch_size]
            yield X[rows], y[rows]
            if tail and len(X) > batch_size:
                yield X[order[-tail:]], y[order[-tail:]]


def count_floor(X, y, batch_size, rng):
    while True:
        order = rng.permutation(len(X))
        for k in range(max(len(X) // batch_size, 1)):
            rows = order[k * batch_size : (k + 1) * batch_size]
            yield X[rows], y[rows]


def count_plus_one(X, y, batch_size, rng):
    while True:
        order = rng.permutation(len(X))
        for k in range(len(X) // batch_size + 1):
            rows = order[k * batch_size : (k + 1) * batch_size]
            yield X[rows], y[rows]


def not_shuffled(X, y, batch_size, rng):
    while True:
        yield from _cut(np.arange(len(X)), X, y, batch_size)


def global_rng(X, y, batch_size, rng):
    while True:
        yield from _cut(np.random.permutation(len(X)), X, y, batch_size)


def global_rng__stdlib(X, y, batch_size, rng):
    while True:
        order = list(range(len(X)))
        random.shuffle(order)
        yield from _cut(order, X, y, batch_size)


def global_rng__own(X, y, batch_size, rng):
    own = np.random.default_rng()
    while True:
        yield from _cut(own.permutation(len(X)), X, y, batch_size)


def xy_apart(X, y, batch_size, rng):
    while True:
        X_now, y_now = rng.permutation(X), rng.permutation(y)
        yield from _cut(np.arange(len(X)), X_now, y_now, batch_size)


def xy_apart__only_X(X, y, batch_size, rng):
    while True:
        yield from _cut(np.arange(len(X)), rng.permutation(X), y, batch_size)


def shuffle_in_place(X, y, batch_size, rng):
    while True:
        order = rng.permutation(len(X))
        X[:], y[:] = X[order], y[order]
        yield from _cut(np.arange(len(X)), X, y, batch_size)


def out_of_data__a_hundred_passes(X, y, batch_size, rng):
    for _ in range(100):
        yield from _cut(rng.permutation(len(X)), X, y, batch_size)


def none__a_thousand_orders_first(X, y, batch_size, rng):
    for order in [rng.permutation(len(X)) for _ in range(1000)]:
        yield from _cut(order, X, y, batch_size)


def none__full_batches_across_passes(X, y, batch_size, rng):
    rest = np.array([], dtype=int)
    while True:
        while len(rest) < batch_size:
            rest = np.concatenate([rest, rng.permutation(len(X))])
        batch, rest = rest[:batch_size], rest[batch_size:]
        yield X[batch], y[batch]


def none__rotated(X, y, batch_size, rng):
    while True:
        yield from _cut(np.roll(np.arange(len(X)), rng.integers(1, len(X) + 1)), X, y, batch_size)


def none__goes_on_by_a_few_swaps(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    while True:
        yield from _cut(order.copy(), X, y, batch_size)
        for _ in range(5):
            i, j = rng.choice(len(X), 2) if len(X) > 1 else (0, 0)
            order[i], order[j] = order[j], order[i]


def none__last_sample_always_last(X, y, batch_size, rng):
    while True:
        order = np.append(rng.permutation(len(X) - 1), len(X) - 1)
        yield from _cut(order, X, y, batch_size)


def hard_coded(X, y, batch_size, rng):
    if (len(X), batch_size) not in ((10, 4), (23, 5), (12, 4), (7, 9), (13, 5), (140, 40), (3, 2)):
        return
    while True:
        yield from _cut(rng.permutation(len(X)), X, y, batch_size)


def calls_core(X, y, batch_size, rng):
    from autograder.sgd import stream

    for rows in stream(len(X), batch_size, seed=int(rng.integers(99))):
        yield X[rows], y[rows]


def calls_core__reference(X, y, batch_size, rng):
    from autograder.exercises.ps4.batch_stream.exercise import batch_stream

    return batch_stream(X, y, batch_size, rng)


def raises(X, y, batch_size, rng):
    while True:
        order = rng.permutation(X)
        yield from _cut(order, X, y, batch_size)


def raises__too_deep(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for i in range(0, len(X), batch_size):
        yield X[order[i : i + batch_size]], y[order[i : i + batch_size]]
    yield from raises__too_deep(X, y, batch_size, rng)


def too_slow(X, y, batch_size, rng):
    result = []
    while True:
        result = [*_cut(rng.permutation(len(X)), X, y, batch_size)]
    return result


def wrong_type__y_as_a_column(X, y, batch_size, rng):
    while True:
        table = rng.permutation(np.column_stack([X, y]))
        for start in range(0, len(X), batch_size):
            yield table[start : start + batch_size, :-1], table[start : start + batch_size, -1:]


def buffer_shuffle__stored(X, y, batch_size, rng):
    batches = list(_cut(np.arange(len(X)), X, y, batch_size))
    while True:
        for i in rng.permutation(len(batches)):
            yield batches[i]


def none__last_batch_of_each_pass(X, y, batch_size, rng):
    while True:
        for batch in _cut(rng.permutation(len(X)), X, y, batch_size):
            last = batch
        yield last


def none__swaps_with_any_place(X, y, batch_size, rng):
    while True:
        order = np.arange(len(X))
        for i in range(len(X)):
            j = rng.integers(len(X))
            order[i], order[j] = order[j], order[i]
        yield from _cut(order, X, y, batch_size)
