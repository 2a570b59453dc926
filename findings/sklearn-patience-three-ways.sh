#!/usr/bin/env bash
# scikit-learn 1.9.1, NumPy 2.4.6
#
# n_iter_no_change=3 with a tol that no epoch can meet, so that none counts as an improvement: MLPRegressor, SGDRegressor,
# GradientBoostingRegressor and HistGradientBoostingRegressor, with and without early_stopping where they have it.
# Expected: all stop after as many epochs or rounds: three without improvement, after a first one to compare with, makes 4. The
#   helps speak of "iterations with no improvement to wait before stopping" and of the "maximum number of epochs to not meet tol
#   improvement".
# Seen: SGDRegressor and GradientBoostingRegressor 4, HistGradientBoostingRegressor 3, MLPRegressor 5: it stops when the count
#   is above n_iter_no_change, not when it is reached.
# Why it matters here: one argument in one library makes 3, 4 or 5 passes; with n_iter_no_change=1 it is 1, 2 or 3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet scikit-learn==1.9.1 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import numpy as np
import sklearn
from sklearn.ensemble import GradientBoostingRegressor, HistGradientBoostingRegressor
from sklearn.linear_model import SGDRegressor
from sklearn.neural_network import MLPRegressor

rng = np.random.default_rng(0)
X = rng.normal(size=(200, 3))
y = X @ [1.0, 2.0, 3.0]


def epochs(patience):
    never = {"n_iter_no_change": patience, "tol": 1e9, "random_state": 0}
    net = MLPRegressor(hidden_layer_sizes=2, solver="sgd", **never).fit(X, y)
    held = MLPRegressor(hidden_layer_sizes=2, solver="sgd", early_stopping=True, **never).fit(X, y)
    line = SGDRegressor(**never).fit(X, y)
    held_line = SGDRegressor(early_stopping=True, **never).fit(X, y)
    trees = GradientBoostingRegressor(**never).fit(X, y)
    bins = HistGradientBoostingRegressor(early_stopping=True, **never).fit(X, y)
    assert (net.n_iter_, line.n_iter_) == (held.n_iter_, held_line.n_iter_)
    return {"MLP": net.n_iter_, "SGD": line.n_iter_, "GradientBoosting": trees.n_estimators_, "Hist": bins.n_iter_}


print("scikit-learn", sklearn.__version__)
print("expected: {patience: patience + 1} in all four")
seen = {patience: epochs(patience) for patience in (1, 3, 5)}
for patience, counts in seen.items():
    print(f"seen: n_iter_no_change={patience}: {counts}")
for patience, counts in seen.items():
    assert list(counts.values()) == [patience + 2, patience + 1, patience + 1, patience]
PYTHON
