"""The data of a run: bodies of samples, the feeds that draw from them, and who was used how often.

Sample numbers stand in the order of the body (``Root``); a feed that draws from a part of it maps its own numbers
to those. Samples without numbers (streams, arrays inside a library) are told apart by their bytes.
"""

import struct
from array import array as packed
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.audit.events import Draw, Pass, Split
from autograder.audit.places import Place, Stack

MOST_ROWS = 20_000_000  # bodies larger than this are counted without saying who was used
MOST_BYTES = 1 << 20  # a batch larger than this is not told apart by its bytes
MOST_DIFFERENT = 200_000  # samples that are told apart by their bytes
BUFFERED = 8192  # sample numbers that wait to be counted together
PICTURED = 400  # draws whose rows are kept for the picture


class Root:
    """One body of samples, however many loaders and slices read it."""

    def __init__(self, n: int | None, name: str) -> None:
        self.n, self.name = n, name
        self.whole = n  # of the object first seen; a slice beside it can widen the body
        self.numbers: dict[int, int] = {}  # of a sample's bytes, where it has no number of its own
        self.by_bytes = False
        self.alike = False  # another body of this kind and length cannot be told apart from it
        self.repeats = False  # by bytes: a second pass had the samples of the first and no others
        self.partly = False  # the passes after those were counted without looking at their samples
        self.counted = n is None or n <= MOST_ROWS
        self._used: NDArray[np.int32] = np.zeros(n or 0, np.int32)
        self.waiting = packed("q")  # plain numbers: held lists of them would spread over memory
        self.shown: list[tuple[int, Any]] = []  # (update that follows, rows) of the first draws

    @property
    def used(self) -> NDArray[np.int32]:
        """How often each sample was in a training batch."""
        if self.waiting:
            rows = np.frombuffer(self.waiting, np.int64)
            self.waiting = packed("q")
            most = int(rows.max()) + 1
            if most > len(self._used):
                self._used = np.concatenate(
                    [self._used, np.zeros(most - len(self._used), np.int32)]
                )
            self._used += np.bincount(rows, minlength=len(self._used)).astype(np.int32)
        return self._used

    def use(self, rows: Any, update: int | None) -> None:
        """A training batch of these samples; without an update it is not shown, or was already."""
        if rows is None and self.repeats:
            self.partly = True
            return
        waiting = self.waiting
        if rows is None or not self.counted:
            self.counted = False
            del waiting[:]
            return
        pack(waiting, rows)
        if len(self.shown) < PICTURED and update is not None:
            self.shown.append((update, waiting[len(waiting) - len(rows) :]))
        if len(waiting) >= BUFFERED:
            _ = self.used

    def number(self, batch: Any) -> list[int] | None:
        """The numbers of a batch's samples, by their bytes; None where there are too many bytes."""
        hashes = row_hashes(batch)
        if hashes is None or len(self.numbers) > MOST_DIFFERENT:
            return None
        return [self.numbers.setdefault(one, len(self.numbers)) for one in hashes]


class Moved:
    """The samples of one body that moved an optimizer's parameters."""

    def __init__(self, root: Root) -> None:
        self.root = root  # held: its id stands for it
        self._mask: NDArray[np.bool_] = np.zeros(root.n or 0, bool)
        self.waiting = packed("q")

    def add(self, rows: Any) -> None:
        pack(self.waiting, rows)
        if len(self.waiting) >= BUFFERED:
            _ = self.mask

    @property
    def mask(self) -> NDArray[np.bool_]:
        if self.waiting:
            rows = np.frombuffer(self.waiting, np.int64)
            self.waiting = packed("q")
            more = int(rows.max()) + 1 - len(self._mask)
            if more > 0:  # the body turned out to be larger than the object first seen
                self._mask = np.concatenate([self._mask, np.zeros(more, bool)])
            self._mask[rows] = True
        return self._mask


def pack(waiting: "packed[int]", rows: Any) -> None:
    """Put sample numbers behind those that wait."""
    if type(rows) is list:
        waiting.frombytes(struct.pack(f"{len(rows)}q", *rows))  # much faster than fromlist
    else:
        waiting.frombytes(np.ascontiguousarray(rows, np.int64).tobytes())


class Feed:
    """One way of drawing batches from a body of samples."""

    def __init__(
        self,
        root: Root,
        kind: str,
        stack: Stack,
        *,
        batch_size: int | None = None,
        drop_last: bool = False,
        order: str = "",
        universe: NDArray[np.int64] | None = None,
        drawable: NDArray[np.int64] | None = None,
        batches: int | None = None,
        workers: int = 0,
    ) -> None:
        self.root, self.kind, self.stack = root, kind, stack
        self.batch_size, self.drop_last, self.order = batch_size, drop_last, order
        self.universe, self.batches, self.workers = universe, batches, workers
        # The body's numbers of all that it can draw, where those are not all of its own.
        self.drawable = universe if drawable is None else drawable
        self.passes: list[Pass] = []
        self.passes_begun = self.passes_complete = self.passes_trained = 0
        self.sizes: dict[int, int] = {}  # of training batches
        self.draws = 0
        self.repeats = 0  # batches trained on again that were kept, not drawn anew
        self.moved = False  # some update used a batch of it
        self.wants_epochs = False  # its sampler shuffles by the number that set_epoch gives it
        self.weights: int | None = None  # that its sampler has, one for each sample
        self.split_of: Split | None = None  # its data set is a part of this one
        self.seeds: list[Place] = []
        self.dataset: Any = None  # a weak reference
        self.evaluated_on: tuple[int, int] | None = None  # samples trained on before, of how many
        self.evaluated_in_training = False  # with dropout or batch normalisation at work
        self.judges: Stack = ()  # where a library was given it to validate on, in its training

    @property
    def place(self) -> Place | None:
        return self.stack[0] if self.stack else None

    @property
    def n(self) -> int | None:
        return self.root.whole if self.drawable is None else len(self.drawable)

    @property
    def samples(self) -> int:
        """Samples in its training batches."""
        return sum(size * count for size, count in self.sizes.items())

    def rows(self, rows: Any) -> Any:
        """The body's numbers of the feed's own."""
        if rows is None or self.universe is None:
            return rows
        return self.universe[np.asarray(rows, np.int64)]

    def begin(self, place: Place | None, updates: int) -> Pass:
        """A new pass; only the first passes and the last are kept."""
        made = Pass(self.passes_begun, place, updates)
        self.passes_begun += 1
        if len(self.passes) >= 64:
            del self.passes[-1]
        self.passes.append(made)
        return made

    def gone_through(self, of: Pass) -> None:
        """A pass has given all its batches: a library that knows their number never asks for one more."""
        of.complete, of.repeated_end = True, -1
        self.passes_complete += 1

    def ended(self, of: Pass) -> None:
        if not of.complete:
            of.complete = True
            of.different = len(self.root.numbers)
            self.passes_complete += 1
            ends = [one.different for one in self.passes[:3] if one.complete]
            self.root.repeats = self.root.by_bytes and len(ends) > 1 and ends[0] == ends[1] > 0

    def count(self, draw: Draw, update: int) -> None:
        """The draw was trained on."""
        self.sizes[draw.size] = self.sizes.get(draw.size, 0) + 1
        self.root.use(draw.rows if self.universe is None else self.rows(draw.rows), update)


def row_hashes(batch: Any) -> list[int] | None:
    """One hash for each sample of an array or tensor on the CPU; None for others and large ones."""
    values = array(batch)
    if values is None or values.ndim == 0 or values.nbytes > MOST_BYTES or values.dtype == object:
        return None
    if not len(values) or not values.nbytes:
        return []
    flat = np.ascontiguousarray(values).reshape(len(values), -1)
    return [hash(row.tobytes()) for row in flat]


def array(batch: Any) -> NDArray[Any] | None:
    """A batch as NumPy sees it, without copying it from a device."""
    if isinstance(batch, np.ndarray):
        return batch
    if hasattr(batch, "detach"):
        if batch.device.type != "cpu" or batch.layout.__str__() != "torch.strided":
            return None
        try:
            values: NDArray[Any] = batch.detach().numpy()
        except (TypeError, RuntimeError):  # bfloat16 and the like have no NumPy type
            return None
        return values
    if hasattr(batch, "__array__") and hasattr(batch, "shape"):
        return np.asarray(batch)
    return None


def first_array(batch: Any) -> Any:
    """The first array or tensor with samples in a batch of any nesting, or None."""
    if hasattr(batch, "shape") and hasattr(batch, "dtype"):
        return batch if len(batch.shape) else None
    parts: Iterable[Any] = ()
    if isinstance(batch, dict):
        parts = batch.values()
    elif isinstance(batch, (list, tuple)):
        parts = batch
    elif hasattr(batch, "items") and hasattr(batch, "keys"):
        parts = [value for _, value in batch.items()]
    for part in parts:
        found = first_array(part)
        if found is not None:
            return found
    return None


def arrays(batch: Any, most: int = 8) -> list[Any]:
    """Arrays and tensors in a batch, at most some of them."""
    if hasattr(batch, "shape") and hasattr(batch, "dtype"):
        return [batch]
    found: list[Any] = []
    if isinstance(batch, dict) or (hasattr(batch, "items") and hasattr(batch, "keys")):
        batch = [value for _, value in batch.items()]
    if isinstance(batch, (list, tuple)):
        for part in batch:
            if hasattr(part, "data_ptr"):
                found.append(part)
            else:
                found += arrays(part, most - len(found))
            if len(found) >= most:
                break
    return found


def fingerprint(values: Any, rows: int = 64) -> int | None:
    """A hash of the shape and of some rows spread over an array: the same data, the same number."""
    whole = array(values)
    if whole is None or whole.ndim == 0 or whole.dtype == object:
        return None
    step = max(1, len(whole) // rows)
    some = np.ascontiguousarray(whole[::step][:rows])
    return hash((whole.shape, str(whole.dtype), some.tobytes()[: 1 << 18]))
