"""LightGBM: boosting rounds on all rows, each an update. Version 4.7."""

from typing import Any

from autograder.sgd.dialects.limits import need_all_rows
from autograder.sgd.ledger import Ledger

WORDS = {
    "batch_size": "— (every round uses all rows, or the share bagging_fraction)",
    "steps": "num_boost_round of lightgbm.train; num_iterations in params, or n_estimators",
    "source": "arrays (Dataset)",
}
SOURCES = ("arrays",)
PADDING = "none"


def write(ledger: Ledger, source: str) -> dict[str, dict[str, Any]]:
    """Say the plan as boosting rounds, if each of its updates uses the whole data."""
    need_all_rows(ledger, "LightGBM", WORDS)
    return {"lightgbm.train": {"num_boost_round": ledger.updates}}


def read(
    n_samples: int,
    *,
    num_boost_round: int = 100,
    num_iterations: int | None = None,
    n_estimators: int | None = None,
) -> Ledger:
    """Read the rounds. ``num_iterations`` or ``n_estimators`` in params override the argument.

    After an early stop the booster predicts with the best rounds only, unlike XGBoost's.
    """
    rounds = next((r for r in (num_iterations, n_estimators) if r is not None), num_boost_round)
    return Ledger(n_samples, n_samples, steps=rounds)
