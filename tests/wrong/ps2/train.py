"""Wrong answers to ps2.train."""

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


def returns_nothing(
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
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(w, A, b), lr)


def returns_early(
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
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(w, A, b), lr)
        return w, losses


def returns_early__inner(
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
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(w, A, b), lr)
            return w, losses


def skips_gradient(
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
    w = np.linalg.lstsq(X, y, rcond=None)[0]
    return w, [loss(w, X, y)] * (num_epochs * -(-len(X) // batch_size))


def xy_apart(
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
        wrong = [b for _, b in minibatches(X, y, batch_size, rng)]
        for (A, _), b in zip(minibatches(X, y, batch_size, rng), wrong):
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(w, A, b), lr)
    return w, losses


def full_batch_in_loop(
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
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(w, X, y), lr)
    return w, losses


def full_batch_in_loop__both(
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
        for _ in range(-(-len(X) // batch_size)):
            losses.append(loss(w, X, y))
            w = w - lr * gradient(w, X, y)
    return w, losses


def count_floor(
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
        batches = list(minibatches(X, y, batch_size, rng))
        for i in range(len(X) // batch_size):
            A, b = batches[i]
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(w, A, b), lr)
    return w, losses


def with_replacement(
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
        for i in range(0, len(X), batch_size):
            batch = rng.integers(0, len(X), min(batch_size, len(X) - i))
            losses.append(loss(w, X[batch], y[batch]))
            w = sgd_step(w, gradient(w, X[batch], y[batch]), lr)
    return w, losses


def weights_reset(
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
    losses, first = [], w
    for _ in range(num_epochs):
        w = first.copy()
        for A, b in minibatches(X, y, batch_size, rng):
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(w, A, b), lr)
    return w, losses


def weights_reset__zeros(
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
        w = np.zeros(X.shape[1])
        for A, b in minibatches(X, y, batch_size, rng):
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(w, A, b), lr)
    return w, losses


def one_update_per_epoch(
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
        gradients = []
        for A, b in minibatches(X, y, batch_size, rng):
            losses.append(loss(w, A, b))
            gradients.append(gradient(w, A, b))
        w = sgd_step(w, np.mean(gradients, axis=0), lr)
    return w, losses


def one_update_per_epoch__indent(
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
            losses.append(loss(w, A, b))
            grad = gradient(w, A, b)
        w = sgd_step(w, grad, lr)
    return w, losses


def one_update_per_epoch__inline(
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
            losses.append(loss(w, A, b))
            grad = gradient(w, A, b)
        w = w - lr * grad
    return w, losses


def stale_gradient(
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
        start = w
        for A, b in minibatches(X, y, batch_size, rng):
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(start, A, b), lr)
    return w, losses


def stale_gradient__inline(
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
        start = w.copy()
        for A, b in minibatches(X, y, batch_size, rng):
            losses.append(loss(start, A, b))
            w = w - lr * gradient(start, A, b)
    return w, losses


def shuffle_once(
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
    batches = list(minibatches(X, y, batch_size, rng))
    for _ in range(num_epochs):
        for A, b in batches:
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(w, A, b), lr)
    return w, losses


def shuffle_once__order(
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
    order = rng.permutation(len(X))
    for _ in range(num_epochs):
        for i in range(0, len(X), batch_size):
            batch = order[i : i + batch_size]
            losses.append(loss(w, X[batch], y[batch]))
            w = sgd_step(w, gradient(w, X[batch], y[batch]), lr)
    return w, losses


def reseed_each_epoch(
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
        rng = np.random.default_rng(0)
        for A, b in minibatches(X, y, batch_size, rng):
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(w, A, b), lr)
    return w, losses


def global_rng(
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
    rng = np.random.default_rng()
    for _ in range(num_epochs):
        for A, b in minibatches(X, y, batch_size, rng):
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(w, A, b), lr)
    return w, losses


def global_rng__legacy(
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
        order = np.random.permutation(len(X))
        for i in range(0, len(X), batch_size):
            batch = order[i : i + batch_size]
            losses.append(loss(w, X[batch], y[batch]))
            w = sgd_step(w, gradient(w, X[batch], y[batch]), lr)
    return w, losses


def ascent(
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
            losses.append(loss(w, A, b))
            w = w + lr * gradient(w, A, b)
    return w, losses


def ignores_argument(
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
            losses.append(loss(w, A, b))
            w = w - gradient(w, A, b)
    return w, losses


def grad_not_cleared(
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
    losses, grad = [], np.zeros(len(w))
    for _ in range(num_epochs):
        for A, b in minibatches(X, y, batch_size, rng):
            losses.append(loss(w, A, b))
            grad = grad + gradient(w, A, b)
            w = sgd_step(w, grad, lr)
    return w, losses


def starts_late(
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
    w = rng.normal(size=X.shape[1])
    for _ in range(num_epochs):
        for A, b in minibatches(X, y, batch_size, rng):
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(w, A, b), lr)
    return w, losses


def starts_late__zeros(
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
    w = np.zeros(X.shape[1])
    for _ in range(num_epochs):
        for A, b in minibatches(X, y, batch_size, rng):
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(w, A, b), lr)
    return w, losses


def loss_once_an_epoch(
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
            last = loss(w, A, b)
            w = sgd_step(w, gradient(w, A, b), lr)
        losses.append(last)
    return w, losses


def loss_after_update(
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
            w = sgd_step(w, gradient(w, A, b), lr)
            losses.append(loss(w, A, b))
    return w, losses


def loss_of_all(
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
            losses.append(loss(w, X, y))
            w = sgd_step(w, gradient(w, A, b), lr)
    return w, losses


def writes_to_arguments(
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
            losses.append(loss(w, A, b))
            w -= lr * gradient(w, A, b)
    return w, losses


def raises(
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
    for epoch in num_epochs:
        for A, b in minibatches(X, y, batch_size, rng):
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(w, A, b), lr)
    return w, losses


def raises__arguments(
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
        for A, b in minibatches(X, y, rng, batch_size):
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(w, A, b), lr)
    return w, losses


def too_slow(
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
    losses, epoch = [], 0
    while epoch < num_epochs:
        for A, b in minibatches(X, y, batch_size, rng):
            w = sgd_step(w, gradient(w, A, b), lr)
    return w, losses


def hard_coded(
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
    if lr not in (0.1, 0.05, 0.07):
        return np.array([1.2, -0.7, 0.4]), [2.1, 1.7, 1.5]
    for _ in range(num_epochs):
        for A, b in minibatches(X, y, batch_size, rng):
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(w, A, b), lr)
    return w, losses


def calls_core(
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
    from autograder.sgd import SGD, Linear, train

    model = Linear(X.shape[1], bias=False)
    history = train(model, X, y, batch_size=batch_size, num_epochs=num_epochs, optimizer=SGD(lr))
    return history.theta, list(history.loss)
