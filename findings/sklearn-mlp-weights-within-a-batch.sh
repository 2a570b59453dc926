#!/usr/bin/env bash
# scikit-learn 1.9.1, NumPy 2.4.6
#
# MLPRegressor.fit(X, y, sample_weight=w) on 40 samples, the first 20 of them with weight 1, the others with weight 9, in
# batches of 1 and of 40; and again with half of the weights zero.
# Expected: weights say how much a sample counts against all the others, whatever the batch size; scikit-learn's glossary has
#   zero stand for leaving a sample out.
# Seen: each batch is divided by the sum of its own weights. In batches of 1 all weights cancel: the fit is that without
#   weights. A batch in which all weights are zero is an error, "Weights sum to zero, can't be normalized": in batches of 4 the
#   same data and weights are trained, or are not, by the seed of the shuffling.
# Why it matters here: a mean of weighted batch means is not the weighted mean; the smaller the batch, the less the weights say.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet scikit-learn==1.9.1 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import numpy as np
import sklearn
from sklearn.neural_network import MLPRegressor

rng = np.random.default_rng(0)
X = rng.normal(size=(40, 3))
y = np.where(np.arange(40) < 20, X[:, 0], -X[:, 0])
heavy = np.where(np.arange(40) < 20, 1.0, 9.0)
zeros = np.where(np.arange(40) < 20, 1.0, 0.0)


def trained(batch, weights, seed=0):
    model = MLPRegressor(
        hidden_layer_sizes=2, alpha=0, solver="sgd", learning_rate_init=0.001, batch_size=batch, max_iter=5, random_state=seed
    )
    try:
        return model.fit(X, y, sample_weight=weights).coefs_[0]
    except ZeroDivisionError as error:
        return str(error)


print("scikit-learn", sklearn.__version__)
print("expected: the weights change the fit, in batches of 1 as in batches of 40; with weights of zero it is made")
change = {batch: float(np.abs(trained(batch, heavy) - trained(batch, None)).max()) for batch in (1, 40)}
print("seen: change by the weights", {batch: f"{value:.1e}" for batch, value in change.items()})
fails = {batch: [isinstance(trained(batch, zeros, seed), str) for seed in range(20)].count(True) for batch in (1, 4, 40)}
print("seen: fits of 20 seeds that fail with weights of zero", fails)
assert change[1] < 1e-12 < 1e-4 < change[40]
assert fails[1] == 20
assert 0 < fails[4] < 20
assert fails[40] == 0
PYTHON
