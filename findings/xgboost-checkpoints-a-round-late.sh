#!/usr/bin/env bash
# xgboost-cpu 3.2.0, NumPy 2.4.6
#
# xgboost.train of 10 rounds with the callback TrainingCheckPoint(directory, interval=...), for intervals 1, 2, 5 and 10.
# Expected: an interval of 5 saves after 5 and after 10 rounds, 10 after 10, 1 after each; "models will be saved as name_0,
#   name_1, name_2".
# Seen: 5 saves once, after 6 rounds, in model_5; 10 saves nothing; 2 saves after 3, 5, 7 and 9 rounds; 1 leaves out the first.
#   The number in a file's name is its rounds less one, and the last round is saved only if n - 1 is a multiple.
# Why it matters here: who resumes from model_5 with "5 rounds left" trains 11, and the end of a run, whose rounds the interval
#   divides, is in no file.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet xgboost-cpu==3.2.0 scikit-learn==1.9.1 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import tempfile
from pathlib import Path

import numpy as np
import xgboost

X = np.random.default_rng(0).normal(size=(100, 2))
data = xgboost.DMatrix(X, X[:, 0])


def saved(interval):
    with tempfile.TemporaryDirectory() as folder:
        save = xgboost.callback.TrainingCheckPoint(folder, interval=interval)
        xgboost.train({"max_depth": 2}, data, 10, callbacks=[save])
        rounds = {path.stem: xgboost.Booster(model_file=path).num_boosted_rounds() for path in Path(folder).iterdir()}
    return dict(sorted(rounds.items(), key=lambda item: item[1]))


print("xgboost", xgboost.__version__)
print("expected rounds in the files, by interval: 1: 1 to 10, 2: 2 4 6 8 10, 5: 5 10, 10: 10")
seen = {interval: saved(interval) for interval in (1, 2, 5, 10)}
for interval, files in seen.items():
    print(f"seen: {interval}: {files}")
assert list(seen[1].values()) == [2, 3, 4, 5, 6, 7, 8, 9, 10]
assert seen[2] == {"model_2": 3, "model_4": 5, "model_6": 7, "model_8": 9}
assert seen[5] == {"model_5": 6}
assert seen[10] == {}
PYTHON
