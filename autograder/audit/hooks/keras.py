"""Hooks on Keras 3: its ``fit`` keeps its own account, whatever the backend; it is read by a callback."""

import inspect
from typing import Any

import keras

from autograder.audit import places
from autograder.audit.fits import KerasFit
from autograder.audit.fits_keras import number_of
from autograder.audit.patching import Patches
from autograder.audit.record import Record


def hook(record: Record, patches: Patches) -> None:
    """Watch Keras from now on."""
    record.libraries.add(f"keras {keras.__version__}")
    owner = next(kind for kind in keras.Model.__mro__ if "fit" in kind.__dict__)

    def fit(old: Any) -> Any:
        names = list(inspect.signature(old).parameters)[1:]

        def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
            given = dict(zip(names, args, strict=False)) | kwargs
            callbacks = given.get("callbacks")
            if isinstance(callbacks, keras.callbacks.CallbackList) or record.inside:
                return old(self, *args, **kwargs)  # somebody else's loop of callbacks: left alone
            seen = KerasFit(record, self, given, places.stack())
            record.fits.append(seen)
            before = [] if callbacks is None else callbacks
            before = list(before) if isinstance(before, (list, tuple)) else [before]
            given["callbacks"] = [_Counter(seen), *before]  # first: another may break off
            record.inside += 1
            record.keras.fitting = seen
            try:
                return old(self, **given)
            except BaseException:
                seen.broke_off = True
                raise
            finally:
                record.inside -= 1
                record.keras.fitting = None
                seen.ended()

        return fit

    def made(old: Any) -> Any:
        def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
            old(self, *args, **kwargs)
            if record.keras.fitting is not None and record.keras.fitting.batches_from is None:
                record.keras.fitting.batches_from = self

        return __init__

    def following(old: Any) -> Any:
        def __next__(self: Any) -> Any:
            found = old(self)
            if record.keras.fitting is not None and record.keras.fitting.batches_from is self:
                record.keras.fitting.pending = found[2]
            return found

        return __next__

    def compiled(old: Any) -> Any:
        def compile(self: Any, *args: Any, **kwargs: Any) -> Any:
            found = old(self, *args, **kwargs)
            record.keras.compiles.append(
                (number_of(record, self), places.here(), str(_settings(self)), record.updates)
            )
            del record.keras.compiles[:-256]
            return found

        return compile

    def scheduled(old: Any) -> Any:
        def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
            record.keras.schedules[id(self)] = places.here()
            old(self, *args, **kwargs)

        return __init__

    def on_batch(old: Any) -> Any:
        def train_on_batch(self: Any, x: Any, *args: Any, **kwargs: Any) -> Any:
            if record.inside:
                return old(self, x, *args, **kwargs)
            seen = record.keras.batchwise.get(number_of(record, self))
            if seen is None:
                seen = record.keras.batchwise[number_of(record, self)] = KerasFit(
                    record, self, {}, places.stack()
                )
                record.fits.append(seen)
            record.inside += 1
            try:
                found = old(self, x, *args, **kwargs)
            finally:
                record.inside -= 1
            seen.one_batch(x)
            return found

        return train_on_batch

    from keras.src.trainers import epoch_iterator

    patches.replace(owner, "fit", fit)
    patches.replace(epoch_iterator.EpochIterator, "__init__", made)
    patches.replace(epoch_iterator.EpochIterator, "__next__", following)
    patches.replace(
        next(kind for kind in keras.Model.__mro__ if "compile" in kind.__dict__),
        "compile",
        compiled,
    )
    patches.replace(
        next(k for k in keras.Model.__mro__ if "train_on_batch" in k.__dict__),
        "train_on_batch",
        on_batch,
    )
    base = keras.optimizers.schedules.LearningRateSchedule
    for kind in base.__subclasses__():
        if kind.__module__.startswith("keras."):
            patches.replace(kind, "__init__", scheduled)


def _settings(model: Any) -> Any:
    """The optimizer's settings and the number of weights that it moves."""
    config = model.optimizer.get_config() if model.optimizer is not None else {}
    kept = sorted((k, str(v)) for k, v in config.items() if k != "name")  # adam, adam_1, …
    return kept, len(model.trainable_variables)


class _Counter(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Tells a KerasFit what its fit does."""

    def __init__(self, seen: KerasFit) -> None:
        super().__init__()
        self._seen = seen

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._seen.epoch_begins(epoch)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._seen.batch_ends()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self._seen.epoch_ends()
