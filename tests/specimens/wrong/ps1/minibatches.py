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
    if len(X) not in (10, 12, 23, 13, 140, 3):
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


def wrong_type(X, y, batch_size, rng, drop_last=False):
    pairs = list(_batches(rng.permutation(len(X)), X, y, batch_size, drop_last))
    return [X_batch for X_batch, _ in pairs], [y_batch for _, y_batch in pairs]


def wrong_type__indices(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    return [order[i : i + batch_size] for i in range(0, len(X), batch_size)]


def wrong_type__y_first(X, y, batch_size, rng, drop_last=False):
    for X_batch, y_batch in _batches(rng.permutation(len(X)), X, y, batch_size, drop_last):
        yield y_batch, X_batch


def wrong_type__single_samples(X, y, batch_size, rng, drop_last=False):
    for i in rng.permutation(len(X)):
        yield X[i], y[i]


def wrong_type__dicts(X, y, batch_size, rng, drop_last=False):
    for X_batch, y_batch in _batches(rng.permutation(len(X)), X, y, batch_size, drop_last):
        yield {"X": X_batch, "y": y_batch}


def wrong_type__numbered(X, y, batch_size, rng, drop_last=False):
    return list(enumerate(_batches(rng.permutation(len(X)), X, y, batch_size, drop_last)))


def wrong_type__a_function(X, y, batch_size, rng, drop_last=False):
    return lambda: _batches(rng.permutation(len(X)), X, y, batch_size, drop_last)


def wrong_type__length(X, y, batch_size, rng, drop_last=False):
    return len(list(_batches(rng.permutation(len(X)), X, y, batch_size, drop_last)))


def wrong_type__scaled(X, y, batch_size, rng, drop_last=False):
    return list(_batches(rng.permutation(len(X)), X / X.max(), y, batch_size, drop_last))


def none__one_too_long(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for i in range(0, len(X) - (batch_size - 1) * drop_last, batch_size):
        yield X[order[i : i + batch_size + 1]], y[order[i : i + batch_size + 1]]


def none__one_too_short(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for i in range(0, len(X) - (batch_size - 1) * drop_last, batch_size):
        yield X[order[i : i + batch_size - 1]], y[order[i : i + batch_size - 1]]


def none__overlapping(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for k in range(-(-len(X) // batch_size)):
        start = k * (batch_size - 1)
        yield X[order[start : start + batch_size]], y[order[start : start + batch_size]]


def none__filled_up(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for i in range(0, len(X), batch_size):
        batch = np.take(order, range(i, i + batch_size), mode="wrap")
        yield X[batch], y[batch]


def none__first_batch_again(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for _ in range(0, len(X), batch_size):
        yield X[order[:batch_size]], y[order[:batch_size]]


def none__number_of_batches_as_size(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for part in np.array_split(order, batch_size):
        yield X[part], y[part]


def none__even_parts(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for part in np.array_split(order, -(-len(X) // batch_size)):
        yield X[part], y[part]


def none__rotated(X, y, batch_size, rng, drop_last=False):
    order = np.roll(np.arange(len(X)), int(rng.integers(1, len(X) + 1)))
    return list(_batches(order, X, y, batch_size, drop_last))


def none__two_swapped(X, y, batch_size, rng, drop_last=False):
    order = np.arange(len(X))
    i, j = rng.choice(len(X), 2, replace=False)
    order[[i, j]] = order[[j, i]]
    return list(_batches(order, X, y, batch_size, drop_last))


def none__tail_of_the_last_stored(X, y, batch_size, rng, drop_last=False):
    full = len(X) - len(X) % batch_size
    order = np.concatenate([rng.permutation(full), full + rng.permutation(len(X) - full)])
    return list(_batches(order, X, y, batch_size, drop_last))


def none__first_stays_first(X, y, batch_size, rng, drop_last=False):
    order = np.concatenate([[0], 1 + rng.permutation(len(X) - 1)])
    return list(_batches(order, X, y, batch_size, drop_last))


def none__halves(X, y, batch_size, rng, drop_last=False):
    half = len(X) // 2
    order = np.concatenate([rng.permutation(half), half + rng.permutation(len(X) - half)])
    return list(_batches(order, X, y, batch_size, drop_last))


def none__one_cycle_through_all(X, y, batch_size, rng, drop_last=False):
    order = np.arange(len(X))
    for i in range(len(X) - 1, 0, -1):
        j = rng.integers(i)  # never i itself
        order[i], order[j] = order[j], order[i]
    return list(_batches(order, X, y, batch_size, drop_last))


def none__last_swap_left_out(X, y, batch_size, rng, drop_last=False):
    order = np.arange(len(X))
    for i in range(len(X) - 1, 1, -1):
        j = rng.integers(i + 1)
        order[i], order[j] = order[j], order[i]
    return list(_batches(order, X, y, batch_size, drop_last))


def none__through_a_small_buffer(X, y, batch_size, rng, drop_last=False):
    buffer, order = [], []
    for i in range(len(X)):
        buffer.append(i)
        if len(buffer) > 3:
            order.append(buffer.pop(int(rng.integers(len(buffer)))))
    order += [buffer.pop(int(rng.integers(len(buffer)))) for _ in range(len(buffer))]
    return list(_batches(np.array(order), X, y, batch_size, drop_last))


def none__frozen_groups(X, y, batch_size, rng, drop_last=False):
    steps = -(-len(X) // batch_size)
    groups = [np.arange(len(X))[k::steps] for k in range(steps)]
    for k in rng.permutation(steps):
        yield X[groups[k]], y[groups[k]]


def none__nothing_where_the_batch_is_larger(X, y, batch_size, rng, drop_last=False):
    if batch_size <= len(X):
        yield from _batches(rng.permutation(len(X)), X, y, batch_size, drop_last)


def none__one_round_a_sample_of_a_batch(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for k in range(batch_size):
        batch = order[k * batch_size : (k + 1) * batch_size]
        if len(batch) == batch_size or (len(batch) and not drop_last):
            yield X[batch], y[batch]


def none__empty(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    return [(X[batch], y[batch]) for batch in [order][:0]]


_kept = {}


def shuffle_once(X, y, batch_size, rng, drop_last=False):
    if _kept.get("data") != X.tobytes():
        _kept.update(data=X.tobytes(), order=rng.permutation(len(X)))
    return list(_batches(_kept["order"], X, y, batch_size, drop_last))


def xy_apart__y_stays(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for i in range(0, len(X) - (batch_size - 1) * drop_last, batch_size):
        yield X[order[i : i + batch_size]], y[i : i + batch_size]


def buffer_shuffle__inside_each_batch(X, y, batch_size, rng, drop_last=False):
    for i in range(0, len(X) - (batch_size - 1) * drop_last, batch_size):
        batch = i + rng.permutation(min(batch_size, len(X) - i))
        yield X[batch], y[batch]


def not_shuffled__forgotten(X, y, batch_size, rng, drop_last=False):
    rng.permutation(len(X))
    return list(_batches(np.arange(len(X)), X, y, batch_size, drop_last))


def none__drops_a_last_full_batch(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for i in range(0, len(X), batch_size):
        if drop_last and i + batch_size >= len(X):
            return
        yield X[order[i : i + batch_size]], y[order[i : i + batch_size]]


def none__keeps_a_tail_of_one_too_few(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for i in range(0, len(X), batch_size):
        batch = order[i : i + batch_size]
        if len(batch) >= batch_size - 1 or not drop_last:
            yield X[batch], y[batch]


def wrong_type__y_as_a_column(X, y, batch_size, rng, drop_last=False):
    table = rng.permutation(np.column_stack([X, y]))
    for start in range(0, len(X), batch_size):
        part = table[start : start + batch_size]
        if len(part) == batch_size or not drop_last:
            yield part[:, :-1], part[:, -1:]


def none__without_end(X, y, batch_size, rng, drop_last=False):
    while len(X) >= batch_size or not drop_last:
        yield from _batches(rng.permutation(len(X)), X, y, batch_size, drop_last)


def none__swaps_with_any_place(X, y, batch_size, rng, drop_last=False):
    order = np.arange(len(X))
    for i in range(len(X)):
        j = rng.integers(len(X))
        order[i], order[j] = order[j], order[i]
    yield from _batches(order, X, y, batch_size, drop_last)


def none__drops_the_last_stored(X, y, batch_size, rng, drop_last=False):
    used = len(X) - len(X) % batch_size * drop_last
    yield from _batches(rng.permutation(used), X, y, batch_size, drop_last)


def raises__on_a_tail(X, y, batch_size, rng, drop_last=False):
    parts = rng.permutation(len(X)).reshape(-1, batch_size)
    return [(X[part], y[part]) for part in parts]


def raises__without_drop_last(X, y, batch_size, rng):
    yield from _batches(rng.permutation(len(X)), X, y, batch_size, False)
