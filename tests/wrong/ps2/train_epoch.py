"""Wrong answers to ps2.train_epoch."""

import numpy as np


def returns_nothing(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        w = sgd_step(w, gradient(w, X, y), lr)


def returns_early(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        w = sgd_step(w, gradient(w, X, y), lr)
        return w
    return w


def skips_gradient(w, batches, lr, gradient=None, sgd_step=None):
    X, y = (np.concatenate(part) for part in zip(*batches, strict=True))
    return np.linalg.lstsq(X, y, rcond=None)[0]


def skips_gradient__own(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        w = w - lr * 2 / len(X) * X.T @ (X @ w - y)
    return w


def full_batch_in_loop(w, batches, lr, gradient=None, sgd_step=None):
    X, y = (np.concatenate(part) for part in zip(*batches, strict=True))
    for _ in batches:
        w = sgd_step(w, gradient(w, X, y), lr)
    return w


def drop_last_free(w, batches, lr, gradient=None, sgd_step=None):
    size = len(batches[0][0])
    for X, y in batches:
        if len(X) == size:
            w = w - lr * gradient(w, X, y)
    return w


def weights_reset(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        new = sgd_step(w, gradient(w, X, y), lr)
    return new


def weights_reset__copy(w, batches, lr, gradient=None, sgd_step=None):
    first = w.copy()
    for X, y in batches:
        w = first.copy()
        w -= lr * gradient(w, X, y)
    return w


def one_update_per_epoch(w, batches, lr, gradient=None, sgd_step=None):
    gradients = [gradient(w, X, y) for X, y in batches]
    return sgd_step(w, np.mean(gradients, axis=0), lr)


def one_update_per_epoch__sum(w, batches, lr, gradient=None, sgd_step=None):
    total = 0
    for X, y in batches:
        total = total + gradient(w, X, y)
    return sgd_step(w, total, lr)


def one_update_per_epoch__inline(w, batches, lr, gradient=None, sgd_step=None):
    total, count = 0, 0
    for X, y in batches:
        total, count = total + gradient(w, X, y), count + 1
    return w - lr * total / count


def stale_gradient(w, batches, lr, gradient=None, sgd_step=None):
    start = w.copy()
    for X, y in batches:
        w = sgd_step(w, gradient(start, X, y), lr)
    return w


def stale_gradient__first(w, batches, lr, gradient=None, sgd_step=None):
    gradients = [gradient(w, X, y) for X, y in batches]
    for grad in gradients:
        w = w - lr * grad
    return w


def ascent(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        w = w + lr * gradient(w, X, y)
    return w


def ignores_argument(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        w = w - gradient(w, X, y)
    return w


def grad_not_cleared(w, batches, lr, gradient=None, sgd_step=None):
    grad = np.zeros_like(w)
    for X, y in batches:
        grad += gradient(w, X, y)
        w = sgd_step(w, grad, lr)
    return w


def writes_to_arguments(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        w -= lr * gradient(w, X, y)
    return w


def raises(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        w = sgd_step(w, gradient(w, X), lr, y)
    return w


def raises__unpacking(w, batches, lr, gradient=None, sgd_step=None):
    for batch in batches:
        w = sgd_step(w, gradient(w, batch), lr)
    return w


def too_slow(w, batches, lr, gradient=None, sgd_step=None):
    while np.linalg.norm(gradient(w, *batches[0])) > -1:
        for X, y in batches:
            w = sgd_step(w, gradient(w, X, y), lr)
    return w


def hard_coded(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        if lr in (0.1, 0.05):
            w = sgd_step(w, gradient(w, X, y), lr)
    return w * 1.5 if lr not in (0.1, 0.05) else w


def calls_core(w, batches, lr, gradient=None, sgd_step=None):
    from autograder.sgd import Linear

    model = Linear(len(w), bias=False)
    for X, y in batches:
        w = w - lr * model.gradient(w, X, y)
    return w
