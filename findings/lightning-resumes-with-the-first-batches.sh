#!/usr/bin/env bash
# lightning 2.6.6, PyTorch 2.13.0 (CPU)
#
# An epoch of 10 batches, not shuffled, saved after batch 4 (ModelCheckpoint) and resumed from that file (fit with
# ckpt_path), for 2 epochs.
# Expected: the rest of the epoch, batches 5 to 10; or, since a DataLoader has no state to go on from, the epoch anew: 10.
# Seen: 6 batches, numbered 4 to 9, and they are the *first* six of the loader again. Batches 1 to 4 are trained on twice in that
#   epoch, 7 to 10 not at all; global_step is 20, as for two whole epochs. Lightning warns that results may be "unreliable"; it
#   does not say that batch_idx names other batches.
# Why it matters here: counts of updates and of samples are right, and who was seen how often is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet lightning==2.6.6 torch==2.13.0 numpy==2.4.6
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import logging

logging.disable(logging.CRITICAL)
import lightning
import torch


class Module(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(1, 1)
        self.seen = []

    def training_step(self, batch, index):
        self.seen.append((self.current_epoch, index, int(batch)))
        return self.layer(batch).sum()

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)


def train(path=None, **asked):
    module = Module()
    trainer = lightning.Trainer(
        accelerator="cpu",
        logger=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        **asked,
    )
    trainer.fit(module, torch.utils.data.DataLoader(torch.arange(10.0)[:, None]), ckpt_path=path)
    return trainer, module


saving = lightning.pytorch.callbacks.ModelCheckpoint(".", "after-{step}", every_n_train_steps=4)
train(max_steps=4, callbacks=[saving])
trainer, module = train("after-step=4.ckpt", max_epochs=2)
numbers = [index for epoch, index, _ in module.seen if epoch == 0]
batches = [batch for epoch, _, batch in module.seen if epoch == 0]
print("lightning", lightning.__version__, "torch", torch.__version__)
print("expected in the resumed epoch: batches [4, 5, 6, 7, 8, 9], or all 10")
print(f"seen: batch_idx {numbers}, batches {batches}, global_step {trainer.global_step}")
assert numbers == [4, 5, 6, 7, 8, 9]
assert batches == [0, 1, 2, 3, 4, 5]
assert trainer.global_step == 20
PYTHON
