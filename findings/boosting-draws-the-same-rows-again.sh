#!/usr/bin/env bash
# LightGBM 4.7.0, xgboost-cpu 3.2.0, NumPy 2.4.6
#
# Boosting on half of the rows a round, 10 rounds at once, or 5 and then 5 more from that model (init_model, xgb_model). The
# gradients given do not depend on the model, so a tree shows which rows it was built on: equal trees, equal rows.
# Expected: 5 and 5 rounds draw as many different halves as 10 rounds do. If anything, XGBoost's
#   seed_per_iteration=True, which seeds by the number of the iteration, makes a continued run draw what one run draws.
# Seen: LightGBM's rounds 6-10 draw the rows of rounds 1-5 again. XGBoost in one process goes on drawing new rows, but not those
#   of one run; with seed_per_iteration=True it, too, draws those of rounds 1-5 again.
# Why it matters here: a resumed run has as many rounds as a run at once, and saw half as many different samples of rows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet lightgbm==4.7.0 xgboost-cpu==3.2.0 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import lightgbm
import numpy as np
import xgboost

X = np.arange(200.0).reshape(-1, 1)
y = np.random.default_rng(0).normal(size=200)


def constant(*arguments):
    return -y, np.ones(200)


def with_lightgbm(rounds, start=None):
    parameters = {
        "objective": constant,
        "bagging_fraction": 0.5,
        "bagging_freq": 1,
        "num_leaves": 4,
        "min_data_in_leaf": 1,
        "verbose": -1,
        "seed": 0,
    }
    return lightgbm.train(parameters, lightgbm.Dataset(X, y), rounds, init_model=start)


def with_xgboost(rounds, start=None, **more):
    parameters = {"subsample": 0.5, "max_depth": 2, "base_score": 0.0, "seed": 0, **more}
    return xgboost.train(parameters, xgboost.DMatrix(X, y), rounds, obj=constant, xgb_model=start)


def seeded(rounds, start=None):
    return with_xgboost(rounds, start, seed_per_iteration=True)


def trees(model):
    if isinstance(model, xgboost.Booster):
        return model.get_dump(with_stats=True)
    return [str(tree["tree_structure"]) for tree in model.dump_model()["tree_info"]]


print("LightGBM", lightgbm.__version__, "XGBoost", xgboost.__version__)
print("expected: 10 different trees from 5 + 5 rounds, as from 10")
seen = {}
for train in (with_lightgbm, with_xgboost, seeded):
    once, twice = trees(train(10)), trees(train(5, train(5)))
    seen[train.__name__] = (len(set(once)), len(set(twice)), twice[5:] == twice[:5], twice == once)
print("seen (different trees at once, in 5 + 5, second five as the first, 5 + 5 as at once):")
print(seen)
assert seen == {
    "with_lightgbm": (10, 5, True, False),
    "with_xgboost": (10, 10, False, False),
    "seeded": (10, 5, True, False),
}
PYTHON
