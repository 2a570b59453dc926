"""scikit-learn: the SGD* estimators take one sample a step, the MLP* estimators take batches.

In both ``max_iter`` counts epochs, not updates, and ``tol`` may end a run before.
"""

from typing import Any

from autograder.sgd.arguments import one_of
from autograder.sgd.dialects.limits import (
    need_epoch_as_pass,
    need_epochs,
    need_no_accumulation,
    need_one_device,
)
from autograder.sgd.ledger import Ledger

WORDS = {
    "batch_size": "batch_size in MLP*; always 1 in SGD*",
    "num_epochs": "max_iter (n_iter_ after fit)",
    "steps": "—",
    "steps_per_epoch": "—",
    "drop_last": "—",
    "accumulation": "—",
    "devices": "—",
}


def write(ledger: Ledger) -> dict[str, dict[str, Any]]:
    """Say the plan for SGD* if its batches are of one sample, else for MLP*; tol never ends it."""
    name = "scikit-learn"
    need_one_device(ledger, name)
    need_no_accumulation(ledger, name)
    need_epoch_as_pass(ledger, name)
    if ledger.dropped:
        raise ValueError(f"scikit-learn keeps the tail; the plan drops {ledger.dropped} samples.")
    epochs = need_epochs(ledger, name)
    if ledger.batch_size == 1:
        return {"SGDClassifier": {"max_iter": epochs, "tol": None}}
    return {
        "MLPClassifier": {
            "batch_size": ledger.batch_size,
            "max_iter": epochs,
            "tol": 0.0,
            "n_iter_no_change": epochs,
        }
    }


def read(
    n_samples: int,
    *,
    estimator: str = "MLPClassifier",
    batch_size: int | str = "auto",
    max_iter: int | None = None,
) -> Ledger:
    """Read an estimator's parameters, for a run that ``tol`` does not end before max_iter.

    MLP* has batch_size = min(200, n) by default and 200 epochs, SGD* has 1000.
    """
    kinds = [kind + task for kind in ("SGD", "MLP") for task in ("Classifier", "Regressor")]
    if one_of("estimator", estimator, kinds).startswith("SGD"):
        return Ledger(n_samples, 1, num_epochs=1000 if max_iter is None else max_iter)
    size = 200 if batch_size == "auto" else batch_size
    if isinstance(size, str):
        raise ValueError(f'batch_size must be "auto" or a whole number, not {size!r}.')
    epochs = 200 if max_iter is None else max_iter
    return Ledger(n_samples, min(size, n_samples), num_epochs=epochs)
