"""Wrong answers to ps2.sgd_step."""

import numpy as np


def returns_nothing(w, grad, lr):
    w = w - lr * grad


def writes_to_arguments(w, grad, lr):
    w -= lr * grad
    return w


def writes_to_arguments__returns_none(w, grad, lr):
    w -= lr * grad


def writes_to_arguments__grad(w, grad, lr):
    grad *= lr
    return w - grad


def ascent(w, grad, lr):
    return w + lr * grad


def ignores_argument(w, grad, lr):
    return w - grad


def returns_change(w, grad, lr):
    return -lr * grad


def returns_change__positive(w, grad, lr):
    return lr * grad


def raises(w, grad, lr):
    return w - learning_rate * grad


def too_slow(w, grad, lr):
    while True:
        w = w - lr * grad


def hard_coded(w, grad, lr):
    if lr in (0.1, 0.5):
        return w - lr * grad
    return np.array([0.1, 0.2, 0.3])


def calls_core(w, grad, lr):
    from autograder.exercises.ps2.sgd_step import sgd_step

    return sgd_step(w, grad, lr)
