"""skorch: ``NeuralNet``, a PyTorch module with scikit-learn's interface. Version 1.4.

By default it holds a fifth of the data out for validation, so an epoch has fewer steps than
n / batch_size. ``partial_fit`` trains ``max_epochs`` more epochs.
"""

from typing import Any

from autograder.sgd.dialects.limits import need_epochs, need_words
from autograder.sgd.ledger import Ledger

WORDS = {
    "batch_size": "batch_size (−1: all)",
    "num_epochs": "max_epochs, in each fit or partial_fit",
    "drop_last": "iterator_train__drop_last",
    "source": "arrays, Dataset; less the fifth of train_split",
}
SOURCES = ("arrays",)
PADDING = "none"


def write(ledger: Ledger, source: str) -> dict[str, dict[str, Any]]:
    """Say the plan for NeuralNet; nothing is held out."""
    need_words(ledger, "skorch", WORDS)
    return {
        "NeuralNet": {
            "batch_size": ledger.batch_size,
            "max_epochs": need_epochs(ledger, "skorch"),
            "train_split": None,
            "iterator_train__drop_last": ledger.drop_last,
        }
    }


def read(
    n_samples: int,
    *,
    batch_size: int = 128,
    max_epochs: int = 10,
    train_split: int | None = 5,
    iterator_train__drop_last: bool = False,
    fits: int = 1,
) -> Ledger:
    """Read NeuralNet's parameters.

    ``train_split`` is the number of folds of its ValidSplit, of which the first is held out:
    ⌈n / 5⌉ samples by default. A NeuralNetClassifier stratifies, and may hold out a sample more or
    less. ``fits`` counts fit and the calls of partial_fit after it.
    """
    if train_split is not None:
        n_samples -= -(-n_samples // train_split)
    size = n_samples if batch_size == -1 else batch_size
    return Ledger(
        n_samples, size, num_epochs=max_epochs * fits, drop_last=iterator_train__drop_last
    )
