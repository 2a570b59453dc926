"""Lesson 7's figure: both curves are the core's, the stop is the one that patience makes."""

import numpy as np
import pytest

from autograder.lab.figures import when_to_stop
from autograder.lab.figures.when_to_stop import (
    EPOCHS,
    GRID,
    bumps,
    fit,
    loss_on_test_set,
    samples,
)
from autograder.lab.marks import Curve, Trail
from autograder.sgd import Linear


@pytest.fixture(scope="module")
def panel():
    return when_to_stop()


def trails(panel):
    ax = panel.player.figure.axes[1]
    return {m.role: m for m in panel.player.marks if isinstance(m, Trail) and m.ax is ax}


def by_hand(val_losses, patience):
    """Checks made and place of the best, the plain way."""
    for check in range(len(val_losses)):
        best = int(np.argmin(val_losses[: check + 1]))
        if check - best >= patience:
            return check + 1, best
    return len(val_losses), int(np.argmin(val_losses))


@pytest.mark.parametrize(
    ("capacity", "noise", "patience", "seed"),
    [(40, 0.8, 8, 1), (60, 1.0, 1, 0), (2, 0.0, 40, 99), (17, 0.35, 3, 7)],
)
def test_curves_best_and_stop(panel, capacity, noise, patience, seed):
    panel.set(capacity=capacity, noise=noise, patience=patience, seed=seed)
    whole, shown = fit(capacity=capacity, noise=noise, seed=seed), trails(panel)
    assert len(panel.player.captions) == EPOCHS
    assert np.allclose(np.asarray(shown["train"].xy)[:, 1], whole.epoch_loss)
    assert np.allclose(np.asarray(shown["validation"].xy)[:, 1], whole.val_loss)
    checks, best = by_hand(whole.val_loss, patience)
    assert shown["best"].xy[0][0] == best + 1
    assert shown["best"].xy[0][1] == pytest.approx(whole.val_loss[best])
    assert ("stop" in shown) == (checks < EPOCHS)
    if checks < EPOCHS:
        assert shown["stop"].xy[-1][0] == checks
        assert "Patience runs out" in panel.player.captions[checks - 1]
        assert "would have stopped" in panel.player.captions[-1]
    panel.reset()


def test_curve_is_the_model_of_each_epoch(panel):
    panel.reset()
    whole = fit(capacity=40, noise=0.8, seed=1)
    curve = next(m for m in panel.player.marks if isinstance(m, Curve))
    for epoch in (0, 30, EPOCHS - 1):
        predicted = Linear(40).predict(whole.path[5 * (epoch + 1)], bumps(GRID, 40))
        assert np.allclose(np.asarray(curve.xy)[epoch, :, 1], predicted)


def test_sets_share_no_sample_and_weights_are_judged_on_the_third():
    parts = [samples(60, 0.8, 1, part)[0] for part in (0, 1, 2)]
    assert len(np.unique(np.concatenate(parts))) == 180
    _x, y = samples(1000, 0.8, 1, 2)
    theta = np.zeros(41)
    assert loss_on_test_set(theta, capacity=40, noise=0.8, seed=1) == pytest.approx((y**2).mean())


def test_stopping_in_time_beats_learning_by_heart(panel):
    panel.reset()
    kept, last = (
        float(part.split()[0].rstrip(",."))
        for part in panel.sentence.text.replace("the kept weights ", "#")
        .replace(f"all {EPOCHS} epochs ", "#")
        .split("#")[1:]
    )
    assert kept < last
