"""Data sets made from a seed, with the truth behind them known."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.sgd.arguments import Array, number, whole


class DataSet(NamedTuple):
    """Samples and their targets: ``X, y = line(100)``."""

    X: Array
    y: NDArray[Any]


def line(
    n_samples: int,
    *,
    slope: float = 2.0,
    intercept: float = -1.0,
    noise: float = 0.5,
    seed: int = 0,
) -> DataSet:
    """Return points round a line: y = slope · x + intercept + noise, x uniform in [−2, 2] (lesson 2).

    Args:
        n_samples: number of points.
        slope, intercept: the truth.
        noise: standard deviation of the noise, in units of y.
        seed: seed of the random numbers.

    Returns:
        X of shape (n_samples, 1) and y of shape (n_samples,).
    """
    rng = np.random.default_rng(seed)
    x = rng.uniform(-2, 2, whole("n_samples", n_samples, at_least=1))
    return DataSet(
        x[:, None], slope * x + intercept + rng.normal(0, number("noise", noise), len(x))
    )


def regression(
    n_samples: int,
    n_features: int,
    *,
    noise: float = 1.0,
    condition: float = 1.0,
    seed: int = 0,
) -> DataSet:
    """Return a linear problem y = X·w + noise, all drawn from normal distributions (lesson 4).

    Args:
        n_samples, n_features: shape of X.
        noise: standard deviation of the noise, in units of y.
        condition: ratio of the largest to the smallest variance of the features; the variances
            are spaced evenly on a log scale from 1 down.
        seed: seed of the random numbers.

    Returns:
        X of shape (n_samples, n_features) and y of shape (n_samples,).
    """
    rng = np.random.default_rng(seed)
    n_samples = whole("n_samples", n_samples, at_least=1)
    n_features = whole("n_features", n_features, at_least=1)
    variances = np.geomspace(1, 1 / number("condition", condition, at_least=1.0), n_features)
    X = rng.normal(size=(n_samples, n_features)) * np.sqrt(variances)
    w = rng.normal(size=n_features)
    return DataSet(X, X @ w + rng.normal(0, number("noise", noise), n_samples))


def split(X: ArrayLike, y: ArrayLike, n_held_out: int, *, seed: int = 0) -> tuple[DataSet, DataSet]:
    """Split a set at random into what is left for training and ``n_held_out`` samples held out.

    Returns:
        Two DataSets, copies: training and held out.

    Raises:
        ValueError: if nothing would be left for training.
    """
    X, y = np.asarray(X), np.asarray(y)
    n_held_out = whole("n_held_out", n_held_out, at_least=1)
    if n_held_out >= len(X):
        raise ValueError(f"n_held_out must be below the {len(X)} samples, not {n_held_out}.")
    shuffled = np.random.default_rng(seed).permutation(len(X))
    held_out, kept = shuffled[:n_held_out], shuffled[n_held_out:]
    return DataSet(X[kept], y[kept]), DataSet(X[held_out], y[held_out])
