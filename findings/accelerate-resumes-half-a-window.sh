#!/usr/bin/env bash
# accelerate 1.15.0, PyTorch 2.13.0 (CPU)
#
# 12 batches with gradient 1, gradient_accumulation_steps=4. save_state after batch 6, in the middle of a window; in a new
# Accelerator load_state, and the batches from 7 on, by skip_first_batches, as the guide to checkpoints has it.
# Expected: the updates of a run that is not broken off, after batches 4, 8 and 12, of gradient 1 each; or the window begins
#   anew, and the next update is after batch 10.
# Seen: after 8 and 12, and the one after 8 has half of the gradient. The number of the batch in its window is restored; what
#   batches 5 and 6 had left in the gradients is not saved, and nothing is said.
# Why it matters here: the counts of batches and updates are those of the whole run; two samples were never learned from.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet accelerate==1.15.0 torch==2.13.0 numpy==2.4.6
cd "$folder"
cat > run.py <<'PYTHON'
import json
import sys

import torch
from accelerate import Accelerator, skip_first_batches
from torch.utils.data import DataLoader, TensorDataset

begin, end = int(sys.argv[1]), int(sys.argv[2])
accelerator = Accelerator(cpu=True, gradient_accumulation_steps=4)
model = torch.nn.Linear(1, 1, bias=False)
data = DataLoader(TensorDataset(torch.ones(12, 1)))
model, optimizer, data = accelerator.prepare(model, torch.optim.SGD(model.parameters(), lr=1.0), data)
batches = data
if begin:
    accelerator.load_state("saved")
    batches = skip_first_batches(data, begin)
updates = {}
for number, (x,) in enumerate(batches, begin + 1):
    with accelerator.accumulate(model):
        before = model.weight.item()
        accelerator.backward(model(x).mean())
        optimizer.step()
        optimizer.zero_grad()
        if accelerator.sync_gradients:
            updates[number] = round(before - model.weight.item(), 2)
    if number == end < 12:
        accelerator.save_state("saved")
        break
print(json.dumps(updates))
PYTHON
python="$folder/venv/bin/python"
whole=$("$python" -W ignore run.py 0 12 2>/dev/null)
first=$("$python" -W ignore run.py 0 6 2>/dev/null)
resumed=$("$python" -W ignore run.py 6 12 2>/dev/null)
"$python" -c 'from importlib.metadata import version as v; print("accelerate", v("accelerate"), "torch", v("torch"))'
echo "expected, batches of the updates and their gradients: $whole"
echo "seen: $first, and after the resumption $resumed"
test "$whole" = '{"4": 1.0, "8": 1.0, "12": 1.0}'
test "$first" = '{"4": 1.0}'
test "$resumed" = '{"8": 0.5, "12": 1.0}'
