#!/usr/bin/env bash
# LightGBM 4.7.0, xgboost-cpu 3.2.0, scikit-learn 1.9.1, NumPy 2.4.6
#
# 30 rounds, then a second training from that model (init_model, xgb_model) of at most 300 rounds, with early stopping after 5,
# its evaluations recorded.
# Expected: the record's best entry is the one that best_iteration names: entry best_iteration of XGBoost, which counts from 0,
#   entry best_iteration - 1 of LightGBM, as in a run at once.
# Seen: best_iteration counts the 30 rounds of the first model as well, and the record has the new rounds alone: it is 30 behind
#   the best entry.
# Why it matters here: two counts of one run, rounds in the model and rounds in this call, have the same name; a curve is marked
#   at a round that it does not have.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet lightgbm==4.7.0 xgboost-cpu==3.2.0 scikit-learn==1.9.1 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import lightgbm
import numpy as np
import xgboost

rng = np.random.default_rng(0)
X = rng.normal(size=(400, 3))
y = X @ [1.0, 2.0, 3.0] + rng.normal(size=400)
train, held = slice(200), slice(200, None)


def by_xgboost(start):
    data, valid = (xgboost.DMatrix(X[rows], y[rows]) for rows in (train, held))
    settings, record = {"max_depth": 2, "eta": 0.1, "nthread": 1}, {}
    first = xgboost.train(settings, data, start) if start else None
    model = xgboost.train(
        settings,
        data,
        300,
        evals=[(valid, "held")],
        early_stopping_rounds=5,
        evals_result=record,
        verbose_eval=False,
        xgb_model=first,
    )
    return model.best_iteration - int(np.argmin(record["held"]["rmse"]))


def by_lightgbm(start):
    data = lightgbm.Dataset(X[train], y[train], free_raw_data=False)
    valid = lightgbm.Dataset(X[held], y[held], reference=data, free_raw_data=False)
    settings, record = {"objective": "l2", "num_leaves": 4, "verbosity": -1, "num_threads": 1}, {}
    first = lightgbm.train(settings, data, start) if start else None
    calls = [lightgbm.early_stopping(5, verbose=False), lightgbm.record_evaluation(record)]
    model = lightgbm.train(settings, data, 300, valid_sets=[valid], init_model=first, callbacks=calls)
    return model.best_iteration - 1 - int(np.argmin(record["valid_0"]["l2"]))


print("lightgbm", lightgbm.__version__, "xgboost", xgboost.__version__)
print("expected, best_iteration less the best entry of the record: 0")
seen = {(name, start): run(start) for name, run in (("XGBoost", by_xgboost), ("LightGBM", by_lightgbm)) for start in (0, 30)}
print("seen, by the rounds of the first model:", seen)
assert seen == {("XGBoost", 0): 0, ("XGBoost", 30): 30, ("LightGBM", 0): 0, ("LightGBM", 30): 30}
PYTHON
