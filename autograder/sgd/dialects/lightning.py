"""Lightning: ``Trainer``, fed by a DataLoader. Its max_steps counts updates (``global_step``)."""

from functools import partial
from typing import Any

from autograder.sgd.dialects.limits import need_epoch_as_pass
from autograder.sgd.ledger import Ledger

WORDS = {
    "batch_size": "batch_size of the DataLoader, on each device",
    "num_epochs": "max_epochs",
    "steps": "max_steps",
    "steps_per_epoch": "limit_train_batches, only below a pass",
    "drop_last": "drop_last of the DataLoader",
    "accumulation": "accumulate_grad_batches",
    "devices": "devices × num_nodes",
}


def write(ledger: Ledger) -> dict[str, dict[str, Any]]:
    """Say the plan for DataLoader and Trainer."""
    need_epoch_as_pass(ledger, "Lightning")
    trainer: dict[str, Any] = {"accumulate_grad_batches": ledger.accumulation}
    if ledger.steps is None:
        trainer["max_epochs"] = ledger.num_epochs
    else:
        trainer |= {"max_steps": ledger.steps, "max_epochs": -1}
    if ledger.devices > 1:
        trainer["devices"] = ledger.devices
    return {
        "DataLoader": {"batch_size": ledger.batch_size, "drop_last": ledger.drop_last},
        "Trainer": trainer,
    }


def read(
    n_samples: int,
    *,
    batch_size: int = 1,
    drop_last: bool = False,
    max_epochs: int | None = None,
    max_steps: int = -1,
    accumulate_grad_batches: int = 1,
    devices: int = 1,
) -> Ledger:
    """Read the Trainer's parameters. Whichever of max_epochs and max_steps comes first ends the run.

    With neither given it is 1000 epochs; −1 means no limit.
    """
    plan = partial(
        Ledger,
        n_samples,
        batch_size,
        drop_last=drop_last,
        accumulation=accumulate_grad_batches,
        devices=devices,
    )
    if max_epochs is None and max_steps == -1:
        max_epochs = 1000
    if max_steps == -1:
        if max_epochs is None or max_epochs < 0:
            raise ValueError("max_epochs = -1 and max_steps = -1 together never end the run.")
        return plan(num_epochs=max_epochs)
    if max_epochs is not None and max_epochs >= 0:
        by_epochs = plan(num_epochs=max_epochs)
        if by_epochs.updates <= max_steps:
            return by_epochs
    return plan(steps=max_steps)
