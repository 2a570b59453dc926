"""Right answers to ps2.train."""

import functools
import itertools
from collections import namedtuple

import numpy as np


def _minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    return [
        (X[order[i : i + batch_size]], y[order[i : i + batch_size]])
        for i in range(0, len(X), batch_size)
    ]


def _loss(w, X, y):
    return np.mean((X @ w - y) ** 2)


def _gradient(w, X, y):
    return 2 / len(X) * X.T @ (X @ w - y)


def _sgd_step(w, grad, lr):
    return w - lr * grad


def plain(
    w,
    X,
    y,
    batch_size,
    num_epochs,
    lr,
    rng,
    minibatches=_minibatches,
    loss=_loss,
    gradient=_gradient,
    sgd_step=_sgd_step,
):
    losses = []
    for _ in range(num_epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            losses.append(loss(w, X_batch, y_batch))
            w = sgd_step(w, gradient(w, X_batch, y_batch), lr)
    return w, losses


def inline_update(
    w,
    X,
    y,
    batch_size,
    num_epochs,
    lr,
    rng,
    minibatches=_minibatches,
    loss=_loss,
    gradient=_gradient,
    sgd_step=_sgd_step,
):
    losses = []
    for _ in range(num_epochs):
        for A, b in minibatches(X, y, batch_size, rng):
            grad = gradient(w, A, b)
            losses += [loss(w, A, b)]
            w = w - lr * grad
    return w, losses


def copied_then_in_place(
    w,
    X,
    y,
    batch_size,
    num_epochs,
    lr,
    rng,
    minibatches=_minibatches,
    loss=_loss,
    gradient=_gradient,
    sgd_step=_sgd_step,
):
    w, losses = w.copy(), []
    for _ in range(num_epochs):
        for A, b in minibatches(X, y, batch_size, rng):
            losses.append(loss(w, A, b))
            w -= lr * gradient(w, A, b)
    return w, losses


def own_shuffle(
    w,
    X,
    y,
    batch_size,
    num_epochs,
    lr,
    rng,
    minibatches=_minibatches,
    loss=_loss,
    gradient=_gradient,
    sgd_step=_sgd_step,
):
    losses = []
    for _ in range(num_epochs):
        order = rng.permutation(len(X))
        for i in range(0, len(X), batch_size):
            batch = order[i : i + batch_size]
            losses.append(loss(w, X[batch], y[batch]))
            w = sgd_step(w, gradient(w, X[batch], y[batch]), lr)
    return w, losses


def preallocated(
    w,
    X,
    y,
    batch_size,
    num_epochs,
    lr,
    rng,
    minibatches=_minibatches,
    loss=_loss,
    gradient=_gradient,
    sgd_step=_sgd_step,
):
    steps = -(-len(X) // batch_size)
    losses = np.zeros(num_epochs * steps)
    for epoch in range(num_epochs):
        for i, (A, b) in enumerate(minibatches(X, y, batch_size, rng)):
            losses[epoch * steps + i] = loss(w, A, b)
            w = sgd_step(w, gradient(w, A, b), lr)
    return w, losses


def step_counter(
    w,
    X,
    y,
    batch_size,
    num_epochs,
    lr,
    rng,
    minibatches=_minibatches,
    loss=_loss,
    gradient=_gradient,
    sgd_step=_sgd_step,
):
    losses, step, batches = [], 0, []
    while step < num_epochs * int(np.ceil(len(X) / batch_size)):
        if not batches:
            batches = list(minibatches(X, y, batch_size, rng))
        A, b = batches.pop(0)
        losses.append(float(loss(w, A, b)))
        w = sgd_step(w, gradient(w, A, b), lr)
        step += 1
    return w, losses


def chained(
    w,
    X,
    y,
    batch_size,
    num_epochs,
    lr,
    rng,
    minibatches=_minibatches,
    loss=_loss,
    gradient=_gradient,
    sgd_step=_sgd_step,
):
    losses = []
    epochs = (minibatches(X, y, batch_size, rng) for _ in range(num_epochs))
    for A, b in itertools.chain.from_iterable(epochs):
        losses.append(loss(w, A, b))
        w = sgd_step(w, gradient(w, A, b), lr)
    return w, losses


def inner_function(
    w,
    X,
    y,
    batch_size,
    num_epochs,
    lr,
    rng,
    minibatches=_minibatches,
    loss=_loss,
    gradient=_gradient,
    sgd_step=_sgd_step,
):
    losses = []

    def epoch(w):
        for A, b in minibatches(X, y, batch_size, rng):
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(w, A, b), lr)
        return w

    for _ in range(num_epochs):
        w = epoch(w)
    return w, losses


def recursive_over_epochs(
    w,
    X,
    y,
    batch_size,
    num_epochs,
    lr,
    rng,
    minibatches=_minibatches,
    loss=_loss,
    gradient=_gradient,
    sgd_step=_sgd_step,
):
    if num_epochs == 0:
        return w, []
    losses = []
    for A, b in minibatches(X, y, batch_size, rng):
        losses.append(loss(w, A, b))
        w = sgd_step(w, gradient(w, A, b), lr)
    rest = (batch_size, num_epochs - 1, lr, rng, minibatches, loss, gradient, sgd_step)
    w, later = recursive_over_epochs(w, X, y, *rest)
    return w, losses + later


def path_of_weights(
    w,
    X,
    y,
    batch_size,
    num_epochs,
    lr,
    rng,
    minibatches=_minibatches,
    loss=_loss,
    gradient=_gradient,
    sgd_step=_sgd_step,
):
    path, losses = [w], []
    for _ in range(num_epochs):
        for A, b in minibatches(X, y, batch_size, rng):
            losses.append(loss(path[-1], A, b))
            path.append(sgd_step(path[-1], gradient(path[-1], A, b), lr))
    return path[-1], losses


def reduced(
    w,
    X,
    y,
    batch_size,
    num_epochs,
    lr,
    rng,
    minibatches=_minibatches,
    loss=_loss,
    gradient=_gradient,
    sgd_step=_sgd_step,
):
    def step(state, batch):
        w, losses = state
        return sgd_step(w, gradient(w, *batch), lr), [*losses, loss(w, *batch)]

    state = (w, [])
    for _ in range(num_epochs):
        state = functools.reduce(step, minibatches(X, y, batch_size, rng), state)
    return state


def generator_of_losses(
    w,
    X,
    y,
    batch_size,
    num_epochs,
    lr,
    rng,
    minibatches=_minibatches,
    loss=_loss,
    gradient=_gradient,
    sgd_step=_sgd_step,
):
    def run():
        nonlocal w
        for _ in range(num_epochs):
            for A, b in minibatches(X, y, batch_size, rng):
                yield loss(w, A, b)
                w = sgd_step(w, gradient(w, A, b), lr)

    losses = list(run())
    return w, losses


def losses_by_epoch_joined(
    w,
    X,
    y,
    batch_size,
    num_epochs,
    lr,
    rng,
    minibatches=_minibatches,
    loss=_loss,
    gradient=_gradient,
    sgd_step=_sgd_step,
):
    losses = []
    for _ in range(num_epochs):
        of_epoch = []
        for batch in minibatches(X, y, batch_size, rng):
            of_epoch.append(np.float64(loss(w, *batch)))
            w = np.subtract(w, np.multiply(lr, gradient(w, *batch)))
        losses.extend(of_epoch)
    return [w, tuple(losses)]


def random_keys(
    w,
    X,
    y,
    batch_size,
    num_epochs,
    lr,
    rng,
    minibatches=_minibatches,
    loss=_loss,
    gradient=_gradient,
    sgd_step=_sgd_step,
):
    w, losses = np.array(w), []
    for _ in range(num_epochs):
        order = np.argsort(rng.random(len(X)))
        for batch in np.split(order, range(batch_size, len(X), batch_size)):
            losses.append(loss(w, X[batch], y[batch]))
            w = sgd_step(w, gradient(w, X[batch], y[batch]), lr)
    return w, losses


class _Trainer:
    def __init__(self, w, lr):
        self.w, self.lr, self.losses = w, lr, []

    def step(self, A, b, loss, gradient):
        self.losses.append(loss(self.w, A, b))
        self.w = self.w - self.lr * gradient(self.w, A, b)


def with_a_class(
    w,
    X,
    y,
    batch_size,
    num_epochs,
    lr,
    rng,
    minibatches=_minibatches,
    loss=_loss,
    gradient=_gradient,
    sgd_step=_sgd_step,
):
    trainer = _Trainer(w, lr)
    for _ in range(num_epochs):
        for A, b in minibatches(X, y, batch_size, rng):
            trainer.step(A, b, loss, gradient)
    return trainer.w, trainer.losses


def noisy_and_fine(
    w,
    X,
    y,
    batch_size,
    num_epochs,
    lr,
    rng,
    minibatches=_minibatches,
    loss=_loss,
    gradient=_gradient,
    sgd_step=_sgd_step,
):
    losses = []
    for epoch in range(num_epochs):
        print("epoch", epoch)
        np.log(np.zeros(1))
        for A, b in minibatches(X, y, batch_size, rng):
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(w, A, b), lr)
    return w, losses


Result = namedtuple("Result", "w losses")


def named_result(w, X, y, batch_size, num_epochs, lr, rng, minibatches, loss, gradient, sgd_step):
    losses = []
    for _ in range(num_epochs):
        for A, b in minibatches(X, y, batch_size, rng):
            losses += [loss(w=w, X=A, y=b)]
            w = sgd_step(w=w, grad=gradient(w=w, X=A, y=b), lr=lr)
    return Result(w, losses)


def looks_around(w, X, y, batch_size, num_epochs, lr, rng, minibatches, loss, gradient, sgd_step):
    losses = []
    for epoch in range(num_epochs):
        print(epoch, loss(w, X, y), np.linalg.norm(gradient(w, X, y)))
        for A, b in minibatches(X=X, y=y, batch_size=batch_size, rng=rng):
            losses.append(loss(w, A, b))
            if np.isnan(gradient(w, A, b)).any():
                raise ArithmeticError("no number")
            w = sgd_step(w, gradient(w, A, b), lr)
            print(loss(w, A, b), np.linalg.norm(gradient(w, A, b)))
    print(loss(w, X, y), np.linalg.norm(gradient(w, X, y)))
    return w, losses


def single_precision(w, X, y, batch_size, num_epochs, lr, rng, **the):
    w, losses = w.astype("f4"), []
    for _ in range(num_epochs):
        for A, b in the["minibatches"](X.astype("f4"), y.astype("f4"), batch_size, rng):
            losses.append(np.float32(np.mean((A @ w - b) ** 2)))
            w = w - np.float32(lr) * the["gradient"](w, A, b).astype("f4")
    return w, losses


def batches_of_all_epochs_first(w, X, y, batch_size, num_epochs, lr, rng, **the):
    epochs = [the["minibatches"](X, y, batch_size, rng) for _ in range(num_epochs)]
    path = [w]
    for A, b in itertools.chain.from_iterable(epochs):
        path.append(the["sgd_step"](path[-1], the["gradient"](path[-1], A, b), lr))
    losses = [
        the["loss"](v, *batch)
        for v, batch in zip(path, itertools.chain.from_iterable(epochs), strict=False)
    ]
    return path[-1], losses


def counts_the_batches_first(w, X, y, batch_size, num_epochs, lr, rng, **the):
    steps = -(-len(X) // batch_size)
    losses = np.zeros(num_epochs * steps)
    for t in range(num_epochs * steps):
        if t % steps == 0:
            batches = iter(the["minibatches"](X, y, batch_size, rng))
        A, b = next(batches)
        losses[t] = the["loss"](w, A, b)
        w = the["sgd_step"](w, the["gradient"](w, A, b), lr)
    return [w, losses.tolist()]


def uses_the_batches_up(w, X, y, batch_size, num_epochs, lr, rng, **the):
    losses = []
    for _ in range(num_epochs):
        batches = list(the["minibatches"](X, y, batch_size, rng))[::-1]
        while batches:
            A, b = batches.pop()
            losses.append(the["loss"](w, A, b))
            w = the["sgd_step"](w, the["gradient"](w, A, b), lr)
    return w, losses
