"""Right answers to ps2.train_epoch."""

import functools

import numpy as np


def plain(w, batches, lr, gradient=None, sgd_step=None):
    for X_batch, y_batch in batches:
        w = sgd_step(w, gradient(w, X_batch, y_batch), lr)
    return w


def checked_by_hand(w, batches, lr, gradient=None, sgd_step=None):
    for X_batch, y_batch in batches:
        grad = gradient(w, X_batch, y_batch)
        by_hand = w - lr * grad
        w = sgd_step(w, grad, lr)
        assert np.allclose(w, by_hand)
    return w


def copied_then_in_place(w, batches, lr, gradient=None, sgd_step=None):
    w = w.copy()
    for X_batch, y_batch in batches:
        w[:] = sgd_step(w, gradient(w, X_batch, y_batch), lr)
    return w


def by_index(w, batches, lr, gradient=None, sgd_step=None):
    batches = list(batches)
    for i in range(len(batches)):
        grad = gradient(w, batches[i][0], batches[i][1])
        w = sgd_step(w, grad, lr)
    return w


def reduced(w, batches, lr, gradient=None, sgd_step=None):
    return functools.reduce(lambda v, batch: sgd_step(v, gradient(v, *batch), lr), batches, w)


def recursive(w, batches, lr, gradient=None, sgd_step=None):
    if not len(batches):
        return w
    (X, y), *rest = batches
    return recursive(sgd_step(w, gradient(w, X, y), lr), rest, lr, gradient, sgd_step)


def while_loop(w, batches, lr, gradient=None, sgd_step=None):
    steps, step = list(batches), 0
    while step < len(steps):
        X, y = steps[step]
        w = sgd_step(w, gradient(w, X, y), lr)
        step += 1
    return w


def iterator(w, batches, lr, gradient=None, sgd_step=None):
    todo = iter(batches)
    while (batch := next(todo, None)) is not None:
        w = sgd_step(w, gradient(w, *batch), lr)
    return w


def history(w, batches, lr, gradient=None, sgd_step=None):
    path = [w]
    for X, y in batches:
        path.append(sgd_step(path[-1], gradient(path[-1], X, y), lr))
    return path[-1]


def inner_function(w, batches, lr, gradient=None, sgd_step=None):
    def step(w, X, y):
        return sgd_step(w, np.asarray(gradient(w, X, y)), lr)

    for X, y in batches:
        w = step(w, X, y)
    return w


def lists_of_numbers(w, batches, lr, gradient=None, sgd_step=None):
    w = list(w)
    for X, y in batches:
        w = list(sgd_step(np.array(w), gradient(w, X, y), lr))
    return np.array(w)


def copies_of_batches(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in [(np.array(X), np.array(y)) for X, y in batches]:
        w = sgd_step(w, gradient(w, X, y), lr)
    return w


def keywords(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        w = sgd_step(w=w, grad=gradient(w=w, X=X, y=y), lr=lr)
    return w


class _Walker:
    def __init__(self, w, sgd_step):
        self.w, self.sgd_step = w, sgd_step

    def step(self, grad, lr):
        self.w = self.sgd_step(self.w, grad, lr)


def with_a_class(w, batches, lr, gradient=None, sgd_step=None):
    walker = _Walker(w, sgd_step)
    for X, y in batches:
        walker.step(gradient(walker.w, X, y), lr)
    return walker.w


def looks_again(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        before = np.linalg.norm(gradient(w, X, y))
        w = sgd_step(w, gradient(w, X, y), lr)
        print(before, "→", np.linalg.norm(gradient(w, X, y)))
    return w


def uses_the_list_up(w, batches, lr, gradient=None, sgd_step=None):
    while batches:
        X, y = batches.pop(0)
        w = sgd_step(w, gradient(w, X, y), lr)
    return w


def by_name(w, batches, lr, gradient=None, sgd_step=None):
    for X_batch, y_batch in batches:
        w = sgd_step(w=w, grad=gradient(w=w, X=X_batch, y=y_batch), lr=lr)
    return w


def single_precision(w, batches, lr, gradient=None, sgd_step=None):
    w = w.astype(np.float32)
    for X, y in batches:
        grad = gradient(w, X.astype("f4"), y.astype("f4")).astype("f4")
        w = sgd_step(w, grad, np.float32(lr)).astype("f4")
    return w


class _Trainer:
    def __call__(self, w, batches, lr, gradient=None, sgd_step=None):
        self.w = w
        for self.X, self.y in batches:
            self.w = sgd_step(self.w, gradient(self.w, self.X, self.y), lr)
        return self.w


def an_object(w, batches, lr, gradient=None, sgd_step=None):
    return _Trainer()(w, batches, lr, gradient, sgd_step)


def looks_at_all_data(w, batches, lr, gradient=None, sgd_step=None):
    X_all, y_all = (np.concatenate(parts) for parts in zip(*batches, strict=True))
    for X, y in batches:
        print(np.linalg.norm(gradient(w, X_all, y_all)))
        w = sgd_step(w, gradient(w, X, y), lr)
    return w
