#!/usr/bin/env bash
# timm 1.0.31, PyTorch 2.13.0 (CPU)
#
# MultiStepLRScheduler(decay_t=[3, 6]) and StepLRScheduler(decay_t=3), each stepped as timm's own loop does, step(epoch + 1)
# after epoch.
# Expected: both make three epochs at 1, three at .1, three at .01, as do MultiStepLR and StepLR of PyTorch.
# Seen: StepLRScheduler does. MultiStepLRScheduler has two epochs at 1: a milestone m takes effect at epoch m - 1. The source
#   calls that "historical timm convention", "intentionally retained"; the arguments' names and the signature tell nothing of it.
# Why it matters here: the same two numbers, read as epochs, are two schedules in one library.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/pip" install --quiet --no-deps timm==1.0.31
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import importlib.util
import sys
import types
from importlib.metadata import version

import torch

# timm.scheduler needs PyTorch alone; the package's __init__, which is passed over here, needs torchvision for the models.
package = types.ModuleType("timm")
package.__path__ = list(importlib.util.find_spec("timm").submodule_search_locations)
sys.modules["timm"] = package
from timm.scheduler import MultiStepLRScheduler, StepLRScheduler


def rates(schedule, *arguments, **more):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler, seen = schedule(optimizer, *arguments, **more), []
    for epoch in range(9):
        seen.append(round(optimizer.param_groups[0]["lr"], 4))
        optimizer.step()
        scheduler.step(epoch + 1) if "timm" in schedule.__module__ else scheduler.step()
    return seen


seen = {
    "timm MultiStep": rates(MultiStepLRScheduler, decay_t=[3, 6], decay_rate=0.1),
    "timm Step": rates(StepLRScheduler, decay_t=3, decay_rate=0.1),
    "PyTorch MultiStep": rates(torch.optim.lr_scheduler.MultiStepLR, [3, 6], 0.1),
}
print("timm", version("timm"), "torch", torch.__version__)
print("expected: the same rates in all three")
for name, values in seen.items():
    print(f"seen: {name} {values}")
assert seen["timm MultiStep"] == [1.0] * 2 + [0.1] * 3 + [0.01] * 4
assert seen["timm Step"] == seen["PyTorch MultiStep"] == [1.0] * 3 + [0.1] * 3 + [0.01] * 3
PYTHON
