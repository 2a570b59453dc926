"""The training loop with nothing hidden: a line fitted by mini-batches, in order of time (lesson 2).

``autograder.sgd.train`` computes the same, for any model and faster; a test holds the two together
to the last digit.
"""

import numpy as np

from autograder.sgd.arguments import Array


def train_line(
    X: Array,
    y: Array,
    weights: Array,
    *,
    batch_size: int,
    num_epochs: int,
    lr: float,
    seed: int = 0,
) -> tuple[Array, Array]:
    """Fit X·w + b to y; return the last weights and the loss of every step's batch.

    Args:
        X: samples, shape (n_samples, features).
        y: targets, shape (n_samples,).
        weights: first weights w and b, shape (features + 1,).
        batch_size: samples in a batch; the tail of an epoch is smaller.
        num_epochs: passes over the data.
        lr: learning rate.
        seed: fixes the order of every epoch.
    """
    X = np.column_stack([X, np.ones(len(X))])  # the column of ones carries b
    weights = weights.copy()  # set once, before both loops
    losses = []
    for epoch in range(num_epochs):
        order = np.random.default_rng([seed, epoch]).permutation(len(X))  # new in every epoch
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]  # 1 batch; the last one is the tail
            X_batch, y_batch = X[batch], y[batch]
            error = X_batch @ weights - y_batch  # 2 forward, at the current weights
            losses.append(error @ error / len(batch))
            gradient = error @ X_batch * (2 / len(batch))  # 3 gradient of the batch's mean loss
            weights = weights - lr * gradient  # 4 update
    return weights, np.array(losses)
