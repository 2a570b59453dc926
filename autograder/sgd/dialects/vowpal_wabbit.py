"""Vowpal Wabbit: one update an example. With several passes a tenth is held out. Version 9.11."""

from typing import Any

from autograder.sgd.arguments import whole
from autograder.sgd.dialects.limits import need_epochs, need_words
from autograder.sgd.ledger import Ledger

WORDS = {
    "batch_size": "— (always 1)",
    "num_epochs": "--passes",
    "source": "cached file; every tenth example held out unless --holdout_off",
}
SOURCES = ("sized",)
PADDING = "none"


def write(ledger: Ledger, source: str) -> dict[str, dict[str, Any]]:
    """Say the plan as passes over a cached file, nothing held out, so that no pass is left out."""
    if ledger.batch_size > 1:
        raise ValueError(
            "Vowpal Wabbit updates after every example; the plan has batch_size = "
            f"{ledger.batch_size}."
        )
    need_words(ledger, "Vowpal Wabbit", WORDS)
    return {"vw": {"passes": need_epochs(ledger, "Vowpal Wabbit"), "holdout_off": True}}


def read(
    n_samples: int, *, passes: int = 1, holdout_off: bool = False, holdout_period: int = 10
) -> Ledger:
    """Read the options, for a run that its held-out loss does not end before.

    With ``passes`` above 1 every tenth example is held out, and the run ends three passes after the
    one with the best held-out loss (``--early_terminate``).
    """
    whole("holdout_period", holdout_period, at_least=2)
    held_out = 0 if holdout_off or passes == 1 else n_samples // holdout_period
    return Ledger(n_samples - held_out, 1, num_epochs=passes)
