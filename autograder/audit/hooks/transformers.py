"""Hooks on the Trainer: it fetches all micro-batches of an update first; a batch counts at its training step."""

from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from transformers.trainer import Trainer

from autograder.audit import places
from autograder.audit.fits import TrainerFit
from autograder.audit.losses import loss_of
from autograder.audit.patching import Patches
from autograder.audit.places import Place, Stack
from autograder.audit.record import Record


def hook(record: Record, patches: Patches) -> None:
    """Watch the Trainer from now on."""
    told: WeakKeyDictionary[Any, Stack] = WeakKeyDictionary()  # where each was made
    training: WeakSet[Any] = WeakSet()

    def step(old: Any) -> Any:
        def training_step(self: Any, model: Any, inputs: Any, *args: Any, **kwargs: Any) -> Any:
            if record.losses.place is None:
                record.losses.place = loss_of(type(self).compute_loss)
            if record.losses.takes_items is None and self.model_accepts_loss_kwargs:
                record.losses.takes_items = _users(type(model).forward)
            record.drawn.take(inputs)
            return old(self, model, inputs, *args, **kwargs)

        return training_step

    def made(old: Any) -> Any:
        def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
            old(self, *args, **kwargs)
            told[self] = places.stack()

        return __init__

    def judged(old: Any) -> Any:
        def prediction_step(self: Any, model: Any, inputs: Any, *args: Any, **kwargs: Any) -> Any:
            if self in training:
                record.drawn.judges(inputs, told.get(self, ()))
            return old(self, model, inputs, *args, **kwargs)

        return prediction_step

    def train(old: Any) -> Any:
        def train(self: Any, *args: Any, **kwargs: Any) -> Any:
            training.add(self)
            fit = TrainerFit(self.args, self.state, places.stack())
            record.trainers.append(fit)
            before = record.updates
            try:
                return old(self, *args, **kwargs)
            finally:
                training.discard(self)
                fit.state = self.state
                fit.updates = record.updates - before

        return train

    patches.replace(Trainer, "__init__", made)
    patches.replace(Trainer, "prediction_step", judged)
    patches.replace(Trainer, "training_step", step)
    patches.replace(Trainer, "train", train)


def _users(function: Any) -> Place | None:
    """Where a function of the user's own begins; None for a library's."""
    code = function.__code__
    users = places.is_users(code.co_filename)
    return Place(code.co_filename, code.co_firstlineno) if users else None
