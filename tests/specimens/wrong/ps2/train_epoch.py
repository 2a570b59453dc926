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


def ignores_argument__sgd_step(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        w = w - lr * gradient(w, X, y)
    return w


def none__sgd_step_only_once(w, batches, lr, gradient=None, sgd_step=None):
    (X, y), *rest = batches
    w = sgd_step(w, gradient(w, X, y), lr)
    for X, y in rest:
        w = w - lr * gradient(w, X, y)
    return w


def none__stops_at_small_gradients__soon(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        grad = gradient(w, X, y)
        if np.linalg.norm(grad) < 3e-3:
            break
        w = sgd_step(w, grad, lr)
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


def none__batches_of_one_left_out(w, batches, lr, gradient=None, sgd_step=None):
    for X_batch, y_batch in batches:
        if len(y_batch) > 1:
            w = sgd_step(w, gradient(w, X_batch, y_batch), lr)
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


def wrong_type(w, batches, lr, gradient=None, sgd_step=None):
    path = [w]
    for X, y in batches:
        path.append(sgd_step(path[-1], gradient(path[-1], X, y), lr))
    return path


def wrong_type__with_losses(w, batches, lr, gradient=None, sgd_step=None):
    losses = []
    for X, y in batches:
        losses.append(float(np.mean((X @ w - y) ** 2)))
        w = sgd_step(w, gradient(w, X, y), lr)
    return w, losses


def none__thrown_away(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        sgd_step(w, gradient(w, X, y), lr)
    return w


def none__last_step_missing(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        before = w
        w = sgd_step(w, gradient(w, X, y), lr)
    return before


def none__averaged(w, batches, lr, gradient=None, sgd_step=None):
    path = []
    for X, y in batches:
        w = sgd_step(w, gradient(w, X, y), lr)
        path.append(w)
    return np.mean(path, axis=0)


def none__backwards(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in reversed(batches):
        w = sgd_step(w, gradient(w, X, y), lr)
    return w


def none__first_batch_skipped(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches[1:]:
        w = sgd_step(w, gradient(w, X, y), lr)
    return w


def none__first_batch_again(w, batches, lr, gradient=None, sgd_step=None):
    X, y = batches[0]
    for _ in batches:
        w = sgd_step(w, gradient(w, X, y), lr)
    return w


def none__twice_through(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in [*batches, *batches]:
        w = sgd_step(w, gradient(w, X, y), lr)
    return w


def none__two_steps_a_batch(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        for _ in range(2):
            w = sgd_step(w, gradient(w, X, y), lr)
    return w


def none__rate_by_batches(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        w = sgd_step(w, gradient(w, X, y), lr / len(batches))
    return w


def none__falling_rate(w, batches, lr, gradient=None, sgd_step=None):
    for t, (X, y) in enumerate(batches):
        w = sgd_step(w, gradient(w, X, y), lr / (1 + t))
    return w


def none__momentum(w, batches, lr, gradient=None, sgd_step=None):
    speed = np.zeros_like(w)
    for X, y in batches:
        speed = 0.9 * speed + gradient(w, X, y)
        w = sgd_step(w, speed, lr)
    return w


def none__stops_at_small_gradients(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        grad = gradient(w, X, y)
        if np.linalg.norm(grad) < 0.1:
            break
        w = sgd_step(w, grad, lr)
    return w


def none__starts_at_zero(w, batches, lr, gradient=None, sgd_step=None):
    w = np.zeros_like(w)
    for X, y in batches:
        w = sgd_step(w, gradient(w, X, y), lr)
    return w


def none__one_sample_of_each(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        w = sgd_step(w, gradient(w, X[:1], y[:1]), lr)
    return w


def none__at_most_three_batches(w, batches, lr, gradient=None, sgd_step=None):
    for (X, y), _ in zip(batches, range(3), strict=False):
        w = sgd_step(w, gradient(w, X, y), lr)
    return w


def ascent__rate_negative(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        w = sgd_step(w, gradient(w, X, y), -lr)
    return w


def stale_gradient__taken_before(w, batches, lr, gradient=None, sgd_step=None):
    for grad in [gradient(w, X, y) for X, y in batches]:
        w = sgd_step(w, grad, lr)
    return w


def one_update_per_epoch__by_the_last_gradient(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        grad = gradient(w, X, y)
    return sgd_step(w, grad, lr)


def none__one_step_behind(w, batches, lr, gradient=None, sgd_step=None):
    before = w
    for X, y in batches:
        grad = gradient(before, X, y)
        before, w = w, sgd_step(w, grad, lr)
    return w


def none__tail_with_a_smaller_rate(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        w = sgd_step(w, gradient(w, X, y), lr * len(y) / len(batches[0][1]))
    return w


def none__clips_great_gradients(w, batches, lr, gradient=None, sgd_step=None):
    for X, y in batches:
        w = sgd_step(w, np.clip(gradient(w, X, y), -10, 10), lr)
    return w


def xy_apart(w, batches, lr, gradient=None, sgd_step=None):
    for X_batch, y_batch in batches:
        w = sgd_step(w, gradient(w, X_batch, y_batch[::-1]), lr)
    return w
