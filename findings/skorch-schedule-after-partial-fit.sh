#!/usr/bin/env bash
# skorch 1.4.0, PyTorch 2.13.0 (CPU)
#
# NeuralNetRegressor with an LRScheduler, fit for 3 epochs of 2 batches, then partial_fit for 3 more.
# Expected: the schedule goes on as one call of 6 epochs has it, the callback asks the history where it stands: StepLR halves
#   the rate once an epoch; a LambdaLR with step_every="batch" goes on with batch 6.
# Seen: StepLR halves twice between the calls: 1, .5, .25, then .0625 and not .125. LambdaLR by batch goes on with 3, the number
#   of *epochs*, so its rate jumps back up, from 1/6 to 1/4.
# Why it matters here: a schedule counted in batches is resumed with a count of epochs, and one counted in epochs is a tick too
#   far.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet skorch==1.4.0 torch==2.13.0 scikit-learn==1.9.1 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import numpy as np
import skorch
import torch
from skorch.callbacks import LRScheduler
from torch.optim.lr_scheduler import LambdaLR, StepLR


def rates(calls, policy, **arguments):
    seen = []

    class Spy(torch.optim.SGD):
        def step(self, *arguments):
            seen.append(round(self.param_groups[0]["lr"], 4))
            return super().step(*arguments)

    net = skorch.NeuralNetRegressor(
        torch.nn.Linear,
        module__in_features=1,
        module__out_features=1,
        optimizer=Spy,
        lr=1.0,
        max_epochs=6 // calls,
        batch_size=2,
        train_split=None,
        verbose=0,
        callbacks=[LRScheduler(policy, **arguments)],
    )
    X = np.zeros((4, 1), np.float32)
    for _ in range(calls):
        net.partial_fit(X, X)
    return seen


def by_number(number):
    return 1 / (1 + number)


step = {"policy": StepLR, "step_size": 1, "gamma": 0.5}
batch = {"policy": LambdaLR, "lr_lambda": by_number, "step_every": "batch"}
print("skorch", skorch.__version__, "torch", torch.__version__)
for name, schedule in (("StepLR by epoch", step), ("LambdaLR by batch", batch)):
    print(f"{name}: expected {rates(1, **schedule)}")
    print(f"{name}: seen     {rates(2, **schedule)}")
assert rates(1, **step)[::2] == [1.0, 0.5, 0.25, 0.125, 0.0625, 0.0312]
assert rates(2, **step)[::2] == [1.0, 0.5, 0.25, 0.0625, 0.0312, 0.0156]
assert rates(1, **batch)[5:8] == [0.1667, 0.1429, 0.125]
assert rates(2, **batch)[5:8] == [0.1667, 0.25, 0.2]
PYTHON
