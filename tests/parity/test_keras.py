"""What the ledger says of Keras, counted while Keras trains."""

from typing import Any

import numpy as np
import pytest

from autograder.sgd import Ledger, stream
from autograder.sgd.dialects import from_framework, to_framework

pytest.importorskip("torch", reason="Keras runs on PyTorch here: pip install torch")
pytest.importorskip("keras", reason="Keras is not installed: pip install keras")
import keras
import torch

# A framework's own deprecations are not ours to mend.
pytestmark = [pytest.mark.parity, pytest.mark.filterwarnings("ignore")]


class Counter(keras.callbacks.Callback):  # type: ignore[misc]  # its package has no types
    """Counts batches and epochs."""

    def __init__(self):
        super().__init__()
        self.batches = self.epochs = 0

    def on_train_batch_end(self, batch, logs=None):
        self.batches += 1

    def on_epoch_end(self, epoch, logs=None):
        self.epochs += 1


def fit(ledger: Ledger) -> tuple[Counter, int]:
    """Train as the dialect says and return the counts and the updates that changed the weights."""
    settings = to_framework("keras", ledger)
    n = ledger.n_samples
    X, y = np.random.default_rng(0).normal(size=(n, 3)), np.zeros((n, 1))
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    optimizer = keras.optimizers.SGD(0.01, **settings.get("optimizer", {}))
    model.compile(optimizer=optimizer, loss="mse")
    source: dict[str, Any]
    if "endless stream" in settings:
        batches = stream(n, **settings["endless stream"])
        source = {"x": ((X[batch], y[batch]) for batch in batches)}
    elif "DataLoader" in settings:
        dataset = torch.utils.data.TensorDataset(torch.tensor(X), torch.tensor(y))
        source = {"x": torch.utils.data.DataLoader(dataset, shuffle=True, **settings["DataLoader"])}
    else:
        source = {"x": X, "y": y}
    counter = Counter()
    model.fit(**source, **settings["model.fit"], verbose=0, callbacks=[counter])
    return counter, int(optimizer.iterations)


@pytest.mark.parametrize(
    "ledger",
    [
        Ledger(100, 32, num_epochs=3),
        Ledger(100, 32, num_epochs=2, drop_last=True),
        Ledger(60, 60, num_epochs=2, steps_per_epoch=100),
        Ledger(60, 25, num_epochs=3, steps_per_epoch=4),
        Ledger(20, 64, num_epochs=2),
    ],
    ids=str,
)
def test_keras_does_the_ledger_s_updates(ledger):
    counter, iterations = fit(ledger)
    assert counter.epochs == ledger.num_epochs
    assert counter.batches == iterations == ledger.updates


def test_keras_accumulates_as_the_ledger_says():
    ledger = Ledger(96, 8, num_epochs=2, accumulation=4)
    counter, iterations = fit(ledger)
    assert counter.batches == 2 * ledger.batches_per_pass

    assert iterations == ledger.updates


def test_parameters_of_fit_read_as_a_plan():
    assert from_framework("keras", 1000, batch_size=96, epochs=5, initial_epoch=2) == Ledger(
        1000, 96, num_epochs=3
    )
    assert from_framework("keras", 1000) == Ledger(1000, 32, num_epochs=1)
