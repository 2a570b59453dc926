"""The accounts of libraries that run the loop themselves, and their sum."""

from collections import Counter
from typing import Any, Protocol

from autograder.audit.findings import Findings, mistake
from autograder.audit.fits_keras import KerasFit
from autograder.audit.fits_sklearn import SklearnFit, SklearnFits
from autograder.audit.observed import Observed
from autograder.audit.places import Stack
from autograder.audit.record import Record
from autograder.audit.source import naming

__all__ = ["Fit", "KerasFit", "SklearnFit", "SklearnFits", "TrainerFit", "total"]


class Fit(Protocol):
    """What an account must tell."""

    sizes: Counter[int] | None
    updates: int | None

    @property
    def n(self) -> int | None: ...

    @property
    def rows(self) -> set[int] | None: ...


class TrainerFit:
    """One ``Trainer.train()``: what its arguments asked for."""

    def __init__(self, arguments: Any, state: Any, stack: Stack) -> None:
        self.arguments, self.state, self.stack = arguments, state, stack
        self.updates = 0


def total(fits: "list[Fit]", record: Record) -> Observed:
    """The sum of several accounts; their samples are told apart by their bytes."""
    found = Observed()
    found.updates = _sum([fit.updates for fit in fits])
    if found.updates is not None:
        found.updates += record.updates
    if any(fit.sizes is None for fit in fits):
        found.unknown.append("the batches")
    else:
        sizes: Counter[int] = Counter()
        for fit in fits:
            sizes.update(fit.sizes or {})
        for feed in record.trained:
            sizes.update(feed.sizes)
        found.batch_sizes = dict(sorted(sizes.items(), reverse=True))
        found.samples_processed = sum(size * count for size, count in sizes.items())
        found.micro_batches = sum(sizes.values())
    rows: set[int] | None = set()
    for fit in fits:
        rows = None if fit.rows is None or rows is None else rows | fit.rows
    if record.trained:
        rows = None
    one = fits[0] if len(fits) == 1 else None
    kept = one.kept if isinstance(one, SklearnFit) and not record.trained else None
    found.distinct_samples = kept if rows is None else len(rows)
    lengths = {fit.n for fit in fits}
    if len(lengths) == 1 and not record.trained:
        found.n_samples = lengths.pop()
        same = rows is not None and found.n_samples is not None and len(rows) <= found.n_samples
        if len(fits) > 1 and not same:
            found.n_samples = None if rows is None else len(rows)
    elif rows:
        found.n_samples = len(rows)
    if found.n_samples is None:
        found.unknown.append("how many samples there are")
    return found


def asked_of_trainer(record: Record) -> Findings:
    """num_train_epochs and max_steps were both given, and only one of them counts."""
    epochs = [asked for asked in record.asked if asked.what == "num_train_epochs"]
    steps = [asked for asked in record.asked if asked.what == "max_steps" and asked.value > 0]
    for one in epochs:
        both = [other for other in steps if other.stack == one.stack]
        done = record.trainers[-1].state if record.trainers else None
        reached = getattr(done, "epoch", None)
        if both and reached is not None and abs(reached - one.value) > 0.05 * one.value:
            yield mistake(
                "max-steps-times",
                naming(one.stack, "max_steps"),
                f"Asked for {one.value:g} epochs and for {both[0].value} steps: max_steps wins, "
                f"and the run ended after {reached:.3g} epochs.",
                "Give one of the two.",
            )


def _sum(values: list[int | None]) -> int | None:
    return (
        None if any(value is None for value in values) else sum(v for v in values if v is not None)
    )
