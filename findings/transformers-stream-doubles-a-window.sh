#!/usr/bin/env bash
# transformers 5.23.0, accelerate 1.15.0, PyTorch 2.13.0 (CPU)
#
# Trainer, gradient_accumulation_steps=4, data of 10 batches, 5 updates; the loss has a gradient of 1 in every batch. Once the
# data has a length, once it is the same data as an IterableDataset.
# Expected: as documented for accelerate, a window ends with the data: updates after batches 4, 8, 10, 14, 18, gradient 1 each.
#   Or, where the length is not known, windows of four batches across the border: after 4, 8, 12, 16, 20.
# Seen: with a length the first. Without, after 4, 8, 14, 18, 24: the two batches behind the last full window are kept and four
#   more are added, so that every other window has six batches in it, and a gradient of 2.
# Why it matters here: one plan, two numbers of samples for the same number of updates, and every other update twice as large.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet transformers==5.23.0 accelerate==1.15.0 torch==2.13.0 numpy==2.4.6
cd "$folder"
HF_HUB_OFFLINE=1 venv/bin/python -W ignore - <<'PYTHON'
import torch
import transformers

transformers.logging.set_verbosity_error()


class Slope(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(1))
        self.batches = 0

    def forward(self, x, labels=None):
        self.batches += 1
        return {"loss": self.weight.sum() * x.mean()}


class Stream(torch.utils.data.IterableDataset):
    def __iter__(self):
        return iter(sized)


sized = [{"x": torch.ones(1), "labels": torch.zeros(1)} for _ in range(10)]


def updates(data):
    model, seen = Slope(), []

    class Spy(torch.optim.SGD):
        def step(self, *arguments):
            seen.append((model.batches, round(model.weight.grad.item(), 3)))
            return super().step(*arguments)

    settings = transformers.TrainingArguments(
        output_dir="output",
        per_device_train_batch_size=1,
        gradient_accumulation_steps=4,
        max_steps=5,
        max_grad_norm=0,
        use_cpu=True,
        report_to=[],
        save_strategy="no",
        disable_tqdm=True,
    )
    optimizer = Spy(model.parameters(), lr=0.0)
    constant = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda update: 1.0)
    trainer = transformers.Trainer(
        model, settings, train_dataset=data, optimizers=(optimizer, constant)
    )
    trainer.train()
    return seen


print("transformers", transformers.__version__, "torch", torch.__version__)
print("expected (batches so far, gradient): the same in both, or (4, 1), (8, 1), (12, 1), (16, 1), (20, 1)")
with_length, stream = updates(sized), updates(Stream())
print("seen with a length:   ", with_length)
print("seen without a length:", stream)
assert with_length == [(4, 1.0), (8, 1.0), (10, 1.0), (14, 1.0), (18, 1.0)]
assert stream == [(4, 1.0), (8, 1.0), (14, 2.0), (18, 1.0), (24, 2.0)]
PYTHON
