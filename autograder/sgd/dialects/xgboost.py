"""XGBoost: boosting rounds. A round adds trees fitted to all rows; it is an update, not an epoch."""

from typing import Any

from autograder.sgd.dialects.limits import need_epoch_as_pass, need_no_accumulation, need_one_device
from autograder.sgd.ledger import Ledger

WORDS = {
    "batch_size": "— (every round uses all rows)",
    "num_epochs": "—",
    "steps": "num_boost_round, n_estimators",
    "steps_per_epoch": "—",
    "drop_last": "—",
    "accumulation": "—",
    "devices": "—",
}


def write(ledger: Ledger) -> dict[str, dict[str, Any]]:
    """Say the plan as boosting rounds, if each of its updates uses the whole data."""
    need_one_device(ledger, "XGBoost")
    need_no_accumulation(ledger, "XGBoost")
    need_epoch_as_pass(ledger, "XGBoost")
    if ledger.batch_size < ledger.n_samples:
        raise ValueError(
            f"XGBoost has no batches: every round uses all {ledger.n_samples} rows; the plan has "
            f"batch_size = {ledger.batch_size}."
        )
    return {"xgboost.train": {"num_boost_round": ledger.updates}}


def read(n_samples: int, *, num_boost_round: int = 10) -> Ledger:
    """Read the rounds: one update on the whole data each. ``best_iteration`` counts them from 0."""
    return Ledger(n_samples, n_samples, steps=num_boost_round)
