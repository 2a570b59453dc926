"""Keras: ``model.fit``. Its batch_size is that of all devices together."""

from typing import Any

from autograder.sgd.dialects.limits import need_epochs
from autograder.sgd.ledger import Ledger

WORDS = {
    "batch_size": "batch_size in fit (over all devices)",
    "num_epochs": "epochs, less initial_epoch",
    "steps": "—",
    "steps_per_epoch": "steps_per_epoch",
    "drop_last": "drop_remainder of tf.data, drop_last of a DataLoader",
    "accumulation": "gradient_accumulation_steps of the optimizer",
    "devices": "replicas of the distribution strategy",
}


def write(ledger: Ledger) -> dict[str, dict[str, Any]]:
    """Say the plan: arrays for plain epochs, else batches from a DataLoader or an endless stream."""
    settings: dict[str, dict[str, Any]] = {"model.fit": {"epochs": need_epochs(ledger, "Keras")}}
    batches = {"batch_size": ledger.global_batch_size}
    if not ledger.epoch_is_pass:
        settings["endless stream"] = batches | {"drop_last": ledger.drop_last}
        settings["model.fit"]["steps_per_epoch"] = ledger.steps_per_epoch * ledger.accumulation
    elif ledger.drop_last:
        settings["DataLoader"] = batches | {"drop_last": True}
    else:
        settings["model.fit"] |= batches
    if ledger.accumulation > 1:
        if ledger.batches_per_pass % ledger.accumulation or ledger.tail:
            raise ValueError(
                "Keras carries an unfinished window of accumulation into the next epoch and counts "
                f"every batch alike; here a pass has {ledger.batches_per_pass} batches for windows "
                f"of {ledger.accumulation} and a tail of {ledger.tail} samples."
            )
        settings["optimizer"] = {"gradient_accumulation_steps": ledger.accumulation}
    return settings


def read(
    n_samples: int,
    *,
    batch_size: int = 32,
    epochs: int = 1,
    initial_epoch: int = 0,
    steps_per_epoch: int | None = None,
    drop_last: bool = False,
    gradient_accumulation_steps: int | None = None,
) -> Ledger:
    """Read fit's parameters. ``epochs`` is the index of the last epoch, not how many to add."""
    accumulation = gradient_accumulation_steps or 1
    if steps_per_epoch is not None and steps_per_epoch % accumulation:
        raise ValueError(
            f"steps_per_epoch = {steps_per_epoch} counts batches in Keras; it must be a multiple "
            f"of gradient_accumulation_steps = {accumulation} to end with an update."
        )
    return Ledger(
        n_samples,
        batch_size,
        num_epochs=epochs - initial_epoch,
        drop_last=drop_last,
        steps_per_epoch=None if steps_per_epoch is None else steps_per_epoch // accumulation,
        accumulation=accumulation,
    )
