"""What several frameworks cannot say, each refused with one sentence that explains why."""

from collections.abc import Mapping

from autograder.sgd.ledger import Ledger

NO_WORD = "—"


def need_epochs(ledger: Ledger, framework: str) -> int:
    """Return the plan's number of epochs, or say that the framework counts nothing else."""
    if ledger.updates % ledger.steps_per_epoch:
        raise ValueError(
            f"{framework} counts whole epochs, and {ledger.updates} steps are {ledger.epochs:.3g} "
            f"epochs of {ledger.steps_per_epoch}."
        )
    return ledger.updates // ledger.steps_per_epoch


def need_words(ledger: Ledger, framework: str, words: Mapping[str, str]) -> None:
    """Refuse what the framework has no word for among its ``words``."""
    needs = {
        "devices": need_one_device,
        "accumulation": need_no_accumulation,
        "steps_per_epoch": need_epoch_as_pass,
        "drop_last": need_tail,
    }
    for word, need in needs.items():
        if words.get(word, NO_WORD).startswith(NO_WORD):
            need(ledger, framework)


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


def need_tail(ledger: Ledger, framework: str) -> None:
    """Refuse to drop samples."""
    if ledger.dropped:
        raise ValueError(f"{framework} keeps the tail; the plan drops {ledger.dropped} samples.")


def need_whole_windows(ledger: Ledger, framework: str) -> None:
    """Refuse windows of accumulation that a pass does not fill with full batches."""
    if ledger.accumulation > 1 and (ledger.tail or ledger.batches_per_pass % ledger.accumulation):
        raise ValueError(
            f"{framework} carries an unfinished window of accumulation into the next epoch and counts "
            f"every batch alike; here a pass has {ledger.batches_per_pass} batches for windows of "
            f"{ledger.accumulation} and a tail of {ledger.tail} samples."
        )


def need_all_rows(ledger: Ledger, framework: str, words: Mapping[str, str]) -> None:
    """Refuse batches, for a boosting round uses every row, and what there is no word for."""
    if ledger.batch_size < ledger.n_samples:
        raise ValueError(
            f"{framework} has no batches: every round uses all {ledger.n_samples} rows; the plan has "
            f"batch_size = {ledger.batch_size}."
        )
    need_words(ledger, framework, words)


def need_padding(ledger: Ledger, framework: str, padding: str, why: str) -> None:
    """Refuse devices that share samples in another way than the framework's.

    Args:
        ledger: the plan.
        framework: its name in a sentence.
        padding: how this framework's devices share samples.
        why: what it does, as a sentence without its full stop.
    """
    theirs = with_padding(ledger, padding)
    if (theirs.updates, theirs.step_sizes) != (ledger.updates, ledger.step_sizes):
        raise ValueError(
            f"{why}: a pass uses {theirs.samples_per_pass} samples on {ledger.devices} devices, "
            f"and {ledger.samples_per_pass} in this plan. {framework} can say it with "
            f"padding = {padding!r}."
        )


def with_padding(ledger: Ledger, padding: str) -> Ledger:
    """Return the same plan with devices that share samples in another way."""
    return Ledger(
        ledger.n_samples,
        ledger.batch_size,
        num_epochs=ledger.num_epochs,
        steps=ledger.steps,
        drop_last=ledger.drop_last,
        steps_per_epoch=None if ledger.epoch_is_pass else ledger.steps_per_epoch,
        accumulation=ledger.accumulation,
        devices=ledger.devices,
        padding=padding,
    )
