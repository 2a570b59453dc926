#!/usr/bin/env bash
# transformers 5.23.0, PyTorch 2.13.0 (CPU)
#
# get_scheduler(name, optimizer, num_warmup_steps=2, num_training_steps=10) with seven names, read for 18 steps.
# Expected: a schedule that is at its end stays there, as linear's, which is 0 from step 10 on; of cosine the help says that it
#   "decreases following the values of the cosine function between the initial lr set in the optimizer to 0".
# Seen: linear, polynomial, cosine_with_restarts and warmup_stable_decay stay. cosine rises again, up to the full rate at step
#   18, and so do cosine_with_min_lr and cosine_warmup_with_min_lr.
# Why it matters here: steps planned as n // B, or without an epoch added later, are fewer than those made; whether the rest is
#   idle or undoes the training depends on the name.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet transformers==5.23.0 torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import torch
import transformers
from transformers import get_scheduler


def rates(name, **more):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule, seen = get_scheduler(name, optimizer, 2, 10, scheduler_specific_kwargs=more or None), []
    for _ in range(19):
        seen.append(round(optimizer.param_groups[0]["lr"], 3))
        optimizer.step()
        schedule.step()
    return seen


print("transformers", transformers.__version__, "torch", torch.__version__)
print("expected from step 10 on: the rate at the end")
seen = {
    "linear": rates("linear"),
    "polynomial": rates("polynomial"),
    "cosine_with_restarts": rates("cosine_with_restarts"),
    "warmup_stable_decay": rates("warmup_stable_decay", num_decay_steps=3),
    "cosine": rates("cosine"),
    "cosine_with_min_lr": rates("cosine_with_min_lr", min_lr_rate=0.1),
    "cosine_warmup_with_min_lr": rates("cosine_warmup_with_min_lr", min_lr_rate=0.1),
}
for name, values in seen.items():
    print(f"seen: {name}, steps 9 to 18: {values[9:]}")
stay = {name for name, values in seen.items() if len(set(values[10:])) == 1}
assert stay == {"linear", "polynomial", "cosine_with_restarts", "warmup_stable_decay"}
assert seen["cosine"][10] == 0
assert seen["cosine"][18] == seen["cosine_with_min_lr"][18] == 1
PYTHON
