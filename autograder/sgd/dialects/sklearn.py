"""scikit-learn: the SGD* estimators take one sample a step, the MLP* estimators take batches.

In both ``max_iter`` counts epochs, not updates, and ``tol`` may end a run before. After
``partial_fit`` the counters differ: ``t_`` goes on, ``n_iter_`` of SGD* says 1. Version 1.9.
"""

import math
from typing import Any

from autograder.sgd.arguments import one_of
from autograder.sgd.dialects.limits import need_epochs, need_words
from autograder.sgd.ledger import Ledger

ESTIMATORS = ("SGDClassifier", "SGDRegressor", "MLPClassifier", "MLPRegressor")
WORDS = {
    "batch_size": "batch_size in MLP*; always 1 in SGD*",
    "num_epochs": "max_iter (n_iter_ after fit)",
    "source": "arrays",
}
SOURCES = ("arrays",)
PADDING = "none"


def write(ledger: Ledger, source: str) -> dict[str, dict[str, Any]]:
    """Say the plan for SGD* if its batches are of one sample, else for MLP*; tol never ends it."""
    name = "scikit-learn"
    need_words(ledger, name, WORDS)
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


def parameters(settings: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return what ``read`` needs to read back what ``write`` has written."""
    ((estimator, arguments),) = settings.items()
    return {"estimator": estimator} | arguments


def read(
    n_samples: int,
    *,
    estimator: str = "MLPClassifier",
    batch_size: int | str = "auto",
    max_iter: int | None = None,
    early_stopping: bool = False,
    validation_fraction: float = 0.1,
    partial_fit_calls: int | None = None,
    tol: float | None = None,
    n_iter_no_change: int | None = None,
) -> Ledger:
    """Read an estimator's parameters, for a run that nothing ends before max_iter.

    MLP* has batch_size = min(200, n) by default and 200 epochs, SGD* has 1000. ``early_stopping``
    holds ⌈n · validation_fraction⌉ samples out. ``partial_fit_calls`` counts calls of
    ``partial_fit``, each one pass, in the place of ``fit``. ``tol`` and ``n_iter_no_change`` say
    when a run may end sooner, which depends on its losses; they change no number here.
    """
    one_of("estimator", estimator, ESTIMATORS)
    epochs = partial_fit_calls
    if epochs is None:
        if early_stopping:
            n_samples -= _held_out(n_samples, validation_fraction)
        default = 1000 if estimator.startswith("SGD") else 200
        epochs = default if max_iter is None else max_iter
    elif early_stopping:
        raise ValueError("early_stopping = True: scikit-learn refuses it with partial_fit.")
    if estimator.startswith("SGD"):
        return Ledger(n_samples, 1, num_epochs=epochs)
    size = 200 if batch_size == "auto" else batch_size
    if isinstance(size, str):
        raise ValueError(f'batch_size must be "auto" or a whole number, not {size!r}.')
    return Ledger(n_samples, min(size, n_samples), num_epochs=epochs)


def _held_out(n_samples: int, fraction: float) -> int:
    if not 0 < fraction < 1:
        raise ValueError(f"validation_fraction must lie between 0 and 1; it is {fraction}.")
    return math.ceil(n_samples * fraction)
