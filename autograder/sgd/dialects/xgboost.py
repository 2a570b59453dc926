"""XGBoost: boosting rounds. A round adds trees fitted to all rows; it is an update, not an epoch."""

from typing import Any

from autograder.sgd.dialects.limits import need_all_rows
from autograder.sgd.ledger import Ledger

WORDS = {
    "batch_size": "— (every round uses all rows)",
    "steps": "num_boost_round of xgboost.train, n_estimators of XGB*",
    "source": "arrays (DMatrix)",
}
SOURCES = ("arrays",)
PADDING = "none"


def write(ledger: Ledger, source: str) -> dict[str, dict[str, Any]]:
    """Say the plan as boosting rounds, if each of its updates uses the whole data."""
    need_all_rows(ledger, "XGBoost", WORDS)
    return {"xgboost.train": {"num_boost_round": ledger.updates}}


def read(
    n_samples: int, *, num_boost_round: int | None = None, n_estimators: int | None = None
) -> Ledger:
    """Read the rounds: one update on the whole data each. ``best_iteration`` counts them from 0.

    ``xgboost.train`` has num_boost_round = 10 by default, the estimators have n_estimators = 100.
    After an early stop the booster keeps all rounds, not only the best ones.
    """
    if num_boost_round is not None and n_estimators is not None:
        raise ValueError("num_boost_round is a word of xgboost.train, n_estimators of XGB*: one.")
    rounds = num_boost_round if num_boost_round is not None else n_estimators
    return Ledger(n_samples, n_samples, steps=10 if rounds is None else rounds)
