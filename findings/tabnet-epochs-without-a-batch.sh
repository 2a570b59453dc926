#!/usr/bin/env bash
# pytorch-tabnet 4.1.0 (which needs pandas without saying so), PyTorch 2.13.0 (CPU), SciPy 1.17.1, NumPy 2.4.6
#
# TabNetRegressor().fit on 500 rows with its defaults, batch_size=1024 and drop_last=True ("whether to drop last batch during
# training").
# Expected: one batch of 500 an epoch; or an error, as the only batch would be dropped.
# Seen: no epoch has a batch, no update is made, and each loss is reported as 0.0. With drop_last=False it is one batch an
#   epoch.
# Why it matters here: ⌊n/B⌋ is 0 for n < B: epochs are counted, updates are none, and the loss of no batch looks like a perfect
#   fit.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pytorch-tabnet==4.1.0 torch==2.13.0 \
  scikit-learn==1.9.1 scipy==1.17.1 pandas==3.1.1 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import numpy as np
import torch
from pytorch_tabnet.tab_model import TabNetRegressor

rng = np.random.default_rng(0)
X = rng.normal(size=(500, 3))
y = X[:, :1]


def trained(epochs, **arguments):
    model = TabNetRegressor(seed=0, verbose=0, device_name="cpu", optimizer_params={"lr": 0.01})
    steps = []

    class Spy(torch.optim.Adam):
        def step(self, *arguments):
            steps.append(1)
            return super().step(*arguments)

    model.optimizer_fn = Spy
    model.fit(X, y, max_epochs=epochs, **arguments)
    return len(steps), [round(float(loss), 3) for loss in model.history["loss"]]


print("pytorch-tabnet", version("pytorch-tabnet"), "torch", torch.__version__)
print("expected from 3 epochs: 3 updates and three losses of about 1; or an error")
steps, losses = trained(3)
print(f"seen: {steps} updates, losses {losses}")
kept = trained(3, drop_last=False)
print(f"with drop_last=False: {kept[0]} updates, losses {kept[1]}")
assert (steps, losses) == (0, [0.0, 0.0, 0.0])
assert kept[0] == 3
assert min(kept[1]) > 0
PYTHON
