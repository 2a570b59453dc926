"""Lesson 3's figure: every point is a batch's gradient as the core computes it; the rule is Cochran's."""

import itertools
from typing import Any

import numpy as np
import pytest

from autograder.lab.figures import gradient_cloud
from autograder.lab.figures.gradient_cloud import (
    MODEL,
    N_SAMPLES,
    WITH,
    WITHOUT,
    data,
    each_gradient,
    typical_error,
    weights,
)
from autograder.lab.marks import Arrow, Lit, Trail


@pytest.fixture(scope="module")
def panel():
    return gradient_cloud()


def trail(panel, role, *, axes=1) -> Any:
    ax = panel.player.figure.axes[axes]
    return next(
        m for m in panel.player.marks if isinstance(m, Trail) and m.role == role and m.ax is ax
    )


@pytest.mark.parametrize("sampling", [WITH, WITHOUT])
@pytest.mark.parametrize(("batch_size", "place", "seed"), [(1, 0, 0), (7, 1, 3), (250, 2, 99)])
def test_points_are_the_gradients_of_the_lit_batches(panel, sampling, batch_size, place, seed):
    X, y = data()
    name, theta = list(weights(X, y).items())[place]
    panel.set(batch_size=batch_size, place=name, sampling=sampling, seed=seed)
    lit = next(m for m in panel.player.marks if isinstance(m, Lit))
    arrow = next(m for m in panel.player.marks if isinstance(m, Arrow))
    points = trail(panel, "batch_loss").xy
    assert len(points) == len(lit.batches) == len(panel.player.captions)
    for frame in (0, 5, len(points) - 1):
        batch = lit.batches[frame]
        assert len(batch) == batch_size
        assert sampling == WITH or len(set(batch.tolist())) == batch_size
        expected = MODEL.gradient(theta, X[batch], y[batch])
        assert np.allclose(points[frame], expected)
        assert np.allclose(arrow.tips[frame], expected)
    assert np.allclose(trail(panel, "full_gradient").xy[0], MODEL.gradient(theta, X, y))
    assert np.allclose(trail(panel, "fourth").xy[-1], points.mean(axis=0))
    panel.reset()


@pytest.mark.parametrize("sampling", [WITH, WITHOUT])
def test_measured_errors_lie_on_the_rule(panel, sampling):
    X, y = data()
    panel.set(sampling=sampling)
    gradients = each_gradient(weights(X, y)["the start"], X, y)
    for size, measured in trail(panel, "batch_loss", axes=2).xy:
        rule = typical_error(gradients, int(size), replacement=sampling == WITH)
        assert measured == pytest.approx(rule, rel=0.15)
    panel.reset()


def test_rule_is_exact_over_every_batch_there_is():
    X, y = data()
    gradients = each_gradient(np.array([0.3, -1.0]), X[:7], y[:7])
    full = gradients.mean(axis=0)
    errors = [
        ((gradients[list(batch)].mean(axis=0) - full) ** 2).sum()
        for batch in itertools.combinations(range(7), 3)
    ]
    assert np.sqrt(np.mean(errors)) == pytest.approx(
        typical_error(gradients, 3, replacement=False), rel=1e-12
    )


def test_whole_set_has_no_error_only_without_replacement(panel):
    panel.set(batch_size=N_SAMPLES, sampling=WITHOUT)
    assert "typically off by 0.00; the rule says 0.00" in panel.sentence.text
    panel.set(sampling=WITH)
    assert "off by 0.00" not in panel.sentence.text
    panel.reset()
