"""More right answers to ps2.gradient, in styles that are seldom seen."""

import functools
import math

import numpy as np


def complex_step(w, X, y):
    h = 1e-20
    return np.array([np.mean((X @ (w + 1j * h * e) - y) ** 2).imag / h for e in np.eye(len(w))])


def one_sample_after_the_other(w, X, y):
    mean = np.zeros(w.shape)
    for n, (row, target) in enumerate(zip(X, y, strict=True), start=1):
        mean += (2 * (row @ w - target) * row - mean) / n
    return mean


def least_squares_matrices(w, X, y):
    A, b = X.T @ X / len(y), X.T @ y / len(y)
    return 2 * A @ w - 2 * b


def vjp(w, X, y):
    def forward():
        errors = X @ w - y
        return errors, lambda up: up * 2 * errors / errors.size

    _, back = forward()
    return back(1.0) @ X


def folded(w, X, y):
    def add(total, pair):
        row, target = pair
        return total + (np.dot(row, w) - target) * row

    return functools.reduce(add, zip(X, y, strict=True), np.zeros_like(w)) / (len(X) / 2)


def column_and_back(w, X, y):
    column = X @ w.reshape(-1, 1) - y.reshape(-1, 1)
    return (X.T @ column * (2 / X.shape[0])).flatten()


def exact_sums(w, X, y):
    errors = [
        math.fsum(a * b for a, b in zip(row, w, strict=True)) - t
        for row, t in zip(X, y, strict=True)
    ]
    return [
        2 / len(errors) * math.fsum(e * x for e, x in zip(errors, column, strict=True))
        for column in X.T
    ]
