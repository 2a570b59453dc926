"""More right answers to ps2.sgd_step, in styles that are seldom seen."""

import functools
import operator

import numpy as np


def by_matrix(w, grad, lr):
    return np.array([w, grad]).T @ np.array([1.0, -lr])


def divided(w, grad, lr):
    step = grad * lr
    return w + step / -1


def enumerated(w, grad, lr):
    new = np.empty(len(w))
    for i, value in enumerate(w):
        new[i] = value - lr * grad[i]
    return new


def vectorized(w, grad, lr):
    return np.vectorize(lambda a, b: a - lr * b)(w, grad)


def operators(w, grad, lr):
    return operator.sub(w, operator.mul(lr, grad))


def partial_step(w, grad, lr):
    return np.fromiter(map(functools.partial(lambda lr, a, b: a - lr * b, lr), w, grad), float)


def subtracted_from_zeros(w, grad, lr):
    new = np.zeros_like(w)
    new += w
    new -= lr * grad
    return new
