#!/usr/bin/env bash
# Keras 3.15.1 on PyTorch 2.13.0 (CPU)
#
# SGD with use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=4, once with gradient_accumulation_steps=3; each update adds
# 1 to the weight.
# Expected: what is by iterations counts updates: the average moves with each update, and overwrites the weight at every fourth.
# Seen: with accumulation `iterations` counts updates, and the average moves with each batch, towards a weight that stands
#   still. The overwriting asks `iterations` at each batch: in the whole window before the fourth update, at batches 10, 11 and
#   12, the weight is overwritten, so the fourth update starts from the average and ends at 3.219, not 3.125.
# Why it matters here: two clocks in one optimizer, batches and updates, and the word for both is iterations.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet keras==3.15.1 torch==2.13.0 numpy==2.4.6
KERAS_BACKEND=torch "$folder/venv/bin/python" -W ignore - <<'PYTHON'
import keras
import torch


def run(batches, accumulation=None):
    optimizer = keras.optimizers.SGD(
        1.0,
        use_ema=True,
        ema_momentum=0.5,
        ema_overwrite_frequency=4,
        gradient_accumulation_steps=accumulation,
    )
    weight = keras.Variable(torch.zeros(1))
    optimizer.build([weight])
    (average,) = optimizer._model_variables_moving_average
    rows = []
    for _ in range(batches):
        optimizer.apply([torch.full((1,), -1.0)], [weight])
        row = [float(keras.ops.convert_to_numpy(value)[0]) for value in (weight, average)]
        rows.append((int(optimizer.iterations), *(round(value, 3) for value in row)))
    return rows


plain, accumulated = run(4), run(12, accumulation=3)
print("Keras", keras.__version__, "on", keras.backend.backend())
print("expected: (iterations, weight, average) after updates 1-4 alike, with accumulation or not")
print("seen without:", plain)
for batch, row in enumerate(accumulated, 1):
    print(f"seen with, batch {batch}: {row}")
assert plain == [(1, 1.0, 1.0), (2, 2.0, 1.5), (3, 3.0, 2.25), (4, 3.125, 3.125)]
assert accumulated[5:8] == [(2, 2.0, 1.5), (2, 2.0, 1.75), (2, 2.0, 1.875)]
assert accumulated[8:] == [(3, 3.0, 2.438), (3, 2.719, 2.719), (3, 2.719, 2.719), (4, 3.219, 3.219)]
PYTHON
