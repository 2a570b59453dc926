"""Lightning: ``Trainer``, fed by a DataLoader. Its max_steps counts updates (``global_step``).

Several devices get a DistributedSampler each, which repeats samples until all have equally many;
``drop_last`` of the DataLoader comes after that. Lightning 2.6.
"""

from functools import partial
from typing import Any

from autograder.sgd.arguments import whole
from autograder.sgd.dialects.account import Account, Counted
from autograder.sgd.dialects.limits import need_epoch_as_pass, need_padding
from autograder.sgd.ledger import Ledger

WORDS = {
    "batch_size": "batch_size of the DataLoader, on each device",
    "num_epochs": "max_epochs",
    "steps": "max_steps",
    "steps_per_epoch": "limit_train_batches, only below a pass",
    "drop_last": "drop_last of the DataLoader",
    "accumulation": "accumulate_grad_batches",
    "devices": "devices × num_nodes",
    "source": "sized (DataLoader)",
}
SOURCES = ("sized",)
PADDING = "even"


def write(ledger: Ledger, source: str) -> dict[str, dict[str, Any]]:
    """Say the plan for DataLoader and Trainer."""
    need_epoch_as_pass(ledger, "Lightning")
    why = "Lightning repeats samples until every device has equally many"
    need_padding(ledger, "Lightning", PADDING, why)
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
    limit_train_batches: float = 1.0,
) -> Counted:
    """Read the Trainer's parameters. Whichever of max_epochs and max_steps comes first ends the run.

    With neither given it is 1000 epochs; −1 means no limit. ``limit_train_batches`` is a share of
    the batches if it is a float and a number of them if it is an int.
    """
    plan = partial(
        Ledger,
        n_samples,
        batch_size,
        drop_last=drop_last,
        accumulation=accumulate_grad_batches,
        devices=devices,
        padding=PADDING,
    )
    if max_epochs is None and max_steps == -1:
        max_epochs = 1000
    if max_steps == -1 and (max_epochs is None or max_epochs < 0):
        raise ValueError("max_epochs = -1 and max_steps = -1 together never end the run.")
    if max_epochs == 0 or max_steps == 0:
        return Account(n_samples, 0, 0, "A limit of 0 ends the run before its first batch.")
    limit = _limit(plan().batches_per_pass, limit_train_batches)
    if limit < plan().batches_per_pass:
        return _limited(plan(), limit, max_epochs, max_steps)
    if max_steps == -1:
        return plan(num_epochs=max_epochs)
    if max_epochs is not None and max_epochs >= 0:
        by_epochs = plan(num_epochs=max_epochs)
        if by_epochs.updates <= max_steps:
            return by_epochs
    return plan(steps=max_steps)


def scheduler_ticks(ledger: Ledger, frequency: int = 1) -> int:
    """Return how often a scheduler with interval "step" is stepped in one epoch.

    It ticks after a batch that made an update, if the number of that *batch* in the epoch is a
    multiple of ``frequency``.
    """
    whole("frequency", frequency, at_least=1)
    batches, window = ledger.batches_per_pass, ledger.accumulation
    ends = [*range(window, batches + 1, window), *([batches] if batches % window else [])]
    return sum(end % frequency == 0 for end in ends)


def _limit(batches: int, limit: float) -> int:
    """The batches of an epoch that limit_train_batches leaves."""
    if isinstance(limit, int):
        return min(whole("limit_train_batches", limit, at_least=1), batches)
    if not 0 < limit <= 1:
        raise ValueError(
            f"limit_train_batches as a float is a share above 0 and up to 1; it is {limit}."
        )
    if not (left := int(batches * limit)):
        raise ValueError(
            f"limit_train_batches = {limit} of {batches} batches leaves none; Lightning refuses it."
        )
    return left


def _limited(plan: Ledger, limit: int, max_epochs: int | None, max_steps: int) -> Account:
    """The run whose epochs use the first ``limit`` batches of a pass, and begin the pass anew."""
    updates_per_epoch = -(-limit // plan.accumulation)
    samples_per_epoch = limit * plan.global_batch_size  # below a pass, so there is no tail
    updates = max_steps
    if max_epochs is not None and max_epochs >= 0:
        by_epochs = max_epochs * updates_per_epoch
        updates = by_epochs if max_steps == -1 else min(by_epochs, max_steps)
    epochs, rest = divmod(updates, updates_per_epoch)
    samples = epochs * samples_per_epoch + min(rest * plan.effective_batch_size, samples_per_epoch)
    note = f"Every epoch uses the first {limit} of {plan.batches_per_pass} batches of a new pass."
    return Account(plan.n_samples, updates, samples, note)
