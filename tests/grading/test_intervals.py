"""Intervals hold what they say: simulated classes, a fixed seed, easy items and small classes first."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from autograder.grading.score import intervals

Draw = Callable[[np.random.Generator, int], np.ndarray]
CLASSES = 1500


def some(p: float) -> Draw:
    """An item that is all or nothing."""
    return lambda rng, n: (rng.random(n) < p).astype(float)


def checks(p: float) -> Draw:
    """An item of four checks, each passed with this chance."""
    return lambda rng, n: rng.binomial(4, p, n) / 4


def nearly(rng: np.random.Generator, n: int) -> np.ndarray:
    """Full points of most, half of the few others."""
    return np.where(rng.random(n) < 0.97, 1.0, 0.5)


@pytest.mark.parametrize("n", [8, 10, 15, 20, 40])
@pytest.mark.parametrize(
    "draw", [some(0.5), some(0.8), some(0.95), some(0.99), checks(0.5), checks(0.97), nearly]
)
def test_the_interval_of_a_mean_holds_it_in_small_classes_and_of_easy_items(
    draw: Draw, n: int
) -> None:
    """In 92 of 100 at the worst; the normal distribution's own in as few as 8 of 100."""
    rng = np.random.default_rng(1)
    mean = draw(rng, 200_000).mean()
    found = [intervals.of_mean(list(draw(rng, n))) for _ in range(CLASSES)]
    held = [low <= mean <= high for low, high in filter(None, found)]
    assert len(held) == CLASSES
    assert np.mean(held) > 0.92


def test_the_interval_of_a_mean_is_agresti_s_and_coull_s() -> None:
    """8 of 10, by hand: (8 + 1.92) / 13.84 = 0.7168, 1.96 · √(0.7168 · 0.2832 / 13.84) = 0.2374."""
    low, high = intervals.of_mean([1.0] * 8 + [0.0] * 2) or (0, 0)
    assert (low, high) == (pytest.approx(0.4794, abs=1e-3), pytest.approx(0.9542, abs=1e-3))
    assert (intervals.of_mean([1.0] * 8) or (0, 0))[1] == 1.0
    assert intervals.of_mean([1.0] * 7) is None


def ability(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """An item and the sum of six others, by one ability."""
    able = rng.normal(size=n)
    solved = [
        rng.random(n) < 1 / (1 + np.exp(-1.2 * (able - b))) for b in np.linspace(-1.5, 1.5, 7)
    ]
    return solved[0].astype(float), sum(solved[1:]).astype(float)


def given_up(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """A fifth did nothing, the others nearly everything: what Fisher's interval is far too narrow for."""
    gone = rng.random(n) < 0.2
    item = np.where(gone, rng.random(n) < 0.2, rng.random(n) < 0.9).astype(float)
    return item, np.where(gone, 1.0, 6.0) + rng.integers(0, 2, n)


@pytest.mark.parametrize("n", [20, 40, 100])
@pytest.mark.parametrize("draw", [ability, given_up])
def test_the_interval_of_a_correlation_holds_it_also_where_some_gave_up(draw, n: int) -> None:
    """In 93 of 100 at the worst."""
    rng = np.random.default_rng(1)
    truth = np.corrcoef(*draw(rng, 400_000))[0, 1]
    found = [intervals.of_correlation(*map(list, draw(rng, n))) for _ in range(CLASSES)]
    held = [low <= truth <= high for low, high in filter(None, found)]
    assert len(held) > 100
    assert np.mean(held) > 0.93


def test_a_correlation_has_no_interval_where_nearly_all_are_alike() -> None:
    item = [1.0] * 36 + [0.0] * 4
    rest = [float(k % 5) for k in range(40)]
    assert intervals.of_correlation(item, rest) is None
    assert intervals.of_correlation(rest[:19], rest[1:20]) is None
    assert intervals.of_correlation([], []) is None
    low, high = intervals.of_correlation(rest, rest) or (0, 0)
    assert 0.9 < low <= high <= 1
    assert math.isfinite(high)
