#!/usr/bin/env bash
# scikit-learn 1.9.1, NumPy 2.4.6
#
# partial_fit of the same 40 samples, three times, each time from the same weights, with shuffle=True: the results are equal
# where the order of the samples was.
# Expected: a new order in each call, as in each epoch of fit(), with random_state=0 as well as with a RandomState: a seed makes
#   the whole run repeatable, and shuffle=True is said to shuffle "after each epoch" (SGD), "in each iteration" (MLP).
# Seen: with random_state=0 all three calls take the samples in one and the same order, in SGDRegressor and in MLPRegressor; with
#   RandomState(0) each has its own.
# Why it matters here: a loop over epochs with partial_fit, as the manual has it, is shuffled once. fit() with the same seed and
#   as many epochs is not, so that the two end at different weights.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet scikit-learn==1.9.1 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import copy

import numpy as np
import sklearn
from sklearn.linear_model import SGDRegressor
from sklearn.neural_network import MLPRegressor

X = np.random.default_rng(0).normal(size=(40, 3))
y = X @ [1, 2, 3]


def put_back(model, start):
    if isinstance(model, SGDRegressor):
        model.coef_, model.intercept_ = start.coef_.copy(), start.intercept_.copy()
    else:
        model.coefs_ = [one.copy() for one in start.coefs_]
        model.intercepts_ = [one.copy() for one in start.intercepts_]
        model._optimizer.params = model.coefs_ + model.intercepts_


def different_orders(make, seed):
    model = make(random_state=seed)
    model.partial_fit(X, y)
    start, found = copy.deepcopy(model), set()
    for _ in range(3):
        put_back(model, start)
        model.partial_fit(X, y)
        weights = model.coef_ if isinstance(model, SGDRegressor) else model.coefs_[0]
        found.add(weights.tobytes())
    return len(found)


def sgd(**seed):
    return SGDRegressor(learning_rate="constant", eta0=0.05, **seed)


def mlp(**seed):
    return MLPRegressor(
        hidden_layer_sizes=(4,),
        solver="sgd",
        momentum=0,
        batch_size=1,
        learning_rate_init=0.05,
        **seed,
    )


seen = {
    make.__name__: (different_orders(make, 0), different_orders(make, np.random.RandomState(0)))
    for make in (sgd, mlp)
}
print("scikit-learn", sklearn.__version__)
print("different orders in 3 calls, random_state=0 and RandomState(0); expected: 3 and 3")
print("seen:", seen)
assert seen == {"sgd": (1, 3), "mlp": (1, 3)}
PYTHON
