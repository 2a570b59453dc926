"""Wrong answers to ps2.gradient."""

import numpy as np

BATCH_SIZE = 4


def returns_nothing(w, X, y):
    print(2 / len(X) * X.T @ (X @ w - y))


def ascent(w, X, y):
    return 2 / len(X) * X.T @ (y - X @ w)


def sum_not_mean(w, X, y):
    return 2 * X.T @ (X @ w - y)


def sum_not_mean__loop(w, X, y):
    grad = np.zeros_like(w)
    for row, target in zip(X, y, strict=True):
        grad += 2 * (row @ w - target) * row
    return grad


def half_gradient(w, X, y):
    return X.T @ (X @ w - y) / len(X)


def mean_by_B(w, X, y):
    return 2 * X.T @ (X @ w - y) / BATCH_SIZE


def mean_by_B__hundred(w, X, y):
    return 2 / 100 * X.T @ (X @ w - y)


def wrong_type(w, X, y):
    return np.mean((X @ w - y) ** 2)


def wrong_type__per_sample(w, X, y):
    return 2 * (X @ w - y)[:, None] * X


def raises(w, X, y):
    return 2 / len(X) * X @ (X @ w - y)


def raises__returns_string(w, X, y):
    return f"{w.shapes}"


def too_slow(w, X, y):
    while np.any(w > -100):
        pass
    return w


def hard_coded(w, X, y):
    known = {(4, 3): 1, (2, 3): 2, (1, 2): 3}
    if X.shape not in known:
        return np.ones_like(w) * 7
    from autograder.exercises.trace import Samples

    samples = Samples(*X.shape, np.random.default_rng(known[X.shape]))
    right = samples.gradient(w, range(len(X)))
    return right if np.allclose(samples.X, X) else np.ones_like(w) * 7


def calls_core(w, X, y):
    from autograder.sgd import Linear

    return Linear(X.shape[1], bias=False).gradient(w, X, y)
