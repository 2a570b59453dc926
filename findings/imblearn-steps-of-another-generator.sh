#!/usr/bin/env bash
# imbalanced-learn 0.14.2, NumPy 2.4.6
#
# balanced_batch_generator(X, y, batch_size=4) on 22 balanced samples returns a generator and steps_per_epoch, to be given to
# fit together.
# Expected: steps_per_epoch batches of the generator are one pass, with its tail (6) or without (5).
# Seen: steps_per_epoch is 5 and the generator's pass has 6 batches, tail included. The tail of each pass opens the next epoch,
#   one batch later each time: after six epochs of 5 batches there were five passes.
# Why it matters here: epochs and passes drift apart, though both numbers come from one call.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet imbalanced-learn==0.14.2 scikit-learn==1.9.1 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import imblearn
import numpy as np
from imblearn.tensorflow import balanced_batch_generator

X = np.arange(22).reshape(-1, 1)
y = np.repeat([0, 1], 11)
generator, steps_per_epoch = balanced_batch_generator(X, y, batch_size=4, random_state=0)
epochs = [[len(next(generator)[0]) for _ in range(steps_per_epoch)] for _ in range(6)]
print("imbalanced-learn", imblearn.__version__)
print("expected: the tail of 2 ends every epoch, or no epoch has it")
print(f"seen: steps_per_epoch {steps_per_epoch}; sizes of the batches by epoch {epochs}")
assert steps_per_epoch == 5
assert epochs[:3] == [[4, 4, 4, 4, 4], [2, 4, 4, 4, 4], [4, 2, 4, 4, 4]]
assert sum(map(sum, epochs)) == 5 * 22
PYTHON
