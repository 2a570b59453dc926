"""Losses and gradients: against finite differences, textbook formulas, and one run at a time."""

from typing import Any

import numpy as np
import pytest

from autograder.sgd import MLP, Linear, Softmax

RNG = np.random.default_rng(0)
X = RNG.normal(size=(13, 4))
VALUES, CLASSES = RNG.normal(size=(13, 3)), RNG.integers(0, 3, 13)
MODELS: list[tuple[Any, Any]] = [
    (Linear(4), VALUES[:, 0]),
    (Linear(4, bias=False), VALUES[:, 0]),
    (Softmax(4, 3), CLASSES),
    (MLP([4, 5, 3]), CLASSES),
    (MLP([4, 6, 5, 3], "relu"), CLASSES),
]
each_model = pytest.mark.parametrize(("model", "y"), MODELS, ids=lambda value: repr(value)[:40])


@each_model
def test_the_gradient_is_that_of_finite_differences(model, y):
    theta, step = model.init(1), 1e-6
    loss, gradient = model.loss_and_gradient(theta, X, y)
    differences = [
        (model.loss(theta + step * axis, X, y) - model.loss(theta - step * axis, X, y)) / (2 * step)
        for axis in np.eye(model.n_parameters)
    ]
    assert gradient == pytest.approx(np.array(differences), abs=1e-8)
    assert model.loss(theta, X, y) == pytest.approx(loss, abs=1e-15)
    assert (model.gradient(theta, X, y) == gradient).all()


@each_model
def test_many_runs_at_once_are_each_run_alone(model, y):
    runs = np.stack([model.init(seed) for seed in range(3)])
    losses, gradients = model.loss_and_gradient(runs, X, y)
    for theta, loss, gradient in zip(runs, losses, gradients, strict=True):
        alone, gradient_alone = model.loss_and_gradient(theta, X, y)
        assert loss == pytest.approx(alone, abs=1e-14)
        assert gradient == pytest.approx(gradient_alone, abs=1e-14)
    assert model.predict(runs, X)[1] == pytest.approx(model.predict(runs[1], X), abs=1e-14)


@each_model
def test_arguments_are_left_alone(model, y):
    theta, kept = model.init(2), (X.copy(), y.copy())
    before = theta.copy()
    model.loss_and_gradient(theta, X, y)
    assert (theta == before).all()
    assert (kept[0] == X).all()
    assert (kept[1] == y).all()


def test_linear_is_the_textbook_s():
    w, b, y = RNG.normal(size=4), 0.7, VALUES[:, 0]
    residual = X @ w + b - y
    loss, gradient = Linear(4).loss_and_gradient(np.append(w, b), X, y)
    assert type(loss) is float
    assert loss == pytest.approx(np.mean(residual**2))
    assert gradient[:4] == pytest.approx(2 / 13 * X.T @ residual)
    assert gradient[4] == pytest.approx(2 * residual.mean())
    assert Linear(4).predict(np.append(w, b), X) == pytest.approx(X @ w + b)


def test_softmax_is_the_textbook_s():
    model = Softmax(4, 3)
    theta = model.init(0)
    W, b = theta.reshape(3, 5)[:, :4], theta.reshape(3, 5)[:, 4]
    shares = np.exp(X @ W.T + b)
    shares /= shares.sum(axis=1, keepdims=True)
    own = shares[np.arange(13), CLASSES]
    assert model.loss(theta, X, CLASSES) == pytest.approx(-np.log(own).mean())
    assert (model.predict(theta, X) == shares.argmax(axis=1)).all()
    right = (shares.argmax(axis=1) == CLASSES).mean()
    assert model.accuracy(theta, X, CLASSES) == pytest.approx(right)


def test_softmax_stays_finite_for_huge_scores():
    model = Softmax(4, 3)
    loss, gradient = model.loss_and_gradient(model.init(0) * 1e6, X, CLASSES)
    assert np.isfinite(loss)
    assert np.isfinite(gradient).all()


def test_layers_are_views():
    model = MLP([4, 5, 3])
    theta = model.init(0)
    first, second = model.layers(theta)
    assert (first.shape, second.shape) == ((5, 5), (3, 6))
    second[0, 0] = 42.0
    assert theta[25] == 42.0


def test_init_is_reproducible_and_bounded():
    for model, _ in MODELS:
        assert (model.init(5) == model.init(5)).all()
        assert not (model.init(5) == model.init(6)).all()
        assert np.abs(model.init(5)).max() <= 0.5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Linear(0), "n_features must be a whole number of at least 1, not 0"),
        (lambda: Linear(4).loss(np.zeros(4), X, VALUES[:, 0]), r"theta must have shape \(5,\)"),
        (lambda: Linear(3).loss(np.zeros(4), X, VALUES[:, 0]), r"X must have shape \(samples, 3\)"),
        (lambda: Linear(4).loss(np.zeros(5), X, VALUES[:5, 0]), "y must have one entry for each"),
        (lambda: Linear(4).loss(np.zeros(5), X, VALUES), r"y must have shape \(samples,\)"),
        (lambda: Linear(1).loss(np.zeros(2), [["a"]], [1.0]), "X must hold numbers only"),
        (lambda: Linear(1).loss(np.zeros(2), [[np.nan]], [1.0]), r"X\[0, 0\] is nan"),
        (
            lambda: Softmax(4, 3).loss(np.zeros(15), X, CLASSES + 1),
            "classes from 0 to 2; it holds 3",
        ),
        (lambda: Softmax(4, 3).loss(np.zeros(15), X, VALUES[:, 0]), "classes as whole numbers"),
        (lambda: Softmax(4, 1), "n_classes must be a whole number of at least 2"),
        (lambda: MLP([4]), "at least inputs and outputs"),
        (lambda: MLP([4, 1]), "at least 2 classes"),
        (lambda: MLP([4, 3], "sigmoid"), "activation must be one of 'tanh', 'relu'"),
    ],
)
def test_bad_arguments_say_what_is_allowed(call, message):
    with pytest.raises(ValueError, match=message):
        call()
