"""PyTorch-Ignite: ``Engine.run``. ``epoch_length`` is a boundary in an endless stream. Version 0.5."""

from typing import Any

from autograder.sgd.dialects.account import Account, Counted, windows_run_on
from autograder.sgd.dialects.limits import need_epochs, need_one_device, need_whole_windows
from autograder.sgd.ledger import Ledger

WORDS = {
    "batch_size": "batch_size of the DataLoader",
    "num_epochs": "max_epochs",
    "steps": "max_iters",
    "steps_per_epoch": "epoch_length, in batches",
    "drop_last": "drop_last of the DataLoader",
    "accumulation": "gradient_accumulation_steps of create_supervised_trainer",
    "source": "sized (DataLoader), begun again when it ends",
}
SOURCES = ("sized",)
PADDING = "none"


def write(ledger: Ledger, source: str) -> dict[str, dict[str, Any]]:
    """Say the plan for DataLoader, trainer and ``run``."""
    need_one_device(ledger, "This dialect of Ignite")
    run: dict[str, Any] = {"max_epochs": need_epochs(ledger, "Ignite")}
    if not ledger.epoch_is_pass:
        run["epoch_length"] = ledger.steps_per_epoch * ledger.accumulation
    need_whole_windows(ledger, "Ignite")
    return {
        "DataLoader": {"batch_size": ledger.batch_size, "drop_last": ledger.drop_last},
        "create_supervised_trainer": {"gradient_accumulation_steps": ledger.accumulation},
        "run": run,
    }


def read(
    n_samples: int,
    *,
    batch_size: int = 1,
    drop_last: bool = False,
    max_epochs: int | None = None,
    max_iters: int | None = None,
    epoch_length: int | None = None,
    gradient_accumulation_steps: int = 1,
) -> Counted:
    """Read the parameters of ``run``: one epoch by default; max_iters counts batches."""
    if max_epochs is not None and max_iters is not None:
        raise ValueError("Ignite takes max_epochs or max_iters, not both.")
    plan = Ledger(n_samples, batch_size, drop_last=drop_last)
    length = epoch_length or plan.batches_per_pass
    epochs = 1 if max_epochs is None else max_epochs
    batches = epochs * length if max_iters is None else max_iters
    accumulation = gradient_accumulation_steps
    if accumulation == 1 or not (length % accumulation or plan.batches_per_pass % accumulation):
        return Ledger(
            n_samples,
            batch_size,
            num_epochs=epochs if max_iters is None else None,
            steps=None if max_iters is None else batches // accumulation,
            drop_last=drop_last,
            steps_per_epoch=None if epoch_length is None else length // accumulation,
            accumulation=accumulation,
        )
    note = windows_run_on(batches, accumulation, "epochs and passes")
    return Account(n_samples, batches // accumulation, plan.samples_after(batches), note)
