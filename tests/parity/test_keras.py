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


class Batches(keras.utils.PyDataset):  # type: ignore[misc]  # its package has no types
    """Batches of known length."""

    def __init__(self, batches):
        super().__init__()
        self.batches = batches

    def __len__(self):
        return len(self.batches)

    def __getitem__(self, index):
        return self.batches[index]


def seen(n: int, batch_size: int, source: str, accumulation: int | None, **arguments: Any):
    """Train on a source of some kind; return updates and samples."""
    X = np.arange(n, dtype=float)[:, None]
    batches = [(X[i : i + batch_size], X[i : i + batch_size]) for i in range(0, n, batch_size)]
    counted: list[int] = []

    class Model(keras.Sequential):  # type: ignore[misc]  # its package has no types
        def train_step(self, data):
            counted.append(len(data[0]))
            return super().train_step(data)

    def endless():
        while True:
            yield from batches

    model = Model([keras.Input((1,)), keras.layers.Dense(1)])
    optimizer = keras.optimizers.SGD(1e-3, gradient_accumulation_steps=accumulation)
    model.compile(optimizer=optimizer, loss="mse", run_eagerly=True)
    data = {
        "arrays": {"x": X, "y": X, "batch_size": batch_size},
        "sized": {"x": Batches(batches)},
        "generator": {"x": (batch for batch in batches)},
        "endless": {"x": endless()},
    }[source]
    model.fit(**data, **arguments, shuffle=False, verbose=0)
    return int(optimizer.iterations), sum(counted)


@pytest.mark.parametrize("accumulation", [None, 4])
@pytest.mark.parametrize(("epochs", "steps_per_epoch"), [(2, None), (4, 2), (3, 5), (2, 3)])
@pytest.mark.parametrize("source", ["arrays", "sized", "generator", "endless"])
def test_where_the_batches_come_from_decides(source, epochs, steps_per_epoch, accumulation):
    if source == "endless" and steps_per_epoch is None:
        pytest.skip("an endless stream without steps_per_epoch never ends")
    arguments = {"epochs": epochs, "steps_per_epoch": steps_per_epoch}
    read = from_framework(
        "keras",
        9,
        batch_size=2,
        source=source,
        gradient_accumulation_steps=accumulation,
        **arguments,
    )
    assert seen(9, 2, source, accumulation, **arguments) == (read.updates, read.samples_processed)


def test_validation_split_takes_the_last_samples_away():
    read = from_framework("keras", 11, batch_size=4, validation_split=0.25)
    assert seen(11, 4, "arrays", None, validation_split=0.25) == (
        read.updates,
        read.samples_processed,
    )
