"""Keras: ``model.fit``. Its batch_size is that of all devices together.

With ``steps_per_epoch`` it matters where the batches come from. Arrays, a PyDataset or a DataLoader
have a known length: an epoch ends with the data at the latest, and the next one goes on where the
last one stopped. A generator is used up once; later epochs get the two batches that ``fit`` looked
at beforehand. Only an endless stream gives each epoch what was asked for. Keras 3.15.
"""

from collections.abc import Iterator
from typing import Any

from autograder.sgd.arguments import one_of, whole
from autograder.sgd.dialects.account import Account, Counted, windows_run_on
from autograder.sgd.dialects.limits import need_epochs, need_whole_windows
from autograder.sgd.ledger import Ledger

WORDS = {
    "batch_size": "batch_size in fit (over all devices)",
    "num_epochs": "epochs, less initial_epoch",
    "steps_per_epoch": "steps_per_epoch, in batches",
    "drop_last": "drop_remainder of tf.data, drop_last of a DataLoader",
    "accumulation": "gradient_accumulation_steps of the optimizer",
    "devices": "replicas of the distribution strategy",
    "source": "arrays; sized (PyDataset, DataLoader); generator; endless",
}
SOURCES = ("arrays", "sized", "endless", "generator")
PADDING = "none"
PEEKED = 2  # batches that fit reads from a generator beforehand


def write(ledger: Ledger, source: str) -> dict[str, dict[str, Any]]:
    """Say the plan for arrays, a DataLoader, a generator of one pass or an endless stream."""
    settings: dict[str, dict[str, Any]] = {"model.fit": {"epochs": need_epochs(ledger, "Keras")}}
    batches = {"batch_size": ledger.global_batch_size}
    if source == "arrays" and not ledger.dropped:
        settings["model.fit"] |= batches
    elif source == "arrays":
        raise ValueError(
            f"Keras keeps the tail of arrays; the plan drops {ledger.dropped} samples."
        )
    else:
        settings[_CALLS[source]] = batches | {"drop_last": ledger.drop_last}
    if not ledger.epoch_is_pass or source == "endless":
        settings["model.fit"]["steps_per_epoch"] = ledger.steps_per_epoch * ledger.accumulation
    if ledger.accumulation > 1:
        need_whole_windows(ledger, "Keras")
        settings["optimizer"] = {"gradient_accumulation_steps": ledger.accumulation}
    return settings


_CALLS = {"sized": "DataLoader", "generator": "generator", "endless": "endless stream"}


def read(
    n_samples: int,
    *,
    batch_size: int = 32,
    epochs: int = 1,
    initial_epoch: int = 0,
    steps_per_epoch: int | None = None,
    drop_last: bool = False,
    gradient_accumulation_steps: int | None = None,
    validation_split: float = 0.0,
    steps_per_execution: int = 1,
    source: str | None = None,
) -> Counted:
    """Read fit's parameters. ``epochs`` is the index of the last epoch, not how many to add.

    ``validation_split`` takes the last samples of arrays away. ``steps_per_epoch`` counts batches.
    ``source`` is "arrays" by default, or "sized" with drop_last, which arrays do not have.
    """
    source = one_of("source", source or ("sized" if drop_last else "arrays"), SOURCES)
    accumulation = gradient_accumulation_steps or 1
    if validation_split:
        n_samples = _training_part(n_samples, validation_split, source)
    if source == "arrays" and drop_last:
        raise ValueError("drop_last = True: Keras keeps the tail of arrays. Use a DataLoader.")
    plan = Ledger(
        n_samples,
        batch_size,
        num_epochs=whole("epochs - initial_epoch", epochs - initial_epoch, at_least=1),
        drop_last=drop_last,
    )
    if steps_per_epoch is not None:
        whole("steps_per_epoch", steps_per_epoch, at_least=1)
    _check_execution(steps_per_execution, steps_per_epoch or plan.batches_per_pass)
    if source == "endless" and steps_per_epoch is None:
        raise ValueError("An endless stream without steps_per_epoch never ends its first epoch.")
    spans = list(_epochs(plan, steps_per_epoch, source))
    batches = sum(count for _, count in spans)
    same = _as_ledger(plan, steps_per_epoch, accumulation)
    samples = sum(_samples(plan, start, count) for start, count in spans)
    updates = batches // accumulation
    if same and (updates, samples) == (same.updates, same.samples_processed):
        return same
    return Account(n_samples, updates, samples, _note(spans, accumulation, batches, source))


def _training_part(n_samples: int, validation_split: float, source: str) -> int:
    if source != "arrays":
        raise ValueError(f"validation_split = {validation_split} works on arrays alone, in Keras.")
    if not 0 < validation_split < 1:
        raise ValueError(f"validation_split must lie between 0 and 1; it is {validation_split}.")
    return int(n_samples * (1 - validation_split))


def _check_execution(steps_per_execution: int, batches: int) -> None:
    if batches % whole("steps_per_execution", steps_per_execution, at_least=1):
        raise ValueError(
            f"steps_per_execution = {steps_per_execution} does not divide the {batches} batches of "
            "an epoch: Keras on JAX then overruns some epochs and shortens others; on PyTorch it "
            "takes 1 only."
        )


def _epochs(plan: Ledger, limit: int | None, source: str) -> Iterator[tuple[int, int]]:
    """Yield for every epoch the batch of the pass it begins with and how many it has."""
    batches = plan.batches_per_pass
    start, left = 0, batches
    for _ in range(plan.num_epochs or 1):
        asked = batches if limit is None and source != "generator" else limit
        if source == "endless":
            assert asked is not None  # read refuses an endless stream without steps_per_epoch
            yield start, asked
            start = (start + asked) % batches
            continue
        count = left if asked is None else min(asked, left)
        yield start, count
        start, left = start + count, left - count
        ran_out = asked is None or count < asked
        if source == "generator" and ran_out:
            start, left = 0, min(PEEKED, batches)
        elif source != "generator" and not left:
            start, left = 0, batches


def _samples(plan: Ledger, start: int, count: int) -> int:
    """Samples in ``count`` batches of a stream of passes, from batch ``start`` of a pass on."""
    return plan.samples_after(start + count) - plan.samples_after(start)


def _as_ledger(plan: Ledger, limit: int | None, accumulation: int) -> Ledger | None:
    """The plan with accumulation and steps_per_epoch in a ledger's words, if it has some."""
    if limit is not None and limit % accumulation:
        return None
    return Ledger(
        plan.n_samples,
        plan.batch_size,
        num_epochs=plan.num_epochs,
        drop_last=plan.drop_last,
        steps_per_epoch=None if limit is None else limit // accumulation,
        accumulation=accumulation,
    )


def _note(spans: list[tuple[int, int]], accumulation: int, batches: int, source: str) -> str:
    said = []
    counts = [count for _, count in spans]
    if len(set(counts)) > 1:
        shown = ", ".join(map(str, counts[:6])) + (", …" if len(counts) > 6 else "")
        said.append(f"Epochs have {shown} batches: the {source} source ends before they do.")
    elif source != "endless":
        said.append(f"An epoch has {counts[0]} batches: the {source} source has no more.")
    if accumulation > 1:
        said.append(windows_run_on(batches, accumulation, "epochs"))
    return " ".join(said)
