"""optax and grain: ``MultiSteps`` around an update rule, batches from a loop or from grain.

``MultiSteps`` counts calls and knows no passes: a window that a pass leaves unfilled goes on in the
next one, and what is left at the end is never applied. grain's DataLoader cuts batches from the
stream of all epochs, so a batch may hold the end of one pass and the start of the next; a shard has
⌊n · epochs / shards⌋ records. optax 0.2, grain 0.2.
"""

from typing import Any

from autograder.sgd.arguments import one_of, whole
from autograder.sgd.dialects.account import Account, Counted, windows_run_on
from autograder.sgd.dialects.limits import need_epoch_as_pass, need_epochs, need_one_device
from autograder.sgd.ledger import Ledger

WORDS = {
    "batch_size": "batch_size of the loop, or of grain's Batch, on each shard",
    "num_epochs": "the outer loop; num_epochs of the IndexSampler",
    "drop_last": "drop_remainder of Batch: of the last batch of the run, not of a pass",
    "accumulation": "every_k_schedule of MultiSteps",
    "devices": "shard_count of the ShardOptions",
    "source": "sized (a loop over passes); grain (a stream)",
}
SOURCES = ("sized", "grain")
PADDING = "none"


def write(ledger: Ledger, source: str) -> dict[str, dict[str, Any]]:
    """Say the plan for MultiSteps and a loop, or grain where passes end with a batch."""
    need_one_device(ledger, "This dialect of optax")
    need_epoch_as_pass(ledger, "A loop over passes")
    epochs = need_epochs(ledger, "A loop over passes")
    if ledger.accumulation > 1 and ledger.tail:
        raise ValueError(
            "MultiSteps counts every batch of a window alike; the plan has a tail of "
            f"{ledger.tail} samples."
        )
    call = {"sized": "loop", "grain": "grain.DataLoader"}[source]
    batches = {"batch_size": ledger.batch_size, "num_epochs": epochs, "drop_last": ledger.drop_last}
    return {call: batches, "MultiSteps": {"every_k_schedule": ledger.accumulation}}


def read(
    n_samples: int,
    *,
    batch_size: int = 1,
    num_epochs: int = 1,
    drop_last: bool = False,
    every_k_schedule: int = 1,
    shard_count: int = 1,
    source: str = "sized",
) -> Counted:
    """Read the numbers of MultiSteps and of the loop, or of grain's sampler, shards and Batch."""
    one_of("source", source, SOURCES)
    whole("shard_count", shard_count, at_least=1)
    whole("every_k_schedule", every_k_schedule, at_least=1)
    plan = Ledger(
        n_samples, batch_size, num_epochs=num_epochs, drop_last=drop_last and source == "sized"
    )
    if source == "sized":
        if shard_count > 1:
            raise ValueError("shard_count is a word of grain: read it with source='grain'.")
        batches, samples = plan.updates, plan.samples_processed
    else:
        batches, samples = _stream(plan, num_epochs, drop_last, shard_count)
    same = Ledger(
        n_samples,
        batch_size,
        num_epochs=num_epochs,
        drop_last=plan.drop_last,
        accumulation=every_k_schedule,
    )
    updates = batches // every_k_schedule
    cut_alike = source == "sized" or not plan.remainder
    if cut_alike and (updates, samples) == (same.updates, same.samples_processed):
        return same
    return Account(
        n_samples, updates, samples, _note(batches, every_k_schedule, source, shard_count)
    )


def _stream(plan: Ledger, num_epochs: int, drop_last: bool, shards: int) -> tuple[int, int]:
    """Batches of a shard, and samples of all shards, where batches are cut across passes."""
    records = plan.n_samples * num_epochs // shards
    full, rest = divmod(records, plan.batch_size)
    batches = full if drop_last else full + bool(rest)
    return batches, shards * min(records, batches * plan.batch_size)


def _note(batches: int, window: int, source: str, shards: int) -> str:
    said = []
    if source == "grain":
        said.append("Batches are cut from the stream of all epochs, across the ends of passes.")
    if shards > 1:
        said.append(f"Each of {shards} shards gets equally many records; the rest is left out.")
    if window > 1:
        said.append(windows_run_on(batches, window, "passes"))
    return " ".join(said)
