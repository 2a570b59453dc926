"""PyTorch: ``DataLoader``, and a training loop that one writes oneself."""

from typing import Any

from autograder.sgd.dialects.account import Counted
from autograder.sgd.dialects.limits import need_epoch_as_pass, need_epochs, need_padding
from autograder.sgd.ledger import Ledger

WORDS = {
    "batch_size": "batch_size of the DataLoader, on each device",
    "num_epochs": "the outer loop",
    "steps_per_epoch": "len(DataLoader), without accumulation",
    "drop_last": "drop_last of the DataLoader, and of the DistributedSampler",
    "accumulation": "batches between two optimizer.step()",
    "devices": "num_replicas of the DistributedSampler (world size)",
    "source": "sized (Dataset)",
}
SOURCES = ("sized",)
PADDING = "even"


def write(ledger: Ledger, source: str) -> dict[str, dict[str, Any]]:
    """Say the plan for DataLoader, DistributedSampler (with several devices) and the loop."""
    need_epoch_as_pass(ledger, "A loop over a DataLoader")
    why = "A DistributedSampler repeats samples until every replica has equally many"
    need_padding(ledger, "PyTorch", "cut" if ledger.drop_last else PADDING, why)
    settings: dict[str, dict[str, Any]] = {
        "DataLoader": {"batch_size": ledger.batch_size, "drop_last": ledger.drop_last},
        "loop": {
            "num_epochs": need_epochs(ledger, "A loop over a DataLoader"),
            "accumulation": ledger.accumulation,
        },
    }
    if ledger.devices > 1:
        settings["DistributedSampler"] = {
            "num_replicas": ledger.devices,
            "drop_last": ledger.drop_last,
        }
    return settings


def read(
    n_samples: int,
    *,
    batch_size: int = 1,
    drop_last: bool = False,
    num_replicas: int = 1,
    sampler_drop_last: bool | None = None,
    num_epochs: int = 1,
    accumulation: int = 1,
) -> Counted:
    """Read the DataLoader's parameters and the loop's two numbers.

    With several replicas the sampler repeats a few samples, so that all get equally many, or with
    ``sampler_drop_last`` leaves a few out; it is as ``drop_last`` where it is not given.
    """
    cut = drop_last if sampler_drop_last is None else sampler_drop_last
    return Ledger(
        n_samples,
        batch_size,
        num_epochs=num_epochs,
        drop_last=drop_last,
        accumulation=accumulation,
        devices=num_replicas,
        padding="cut" if cut else PADDING,
    )
