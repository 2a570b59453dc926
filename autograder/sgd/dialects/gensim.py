"""gensim: online LDA. A chunk of documents is a batch, ``update_every`` chunks make an update.

``num_updates`` counts documents of the first pass, not updates. Word2Vec is not spoken of here: it
updates at every word. Version 4.4.
"""

from typing import Any

from autograder.sgd.dialects.limits import need_epochs, need_one_device, need_words
from autograder.sgd.ledger import Ledger

WORDS = {
    "batch_size": "chunksize",
    "num_epochs": "passes",
    "accumulation": "update_every (0: the whole pass)",
    "devices": "workers of LdaMulticore",
    "source": "sized (corpus)",
}
SOURCES = ("sized",)
PADDING = "none"


def write(ledger: Ledger, source: str) -> dict[str, dict[str, Any]]:
    """Say the plan for LdaModel."""
    need_one_device(ledger, "LdaModel")
    need_words(ledger, "LdaModel", WORDS)
    return {
        "LdaModel": {
            "chunksize": ledger.batch_size,
            "passes": need_epochs(ledger, "LdaModel"),
            "update_every": ledger.accumulation,
        }
    }


def read(
    n_samples: int, *, chunksize: int = 2000, passes: int = 1, update_every: int = 1
) -> Ledger:
    """Read LdaModel's parameters; a short window at the end of a pass makes an update too."""
    chunks = Ledger(n_samples, chunksize).batches_per_pass
    return Ledger(n_samples, chunksize, num_epochs=passes, accumulation=update_every or chunks)
