#!/usr/bin/env bash
# optuna 5.0.0
#
# PatientPruner(None, patience=3), "equivalent to early-stopping", in a study that minimizes: a loss of 1.0 that stands still
# for 20 steps; one that falls by .001 a step, with min_delta=0.1; one that rises by .01 once, with min_delta=0.1.
# Expected: all three are pruned: "disabled until the objective doesn't improve for patience consecutive steps", and min_delta
#   is the "tolerance value to check whether or not the objective improves", as in other libraries the least that counts as an
#   improvement.
# Seen: none is. A trial is pruned if it has become worse than before, by more than min_delta; standing still is not worse, and
#   the larger min_delta, the longer it lives. With a loss that rises from 1 to 2 it is pruned at step 4.
# Why it matters here: an accuracy on few samples stands still for many steps at a time, and a run that learns nothing uses all
#   its epochs.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet optuna==5.0.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def pruned(losses, min_delta=0.0):
    study = optuna.create_study(pruner=optuna.pruners.PatientPruner(None, patience=3, min_delta=min_delta))
    trial = study.ask()
    for step, loss in enumerate(losses):
        trial.report(loss, step)
        if trial.should_prune():
            return step
    return None


seen = {
    "stands still": pruned([1.0] * 20),
    "falls by .001": pruned([1 - 0.001 * step for step in range(20)], min_delta=0.1),
    "rises by .01": pruned([1.0] + [1.01] * 19, min_delta=0.1),
}
print("optuna", version("optuna"))
print("expected: all three pruned after some 4 steps")
print("seen:", seen)
print("rises to 2:", pruned([1.0] + [2.0] * 19))
assert set(seen.values()) == {None}
assert pruned([1.0] + [2.0] * 19) == 4
PYTHON
