"""Hook on TrainingArguments: what the Trainer was asked for, and where."""

from typing import Any

from transformers.training_args import TrainingArguments

from autograder.audit import places
from autograder.audit.events import Asked
from autograder.audit.patching import Patches
from autograder.audit.record import Record

WATCHED = (
    "num_train_epochs",
    "max_steps",
    "gradient_accumulation_steps",
    "warmup_steps",
    "warmup_ratio",
)


def hook(record: Record, patches: Patches) -> None:
    """Watch TrainingArguments from now on."""

    def made(old: Any) -> Any:
        def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
            stack = places.stack()
            record.asked += [Asked(k, kwargs[k], stack) for k in WATCHED if k in kwargs]
            del record.asked[:-256]
            old(self, *args, **kwargs)

        return __init__

    patches.replace(TrainingArguments, "__init__", made)
