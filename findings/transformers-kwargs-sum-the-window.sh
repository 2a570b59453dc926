#!/usr/bin/env bash
# transformers 5.23.0, accelerate 1.15.0, PyTorch 2.13.0 (CPU)
#
# Trainer, gradient_accumulation_steps=4, 10 equal batches; a model of one's own whose loss is a mean, with a gradient of 1 in
# every batch. Its forward is once (x, labels), once (x, labels, **more), for whatever a collator may add.
# Expected: three updates of gradient 1 in both, as documented: the loss of a window is a mean over its batches.
# Seen: with **more 4, 4 and 2. A forward that takes any keyword is taken for one that divides by num_items_in_batch itself, and
#   the Trainer then sums. Its reported train_loss is 3.3 times as large, too; nothing is said. model.accepts_loss_kwargs =
#   False ends it.
# Why it matters here: two words in a signature make the learning rate four times as large, and no count of steps, batches or
#   samples shows it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet transformers==5.23.0 accelerate==1.15.0 torch==2.13.0 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import torch
import transformers
from transformers import Trainer, TrainingArguments

transformers.logging.set_verbosity_error()


class Plain(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.w = torch.nn.Parameter(torch.ones(1))

    def forward(self, x, labels):
        return {"loss": (self.w * x).mean()}


class Open(Plain):
    def forward(self, x, labels, **more):
        return super().forward(x, labels)


def trained(model):
    gradients = []

    class Spy(torch.optim.SGD):
        def step(self, *arguments):
            gradients.append(round(model.w.grad.item(), 3))
            return super().step(*arguments)

    arguments = TrainingArguments(
        "out",
        per_device_train_batch_size=4,
        gradient_accumulation_steps=4,
        num_train_epochs=1,
        max_grad_norm=0,
        logging_strategy="no",
        save_strategy="no",
        report_to=[],
        disable_tqdm=True,
    )
    data = [{"x": torch.ones(1), "labels": torch.zeros(1)} for _ in range(40)]
    optimizer = Spy(model.parameters(), lr=0.0)
    done = Trainer(model, arguments, train_dataset=data, optimizers=(optimizer, None)).train()
    return gradients, round(done.training_loss, 2)


print(*(f"{name} {version(name)}" for name in ("transformers", "accelerate", "torch")))
print("expected, gradients and train_loss: ([1.0, 1.0, 1.0], 1.0), twice")
seen = [trained(Plain()), trained(Open())]
closed = Open()
closed.accepts_loss_kwargs = False
print("seen:", *seen)
print("with accepts_loss_kwargs = False:", trained(closed))
assert seen == [([1.0, 1.0, 1.0], 1.0), ([4.0, 4.0, 2.0], 3.33)]
assert trained(closed) == seen[0]
PYTHON
