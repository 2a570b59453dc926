#!/usr/bin/env bash
# Keras 3.15.1 (JAX 0.10.2 as its backend)
#
# fit on arrays of 10 samples, batch_size=2, with steps_per_epoch of 2, 3, 4 and 5, for 6 epochs. Arrays are shuffled anew and
# repeated from epoch to epoch, unlike a generator.
# Expected: epochs of steps_per_epoch updates, 12, 18, 24 and 30 in all: "total number of steps before declaring one epoch
#   finished and starting the next".
# Seen: 10, 15, 15 and 30. The five batches of a pass are cut into epochs: with 3 the epochs have 3 and 2 updates in turn, with
#   4 they have 4 and 1. A warning says that training is interrupted; it goes on.
# Why it matters here: updates are steps × epochs only where the steps divide the batches of a pass, and a schedule planned by
#   that product ends in the middle.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet keras==3.15.1 jax==0.10.2 numpy==2.4.6
export KERAS_BACKEND=jax
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import jax
import keras
import numpy as np


class Count(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.epochs = []

    def on_epoch_begin(self, epoch, logs=None):
        self.epochs.append(0)

    def on_train_batch_end(self, batch, logs=None):
        self.epochs[-1] += 1


def updates(steps):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.01), "mse")
    count = Count()
    model.fit(np.ones((10, 1)), np.ones((10, 1)), 2, 6, steps_per_epoch=steps, callbacks=[count], verbose=0)
    assert sum(count.epochs) == int(model.optimizer.iterations)
    return count.epochs


print("keras", keras.__version__, "jax", jax.__version__)
print("expected updates in 6 epochs: 12, 18, 24, 30")
seen = {steps: updates(steps) for steps in (2, 3, 4, 5)}
for steps, epochs in seen.items():
    print(f"seen: steps_per_epoch={steps}: {sum(epochs)}, as {epochs}")
assert seen == {2: [2, 2, 1] * 2, 3: [3, 2] * 3, 4: [4, 1] * 3, 5: [5] * 6}
PYTHON
