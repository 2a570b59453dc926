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


def none__a_tail_of_one_left_out(
    w,
    X,
    y,
    batch_size,
    num_epochs,
    lr,
    rng,
    minibatches=None,
    loss=None,
    gradient=None,
    sgd_step=None,
):
    losses = []
    for _ in range(num_epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            if len(y_batch) > 1:
                losses.append(loss(w, X_batch, y_batch))
                w = sgd_step(w, gradient(w, X_batch, y_batch), lr)
    return w, losses


def none__the_weights_of_the_best_batch(
    w,
    X,
    y,
    batch_size,
    num_epochs,
    lr,
    rng,
    minibatches=None,
    loss=None,
    gradient=None,
    sgd_step=None,
):
    losses, states = [], []
    for _ in range(num_epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            states.append(w)
            losses.append(loss(w, X_batch, y_batch))
            w = sgd_step(w, gradient(w, X_batch, y_batch), lr)
    return states[losses.index(min(losses))], losses


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


def wrong_type(w, X, y, batch_size, num_epochs, lr, rng, **given):
    return _train(w, X, y, batch_size, num_epochs, lr, rng, **given)[1]


def wrong_type__by_name(w, X, y, batch_size, num_epochs, lr, rng, **given):
    w, losses = _train(w, X, y, batch_size, num_epochs, lr, rng, **given)
    return {"w": w, "losses": losses}


def wrong_type__losses_first(w, X, y, batch_size, num_epochs, lr, rng, **given):
    w, losses = _train(w, X, y, batch_size, num_epochs, lr, rng, **given)
    return losses, w


def none__weights_alone(w, X, y, batch_size, num_epochs, lr, rng, **given):
    return _train(w, X, y, batch_size, num_epochs, lr, rng, **given)[0]


def none__mean_loss(w, X, y, batch_size, num_epochs, lr, rng, **given):
    w, losses = _train(w, X, y, batch_size, num_epochs, lr, rng, **given)
    return w, float(np.mean(losses))


def none__one_epoch_more(w, X, y, batch_size, num_epochs, lr, rng, **given):
    return _train(w, X, y, batch_size, num_epochs + 1, lr, rng, **given)


def none__one_epoch_less(w, X, y, batch_size, num_epochs, lr, rng, **given):
    return _train(w, X, y, batch_size, max(num_epochs - 1, 1), lr, rng, **given)


def none__ten_epochs(w, X, y, batch_size, num_epochs, lr, rng, **given):
    return _train(w, X, y, batch_size, 10, lr, rng, **given)


def none__other_batch_size(w, X, y, batch_size, num_epochs, lr, rng, **given):
    return _train(w, X, y, 2, num_epochs, lr, rng, **given)


def none__losses_twice(w, X, y, batch_size, num_epochs, lr, rng, **given):
    w, losses = _train(w, X, y, batch_size, num_epochs, lr, rng, **given)
    return w, [loss for loss in losses for _ in range(2)]


def none__last_loss_missing(w, X, y, batch_size, num_epochs, lr, rng, **given):
    w, losses = _train(w, X, y, batch_size, num_epochs, lr, rng, **given)
    return w, losses[:-1]


def none__loss_of_one_sample(w, X, y, batch_size, num_epochs, lr, rng, **given):
    def first(loss):
        return lambda w, A, b: loss(w, A[:1], b[:1])

    given["loss"] = first(given["loss"])
    return _train(w, X, y, batch_size, num_epochs, lr, rng, **given)


def none__first_weights_returned(w, X, y, batch_size, num_epochs, lr, rng, **given):
    return w, _train(w, X, y, batch_size, num_epochs, lr, rng, **given)[1]


def none__first_batch_of_each_epoch(w, X, y, batch_size, num_epochs, lr, rng, **given):
    minibatches = given["minibatches"]
    given["minibatches"] = lambda *arguments: minibatches(*arguments)[:1]
    return _train(w, X, y, batch_size, num_epochs, lr, rng, **given)


def none__falling_rate(w, X, y, batch_size, num_epochs, lr, rng, **given):
    losses = []
    for epoch in range(num_epochs):
        w, more = _train(w, X, y, batch_size, 1, lr * 0.9**epoch, rng, **given)
        losses += more
    return w, losses


def none__rate_by_batch_size(w, X, y, batch_size, num_epochs, lr, rng, **given):
    return _train(w, X, y, batch_size, num_epochs, lr / batch_size, rng, **given)


def none__stops_at_small_losses(w, X, y, batch_size, num_epochs, lr, rng, **given):
    losses = []
    for _ in range(num_epochs):
        w, more = _train(w, X, y, batch_size, 1, lr, rng, **given)
        losses += more
        if losses[-1] < 0.01:
            break
    return w, losses


def none__stops_at_small_losses__soon(w, X, y, batch_size, num_epochs, lr, rng, **given):
    losses = []
    for _ in range(num_epochs):
        w, more = _train(w, X, y, batch_size, 1, lr, rng, **given)
        losses += more
        if losses[-1] < 1e-5:
            break
    return w, losses


def none__thrown_away(w, X, y, batch_size, num_epochs, lr, rng, **given):
    losses = []
    for _ in range(num_epochs):
        for A, b in given["minibatches"](X, y, batch_size, rng):
            losses.append(given["loss"](w, A, b))
            given["sgd_step"](w, given["gradient"](w, A, b), lr)
    return w, losses


def none__batch_before(w, X, y, batch_size, num_epochs, lr, rng, **given):
    losses, before = [], None
    for _ in range(num_epochs):
        for A, b in given["minibatches"](X, y, batch_size, rng):
            losses.append(given["loss"](w, A, b))
            w = given["sgd_step"](w, given["gradient"](w, *(before or (A, b))), lr)
            before = A, b
    return w, losses


def none__two_steps_a_batch(w, X, y, batch_size, num_epochs, lr, rng, **given):
    losses = []
    for _ in range(num_epochs):
        for A, b in given["minibatches"](X, y, batch_size, rng):
            losses.append(given["loss"](w, A, b))
            for _ in range(2):
                w = given["sgd_step"](w, given["gradient"](w, A, b), lr)
    return w, losses


def none__at_most_as_many_steps_as_a_batch_has_samples(
    w, X, y, batch_size, num_epochs, lr, rng, **given
):
    minibatches = given["minibatches"]
    given["minibatches"] = lambda *arguments: minibatches(*arguments)[:batch_size]
    return _train(w, X, y, batch_size, num_epochs, lr, rng, **given)


def not_shuffled(w, X, y, batch_size, num_epochs, lr, rng, **given):
    given["minibatches"] = lambda X, y, size, rng: [
        (X[i : i + size], y[i : i + size]) for i in range(0, len(X), size)
    ]
    return _train(w, X, y, batch_size, num_epochs, lr, rng, **given)


def one_update_per_epoch__with_a_look_at_all(w, X, y, batch_size, num_epochs, lr, rng, **given):
    losses, gradient = [], given["gradient"]
    for _ in range(num_epochs):
        print(np.linalg.norm(gradient(w, X, y)))
        gradients = []
        for A, b in given["minibatches"](X, y, batch_size, rng):
            losses.append(given["loss"](w, A, b))
            gradients.append(gradient(w, A, b))
        w = given["sgd_step"](w, np.mean(gradients, axis=0), lr)
    return w, losses


def xy_apart__y_of_the_batch_before(w, X, y, batch_size, num_epochs, lr, rng, **given):
    losses = []
    for _ in range(num_epochs):
        batches = [
            p for p in given["minibatches"](X, y, batch_size, rng) if len(p[1]) == batch_size
        ]
        for (A, _), (_, b) in zip(batches, batches[1:] + batches[:1], strict=True):
            losses.append(given["loss"](w, A, b))
            w = given["sgd_step"](w, given["gradient"](w, A, b), lr)
    return w, losses


def _train(w, X, y, batch_size, num_epochs, lr, rng, minibatches, loss, gradient, sgd_step):
    losses = []
    for _ in range(num_epochs):
        for A, b in minibatches(X, y, batch_size, rng):
            losses.append(loss(w, A, b))
            w = sgd_step(w, gradient(w, A, b), lr)
    return w, losses


def none__each_batch_for_all_epochs(w, X, y, batch_size, num_epochs, lr, rng, **given):
    losses = []
    for A, b in given["minibatches"](X, y, batch_size, rng):
        for _ in range(num_epochs):
            losses.append(given["loss"](w, A, b))
            w = given["sgd_step"](w, given["gradient"](w, A, b), lr)
    return w, losses


def none__as_many_steps_as_epochs(w, X, y, batch_size, num_epochs, lr, rng, **given):
    losses = []
    batches = given["minibatches"](X, y, batch_size, rng)
    for _, (A, b) in zip(range(num_epochs), batches, strict=False):
        losses.append(given["loss"](w, A, b))
        w = given["sgd_step"](w, given["gradient"](w, A, b), lr)
    return w, losses


def shuffle_once__batches_in_another_order(w, X, y, batch_size, num_epochs, lr, rng, **given):
    losses, batches = [], given["minibatches"](X, y, batch_size, rng)
    for _ in range(num_epochs):
        for i in rng.permutation(len(batches)):
            losses.append(given["loss"](w, *batches[i]))
            w = given["sgd_step"](w, given["gradient"](w, *batches[i]), lr)
    return w, losses


def wrong_type__with_the_number_of_steps(w, X, y, batch_size, num_epochs, lr, rng, **given):
    w, losses = _train(w, X, y, batch_size, num_epochs, lr, rng, **given)
    return w, losses, len(losses)


def none__mean_of_the_weights(w, X, y, batch_size, num_epochs, lr, rng, **given):
    losses = []
    for _ in range(num_epochs):
        reached = []
        for A, b in given["minibatches"](X, y, batch_size, rng):
            losses.append(given["loss"](w, A, b))
            reached.append(given["sgd_step"](w, given["gradient"](w, A, b), lr))
        w = np.mean(reached, axis=0)
    return w, losses


def none__rate_of_one_at_most(w, X, y, batch_size, num_epochs, lr, rng, **given):
    return _train(w, X, y, batch_size, num_epochs, min(lr, 1.0), rng, **given)


def none__clips_great_gradients(w, X, y, batch_size, num_epochs, lr, rng, **given):
    gradient = given.pop("gradient")
    return _train(
        w,
        X,
        y,
        batch_size,
        num_epochs,
        lr,
        rng,
        gradient=lambda w, A, b: np.clip(gradient(w, A, b), -10, 10),
        **given,
    )


def returns_early__iterator_used_up(
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
    losses, batches = [], iter(minibatches(X, y, batch_size, rng))
    for _ in range(num_epochs):
        for X_batch, y_batch in batches:
            losses.append(loss(w, X_batch, y_batch))
            w = sgd_step(w, gradient(w, X_batch, y_batch), lr)
    return w, losses


def ignores_argument__batch_size(
    w, X, y, batch_size, num_epochs, lr, rng, minibatches, loss, gradient, sgd_step
):
    losses = []
    for _ in range(num_epochs):
        for X_batch, y_batch in minibatches(X, y, len(X), rng):
            losses.append(loss(w, X_batch, y_batch))
            w = sgd_step(w, gradient(w, X_batch, y_batch), lr)
    return w, losses


def none__each_batch_twice(
    w, X, y, batch_size, num_epochs, lr, rng, minibatches, loss, gradient, sgd_step
):
    losses = []
    for _ in range(num_epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            for _ in range(2):
                losses.append(loss(w, X_batch, y_batch))
                w = sgd_step(w, gradient(w, X_batch, y_batch), lr)
    return w, losses


def none__new_batches_for_each_step(
    w, X, y, batch_size, num_epochs, lr, rng, minibatches, loss, gradient, sgd_step
):
    losses = []
    for _ in range(num_epochs * -(-len(X) // batch_size)):
        X_batch, y_batch = minibatches(X, y, batch_size, rng)[0]
        losses.append(loss(w, X_batch, y_batch))
        w = sgd_step(w, gradient(w, X_batch, y_batch), lr)
    return w, losses
