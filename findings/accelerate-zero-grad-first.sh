#!/usr/bin/env bash
# accelerate 1.15.0, PyTorch 2.13.0 (CPU)
#
# Four batches in windows of 2 under accelerator.accumulate(). Their gradients are 1, 2, 3, 4. zero_grad() stands before the
# backward, as in PyTorch's own tutorials, or after the step.
# Expected: the same updates in both orders, with gradients 1.5 and 3.5: inside a window the prepared optimizer's step() and
#   zero_grad() do nothing, so that an ordinary loop may stand under accumulate() as it is.
# Seen: zero_grad() does nothing in batches 1 and 3 only. In 2 and 4, where the step is made, it clears what the batch before
#   has left: the updates have gradients 1.0 and 2.0, those of one batch each, and halved all the same.
# Why it matters here: half of the samples are never learned from, at half of the learning rate, and no count shows it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet accelerate==1.15.0 torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import accelerate
import torch


def gradients(clear_first):
    accelerator = accelerate.Accelerator(cpu=True, gradient_accumulation_steps=2)
    model = torch.nn.Linear(1, 1, bias=False)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
    loader = torch.utils.data.DataLoader(torch.tensor([[1.0], [2.0], [3.0], [4.0]]))
    model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
    found = []
    for batch in loader:
        with accelerator.accumulate(model):
            if clear_first:
                optimizer.zero_grad()
            accelerator.backward(model(batch).sum())
            optimizer.step()
            if accelerator.sync_gradients:
                found.append(model.weight.grad.item())
            if not clear_first:
                optimizer.zero_grad()
    return found


after, before = gradients(clear_first=False), gradients(clear_first=True)
print("accelerate", accelerate.__version__, "torch", torch.__version__)
print("expected in both orders: [1.5, 3.5]")
print(f"seen: cleared after the step {after}, before the backward {before}")
assert after == [1.5, 3.5]
assert before == [1.0, 2.0]
PYTHON
