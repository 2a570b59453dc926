"""Hooks on the Trainer: it fetches all micro-batches of an update first; a batch counts at its training step."""

from typing import Any

from transformers.trainer import Trainer

from autograder.audit import places
from autograder.audit.fits import TrainerFit
from autograder.audit.losses import loss_of
from autograder.audit.patching import Patches
from autograder.audit.places import Place
from autograder.audit.record import Record


def hook(record: Record, patches: Patches) -> None:
    """Watch the Trainer from now on."""

    def step(old: Any) -> Any:
        def training_step(self: Any, model: Any, inputs: Any, *args: Any, **kwargs: Any) -> Any:
            if record.losses.place is None:
                record.losses.place = loss_of(type(self).compute_loss)
            if record.losses.takes_items is None and self.model_accepts_loss_kwargs:
                record.losses.takes_items = _users(type(model).forward)
            record.drawn.take(inputs)
            return old(self, model, inputs, *args, **kwargs)

        return training_step

    def train(old: Any) -> Any:
        def train(self: Any, *args: Any, **kwargs: Any) -> Any:
            fit = TrainerFit(self.args, self.state, places.stack())
            record.trainers.append(fit)
            before = record.updates
            try:
                return old(self, *args, **kwargs)
            finally:
                fit.state = self.state
                fit.updates = record.updates - before

        return train

    patches.replace(Trainer, "training_step", step)
    patches.replace(Trainer, "train", train)


def _users(function: Any) -> Place | None:
    """Where a function of the user's own begins; None for a library's."""
    code = function.__code__
    users = places.is_users(code.co_filename)
    return Place(code.co_filename, code.co_firstlineno) if users else None
