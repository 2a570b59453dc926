"""Hugging Face Trainer: ``TrainingArguments``. Trainer 5.24 on accelerate 1.15.

Several processes each get full batches: samples are repeated until that comes out. Accumulation
ends a window with the pass where the length is known; with an IterableDataset it is not, and what
is left slips into the first window of the next pass.
"""

import math
from functools import partial
from typing import Any

from autograder.sgd.arguments import one_of
from autograder.sgd.dialects.account import Account, Counted
from autograder.sgd.dialects.limits import need_epoch_as_pass, need_one_device, need_padding
from autograder.sgd.ledger import Ledger

WORDS = {
    "batch_size": "per_device_train_batch_size",
    "num_epochs": "num_train_epochs",
    "steps": "max_steps",
    "steps_per_epoch": "— (follows from the data)",
    "drop_last": "dataloader_drop_last",
    "accumulation": "gradient_accumulation_steps",
    "devices": "world size",
    "source": "sized (Dataset); iterable (IterableDataset)",
}
SOURCES = ("sized", "iterable")
PADDING = "full"
WHY = "Every process gets full batches, filled with samples from the start"


def write(ledger: Ledger, source: str) -> dict[str, dict[str, Any]]:
    """Say the plan for TrainingArguments; a length in steps as max_steps."""
    need_epoch_as_pass(ledger, "The Trainer")
    need_padding(ledger, "The Trainer", PADDING, WHY)
    length: dict[str, Any] = {"num_train_epochs": ledger.num_epochs}
    if ledger.steps is not None or source == "iterable":
        length = {"max_steps": ledger.updates}
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
    nproc_per_node: int | None = None,
    source: str = "sized",
) -> Counted:
    """Read TrainingArguments: a max_steps above 0 overrides num_train_epochs, never multiplies it.

    ``nproc_per_node`` of torchrun is the world size of one machine.
    """
    plan = partial(
        Ledger,
        n_samples,
        per_device_train_batch_size,
        drop_last=dataloader_drop_last,
        accumulation=gradient_accumulation_steps,
        devices=nproc_per_node or world_size,
        padding=PADDING,
    )
    if one_of("source", source, SOURCES) == "iterable":
        return _stream(plan(steps=max_steps if max_steps > 0 else None), max_steps)
    if max_steps > 0:
        return plan(steps=max_steps)
    if num_train_epochs == int(num_train_epochs):
        return plan(num_epochs=int(num_train_epochs))
    return plan(steps=math.ceil(num_train_epochs * plan().steps_per_pass))


def _stream(plan: Ledger, max_steps: int) -> Counted:
    """The run on an IterableDataset, whose length the Trainer does not know."""
    need_one_device(plan, "A stream whose shards this dialect knows")
    if max_steps <= 0:
        raise ValueError("The Trainer needs max_steps for an IterableDataset: it has no length.")
    windows = plan.batches_per_pass // plan.accumulation
    if not windows:
        raise ValueError(
            f"gradient_accumulation_steps = {plan.accumulation} is more than the "
            f"{plan.batches_per_pass} batches of a pass; an IterableDataset then never updates."
        )
    passes, window = divmod(max_steps - 1, windows)
    in_last = min((window + 1) * plan.effective_batch_size, plan.samples_per_pass)
    samples = passes * plan.samples_per_pass + in_last
    if samples == plan.samples_processed:
        return plan
    left = plan.batches_per_pass % plan.accumulation
    note = f"The {left} batches left of every pass slip into the next pass's first window."
    return Account(plan.n_samples, max_steps, samples, note)
