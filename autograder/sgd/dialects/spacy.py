"""spaCy: ``spacy train`` with a configuration. Version 3.8.

``max_steps`` counts from 0 and is checked after the update: there is one update more. With a batcher
by words the batches depend on the texts; this dialect speaks of ``batch_by_sequence``.
"""

from typing import Any

from autograder.sgd.dialects.limits import need_one_device, need_words
from autograder.sgd.ledger import Ledger

WORDS = {
    "batch_size": "size of batch_by_sequence",
    "num_epochs": "max_epochs (0: no limit)",
    "steps": "max_steps + 1 (0: no limit)",
    "steps_per_epoch": "— (eval_frequency sets when it measures)",
    "accumulation": "— (accumulate_gradient cuts a batch into parts)",
    "source": "sized (corpus)",
}
SOURCES = ("sized",)
PADDING = "none"


def write(ledger: Ledger, source: str) -> dict[str, dict[str, Any]]:
    """Say the plan for the sections [training] and [training.batcher]; patience is off."""
    need_one_device(ledger, "This dialect of spaCy")
    need_words(ledger, "spaCy", WORDS)
    length = {"max_epochs": ledger.num_epochs, "max_steps": 0}
    if ledger.steps == 1:
        raise ValueError("spaCy makes max_steps + 1 updates, and max_steps = 0 means no limit.")
    if ledger.steps is not None:
        length = {"max_epochs": 0, "max_steps": ledger.steps - 1}
    return {
        "training": length | {"patience": 0, "accumulate_gradient": 1},
        "training.batcher": {"size": ledger.batch_size},
    }


def read(
    n_samples: int,
    *,
    size: int,
    max_steps: int = 20000,
    max_epochs: int = 0,
    accumulate_gradient: int = 1,
    patience: int = 0,
) -> Ledger:
    """Read the configuration's numbers, for a run that patience does not end before.

    ``accumulate_gradient`` cuts each batch into so many parts and makes one update of them, so it
    changes no count here.
    """
    if not max_steps and not max_epochs:
        raise ValueError("max_steps = 0 and max_epochs = 0 end the run by patience alone.")
    by_steps = Ledger(n_samples, size, steps=max_steps + 1)
    if not max_epochs:
        return by_steps
    by_epochs = Ledger(n_samples, size, num_epochs=max_epochs)
    return by_epochs if not max_steps or by_epochs.updates <= max_steps + 1 else by_steps


def measured(eval_frequency: int, updates: int) -> list[int]:
    """Return the updates, from 1, after which spaCy measures: 1, 1 + f, 1 + 2f, …"""
    return list(range(1, updates + 1, eval_frequency))
