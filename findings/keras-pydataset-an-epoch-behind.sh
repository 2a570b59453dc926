#!/usr/bin/env bash
# Keras 3.15.1 (JAX 0.10.2 as its backend)
#
# A PyDataset of 5 batches changes with the epoch, as a curriculum or an order drawn anew does: on_epoch_end adds 1 to a number
# that starts at 0, and each batch consists of that number. fit for 4 epochs; the loss is the number.
# Expected: epochs of 0, 1, 2 and 3, whatever the number of workers: on_epoch_end is "called at the end of every epoch", and "if
#   you want to modify your dataset between epochs, you may additionally implement on_epoch_end()".
# Seen: with workers=1 the epochs are 1, 2, 3 and 4: on_epoch_end is called once before the first epoch, five times in all. With
#   workers=2 most batches of an epoch are still those of the number before: the first epoch has a mean of .2, from two numbers.
# Why it matters here: the easiest epoch of a curriculum is never trained on, and how many workers read decides which samples an
#   epoch has.
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


class Lessons(keras.utils.PyDataset):
    level, calls = 0, 0

    def __len__(self):
        return 5

    def __getitem__(self, batch):
        return np.full((2, 1), float(self.level)), np.zeros((2, 1))

    def on_epoch_end(self):
        self.calls += 1
        self.level += 1


def levels(workers):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")])
    model.compile(keras.optimizers.SGD(0.0), "mae")
    lessons = Lessons(workers=workers)
    losses = model.fit(lessons, epochs=4, shuffle=False, verbose=0).history["loss"]
    return [round(float(loss), 2) for loss in losses], lessons.calls


print("keras", keras.__version__, "jax", jax.__version__)
print("expected levels: [0, 1, 2, 3], and 4 calls")
alone, calls = levels(1)
several, _ = levels(2)
print(f"seen: workers=1 {alone} and {calls} calls; workers=2 {several}")
assert (alone, calls) == ([1.0, 2.0, 3.0, 4.0], 5)
assert all(epoch < level < epoch + 1 for epoch, level in enumerate(several))
PYTHON
