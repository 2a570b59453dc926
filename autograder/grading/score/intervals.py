"""How far a class's numbers may lie from those of all such students: intervals that hold them in 95 of 100 classes.

They are for small classes and easy items, where the normal distribution's own are far too narrow. What they hold in
simulated classes is asserted in ``tests/grading/test_intervals.py``.
"""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

Z = 1.96  # of the normal distribution, for 95 %
FEWEST = 8  # students from which the interval of a mean is told
FEWEST_PAIRS = 20  # and that of a correlation,
FEWEST_OTHERS = 5  # where so many have another value than the most
NEARLY = 0.99  # artanh has no value at 1, and a step too long beside it

Interval = tuple[float, float]


def of_mean(shares: Sequence[float]) -> Interval | None:
    """The interval of a mean of shares in [0, 1]; None for fewer than FEWEST.

    Agresti and Coull, "Approximate is better than exact for interval estimation of binomial proportions", The
    American Statistician 52 (1998): two successes and two failures more, nearly. It is theirs for shares of 0 and 1;
    others spread less about the same mean, so that it holds theirs no less often.
    """
    if len(shares) < FEWEST:
        return None
    n = len(shares) + Z**2
    middle = (sum(shares) + Z**2 / 2) / n
    half = Z * math.sqrt(middle * (1 - middle) / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def of_correlation(one: Sequence[float], other: Sequence[float]) -> Interval | None:
    """The interval of a correlation; None for fewer than FEWEST_PAIRS, or where nearly all have one value.

    By the jackknife of Fisher's artanh r, which needs no normal distribution (points have none where some students do
    nothing at all), and no narrower than Fisher's own, artanh r ± 1.96 / √(n − 3).
    """
    n = len(one)
    others = min(n - Counter(values).most_common(1)[0][1] for values in (one, other)) if n else 0
    if n < FEWEST_PAIRS or others < FEWEST_OTHERS:
        return None
    x, y = np.asarray(one, float), np.asarray(other, float)
    x, y = x - x.mean(), y - y.mean()
    whole = _fisher(x.sum(), y.sum(), x @ x, y @ y, x @ y, n)
    without = _fisher(-x, -y, x @ x - x * x, y @ y - y * y, x @ y - x * y, n - 1)
    error = float(np.std(n * whole - (n - 1) * without, ddof=1)) / math.sqrt(n)
    half, middle = Z * max(error, 1 / math.sqrt(n - 3)), float(whole)
    return math.tanh(middle - half), math.tanh(middle + half)


def _fisher(
    x: np.ndarray, y: np.ndarray, xx: np.ndarray, yy: np.ndarray, xy: np.ndarray, n: int
) -> np.ndarray:
    """artanh of the correlation from sums, of values, squares and products, over n pairs."""
    spread = np.sqrt(np.maximum((n * xx - x * x) * (n * yy - y * y), np.finfo(float).tiny))
    return np.asarray(np.arctanh(np.clip((n * xy - x * y) / spread, -NEARLY, NEARLY)))
