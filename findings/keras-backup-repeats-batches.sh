#!/usr/bin/env bash
# Keras 3.15.1 on PyTorch 2.13.0 (CPU)
#
# fit of three epochs of 5 batches with BackupAndRestore breaks off after 8 batches, and is called again with the same callback.
# Expected: 15 updates in all. With save_freq=2 the last backup is at batch 8, so nothing is done twice; with save_freq="epoch"
#   the 3 batches of the epoch broken off are lost, weights and counter, and trained anew.
# Seen: save_freq="epoch" makes 15. save_freq=2 makes 18: weights and counter of batch 8 are restored, and epoch 2 begins at its
#   first batch again; the batch in the backup is not read. Batches 1-3 of that epoch are trained on twice.
# Why it matters here: the more often a run is saved, the more of it is repeated; a schedule by iterations ends 3 updates early.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet keras==3.15.1 torch==2.13.0 numpy==2.4.6
KERAS_BACKEND=torch "$folder/venv/bin/python" -W ignore - <<'PYTHON'
import tempfile

import keras
import numpy as np


class Break(keras.callbacks.Callback):
    def __init__(self, after):
        super().__init__()
        self.after, self.batches = after, 0

    def on_train_batch_end(self, batch, logs=None):
        self.batches += 1
        if self.batches == self.after:
            raise KeyboardInterrupt


def fit(folder, save_freq, after=None):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.01), loss="mse")
    backup = keras.callbacks.BackupAndRestore(folder, save_freq=save_freq)
    X = np.zeros((10, 1))
    call = {"batch_size": 2, "epochs": 3, "verbose": 0, "callbacks": [backup, Break(after)]}
    try:
        model.fit(X, X, **call)
    except KeyboardInterrupt:
        pass
    return int(model.optimizer.iterations)


seen = {}
for save_freq in ("epoch", 2):
    with tempfile.TemporaryDirectory() as folder:
        seen[save_freq] = fit(folder, save_freq, after=8), fit(folder, save_freq)
print("Keras", keras.__version__, "on", keras.backend.backend())
print("expected iterations, broken off and resumed: 8 and 15 with either")
print("seen:", seen)
assert seen == {"epoch": (8, 15), 2: (8, 18)}
PYTHON
