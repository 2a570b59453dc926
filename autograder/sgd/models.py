"""Models: what a loss and its gradient are. Here the contract of all models, and the linear one.

The weights of a model are one flat vector ``theta``, so that an update rule need not know about
layers. A leading axis on ``theta`` makes it many runs of the model, one a row.
"""

from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.sgd.arguments import Array, floats, matrix, same_length, whole
from autograder.sgd.fast.kernel import Kernel, Loss, Scratch


class Model(Protocol):
    """What training needs of a model.

    ``design`` and ``targets`` turn a data set into the arrays that ``kernel`` works on, once a run.
    ``kernel`` binds weights, gradient and one batch and returns a function without arguments: each
    call computes the batch's loss at the weights of that moment, writes its gradient and returns
    the loss. Binding once is what keeps a step at the cost of its arithmetic.
    """

    @property
    def n_parameters(self) -> int: ...

    def init(self, seed: int = 0) -> Array: ...
    def design(self, X: ArrayLike) -> Array: ...
    def targets(self, y: ArrayLike, n_samples: int) -> NDArray[Any]: ...
    def kernel(
        self, theta: Array, gradient: Array | None, X: Array, y: NDArray[Any], scratch: Scratch
    ) -> Kernel: ...


class Differentiable:
    """Loss and gradient of a model on any data, from its kernel."""

    def loss(self: Model, theta: Array, X: ArrayLike, y: ArrayLike) -> Loss:
        """Return the mean loss over the rows of X: a float, or shape (runs,) for runs of weights.

        Args:
            theta: weights of shape (n_parameters,) or (runs, n_parameters).
            X: samples, shape (samples, features).
            y: targets, one for each sample.
        """
        design, theta = self.design(X), weights(self, theta)
        targets = self.targets(y, len(design))
        return _plain(self.kernel(theta, None, design, targets, Scratch())())

    def loss_and_gradient(
        self: Model, theta: Array, X: ArrayLike, y: ArrayLike
    ) -> tuple[Loss, Array]:
        """Return the mean loss and its gradient, of theta's shape, over the rows of X."""
        design, theta = self.design(X), weights(self, theta)
        gradient = np.empty_like(theta)
        targets = self.targets(y, len(design))
        loss = self.kernel(theta, gradient, design, targets, Scratch())()
        return _plain(loss), gradient

    def gradient(self, theta: Array, X: ArrayLike, y: ArrayLike) -> Array:
        """Return the gradient of the mean loss over the rows of X, of theta's shape."""
        return self.loss_and_gradient(theta, X, y)[1]  # type: ignore[misc]  # each model has a pair


class Linear(Differentiable):
    """Linear regression with the mean squared error (lesson 2).

    loss(w, b) = mean of (X·w + b − y)², gradient 2/B · [X, 1]ᵀ(X·w + b − y), as ``nn.Linear`` with
    ``nn.MSELoss``. ``theta`` is [w₁ … w_d, b]; without ``bias`` it is w alone.

    Args:
        n_features: columns of X, d.
        bias: whether the model has an intercept b.
    """

    def __init__(self, n_features: int, *, bias: bool = True) -> None:
        self.n_features = whole("n_features", n_features, at_least=1)
        self.bias = bool(bias)
        self.n_parameters = self.n_features + self.bias

    def __repr__(self) -> str:
        return f"Linear({self.n_features}{'' if self.bias else ', bias=False'})"

    def init(self, seed: int = 0) -> Array:
        """Return first weights of shape (n_parameters,), uniform in ±1/√n_features."""
        bound = self.n_features**-0.5
        return np.random.default_rng(seed).uniform(-bound, bound, self.n_parameters)

    def predict(self, theta: Array, X: ArrayLike) -> Array:
        """Return X·w + b, shape (samples,) or (runs, samples)."""
        return weights(self, theta) @ self.design(X).T

    def design(self, X: ArrayLike) -> Array:
        """Return X as float64 with a last column of ones for the bias, so that X·w + b = design·theta."""
        X = matrix("X", X, columns=self.n_features)
        return with_ones(X) if self.bias else X

    def targets(self, y: ArrayLike, n_samples: int) -> Array:
        """Return y as float64 of shape (samples,)."""
        y = floats("y", y)
        same_length("y", y, n_samples)
        if y.ndim != 1:
            raise ValueError(f"y must have shape (samples,), not {y.shape}.")
        return y

    def kernel(
        self, theta: Array, gradient: Array | None, X: Array, y: Array, scratch: Scratch
    ) -> Kernel:
        """Bind a batch: X of shape (B, parameters), or (runs, B, parameters) with a batch per run."""
        size = y.shape[-1]
        residual = scratch("residual", *theta.shape[:-1], size)
        # np.dot is the quickest call, the others know a batch per run.
        forward, left, right = (np.dot, theta, X.T) if X.ndim == 2 else (np.matvec, X, theta)
        project: Any = np.dot if X.ndim == 2 else np.vecmat
        squares: Any = residual.dot if residual.ndim == 1 else partial(np.vecdot, residual)
        subtract, multiply = np.subtract, np.multiply

        def loss() -> Loss:
            forward(left, right, residual)
            subtract(residual, y, residual)
            return squares(residual) / size  # type: ignore[no-any-return]  # a float or an array, by shape

        if gradient is None:
            return loss
        two_over_size = scratch(f"2/{size}", *gradient.shape)
        two_over_size.fill(2 / size)

        def loss_and_gradient() -> Loss:
            forward(left, right, residual)
            subtract(residual, y, residual)
            project(residual, X, gradient)
            multiply(gradient, two_over_size, gradient)
            return squares(residual) / size  # type: ignore[no-any-return]  # a float or an array, by shape

        return loss_and_gradient


def _plain(loss: Loss) -> Loss:
    return loss if isinstance(loss, np.ndarray) and loss.ndim else float(loss)


def with_ones(X: Array) -> Array:
    """Return a copy of X with a last column of ones."""
    design = np.empty((len(X), X.shape[1] + 1))
    design[:, :-1] = X
    design[:, -1] = 1.0
    return design


def weights(model: Model, theta: ArrayLike) -> Array:
    """Return ``theta`` as weights of ``model``, or say which shape they must have."""
    array = np.ascontiguousarray(theta, dtype=np.float64)
    if array.ndim not in (1, 2) or array.shape[-1] != model.n_parameters:
        raise ValueError(
            f"theta must have shape ({model.n_parameters},) for {model!r}, or "
            f"(runs, {model.n_parameters}); it has shape {array.shape}."
        )
    return array
