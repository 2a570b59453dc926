"""Hooks on Lightning: what its Trainer was asked for, and which batch a training step gets."""

import sys
from typing import Any

from autograder.audit import places
from autograder.audit.events import Asked
from autograder.audit.losses import loss_of
from autograder.audit.patching import Patches
from autograder.audit.record import Record

WATCHED = (
    "max_epochs",
    "max_steps",
    "accumulate_grad_batches",
    "limit_train_batches",
    "overfit_batches",
)


def hook(record: Record, patches: Patches) -> None:
    """Watch Lightning, under either of its names, from now on."""
    for name in ("lightning.pytorch", "pytorch_lightning"):
        package = sys.modules.get(name)
        if package is None or name in record.hooked:
            continue
        record.hooked.add(name)
        _watch(record, patches, package, name)


def _watch(record: Record, patches: Patches, package: Any, name: str) -> None:
    def made(old: Any) -> Any:
        def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
            stack = places.stack()
            for word in WATCHED:
                if word in kwargs:
                    record.asked.append(Asked(word, kwargs[word], stack))
            old(self, *args, **kwargs)

        return __init__

    def step(old: Any) -> Any:
        def training_step(self: Any, *args: Any, **kwargs: Any) -> Any:
            record.processes = max(record.processes, getattr(self, "world_size", 1) or 1)
            record.drawn.take(args)
            if record.losses.place is None:
                record.losses.place = loss_of(type(self.lightning_module).training_step)
            return old(self, *args, **kwargs)

        return training_step

    def judged(old: Any) -> Any:
        def validation_step(self: Any, *args: Any, **kwargs: Any) -> Any:
            if self.lightning_module.trainer.state.fn == "fit":
                record.drawn.judges(args, places.stack())
            return old(self, *args, **kwargs)

        return validation_step

    strategies = sys.modules[f"{name}.strategies.strategy"]
    patches.replace(package.Trainer, "__init__", made)
    patches.replace(strategies.Strategy, "training_step", step)
    patches.replace(strategies.Strategy, "validation_step", judged)
