#!/usr/bin/env bash
# xgboost-cpu 3.2.0, scikit-learn 1.9.1, NumPy 2.4.6
#
# XGBRegressor with early stopping, then another XGBRegressor without it, that trains 20 rounds more from the first
# (xgb_model=).
# Expected: what the second predicts rests on all its trees, as its booster's own predict does.
# Seen: it predicts what the first did, to the bit: the 20 new rounds are in the booster and left out of predict, for the
#   booster brings the first run's best_iteration along, and the estimator cuts there.
# Why it matters here: a run that was continued seems to have learned nothing; rounds counted are not the rounds used.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet xgboost-cpu==3.2.0 scikit-learn==1.9.1 numpy==2.4.6
"$folder/venv/bin/python" -W error - <<'PYTHON'
import numpy as np
import xgboost

rng = np.random.default_rng(0)
X = rng.normal(size=(200, 3))
y = X[:, 0] + 2 * rng.normal(size=200)
first = xgboost.XGBRegressor(n_estimators=100, max_depth=4, early_stopping_rounds=5)
first.fit(X[:100], y[:100], eval_set=[(X[100:], y[100:])], verbose=False)
second = xgboost.XGBRegressor(n_estimators=20, max_depth=4)
second.fit(X[:100], y[:100], xgb_model=first.get_booster())

rounds = [model.get_booster().num_boosted_rounds() for model in (first, second)]
same_as_first = bool((second.predict(X) == first.predict(X)).all())
booster = second.get_booster().predict(xgboost.DMatrix(X))
same_as_booster = bool(np.allclose(second.predict(X), booster))
print("XGBoost", xgboost.__version__)
print(f"boosted rounds: {rounds[0]}, then {rounds[1]}; best_iteration of the second: {second.best_iteration}")
print("expected: the second predicts as its booster does, and not as the first")
print(f"seen: as its booster: {same_as_booster}; as the first: {same_as_first}")
assert rounds[1] == rounds[0] + 20
assert same_as_first
assert not same_as_booster
PYTHON
