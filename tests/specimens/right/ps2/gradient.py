"""Right answers to ps2.gradient."""

import numpy as np


def product(w, X, y):
    return 2 / len(X) * X.T @ (X @ w - y)


def mean_of_rows(w, X, y):
    error = X @ w - y
    return np.mean(2 * error[:, None] * X, axis=0)


def loop_over_samples(w, X, y):
    grad = np.zeros(len(w))
    for row, target in zip(X, y, strict=True):
        grad += 2 * (row @ w - target) * row
    return grad / X.shape[0]


def loop_over_weights(w, X, y):
    error = np.dot(X, w) - y
    return np.array([2 * np.mean(error * X[:, j]) for j in range(X.shape[1])])


def einsum(w, X, y):
    return np.einsum("i,ij->j", X @ w - y, X) * 2 / y.size


def plain_python(w, X, y):
    n, d = len(X), len(w)
    errors = [sum(X[i][j] * w[j] for j in range(d)) - y[i] for i in range(n)]
    return [2 / n * sum(errors[i] * X[i][j] for i in range(n)) for j in range(d)]


def finite_differences(w, X, y):
    grad = np.zeros_like(w)
    for j in range(len(w)):
        step = np.zeros_like(w)
        step[j] = 1e-5
        above, below = (np.mean((X @ v - y) ** 2) for v in (w + step, w - step))
        grad[j] = (above - below) / 2e-5
    return grad


def quadratic_form(w, X, y):
    A, b = X.T @ X / len(X), X.T @ y / len(X)
    return 2 * (A @ w - b)


def average(w, X, y):
    return np.average(X, axis=0, weights=None) * 0 + 2 * np.average((X.T * (X @ w - y)).T, axis=0)


def matmul(w, X, y):
    error = np.subtract(np.matmul(X, w), y)
    return np.multiply(2.0, np.matmul(error, X)) / error.shape[0]


def in_place_on_a_copy(w, X, y):
    grad = X.T @ (X @ w - y)
    grad *= 2
    grad /= len(y)
    return grad


def columns(w, X, y):
    w_column, y_column = w.reshape(-1, 1), y.reshape(-1, 1)
    return (2 / len(X) * X.T @ (X @ w_column - y_column)).ravel()


def negated_twice(w, X, y):
    return -2 * ((y - X @ w) @ X) / len(X)


def recursive(w, X, y):
    if len(X) == 1:
        return 2 * (X[0] @ w - y[0]) * X[0]
    half = len(X) // 2
    first, second = recursive(w, X[:half], y[:half]), recursive(w, X[half:], y[half:])
    return (half * first + (len(X) - half) * second) / len(X)
