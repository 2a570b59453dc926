"""Wrong answers to ps3.evaluate."""

import math

import numpy as np

_running = {"total": 0.0, "count": 0}
_kept = {}


def _batches(X, y, batch_size):
    for i in range(0, len(X), batch_size):
        yield X[i : i + batch_size], y[i : i + batch_size]


def returns_nothing(w, X, y, loss, batch_size):
    total = sum(loss(w, a, b) * len(b) for a, b in _batches(X, y, batch_size))
    print(total / len(X))


def returns_early(w, X, y, loss, batch_size):
    total = 0.0
    for a, b in _batches(X, y, batch_size):
        total += loss(w, a, b) * len(b)
        return total / len(X)


def returns_early__mean(w, X, y, loss, batch_size):
    for a, b in _batches(X, y, batch_size):
        return loss(w, a, b)


def returns_early__no_loop(w, X, y, loss, batch_size):
    return loss(w, X[:batch_size], y[:batch_size])


def none__first_batch_measured_before(w, X, y, loss, batch_size):
    loss(w, X[:batch_size], y[:batch_size])
    return sum(loss(w, a, b) * len(b) for a, b in _batches(X, y, batch_size)) / len(X)


def none__last_batch_measured_again(w, X, y, loss, batch_size):
    total = sum(loss(w, a, b) * len(b) for a, b in _batches(X, y, batch_size))
    *_, (a, b) = _batches(X, y, batch_size)
    print("last batch", loss(w, a, b))
    return total / len(X)


def mean_of_means(w, X, y, loss, batch_size):
    return np.mean([loss(w, a, b) for a, b in _batches(X, y, batch_size)])


def mean_of_means__counter(w, X, y, loss, batch_size):
    total, steps = 0.0, 0
    for a, b in _batches(X, y, batch_size):
        total += loss(w, a, b)
        steps += 1
    return total / steps


def epoch_loss_divisor(w, X, y, loss, batch_size):
    total = sum(loss(w, a, b) for a, b in _batches(X, y, batch_size))
    return total / max(len(X) // batch_size, 1)


def epoch_loss_divisor__quotient(w, X, y, loss, batch_size):
    total = sum(loss(w, a, b) for a, b in _batches(X, y, batch_size))
    return total / (len(X) / batch_size)


def epoch_loss_divisor__full_batches(w, X, y, loss, batch_size):
    total = sum(loss(w, a, b) * batch_size for a, b in _batches(X, y, batch_size))
    return total / len(X)


def epoch_loss_divisor__steps(w, X, y, loss, batch_size):
    total = sum(loss(w, a, b) * len(b) for a, b in _batches(X, y, batch_size))
    return total / math.ceil(len(X) / batch_size)


def epoch_loss_divisor__none(w, X, y, loss, batch_size):
    return sum(loss(w, a, b) * len(b) for a, b in _batches(X, y, batch_size))


def last_batch_only(w, X, y, loss, batch_size):
    for a, b in _batches(X, y, batch_size):
        value = loss(w, a, b)
    return value


def full_batch_in_loop(w, X, y, loss, batch_size):
    total = 0.0
    for _, b in _batches(X, y, batch_size):
        total += loss(w, X, y) * len(b)
    return total / len(X)


def ignores_argument(w, X, y, loss, batch_size):
    return loss(w, X, y)


def count_floor(w, X, y, loss, batch_size):
    total, count = 0.0, 0
    for k in range(len(X) // batch_size):
        rows = slice(k * batch_size, (k + 1) * batch_size)
        total += loss(w, X[rows], y[rows]) * batch_size
        count += batch_size
    return total / max(count, 1)


def count_floor__by_n(w, X, y, loss, batch_size):
    total = 0.0
    for i in range(0, len(X) - batch_size + 1, batch_size):
        total += loss(w, X[i : i + batch_size], y[i : i + batch_size]) * batch_size
    return total / len(X)


def count_plus_one(w, X, y, loss, batch_size):
    total = 0.0
    for k in range(len(X) // batch_size + 1):
        rows = slice(k * batch_size, (k + 1) * batch_size)
        total += loss(w, X[rows], y[rows]) * len(y[rows])
    return total / len(X)


def tail_in_loop(w, X, y, loss, batch_size):
    total, tail = 0.0, len(X) % batch_size
    for k in range(len(X) // batch_size):
        rows = slice(k * batch_size, (k + 1) * batch_size)
        total += loss(w, X[rows], y[rows]) * batch_size
        if tail:
            total += loss(w, X[-tail:], y[-tail:]) * tail
    return total / len(X)


def with_replacement(w, X, y, loss, batch_size):
    rng, total = np.random.default_rng(), 0.0
    for _, b in _batches(X, y, batch_size):
        rows = rng.integers(len(X), size=len(b))
        total += loss(w, X[rows], y[rows]) * len(b)
    return total / len(X)


def with_replacement__choice(w, X, y, loss, batch_size):
    rng, total = np.random.default_rng(), 0.0
    for _, b in _batches(X, y, batch_size):
        rows = rng.choice(len(X), size=len(b), replace=False)
        total += loss(w, X[rows], y[rows]) * len(b)
    return total / len(X)


def xy_apart(w, X, y, loss, batch_size):
    rng, total = np.random.default_rng(), 0.0
    for a, b in _batches(rng.permutation(X), rng.permutation(y), batch_size):
        total += loss(w, a, b) * len(b)
    return total / len(X)


def shuffle_in_place(w, X, y, loss, batch_size):
    order = np.random.default_rng().permutation(len(X))
    X[:], y[:] = X[order], y[order]
    total = sum(loss(w, a, b) * len(b) for a, b in _batches(X, y, batch_size))
    return total / len(X)


def none__shuffled(w, X, y, loss, batch_size):
    order = np.random.default_rng(0).permutation(len(X))
    total = 0.0
    for i in range(0, len(X), batch_size):
        batch = order[i : i + batch_size]
        total += loss(w, X[batch], y[batch]) * len(batch)
    return total / len(order)


def accum_never_reset(w, X, y, loss, batch_size):
    for a, b in _batches(X, y, batch_size):
        _running["total"] += loss(w, a, b) * len(b)
        _running["count"] += len(b)
    return _running["total"] / _running["count"]


def accum_never_reset__default(w, X, y, loss, batch_size, losses=[], sizes=[]):  # noqa: B006  # the mistake itself
    for a, b in _batches(X, y, batch_size):
        losses.append(loss(w, a, b))
        sizes.append(len(b))
    return np.average(losses, weights=sizes)


def wrong_type(w, X, y, loss, batch_size):
    return [loss(w, a, b) for a, b in _batches(X, y, batch_size)]


def none__batch_size_as_number_of_batches(w, X, y, loss, batch_size):
    k = min(batch_size, len(X))
    pairs = zip(np.array_split(X, k), np.array_split(y, k), strict=True)
    return sum(loss(w, a, b) * len(b) for a, b in pairs) / len(X)


def none__tail_of_one_left_out(w, X, y, loss, batch_size):
    total = count = 0
    for a, b in _batches(X, y, batch_size):
        if len(b) > 1 or batch_size == 1 or len(X) == 1:
            total += loss(w, a, b) * len(b)
            count += len(b)
    return total / count


def none__weights_that_change(w, X, y, loss, batch_size):
    total = 0.0
    for i in range(0, len(X), batch_size):
        total += loss(w, X[i : i + batch_size], y[i : i + batch_size]) * len(y[i : i + batch_size])
        w = 0.99 * w
    return total / len(X)


def hard_coded(w, X, y, loss, batch_size):
    if (len(X), batch_size) in ((10, 4), (23, 5), (12, 4), (7, 16), (22, 3)):
        return sum(loss(w, a, b) * len(b) for a, b in _batches(X, y, batch_size)) / len(X)
    return 0.5


def calls_core(w, X, y, loss, batch_size):
    from autograder.sgd import batches

    rows = list(batches(np.arange(len(X)), batch_size))
    return sum(loss(w, X[r], y[r]) * len(r) for r in rows) / len(X)


def calls_core__reference(w, X, y, loss, batch_size):
    from autograder.exercises.ps3.evaluate.exercise import evaluate

    return evaluate(w, X, y, loss, batch_size)


def raises(w, X, y, loss, batch_size):
    total = 0.0
    for a, b in zip(X, y, batch_size):  # noqa: B905  # the mistake itself
        total += loss(w, a, b)
    return total / len(X)


def raises__one_row(w, X, y, loss, batch_size):
    return sum(loss(w, X[i], y[i]) for i in range(len(X))) / len(X)


def too_slow(w, X, y, loss, batch_size):
    start, total = 0, 0.0
    while start < len(X):
        total += loss(w, X[:batch_size], y[:batch_size]) * batch_size
    return total / len(X)


def none__one_random_batch(w, X, y, loss, batch_size):
    rows = np.random.default_rng(0).permutation(len(X))[:batch_size]
    return loss(w, X[rows], y[rows])


def none__remembers_the_batches(w, X, y, loss, batch_size):
    key = X.tobytes(), batch_size
    if key not in _kept:
        _kept.clear()
        _kept[key] = sum(loss(w, a, b) * len(b) for a, b in _batches(X, y, batch_size)) / len(X)
    return _kept[key]


def count_floor__by_no_samples(w, X, y, loss, batch_size):
    full = len(X) // batch_size * batch_size
    total = sum(loss(w, a, b) for a, b in _batches(X[:full], y[:full], batch_size))
    return total * batch_size / full


def none__overlapping_windows(w, X, y, loss, batch_size):
    starts = range(len(X))
    return np.mean([loss(w, X[i : i + batch_size], y[i : i + batch_size]) for i in starts])


def none__twice_through(w, X, y, loss, batch_size):
    parts = [*_batches(X, y, batch_size), *_batches(X, y, batch_size)]
    return sum(loss(w, a, b) * len(b) for a, b in parts) / (2 * len(X))


def none__last_of_each_batch_left_out(w, X, y, loss, batch_size):
    total, count = 0.0, 0
    for i in range(0, len(X), batch_size):
        a, b = X[i : i + batch_size - 1], y[i : i + batch_size - 1]
        if len(b):
            total += loss(w, a, b) * len(b)
            count += len(b)
    return total / max(count, 1)


def writes_to_arguments(w, X, y, loss, batch_size):
    total = 0.0
    for a, b in _batches(X, y, batch_size):
        total += loss(w, a, b) * len(b)
    w *= 0.9
    return total / len(X)
