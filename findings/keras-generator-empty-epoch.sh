#!/usr/bin/env bash
# Keras 3.15.1 on PyTorch 2.13.0 (CPU)
#
# A generator of exactly steps_per_epoch batches is given to fit for three epochs.
# Expected: epoch 1 uses all of it, then training stops with "ran out of data", or every later epoch is empty.
# Seen: epochs of 5, 0 and 2 updates, and no error. Epoch 2 finds the generator used up and is counted with no
#   batch; epoch 3 plays the two batches again that fit had read beforehand to learn their shapes.
# Why it matters here: the same call on arrays of the same batches makes 15 updates, so the number of updates is
#   no property of the arguments alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet keras==3.15.1 torch==2.13.0 numpy==2.4.6
KERAS_BACKEND=torch "$folder/venv/bin/python" -W ignore - <<'PYTHON'
import keras
import numpy as np


class Count(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.epochs, self.batches = [], 0

    def on_train_batch_end(self, batch, logs=None):
        self.batches += 1

    def on_epoch_end(self, epoch, logs=None):
        self.epochs.append(self.batches)
        self.batches = 0


def updates_by_epoch(*data, **arguments):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(0.01), loss="mse")
    count = Count()
    model.fit(*data, epochs=3, steps_per_epoch=5, verbose=0, callbacks=[count], **arguments)
    return count.epochs


def generator():
    for number in range(5):
        yield np.full((2, 1), float(number)), np.zeros((2, 1))


X = np.zeros((10, 1))
from_generator = updates_by_epoch(generator())
from_arrays = updates_by_epoch(X, X, batch_size=2)
print("Keras", keras.__version__, "on", keras.backend.backend())
print("expected from a generator of 5 batches: [5], or [5, 0, 0]")
print(f"seen: {from_generator}; from arrays of the same batches: {from_arrays}")
assert from_generator == [5, 0, 2]
assert from_arrays == [5, 5, 5]
PYTHON
