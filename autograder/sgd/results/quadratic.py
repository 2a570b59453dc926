"""The least-squares problem under most results: its loss is a quadratic whose shape is known.

With the mean squared error L(w) = mean (X·w − y)² the Hessian is H = 2 XᵀX/n, and the loss above
its least value is (w − w*)ᵀ H (w − w*)/2.
"""

from functools import cached_property
from typing import Any

import numpy as np

from autograder.sgd.arguments import Array
from autograder.sgd.models import Linear


class Quadratic:
    """A least-squares problem with its minimum, its Hessian and the covariance of its gradients.

    Args:
        X: samples, shape (n, d).
        y: targets, shape (n,).
    """

    def __init__(self, X: Array, y: Array) -> None:
        self.X, self.y = X, y
        self.model = Linear(X.shape[1], bias=False)

    @classmethod
    def random(
        cls, n: int, d: int, *, noise: float = 1.0, condition: float = 1.0, seed: int = 0
    ) -> "Quadratic":
        """Draw a problem whose start at w = 0 has the same loss along every axis.

        The features' variances fall from 1 to 1/condition on a log scale, and the true weights
        grow as they fall.
        """
        rng = np.random.default_rng(seed)
        spread = np.sqrt(np.geomspace(1, 1 / condition, d))
        X = rng.normal(size=(n, d)) * spread
        return cls(X, X @ (1 / spread) + rng.normal(0, noise, n))

    @cached_property
    def minimum(self) -> Array:
        """The weights w* of least loss."""
        return np.asarray(np.linalg.lstsq(self.X, self.y, rcond=None)[0])

    @cached_property
    def hessian(self) -> Array:
        """H = 2 XᵀX/n."""
        return np.asarray(2 * self.X.T @ self.X / len(self.X))

    @property
    def largest_curvature(self) -> float:
        """The largest eigenvalue of H; gradient descent diverges for lr above 2 by it."""
        return float(np.linalg.eigvalsh(self.hessian)[-1])

    def excess_loss(self, theta: Array) -> Array:
        """Return the loss above the least one, one for each row of ``theta``."""
        error = np.atleast_2d(theta) - self.minimum
        return np.asarray(np.einsum("rp,pq,rq->r", error, self.hessian, error) / 2)

    def sample_gradients(self, theta: Array) -> Array:
        """Return the gradient of each sample's loss, shape (n, d)."""
        return np.asarray(2 * (self.X @ theta - self.y)[:, None] * self.X)

    def gradient_covariance(self, theta: Array) -> Array:
        """Return the covariance of the samples' gradients (divided by n), shape (d, d)."""
        return np.asarray(np.cov(self.sample_gradients(theta), rowvar=False, ddof=0))

    def zeros(self, *runs: int) -> Array:
        """Return the start at w = 0, a row for each of ``runs``."""
        return np.zeros((*runs, self.X.shape[1]))

    def data(self) -> dict[str, Any]:
        """Return model, X and y as arguments of ``steps`` and ``train``."""
        return {"model": self.model, "X": self.X, "y": self.y}
