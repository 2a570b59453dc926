"""The data that come with the package are what they say they are."""

from typing import Any

import numpy as np
import pytest

from autograder.sgd import SGD, digits, fine_tuning, line, regression, split, train
from autograder.sgd.data.make import pretrain
from autograder.sgd.data.stored import N_PRETRAINING


def test_digits():
    X, y = digits()
    assert X.shape == (1797, 64)
    assert (X.min(), X.max()) == (0.0, 1.0)
    assert np.bincount(y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    X[0, 0] = 9.0
    assert digits().X.max() == 1.0  # each call has a copy of its own


def test_pretrained_weights_are_those_that_the_script_trains():
    again, stored = pretrain(), fine_tuning().theta
    assert again == pytest.approx(stored, abs=1e-3)


def test_fine_tuning_on_60_samples_pays():
    task = fine_tuning()
    X, y = digits()
    seen = task.model.accuracy(task.theta, X[:N_PRETRAINING], y[:N_PRETRAINING])
    assert seen > 0.98
    plan: dict[str, Any] = {
        "batch_size": 60,
        "num_epochs": 5,
        "steps_per_epoch": 100,
        "optimizer": SGD(lr=0.1),
        "validation": (task.X_val, task.y_val),
    }
    tuned = train(task.model, task.X, task.y, **plan, theta=task.theta)
    scratch = train(task.model, task.X, task.y, **plan)

    def accuracy(theta):
        return task.model.accuracy(theta, task.X_val, task.y_val)

    assert len(task.y) == 60
    assert accuracy(task.theta) < 0.6 < accuracy(scratch.best_theta) < 0.8
    assert accuracy(tuned.best_theta) > 0.83


@pytest.mark.parametrize("make", [line, lambda n, **k: regression(n, 4, **k)])
def test_made_data_have_their_size_and_depend_on_the_seed(make):
    X, y = make(31, seed=1)
    assert len(X) == len(y) == 31
    assert (make(31, seed=1).X == X).all()
    assert not (make(31, seed=2).X == X).all()


def test_regression_has_its_condition():
    X, _ = regression(50_000, 3, condition=100)
    variances = X.var(axis=0)
    assert variances[0] / variances[-1] == pytest.approx(100, rel=0.05)


def test_split_shares_out_every_sample_once():
    X, y = line(50)
    kept, held_out = split(X, y, 20, seed=3)
    assert (len(kept.y), len(held_out.y)) == (30, 20)
    assert sorted(np.concatenate([kept.y, held_out.y])) == sorted(y)
    with pytest.raises(ValueError, match="n_held_out must be below the 50 samples, not 50"):
        split(X, y, 50)
