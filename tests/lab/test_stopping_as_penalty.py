"""Lesson 7's second figure: both shares are those that training and ridge regression arrive at."""

import numpy as np
import pytest

from autograder.lab.figures import stopping_as_penalty
from autograder.lab.figures.stopping_as_penalty import CURVATURES, LR, shares
from autograder.lab.marks import Trail
from autograder.sgd.results import early_stopping_as_l2


@pytest.fixture(scope="module")
def panel():
    return stopping_as_penalty()


@pytest.mark.parametrize("num_steps", [10, 137, 10_000])
def test_curves_are_the_shares_of_descent_and_of_ridge(panel, num_steps):
    panel["num_steps"].value = num_steps
    first, second = (np.asarray(m.xy) for m in panel.player.marks if isinstance(m, Trail))
    assert np.allclose(first[:, 0], CURVATURES)
    w = np.zeros(len(CURVATURES))
    for _ in range(num_steps):  # gradient descent on ½ λ (w − 1)²
        w -= LR * CURVATURES * (w - 1)
    assert np.allclose(first[:, 1], w, atol=1e-9)
    alpha = 1 / (LR * num_steps)
    assert np.allclose(CURVATURES * (second[:, 1] - 1) + alpha * second[:, 1], 0)
    panel.reset()


def test_largest_difference_is_the_known_one():
    gaps = [np.abs(np.subtract(*shares(steps))).max() for steps in (50, 200, 1000)]
    assert max(gaps) <= 0.21
    assert early_stopping_as_l2().gap.max() <= 0.204
