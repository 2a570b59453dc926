#!/usr/bin/env bash
# opacus 1.6.0, PyTorch 2.13.0 (CPU), NumPy 2.4.6
#
# A DataLoader of 100 samples in batches of 60 is made private with PrivacyEngine.make_private, which draws each
# batch by chance (Poisson sampling), "with the same expected batch size".
# Expected: batches of 60 samples on average, and an optimizer that divides by 60.
# Seen: batches of 50 on average, and expected_batch_size 50. The rate at which a sample is drawn is 1 / len(loader),
#   and a loader of 100 samples in batches of 60 has two batches. Where the batch size does not divide the number
#   of samples, all batches become smaller: down to half of what was asked for.
# Why it matters here: the tail is not dropped and not smaller than the others; it makes every batch smaller, and
#   with it the learning rate a sample and the noise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0
"$folder/venv/bin/pip" install --quiet opacus==1.6.0 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import opacus
import torch
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
X = torch.randn(100, 1)
model = torch.nn.Linear(1, 1)
_, optimizer, private = opacus.PrivacyEngine().make_private(
    module=model,
    optimizer=torch.optim.SGD(model.parameters(), lr=0.1),
    data_loader=DataLoader(TensorDataset(X, X), batch_size=60),
    noise_multiplier=1.0,
    max_grad_norm=1.0,
)
sizes = [len(x) for _ in range(200) for x, _ in private]
mean = sum(sizes) / len(sizes)
print("opacus", opacus.__version__, "torch", torch.__version__)
print("expected batch size: 60, on average and in the optimizer")
print(f"seen: {mean:.1f} on average over {len(sizes)}, {optimizer.expected_batch_size} in the optimizer")
assert optimizer.expected_batch_size == 50
assert 48 < mean < 52  # the mean of 400 binomial draws has a standard error of .25
PYTHON
