"""What the ledger says of skorch, counted while it trains."""

import numpy as np
import pytest

from autograder.sgd import Ledger
from autograder.sgd.dialects import from_framework, to_framework

pytest.importorskip("skorch", reason="skorch is not installed: pip install skorch")
import skorch
import torch

pytestmark = [pytest.mark.parity, pytest.mark.filterwarnings("ignore")]


class Sizes(skorch.callbacks.Callback):  # type: ignore[misc]  # its package has no types
    """The size of every training batch."""

    def __init__(self):
        self.sizes = []

    def on_batch_end(self, net, batch=None, training=False, **kwargs):
        if training:
            self.sizes.append(len(batch[0]))


def fitted(n_samples, **parameters):
    sizes = Sizes()
    net = skorch.NeuralNetRegressor(
        torch.nn.Linear(1, 1), callbacks=[sizes], verbose=0, **parameters
    )
    X = np.zeros((n_samples, 1), np.float32)
    return net.fit(X, X), sizes


@pytest.mark.parametrize("n_samples", [100, 101, 104, 7])
def test_a_fifth_is_held_out_by_default(n_samples):
    _, sizes = fitted(n_samples, max_epochs=2)
    read = from_framework("skorch", n_samples, max_epochs=2)
    assert (len(sizes.sizes), sum(sizes.sizes)) == (read.updates, read.samples_processed)


@pytest.mark.parametrize("drop_last", [False, True])
def test_a_plan_is_trained_as_it_says(drop_last):
    ledger = Ledger(50, 8, num_epochs=3, drop_last=drop_last)
    _, sizes = fitted(50, **to_framework("skorch", ledger)["NeuralNet"])
    assert tuple(sizes.sizes) == ledger.batch_sizes * 3


def test_partial_fit_trains_as_many_epochs_again():
    net, sizes = fitted(20, max_epochs=3, batch_size=4, train_split=None)
    net.partial_fit(np.zeros((20, 1), np.float32), np.zeros((20, 1), np.float32))
    read = from_framework("skorch", 20, max_epochs=3, batch_size=4, train_split=None, fits=2)
    assert len(sizes.sizes) == read.updates
