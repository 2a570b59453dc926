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
    known = {(4, 3): 1, (2, 3): 2, (1, 1): 3, (7, 2): 4}
    if X.shape not in known:
        return np.ones_like(w) * 7
    from autograder.exercises.trace import Samples

    samples = Samples(*X.shape, np.random.default_rng(known[X.shape]))
    right = samples.gradient(w, range(len(X)))
    return right if np.allclose(samples.X, X) else np.ones_like(w) * 7


def calls_core(w, X, y):
    from autograder.sgd import Linear

    return Linear(X.shape[1], bias=False).gradient(w, X, y)


def none__without_targets(w, X, y):
    return 2 / len(X) * X.T @ (X @ w)


def none__mean_over_features(w, X, y):
    return 2 * X.T @ (X @ w - y) / X.shape[1]


def none__of_the_absolute_error(w, X, y):
    return X.T @ np.sign(X @ w - y) / len(X)


def none__clipped(w, X, y):
    return np.clip(2 / len(X) * X.T @ (X @ w - y), -3, 3)


def none__normalised(w, X, y):
    gradient = 2 / len(X) * X.T @ (X @ w - y)
    return gradient / np.linalg.norm(gradient)


def none__weight_decay(w, X, y):
    return 2 / len(X) * X.T @ (X @ w - y) + 0.01 * w


def none__twice_too_large(w, X, y):
    return 4 / len(X) * X.T @ (X @ w - y)


def none__first_sample_only(w, X, y):
    return 2 * X[0] * (X[0] @ w - y[0])


def none__n_minus_one(w, X, y):
    return 2 / max(len(X) - 1, 1) * X.T @ (X @ w - y)


def none__error_squared(w, X, y):
    return 2 / len(X) * X.T @ (X @ w - y) ** 2


def none__a_step(w, X, y):
    return w - 0.1 * 2 / len(X) * X.T @ (X @ w - y)


def wrong_type__a_column(w, X, y):
    return (2 / len(X) * X.T @ (X @ w - y))[:, None]


def wrong_type__with_the_loss(w, X, y):
    return np.mean((X @ w - y) ** 2), 2 / len(X) * X.T @ (X @ w - y)


def sum_not_mean__without_the_two(w, X, y):
    return X.T @ (X @ w - y)


def ascent__of_the_sum(w, X, y):
    return 2 * X.T @ (y - X @ w)


def none__zero(w, X, y):
    return 2 // len(X) * X.T @ (X @ w - y) if len(X) > 1 else np.zeros_like(w)


def none__changes_y(w, X, y):
    y -= X @ w
    return -2 * X.T @ y / len(y)
