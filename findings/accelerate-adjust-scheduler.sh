#!/usr/bin/env bash
# accelerate 1.15.0, PyTorch 2.13.0 (CPU)
#
# A schedule counted in batches (LinearLR from 1 to 0 in 12), gradient_accumulation_steps=4, 12 batches, scheduler.step() in
# each.
# Expected: with adjust_scheduler=True, the default, "whether to adjust the scheduler steps to account for the number of steps
#   being accumulated", the schedule is at its end after 12 batches: learning rate 0. With False it has moved 3 times: 0.75.
# Seen: both stand at 0.75, after 3 ticks: the switch changes neither.
# Why it matters here: a schedule's length in batches and in updates differ by the accumulation, and the switch for it does
#   nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet accelerate==1.15.0 torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState, GradientState
from accelerate.utils import GradientAccumulationPlugin


def after_12_batches(adjust):
    AcceleratorState._reset_state(reset_partial_state=True)
    GradientState._reset_state()
    plugin = GradientAccumulationPlugin(num_steps=4, adjust_scheduler=adjust)
    accelerator = Accelerator(cpu=True, gradient_accumulation_plugin=plugin)
    model = torch.nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, total_iters=12)
    batches = torch.utils.data.DataLoader(torch.ones(12, 1), batch_size=1)
    model, optimizer, batches, schedule = accelerator.prepare(model, optimizer, batches, schedule)
    for batch in batches:
        with accelerator.accumulate(model):
            accelerator.backward(model(batch).sum())
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
    return schedule.scheduler.last_epoch, schedule.get_last_lr()[0]


seen = {adjust: after_12_batches(adjust) for adjust in (True, False)}
print("accelerate", version("accelerate"), "torch", torch.__version__)
print("expected (ticks, learning rate): with adjust_scheduler (12, 0.0), without (3, 0.75)")
print("seen:", seen)
assert seen == {True: (3, 0.75), False: (3, 0.75)}
PYTHON
