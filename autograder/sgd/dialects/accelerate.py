"""accelerate: one's own loop around ``Accelerator.prepare`` and ``accumulate``. Version 1.15.

A window ends with the pass; a short one is divided by the full number all the same. Several
processes each get full batches (``even_batches``).
"""

from typing import Any

from autograder.sgd.dialects.account import Counted
from autograder.sgd.dialects.limits import need_epoch_as_pass, need_epochs, need_padding
from autograder.sgd.ledger import Ledger

WORDS = {
    "batch_size": "batch_size of the DataLoader, on each process (of all with split_batches)",
    "num_epochs": "the outer loop",
    "drop_last": "drop_last of the DataLoader",
    "accumulation": "gradient_accumulation_steps of the Accelerator",
    "devices": "num_processes of accelerate launch",
    "source": "sized (DataLoader)",
}
SOURCES = ("sized",)
PADDING = "full"


def write(ledger: Ledger, source: str) -> dict[str, dict[str, Any]]:
    """Say the plan for the DataLoader, the Accelerator and the loop."""
    need_epoch_as_pass(ledger, "A loop over a DataLoader")
    why = "accelerate gives every process full batches (even_batches)"
    need_padding(ledger, "accelerate", PADDING, why)
    settings: dict[str, dict[str, Any]] = {
        "DataLoader": {"batch_size": ledger.batch_size, "drop_last": ledger.drop_last},
        "Accelerator": {"gradient_accumulation_steps": ledger.accumulation},
        "loop": {"num_epochs": need_epochs(ledger, "A loop over a DataLoader")},
    }
    if ledger.devices > 1:
        settings["accelerate launch"] = {"num_processes": ledger.devices}
    return settings


def read(
    n_samples: int,
    *,
    batch_size: int = 1,
    drop_last: bool = False,
    num_epochs: int = 1,
    gradient_accumulation_steps: int = 1,
    num_processes: int = 1,
    split_batches: bool = False,
    even_batches: bool = True,
) -> Counted:
    """Read the DataLoader's, the Accelerator's and the loop's numbers."""
    if split_batches and batch_size % num_processes:
        raise ValueError(
            f"split_batches shares batch_size = {batch_size} among {num_processes} processes, "
            "which does not come out even."
        )
    if not even_batches and num_processes > 1:
        raise ValueError(
            "even_batches = False gives processes different numbers of batches; how many updates "
            "that makes depends on the loop."
        )
    return Ledger(
        n_samples,
        batch_size // num_processes if split_batches else batch_size,
        num_epochs=num_epochs,
        drop_last=drop_last,
        accumulation=gradient_accumulation_steps,
        devices=num_processes,
        padding=PADDING,
    )
