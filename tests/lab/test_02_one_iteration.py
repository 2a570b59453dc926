"""Lesson 2's figure: its marks are the run that the core makes, stage by stage."""

from typing import Any

import numpy as np
import pytest

from autograder.lab.figures import one_iteration
from autograder.lab.figures.one_iteration import START, data
from autograder.lab.marks import Arrow, Curve, Lit, Trail
from autograder.sgd import SGD, Linear, train


@pytest.fixture(scope="module")
def panel():
    return one_iteration()


def by_role(panel, kind, role) -> Any:
    return next(m for m in panel.player.marks if isinstance(m, kind) and m.role == role)


@pytest.mark.parametrize("detail", ["every stage", "every update"])
@pytest.mark.parametrize(
    ("batch_size", "lr", "num_epochs", "seed"),
    [(12, 0.1, 3, 0), (7, 0.3, 2, 5), (46, 0.05, 8, 1), (1, 0.01, 1, 99)],
)
def test_figure_shows_the_run_of_the_core(panel, detail, batch_size, lr, num_epochs, seed):
    panel.set(batch_size=batch_size, lr=lr, num_epochs=num_epochs, seed=seed, detail=detail)
    X, y = data()
    history = train(
        Linear(1),
        X,
        y,
        batch_size=batch_size,
        num_epochs=num_epochs,
        optimizer=SGD(lr=lr),
        seed=seed,
        theta=START,
        path=True,
    )
    updates, path = len(history.loss), np.asarray(history.path)
    assert len(panel.player.captions) == 1 + updates * (4 if detail == "every stage" else 1)
    assert np.allclose(by_role(panel, Trail, "weights").xy, path)
    assert np.allclose(np.asarray(by_role(panel, Trail, "batch_loss").xy)[:, 1], history.loss)
    whole = [float(Linear(1).loss(theta, X, y)) for theta in path]
    assert np.allclose(np.asarray(by_role(panel, Trail, "train").xy)[:, 1], whole)


def test_stages_come_in_order_and_use_the_weights_of_their_moment(panel):
    panel.reset()
    path = np.asarray(by_role(panel, Trail, "weights").xy)
    lines = np.asarray(by_role(panel, Curve, "model").xy)
    slopes = (lines[:, 1, 1] - lines[:, 0, 1]) / (lines[:, 1, 0] - lines[:, 0, 0])
    arrow = by_role(panel, Arrow, "gradient")
    words = [caption.split(").")[-1].split(":")[0].strip() for caption in panel.player.captions[1:]]
    assert words == ["Batch", "Forward", "Gradient", "Update"] * 12
    for update in range(12):
        frames = 1 + 4 * update + np.arange(4)
        assert np.allclose(slopes[frames], [path[update, 0]] * 3 + [path[update + 1, 0]])
        assert np.allclose(np.asarray(arrow.tails)[frames[2]], path[update])
        assert np.allclose(np.asarray(arrow.tips)[frames[2]], path[update + 1])
        assert np.isnan(np.asarray(arrow.tails)[frames[[0, 1, 3]]]).all()


def test_tail_and_epochs_are_marked(panel):
    panel.reset()
    lit = by_role(panel, Lit, "batch")
    sizes = [len(batch) for batch in lit.batches[1::4]]
    assert sizes == [12, 12, 12, 10] * 3
    assert [bool(tail) for tail in lit.tails[1::4]] == [False, False, False, True] * 3
    assert [lit.since[1 + 4 * u] for u in range(12)] == [1] * 4 + [17] * 4 + [33] * 4


def test_residuals_join_the_line_and_the_batch(panel):
    panel.reset()
    X, y = data()
    lines = np.asarray(by_role(panel, Curve, "residual").xy)
    batch = by_role(panel, Lit, "batch").batches[2]
    ends = lines[2].reshape(-1, 3, 2)
    assert np.allclose(ends[: len(batch), 1], np.column_stack([X[batch, 0], y[batch]]))
    assert np.isnan(lines[1]).all()
    assert np.isnan(lines[4]).all()


def test_a_learning_rate_that_is_too_large_is_said(panel):
    panel.set(lr=2.0, num_epochs=8, batch_size=46)
    diverging = panel.sentence.text
    panel.set(lr=2.0, num_epochs=8, batch_size=1)
    assert "run away" in panel.sentence.text or "run away" in diverging
    assert not panel.sentence.failed
    panel.reset()
