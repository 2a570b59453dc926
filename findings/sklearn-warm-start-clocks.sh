#!/usr/bin/env bash
# scikit-learn 1.9.1, NumPy 2.4.6
#
# With warm_start=True a second fit goes on from the weights of the first, in MLP* and in SGD* alike.
# Expected: the clock t_, by which a decaying learning rate is computed, goes on as well, and n_iter_ says
#   how many epochs were trained.
# Seen: MLPRegressor's t_ goes on (20 samples × 3 epochs, twice: 120), while its n_iter_ says 3 and its
#   loss_curve_ has 6 entries. SGDRegressor's t_ starts again (61 after the second fit too), so a learning
#   rate that decays with it jumps back up, although the weights go on.
# Why it matters here: a ledger read from n_iter_ or t_ after a warm start counts another number of epochs
#   in each of the two.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet scikit-learn==1.9.1 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import numpy as np
import sklearn
from sklearn.linear_model import SGDRegressor
from sklearn.neural_network import MLPRegressor

rng = np.random.default_rng(0)
X, y = rng.normal(size=(20, 1)), rng.normal(size=20)
mlp = MLPRegressor(hidden_layer_sizes=(2,), max_iter=3, warm_start=True, random_state=0)
sgd = SGDRegressor(max_iter=3, tol=None, warm_start=True, random_state=0)
seen = []
for estimator in (mlp, sgd):
    for _ in range(2):
        estimator.fit(X, y)
    seen.append((int(estimator.t_), estimator.n_iter_))
print("scikit-learn", sklearn.__version__)
print("expected (t_, n_iter_) after two fits of 3 epochs on 20 samples: MLP (120, 6), SGD (121, 6)")
print(f"seen: MLP {seen[0]}, with {len(mlp.loss_curve_)} losses; SGD {seen[1]}")
assert (seen, len(mlp.loss_curve_)) == ([(120, 3), (61, 3)], 6)
PYTHON
