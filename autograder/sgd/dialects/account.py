"""The account of a run that a framework makes and a ledger's words cannot say.

A ledger's epochs are alike and its windows of accumulation end with a pass. Some frameworks cut
epochs of different lengths, carry a window into the next pass, or begin a pass again half-way.
"""

from dataclasses import dataclass

from autograder.sgd.ledger import Ledger


@dataclass(frozen=True)
class Account:
    """What a framework's run comes to (lesson 9).

    Attributes:
        n_samples: samples in the data set.
        updates: updates of the weights in the whole run.
        samples_processed: samples used, each counted as often as it was used.
        note: what makes the run differ from a ledger with the same words, in a sentence.
    """

    n_samples: int
    updates: int
    samples_processed: int
    note: str

    @property
    def passes(self) -> float:
        """How often the run used the average sample: samples_processed / n_samples."""
        return self.samples_processed / self.n_samples

    def sentence(self) -> str:
        """Say the account in words."""
        return (
            f"n = {self.n_samples}: {self.updates} updates, {self.samples_processed} samples "
            f"processed, {self.passes:.3g} passes. {self.note}"
        )


Counted = Ledger | Account


def windows_run_on(batches: int, window: int, across: str) -> str:
    """Say that windows of accumulation do not end with ``across``, and what is left of so many batches."""
    rest = batches % window
    left = f"; the last {rest} batches are never applied." if rest else "."
    return f"Windows of {window} batches run on across {across}{left}"


def differ(asked: Ledger, found: Counted) -> str:
    """Say in what a framework's run differs from the plan it was asked for; "" if in nothing."""
    pairs = [
        ("updates", asked.updates, found.updates),
        ("samples processed", asked.samples_processed, found.samples_processed),
    ]
    if isinstance(found, Ledger):
        pairs.append(("samples behind the last update of a pass", *_last(asked, found)))
    said = [f"{theirs} {what} and not {ours}" for what, ours, theirs in pairs if ours != theirs]
    return ", ".join(said)


def _last(asked: Ledger, found: Ledger) -> tuple[int, int]:
    return asked.step_sizes[-1], found.step_sizes[-1]
