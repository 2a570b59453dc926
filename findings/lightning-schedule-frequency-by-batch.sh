#!/usr/bin/env bash
# lightning 2.6.6, PyTorch 2.13.0 (CPU)
#
# A scheduler with interval "step" and frequency 2, in 12 batches, with accumulate_grad_batches of 1, 2 and 3.
# Expected: "step" is an optimizer's step, so the schedule ticks at every second update: 6, 3 and 2 times.
# Seen: 6, 6 and 2 times. After each update the number of the *batch* in the epoch is asked whether 2 divides it: where the
#   accumulation is even that is always so, and the frequency has no effect; in epochs of 3 batches accumulated by 3 it never is,
#   and it never ticks.
# Why it matters here: a tick every second update, every update, or none at all, by what divides the batches of an epoch.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet lightning==2.6.6 torch==2.13.0 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import logging

logging.disable(logging.CRITICAL)
import lightning
import torch


class Module(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(1, 1)

    def training_step(self, batch, index):
        return self.layer(batch).sum()

    def configure_optimizers(self):
        optimizer = torch.optim.SGD(self.parameters(), lr=0.1)
        self.schedule = torch.optim.lr_scheduler.ConstantLR(optimizer)
        timing = {"scheduler": self.schedule, "interval": "step", "frequency": 2}
        return {"optimizer": optimizer, "lr_scheduler": timing}


def ticks(batches, epochs, accumulation):
    module = Module()
    trainer = lightning.Trainer(
        accelerator="cpu",
        max_epochs=epochs,
        accumulate_grad_batches=accumulation,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    trainer.fit(module, torch.utils.data.DataLoader(torch.ones(batches, 1)))
    return trainer.global_step, module.schedule.last_epoch


seen = {accumulation: ticks(12, 1, accumulation) for accumulation in (1, 2, 3)}
short = ticks(3, 4, 3)
print("lightning", lightning.__version__, "torch", torch.__version__)
print("expected (updates, ticks) by accumulation: {1: (12, 6), 2: (6, 3), 3: (4, 2)}")
print(f"seen: {seen}; expected in 4 epochs of 3 batches: (4, 2), seen: {short}")
assert seen == {1: (12, 6), 2: (6, 6), 3: (4, 2)}
assert short == (4, 0)
PYTHON
