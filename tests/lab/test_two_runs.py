"""Lesson 5's figure: both curves are runs of the core, and the axis changes nothing but the axis."""

import sys

import numpy as np
import pytest

from autograder.lab.figures import two_runs
from autograder.lab.figures.two_runs import AXES, MODEL, data, race
from autograder.lab.marks import Trail
from autograder.sgd import SGD, train


@pytest.fixture(scope="module")
def panel():
    return two_runs()


@pytest.fixture(scope="module")
def held():
    return data()


def curves(panel):
    return {m.role: np.asarray(m.xy) for m in panel.player.marks if isinstance(m, Trail)}


@pytest.mark.parametrize(
    ("batch_size", "num_epochs", "lr"), [(96, 2, 0.05), (9999, 1, 0.2), (37, 1, 0.001)]
)
def test_a_race_ends_where_the_core_ends(held, batch_size, num_epochs, lr):
    X, y, X_val, y_val = held
    run = race(held, batch_size=batch_size, num_epochs=num_epochs, lr=lr, seed=3)
    history = train(
        MODEL, X, y, batch_size=batch_size, num_epochs=num_epochs, optimizer=SGD(lr=lr), seed=3,
        theta=np.zeros(20), path=True,
    )  # fmt: skip
    assert run.updates[-1] == len(history)
    assert run.samples[-1] == history.samples_processed[-1] == num_epochs * 10_000
    assert (np.diff(run.seconds) >= 0).all()
    for update, loss in zip(run.updates.astype(int), run.loss, strict=True):
        assert loss == pytest.approx(MODEL.loss(history.path[update], X_val, y_val), rel=1e-9)


def test_axis_moves_the_points_along_x_only(panel):
    panel.set(size_a=96, epochs_a=2, size_b=700, epochs_b=3)
    seen = {}
    for label, axis in AXES.items():
        panel["axis"].value = axis
        assert panel.player.figure.axes[0].get_xlabel() == label
        seen[axis] = curves(panel)
    for role, last in (("first", (210, 20_000)), ("second", (45, 30_000))):
        assert np.allclose(seen["updates"][role][:, 1], seen["samples"][role][:, 1])
        assert np.allclose(seen["updates"][role][:, 1], seen["seconds"][role][:, 1])
        assert seen["updates"][role][-1, 0] == last[0]
        assert seen["samples"][role][-1, 0] == last[1]
        assert (np.diff(seen["seconds"][role][:, 0]) >= 0).all()
    panel.reset()


def test_points_appear_when_the_axis_has_come_to_them(panel):
    panel.reset()
    x_end = panel.player.figure.axes[0].get_xlim()[1] / 1.01
    at = np.linspace(0, x_end, len(panel.player.captions))
    for mark in panel.player.marks:
        points = np.asarray(mark.xy)[:, 0]
        for x, frame in zip(points, mark.at, strict=True):
            assert x <= at[frame] * (1 + 1e-6) + 1e-9
            assert frame == 0 or x > at[frame - 1] * (1 - 1e-6)


def test_both_worlds(panel):
    def ends():
        return [xy[-1, 1] for xy in curves(panel).values()]

    panel.set(size_a=10, epochs_a=1, size_b=100, epochs_b=1, lr=0.05)
    a, b = ends()
    assert b < a / 3
    panel.set(lr=0.01)
    a, b = ends()
    assert a < b / 3
    panel.reset()


def test_table_counts_the_tail(panel):
    panel.set(size_a=96, epochs_a=1, size_b=10_000, epochs_b=2)
    rows = dict(panel.views[1].rows)
    assert rows["samples in the tail"] == "16 | 0"
    assert rows["steps per epoch"] == "105 | 1"
    assert rows["updates"] == "105 | 2"
    panel.reset()


def test_divergence_is_said(held, panel):
    assert race(held, batch_size=5, num_epochs=1, lr=0.2).diverged
    panel.set(size_a=5, lr=0.2)
    assert "Run A diverged" in panel.sentence.text
    panel.reset()


@pytest.mark.parametrize(
    ("axis", "where", "nearer"),
    [
        ("updates", "At 1,000 updates", "B is nearer"),
        ("samples", "At 10,000 samples processed", "B is nearer"),
        ("seconds", "After ", " ms"),
    ],
)
def test_the_sentence_answers_on_the_axis_by_the_mean_of_five_runs(panel, axis, where, nearer):
    panel.reset()
    panel["axis"].value = axis
    assert where in panel.sentence.text
    assert "(mean and spread of 5 runs): " in panel.sentence.text
    assert nearer in panel.sentence.text
    panel.reset()


def test_what_five_runs_cannot_tell_apart_is_said(panel):
    panel.set(size_a=10, epochs_a=1, size_b=10, epochs_b=1)
    assert panel.sentence.text.endswith("too close to tell them apart.")
    panel.reset()


def test_the_mean_of_five_runs_is_that_of_the_core(held):
    X, y, X_val, y_val = held
    ends = [
        train(
            MODEL,
            X,
            y,
            batch_size=96,
            num_epochs=1,
            optimizer=SGD(lr=0.05),
            seed=seed,
            theta=np.zeros(20),
        ).theta
        for seed in range(5)
    ]
    expected = [MODEL.loss(theta, X_val, y_val) for theta in ends]
    assert np.allclose(
        sys.modules["autograder.lab.figures.two_runs"]._ends(96, 105, 0.05), expected
    )


def test_one_update_is_one_update(panel):
    panel.set(size_a=10_000, epochs_a=1, size_b=10_000, epochs_b=1)
    assert "1 update on 10,000 samples" in panel.sentence.text
    assert not [text for text in panel.player.captions if "1 updates" in text]
    panel.reset()
