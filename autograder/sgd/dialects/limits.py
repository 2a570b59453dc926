"""What several frameworks cannot say, each refused with one sentence that explains why."""

from autograder.sgd.ledger import Ledger


def need_epochs(ledger: Ledger, framework: str) -> int:
    """Return the plan's number of epochs, or say that the framework counts nothing else."""
    if ledger.updates % ledger.steps_per_epoch:
        raise ValueError(
            f"{framework} counts whole epochs, and {ledger.updates} steps are {ledger.epochs:.3g} "
            f"epochs of {ledger.steps_per_epoch}."
        )
    return ledger.updates // ledger.steps_per_epoch


def need_one_device(ledger: Ledger, framework: str) -> None:
    """Refuse several devices."""
    if ledger.devices > 1:
        raise ValueError(f"{framework} works on one device; the plan has {ledger.devices}.")


def need_no_accumulation(ledger: Ledger, framework: str) -> None:
    """Refuse gradient accumulation."""
    if ledger.accumulation > 1:
        raise ValueError(
            f"{framework} updates after every batch; the plan accumulates {ledger.accumulation}."
        )


def need_epoch_as_pass(ledger: Ledger, framework: str) -> None:
    """Refuse an epoch that is not one pass over the data."""
    if not ledger.epoch_is_pass:
        raise ValueError(
            f"{framework} ends an epoch with the data, after {ledger.steps_per_pass} steps here; "
            f"the plan has steps_per_epoch = {ledger.steps_per_epoch}."
        )
