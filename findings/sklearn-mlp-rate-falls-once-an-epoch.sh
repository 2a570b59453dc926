#!/usr/bin/env bash
# scikit-learn 1.9.1, NumPy 2.4.6
#
# MLPRegressor(solver="sgd", learning_rate="invscaling", learning_rate_init=0.1, power_t=0.5) on 1000 samples in batches of 100,
# three epochs: 30 updates.
# Expected: its help has the rate fall "at each time step 't'", by learning_rate_init / t^power_t. With updates as steps that is
#   .1 to .0183; with samples, by which t_ is explained, the rate falls at every update as well, from .1 to .0019.
# Seen: three rates. All updates of the first epoch are made with .1; then t is 1000 at once, and the second epoch has .0032, a
#   thirtieth. The rate is looked at when an epoch ends, and counted in samples there.
# Why it matters here: a schedule that counts samples and ticks by epochs: n decides how far the first tick falls, and with
#   partial_fit every call is such an epoch.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet scikit-learn==1.9.1 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import numpy as np
import sklearn
from sklearn.neural_network import MLPRegressor, _stochastic_optimizers

rates = []


class Spy(_stochastic_optimizers.SGDOptimizer):
    def update_params(self, params, grads):
        rates.append(round(self.learning_rate, 4))
        super().update_params(params, grads)


import sklearn.neural_network._multilayer_perceptron as module

module.SGDOptimizer = Spy
rng = np.random.default_rng(0)
X = rng.normal(size=(1000, 3))
model = MLPRegressor(
    hidden_layer_sizes=2, solver="sgd", learning_rate="invscaling", learning_rate_init=0.1, batch_size=100, max_iter=3
)
model.fit(X, X[:, 0])
print("scikit-learn", sklearn.__version__)
print("expected: the rate falls with each of the 30 updates, to", round(0.1 / 30**0.5, 4), "or", round(0.1 / 2900**0.5, 4))
runs = [(rate, rates.count(rate)) for rate in sorted(set(rates), reverse=True)]
print("seen: rates, and for how many updates each:", runs)
assert runs == [(0.1, 10), (0.0032, 10), (0.0022, 10)]
PYTHON
