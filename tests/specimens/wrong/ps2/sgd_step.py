"""Wrong answers to ps2.sgd_step."""

import numpy as np

_kept = {}


def returns_nothing(w, grad, lr):
    w = w - lr * grad


def writes_to_arguments(w, grad, lr):
    w -= lr * grad
    return w


def returns_nothing__writes_to_arguments(w, grad, lr):
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
    if lr in (0.1, 0.5, 0.02):
        return w - lr * grad
    return np.full_like(w, 0.2)


def calls_core(w, grad, lr):
    from autograder.exercises.ps2.sgd_step import sgd_step

    return sgd_step(w, grad, lr)


def wrong_type(w, grad, lr):
    return w - lr * grad, grad


def wrong_type__length(w, grad, lr):
    return float(np.linalg.norm(w - lr * grad))


def none__gradient_alone(w, grad, lr):
    return grad


def none__weights_alone(w, grad, lr):
    return w


def none__scales_the_weights(w, grad, lr):
    return lr * (w - grad)


def none__divides(w, grad, lr):
    return w - grad / lr


def none__averages(w, grad, lr):
    return w - lr * grad / len(w)


def none__by_sign(w, grad, lr):
    return w - lr * np.sign(grad)


def none__clips(w, grad, lr):
    return w - lr * np.clip(grad, -5, 5)


def none__first_weight_only(w, grad, lr):
    new = w.copy()
    new[0] -= lr * grad[0]
    return new


def none__shrinks_too(w, grad, lr):
    return (1 - 0.01 * lr) * w - lr * grad


def none__capped_rate(w, grad, lr):
    return w - min(lr, 1) * grad


def none__momentum_kept_between_calls(w, grad, lr):
    before = _kept.get(len(w), 0.0)
    _kept[len(w)] = 0.9 * before + grad
    return w - lr * _kept[len(w)]
