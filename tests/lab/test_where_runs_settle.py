"""Lesson 4's second figure: its curves are trained, its slopes are the published ones."""

import numpy as np
import pytest

from autograder.lab.figures import where_runs_settle
from autograder.lab.figures.where_runs_settle import LOOKS, RUNS, distances, published
from autograder.lab.marks import Trail
from autograder.sgd import SGD, Linear, train
from autograder.sgd.data import regression


@pytest.fixture(scope="module")
def panel():
    return where_runs_settle()


def curve(panel, scheme):
    return next(
        np.asarray(m.xy)
        for m in panel.player.marks
        if isinstance(m, Trail) and m.role == LOOKS[scheme]
    )


def test_curves_are_means_of_runs_that_the_core_trains(panel):
    panel.set(lr=0.07, batch_size=7, seed=2)
    X, y = regression(62, 4, seed=3)
    lowest = np.linalg.lstsq(X, y, rcond=None)[0]
    for scheme in LOOKS:
        ends = []
        for seed in range(2 * RUNS, 3 * RUNS):
            run = train(
                Linear(4, bias=False), X, y, batch_size=7, num_epochs=30, scheme=scheme,
                optimizer=SGD(lr=0.07), seed=seed, theta=np.zeros(4), path=True,
            )  # fmt: skip
            ends.append(((run.path[::9] - lowest) ** 2).sum(axis=1))
        assert np.allclose(curve(panel, scheme)[:, 1], np.mean(ends, axis=0))
    panel.reset()


def test_full_batch_makes_the_order_irrelevant(panel):
    panel.set(batch_size=62, lr=0.2)
    assert np.allclose(curve(panel, "once"), curve(panel, "reshuffled"), rtol=1e-6)
    assert curve(panel, "replacement")[-1, 1] > 100 * curve(panel, "once")[-1, 1]
    panel.reset()


def test_reshuffling_settles_nearest():
    settled = [distances(s, lr=0.02, batch_size=4, seed=0)[-10:].mean() for s in LOOKS]
    assert settled[0] > settled[1] > settled[2]


def test_slopes_are_those_of_the_papers():
    slope = published().slope
    assert 0.85 <= slope["replacement"] <= 1.2
    assert 1.85 <= slope["once"] <= 2.25
    assert slope["reshuffled"] >= 1.9
