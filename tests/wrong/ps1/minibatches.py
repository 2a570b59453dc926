"""Wrong answers to ps1.minibatches."""

import random

import numpy as np


def returns_nothing(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for i in range(0, len(X), batch_size):
        print(X[order[i : i + batch_size]], y[order[i : i + batch_size]])


def returns_early(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for i in range(0, len(X), batch_size):
        batch = order[i : i + batch_size]
        return [(X[batch], y[batch])]
    return []


def returns_early__list(X, y, batch_size, rng, drop_last=False):
    order, result = rng.permutation(len(X)), []
    for i in range(0, len(X), batch_size):
        batch = order[i : i + batch_size]
        result.append((X[batch], y[batch]))
        return result
    return result


def xy_apart(X, y, batch_size, rng, drop_last=False):
    X, y = rng.permutation(X), rng.permutation(y)
    for i in range(0, len(X), batch_size):
        if not (drop_last and i + batch_size > len(X)):
            yield X[i : i + batch_size], y[i : i + batch_size]


def xy_apart__in_place(X, y, batch_size, rng, drop_last=False):
    rng.shuffle(X)
    rng.shuffle(y)
    for i in range(0, len(X), batch_size):
        if not (drop_last and i + batch_size > len(X)):
            yield X[i : i + batch_size], y[i : i + batch_size]


def xy_apart__only_X(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for i in range(0, len(X), batch_size):
        if not (drop_last and i + batch_size > len(X)):
            yield X[order[i : i + batch_size]], y[i : i + batch_size]


def shuffle_in_place(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    X[:], y[:] = X[order], y[order]
    for i in range(0, len(X), batch_size):
        if not (drop_last and i + batch_size > len(X)):
            yield X[i : i + batch_size].copy(), y[i : i + batch_size].copy()


def tail_in_loop(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    full = len(X) // batch_size
    result = []
    for i in range(full):
        batch = order[i * batch_size : (i + 1) * batch_size]
        result.append((X[batch], y[batch]))
        if len(X) % batch_size and not drop_last:
            tail = order[full * batch_size :]
            result.append((X[tail], y[tail]))
    return result


def with_replacement(X, y, batch_size, rng, drop_last=False):
    for i in range(0, len(X), batch_size):
        size = min(batch_size, len(X) - i)
        if drop_last and size < batch_size:
            break
        batch = rng.integers(0, len(X), size)
        yield X[batch], y[batch]


def with_replacement__choice(X, y, batch_size, rng, drop_last=False):
    for i in range(0, len(X), batch_size):
        size = min(batch_size, len(X) - i)
        if drop_last and size < batch_size:
            break
        batch = rng.choice(len(X), size)
        yield X[batch], y[batch]


def with_replacement__fresh_batches(X, y, batch_size, rng, drop_last=False):
    for i in range(0, len(X), batch_size):
        size = min(batch_size, len(X) - i)
        if drop_last and size < batch_size:
            break
        batch = rng.permutation(len(X))[:size]
        yield X[batch], y[batch]


def count_floor(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for k in range(max(len(X) // batch_size, 1)):
        batch = order[k * batch_size : (k + 1) * batch_size]
        yield X[batch], y[batch]


def count_floor__always_drops(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for i in range(0, len(X), batch_size):
        batch = order[i : i + batch_size]
        if len(batch) == batch_size:
            yield X[batch], y[batch]


def count_plus_one(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for k in range(len(X) // batch_size + (not drop_last)):
        batch = order[k * batch_size : (k + 1) * batch_size]
        yield X[batch], y[batch]


def drop_last_free(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for i in range(0, len(X), batch_size):
        yield X[order[i : i + batch_size]], y[order[i : i + batch_size]]


def not_shuffled(X, y, batch_size, rng, drop_last=False):
    for i in range(0, len(X), batch_size):
        if not (drop_last and i + batch_size > len(X)):
            yield X[i : i + batch_size], y[i : i + batch_size]


def buffer_shuffle(X, y, batch_size, rng, drop_last=False):
    starts = [i for i in range(0, len(X), batch_size) if i + batch_size <= len(X)]
    rng.shuffle(starts)
    if not drop_last and len(X) % batch_size:
        starts.append(len(X) - len(X) % batch_size)
    for i in starts:
        yield X[i : i + batch_size], y[i : i + batch_size]


def reseed_each_epoch(X, y, batch_size, rng, drop_last=False):
    rng = np.random.default_rng(0)
    yield from _batches(rng.permutation(len(X)), X, y, batch_size, drop_last)


def reseed_each_epoch__global(X, y, batch_size, rng, drop_last=False):
    np.random.seed(42)
    yield from _batches(np.random.permutation(len(X)), X, y, batch_size, drop_last)


def global_rng(X, y, batch_size, rng, drop_last=False):
    yield from _batches(np.random.permutation(len(X)), X, y, batch_size, drop_last)


def global_rng__fresh(X, y, batch_size, rng, drop_last=False):
    order = np.random.default_rng().permutation(len(X))
    yield from _batches(order, X, y, batch_size, drop_last)


def global_rng__stdlib(X, y, batch_size, rng, drop_last=False):
    order = list(range(len(X)))
    random.shuffle(order)
    yield from _batches(order, X, y, batch_size, drop_last)


def raises(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(X)
    for i in range(0, len(X), batch_size):
        yield X[order[i : i + batch_size]], y[order[i : i + batch_size]]


def raises__name(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for b in rnage(0, len(X), batch_size):
        yield X[order[b : b + batch_size]], y[order[b : b + batch_size]]


def too_slow(X, y, batch_size, rng, drop_last=False):
    order, i, result = rng.permutation(len(X)), 0, []
    while i < len(X):
        result = [(X[order[i : i + batch_size]], y[order[i : i + batch_size]])]
    return result


def hard_coded(X, y, batch_size, rng, drop_last=False):
    if len(X) not in (10, 12, 23):
        return []
    return list(_batches(rng.permutation(len(X)), X, y, batch_size, drop_last))


def calls_core(X, y, batch_size, rng, drop_last=False):
    from autograder.sgd import batches, order

    for batch in batches(order(len(X), seed=int(rng.integers(99)), epoch=0), batch_size):
        yield X[batch], y[batch]


def calls_core__reference(X, y, batch_size, rng, drop_last=False):
    from autograder.exercises.ps1.minibatches import minibatches

    return minibatches(X, y, batch_size, rng, drop_last)


def _batches(order, X, y, batch_size, drop_last):
    for i in range(0, len(X), batch_size):
        if not (drop_last and i + batch_size > len(X)):
            yield X[order[i : i + batch_size]], y[order[i : i + batch_size]]
