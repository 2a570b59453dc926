#!/usr/bin/env bash
# skorch 1.4.0, PyTorch 2.13.0 (CPU), NumPy 2.4.6
#
# NeuralNetRegressor with its defaults, fit on 10 rows in order. It validates on a fifth of them.
# Expected: two rows drawn at random, as scikit-learn's early stopping does; or, if it is not shuffled, the last two, as Keras's
#   validation_split and every split of a time series have it.
# Seen: the *first* two. ValidSplit(5) takes the first fold of a KFold that does not shuffle, and that holds out the beginning.
# Why it matters here: of sorted data the smallest are never trained on, and of a time series the past is predicted from the
#   future.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet skorch==1.4.0 torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import numpy as np
import skorch
import torch

rows = {True: set(), False: set()}


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(1, 1)

    def forward(self, X):
        rows[self.training].update(X[:, 0].int().tolist())
        return self.layer(X)


X = np.arange(10, dtype="float32")[:, None]
skorch.NeuralNetRegressor(Net, max_epochs=1, verbose=0).fit(X, X)
print("skorch", skorch.__version__, "torch", torch.__version__)
print("expected: two at random, or rows [8, 9], held out")
print(f"seen: held out {sorted(rows[False])}, trained on {sorted(rows[True])}")
assert rows == {True: {2, 3, 4, 5, 6, 7, 8, 9}, False: {0, 1}}
PYTHON
