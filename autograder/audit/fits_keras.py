"""The account of one ``fit`` of Keras 3."""

import weakref
from collections import Counter
from typing import Any

import numpy as np

from autograder.audit import source
from autograder.audit.cuts import CutBatches
from autograder.audit.data import array, first_array, row_hashes
from autograder.audit.guard import guarded
from autograder.audit.places import Place, Stack
from autograder.audit.record import Record

ENOUGH = 3


class KerasFit:
    """Batches, epochs and updates of one ``fit`` (or of one model's ``train_on_batch`` calls)."""

    def __init__(self, record: Record, model: Any, given: dict[str, Any], stack: Stack) -> None:
        self.record, self.model, self.stack = record, weakref.ref(model), stack
        self.asked = {
            name: given.get(name)
            for name in (
                "batch_size",
                "epochs",
                "steps_per_epoch",
                "validation_split",
                "initial_epoch",
            )
        }
        self.sizes: Counter[int] | None = Counter()
        self.batches_from: Any = None
        self.pending: Any = None
        self.batches = 0
        self.epochs: list[int] = []  # batches of each epoch
        self.started = self._iterations()
        self.updates: int | None = 0
        self.rows: set[int] | None = set()
        self._first_epoch_rows = 0
        self._grew_later = False
        self.length, self.sorted_split = _data(given)
        self.judged = _shared(given)
        self.number = number_of(record, model)
        self.window = 1  # batches behind an update
        self.schedule: Any = None
        self.remembers = True  # the optimizer keeps something of earlier gradients
        self.stopped = False
        self.broke_off = False  # by an exception that the program may have caught
        self.cuts = CutBatches()  # given to train_on_batch
        self.floor, self._held = _of_dataset(given.get("x"))
        self.first_epoch = 0  # from 0; a backup may have Keras go on later

    @property
    def n(self) -> int | None:
        """Samples of the data: the arrays' length, or what a complete first epoch had and later ones repeated."""
        if self.length is not None:
            return self.length
        if not self.epochs:
            return self.cuts.n(self.place)
        return self.left_out + len(self.rows) if self._same_rows and self.rows else None

    @property
    def _same_rows(self) -> bool:
        """Whether all epochs had the rows of the first, each once."""
        different = 0 if self.rows is None else len(self.rows)
        same = different == self._first_epoch_rows and not self._grew_later
        return same and different > 0 and len(self.epochs) > 1

    @property
    def left_out(self) -> int:
        """Rows that a PyDataset holds and no epoch had, where they are fewer than a batch has; else 0."""
        if not self._same_rows or not self.rows or not self.sizes or self.floor is None:
            return 0
        more = [length - len(self.rows) for length in self._held]
        return next((one for one in more if 0 < one < max(self.sizes)), 0)

    @guarded
    def epoch_begins(self, epoch: int) -> None:
        if not self.epochs:
            self.first_epoch, self.started = epoch, self._iterations()  # a backup restores both
        self.epochs.append(0)

    @guarded
    def batch_ends(self) -> None:
        buffered, self.pending = self.pending, None
        for batch in buffered if isinstance(buffered, list) else ():
            self.count(batch)

    def count(self, batch: Any) -> None:
        """One batch was trained on."""
        self.batches += 1
        if self.epochs:
            self.epochs[-1] += 1
        values = first_array(batch)
        if values is None or self.sizes is None:
            self.sizes = None
            return
        self.sizes[len(values)] += 1
        if self.rows is None:
            return
        if len(self.epochs) > ENOUGH and self.length is not None and len(self.rows) == self.length:
            return  # every sample has been seen
        hashes = row_hashes(values)
        if hashes is None or len(self.rows) > 200_000:
            self.rows = None
            return
        before = len(self.rows)
        self.rows.update(hashes)
        if len(self.epochs) <= 1:
            self._first_epoch_rows += len(hashes)
        elif len(self.rows) > before:
            self._grew_later = True

    @guarded
    def epoch_ends(self) -> None:
        now = self._iterations()
        if now is not None and self.started is not None:
            self.updates = now - self.started

    @guarded
    def one_batch(self, x: Any) -> None:
        self.count(x)
        self.cuts.add(x)
        self.epoch_ends()

    @guarded
    def ended(self) -> None:
        """The fit is over."""
        self.epoch_ends()
        self.batches_from = None
        optimizer = getattr(self.model(), "optimizer", None)
        self.window = getattr(optimizer, "gradient_accumulation_steps", None) or 1
        self.schedule = getattr(optimizer, "_learning_rate", None)
        plain = type(optimizer).__name__ == "SGD" and not getattr(optimizer, "momentum", 0)
        self.remembers = not plain
        self.stopped = bool(getattr(self.model(), "stop_training", False))

    def _iterations(self) -> int | None:
        model = self.model()
        optimizer = getattr(model, "optimizer", None)
        return None if optimizer is None else int(optimizer.iterations)

    @property
    def of_the_same_model(self) -> "list[KerasFit]":
        """All fits of this very model, itself among them."""
        fits = [one for one in self.record.fits if isinstance(one, KerasFit)]
        return [one for one in fits if one.number == self.number]

    @property
    def place(self) -> Any:
        """Where the user called it."""
        return self.stack[0] if self.stack else None


def number_of(record: Record, model: Any) -> int:
    """A number for this very model, even where a later one has its address."""
    known = record.keras.models.get(id(model))
    if known is None or known[0]() is not model:
        known = record.keras.models[id(model)] = (weakref.ref(model), record.keras.made)
        record.keras.made += 1
    return known[1]


def _of_dataset(x: Any) -> tuple[Place | None, list[int]]:
    """The ``//`` in the ``__len__`` of a user's PyDataset, and the lengths of the arrays and lists that it holds."""
    method: Any = getattr(type(x), "__len__", None)
    if not hasattr(x, "on_epoch_end") or not hasattr(method, "__code__"):
        return None, []
    held = [one for one in vars(x).values() if isinstance(one, (list, np.ndarray))]
    return source.floor_in(method), [len(one) for one in held if isinstance(one, list) or one.ndim]


def _shared(given: dict[str, Any]) -> tuple[int, int, int] | None:
    """Samples of ``validation_data`` that are among the training arrays' too, of how many, and of how many."""
    validation = given.get("validation_data")
    x = given.get("x")
    if not isinstance(validation, (tuple, list)) or not len(validation) or hasattr(x, "__next__"):
        return None
    theirs, mine = row_hashes(first_array(validation[0])), row_hashes(first_array(x))
    if not theirs or not mine or len(set(theirs)) < len(theirs) or len(set(mine)) < len(mine):
        return None  # samples that come twice may well be equal by chance
    return len(set(theirs) & set(mine)), len(set(theirs)), len(set(mine))


def _data(given: dict[str, Any]) -> tuple[int | None, tuple[int, int] | None]:
    """Length of the training arrays; classes held out by a split that training never sees, if all are."""
    x, split = given.get("x"), given.get("validation_split") or 0.0
    dataset = getattr(x, "dataset", None)
    if dataset is not None and hasattr(x, "batch_size"):
        return (len(dataset) if hasattr(dataset, "__len__") else None), None
    values = first_array(x) if not hasattr(x, "__next__") else None
    if values is None:
        return None, None
    n = len(values)
    if not split:
        return n, None
    kept = int(np.floor(n * (1.0 - split)))
    labels = array(given.get("y"))
    if labels is None or labels.ndim > 2:
        return n, None
    if labels.ndim == 2 and labels.shape[1] > 1:
        labels = labels.argmax(1) if np.all(labels.sum(1) == 1) else None
    if labels is None:
        return n, None
    labels = labels.reshape(-1)
    if not np.all(labels == np.round(labels)):
        return n, None
    trained, held = set(labels[:kept].tolist()), set(labels[kept:].tolist())
    few = len(trained | held) <= 0.2 * n
    return n, ((len(held), len(trained)) if held and few and not held & trained else None)
