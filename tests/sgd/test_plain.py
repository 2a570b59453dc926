"""The loop in sight computes what the fast one computes, to the last digit."""

from itertools import product

import numpy as np
import pytest

from autograder.sgd import SGD, Linear, train
from autograder.sgd.plain import train_line

SIZES = list(product((1, 7, 46, 1000), (1, 2, 33), (1, 12, 2000)))


@pytest.mark.parametrize(("n_samples", "features", "batch_size"), SIZES)
def test_the_plain_loop_is_train_to_the_last_digit(n_samples, features, batch_size):
    rng = np.random.default_rng([n_samples, features, batch_size])
    X, y = rng.normal(size=(n_samples, features)), rng.normal(size=n_samples)
    start = rng.normal(size=features + 1)
    before = start.copy()
    weights, losses = train_line(X, y, start, batch_size=batch_size, num_epochs=3, lr=0.05, seed=4)
    run = train(
        Linear(features),
        X,
        y,
        batch_size=batch_size,
        num_epochs=3,
        optimizer=SGD(lr=0.05),
        seed=4,
        theta=start,
    )
    assert np.array_equal(weights, run.theta)
    assert np.array_equal(losses, run.loss)
    assert np.array_equal(start, before)
    assert not np.array_equal(weights, start)
