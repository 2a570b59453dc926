"""Hugging Face Trainer: ``TrainingArguments``."""

import math
from functools import partial
from typing import Any

from autograder.sgd.dialects.limits import need_epoch_as_pass
from autograder.sgd.ledger import Ledger

WORDS = {
    "batch_size": "per_device_train_batch_size",
    "num_epochs": "num_train_epochs",
    "steps": "max_steps",
    "steps_per_epoch": "— (follows from the data)",
    "drop_last": "dataloader_drop_last",
    "accumulation": "gradient_accumulation_steps",
    "devices": "world size",
}


def write(ledger: Ledger) -> dict[str, dict[str, Any]]:
    """Say the plan for TrainingArguments; a length in steps as max_steps."""
    need_epoch_as_pass(ledger, "The Trainer")
    length: dict[str, Any] = {"num_train_epochs": ledger.num_epochs}
    if ledger.steps is not None:
        length = {"max_steps": ledger.steps}
    settings: dict[str, dict[str, Any]] = {
        "TrainingArguments": {
            "per_device_train_batch_size": ledger.batch_size,
            "gradient_accumulation_steps": ledger.accumulation,
            "dataloader_drop_last": ledger.drop_last,
            **length,
        }
    }
    if ledger.devices > 1:
        settings["torchrun"] = {"nproc_per_node": ledger.devices}
    return settings


def read(
    n_samples: int,
    *,
    per_device_train_batch_size: int = 8,
    gradient_accumulation_steps: int = 1,
    num_train_epochs: float = 3.0,
    max_steps: int = -1,
    dataloader_drop_last: bool = False,
    world_size: int = 1,
) -> Ledger:
    """Read TrainingArguments: a max_steps above 0 overrides num_train_epochs, never multiplies it."""
    plan = partial(
        Ledger,
        n_samples,
        per_device_train_batch_size,
        drop_last=dataloader_drop_last,
        accumulation=gradient_accumulation_steps,
        devices=world_size,
    )
    if max_steps > 0:
        return plan(steps=max_steps)
    if num_train_epochs == int(num_train_epochs):
        return plan(num_epochs=int(num_train_epochs))
    return plan(steps=math.ceil(num_train_epochs * plan().steps_per_pass))
