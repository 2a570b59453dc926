#!/usr/bin/env bash
# PyTorch 2.13.0 (CPU)
#
# torch.optim.swa_utils.update_bn "performs one pass over data in loader to estimate the activation statistics": the samples
# 0, 0, 0, 0, 8 and 12, in batches of 4, of 6 and of 2.
# Expected: the mean over the pass, 20 / 6 = 3.333, however it is cut.
# Seen: 5.0 in batches of 4: the tail of two counts as much as the four before it. 3.333 only where the batch size divides n.
#   From the other end, in batches of 4, it is 2.5.
# Why it matters here: a mean of batch means is not the mean; here the evaluation of a model rests on it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import torch
from torch.optim.swa_utils import update_bn
from torch.utils.data import DataLoader

samples = torch.tensor([0.0, 0.0, 0.0, 0.0, 8.0, 12.0]).reshape(-1, 1)


def mean_after_a_pass(samples, size):
    layer = torch.nn.BatchNorm1d(1)
    update_bn(DataLoader(samples, batch_size=size), layer)
    return round(layer.running_mean.item(), 3)


seen = {size: mean_after_a_pass(samples, size) for size in (4, 6, 2)}
turned = mean_after_a_pass(samples.flip(0), 4)
print("torch", torch.__version__)
print("expected: mean 3.333 with any batch size, in any order")
print(f"seen: by batch size {seen}; in batches of 4 from the other end {turned}")
assert seen == {4: 5.0, 6: 3.333, 2: 3.333}
assert turned == 2.5
PYTHON
