"""A batch's gradient is an estimate of the full one: how far off it is (lesson 3)."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from autograder.sgd.arguments import Array
from autograder.sgd.data import regression
from autograder.sgd.results.quadratic import Quadratic


class GradientNoise(NamedTuple):
    """Root mean square distance between a batch's gradient and the full one, by batch size."""

    batch_size: NDArray[np.intp]
    measured: Array  # batches without replacement
    formula: Array  # √(trΣ/B · (n − B)/(n − 1))
    measured_with_replacement: Array
    formula_with_replacement: Array  # √(trΣ/B)

    @property
    def slope(self) -> float:
        """Slope of log error against log batch size with replacement: −1/2 by the formula."""
        return float(
            np.polyfit(np.log(self.batch_size), np.log(self.measured_with_replacement), 1)[0]
        )


def gradient_noise(
    batch_sizes: Sequence[int] = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512),
    *,
    n: int = 1000,
    d: int = 5,
    draws: int = 2000,
    seed: int = 0,
) -> GradientNoise:
    """Measure the error of batch gradients of a linear model at w = 0 over many random batches.

    Σ is the covariance of the samples' gradients. The error is √(trΣ/B) for a batch drawn with
    replacement; without, the finite-population correction (n − B)/(n − 1) enters (Cochran 1977,
    theorem 2.2), so that the full batch has no error at all.
    """
    problem = Quadratic(*regression(n, d, seed=seed))
    gradients = problem.sample_gradients(problem.zeros())
    full, sizes = gradients.mean(axis=0), np.array(batch_sizes)
    trace = np.trace(problem.gradient_covariance(problem.zeros()))
    rng = np.random.default_rng(seed)
    orders = rng.permuted(np.tile(np.arange(n), (draws, 1)), axis=1)

    def error(batches: NDArray[np.intp]) -> float:
        distance = gradients[batches].mean(axis=1) - full
        return float(np.sqrt((distance**2).sum(axis=1).mean()))

    with_replacement = np.sqrt(trace / sizes)
    return GradientNoise(
        batch_size=sizes,
        measured=np.array([error(orders[:, :size]) for size in sizes]),
        formula=with_replacement * np.sqrt((n - sizes) / (n - 1)),
        measured_with_replacement=np.array(
            [error(rng.integers(n, size=(draws, size))) for size in sizes]
        ),
        formula_with_replacement=with_replacement,
    )


def gradient_noise_of_all_batches(
    *, n: int = 7, batch_size: int = 3, d: int = 2, seed: int = 0
) -> tuple[float, float, float]:
    """Take every batch that there is, so that nothing is left to chance.

    Returns:
        The root mean square error over all batches, the formula's, and the distance between the
        mean of all batch gradients and the full gradient: 0, since the estimate is unbiased.
    """
    problem = Quadratic(*regression(n, d, seed=seed))
    gradients = problem.sample_gradients(problem.zeros())
    full = gradients.mean(axis=0)
    every = np.array([gradients[list(b)].mean(axis=0) for b in combinations(range(n), batch_size)])
    measured = np.sqrt(((every - full) ** 2).sum(axis=1).mean())
    trace = np.trace(problem.gradient_covariance(problem.zeros()))
    formula = np.sqrt(trace / batch_size * (n - batch_size) / (n - 1))
    return float(measured), float(formula), float(np.linalg.norm(every.mean(axis=0) - full))
