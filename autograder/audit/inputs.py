"""Batches that no loader gave: rows cut from a tensor by hand, and tensors given to a model whole."""

import weakref
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.audit import places
from autograder.audit.data import Feed, Root, first_array
from autograder.audit.events import Draw, Pass
from autograder.audit.guard import guarded

FEWEST_ROWS = 4  # a smaller tensor is hardly the data
MOST_BASES = 64


class CutFeed(Feed):
    """A tensor that the user cuts batches from. A pass ends where a sample comes again."""

    def __init__(self, base: Any, kind: str) -> None:
        super().__init__(Root(len(base), "a tensor cut by hand"), kind, places.stack())
        self.base, self.width = weakref.ref(base), base.numel()
        self.seen: NDArray[np.bool_] = np.zeros(len(base), bool)
        self.whole: list[int] | None = None
        self.always: NDArray[np.int64] | None = None  # the rows of every draw so far

    def pass_of(self, rows: Any, updates: int) -> Pass:
        """The pass that these rows belong to."""
        now = self.passes[-1] if self.passes else None
        if self.kind == "cut":
            self._part(rows, again=now is not None)
        if self.kind == "stream":
            return now or self.begin(None, updates)
        if self.kind == "input":
            now = self.begin(None, updates)
            self.ended(now)
            return now
        if now is None or self.seen[rows].any():
            if now is not None:
                self.ended(now)
            self.seen[:] = False
            now = self.begin(None, updates)
        self.seen[rows] = True
        return now

    def _part(self, rows: Any, *, again: bool) -> None:
        """Where every draw has the same rows, they are a data set of their own: a part of what it was cut from."""
        if not again:
            self.always = rows
        elif self.always is not None and not np.array_equal(self.always, rows):
            self.always = self.drawable = None
        elif self.always is not None and len(rows) < len(self.seen):
            self.drawable = self.always


class Inputs:
    """What is cut or given by hand, in one run."""

    def __init__(self, record: Any) -> None:
        self.record = record
        self.bases: dict[
            int, CutFeed
        ] = {}  # by the tensor's id, which another may have once it is gone
        self.entire: list[CutFeed] = []  # of tensors given as they are
        self.stream: Feed | None = None
        self.single = False  # vectors come one at a time: states or sentences, not batches
        self.last: tuple[Any, Draw] | None = None
        self.read_elsewhere: dict[int, NDArray[np.bool_]] = {}

    def of(self, base: Any, kind: str) -> CutFeed | None:
        known = self.bases.get(id(base))
        if known is not None and known.base() is base:
            return known
        if base.dim() == 0 or len(base) < FEWEST_ROWS or base.requires_grad:
            return None
        if len(self.bases) >= MOST_BASES:
            alive = (known for known in self.bases.items() if known[1].base() is not None)
            self.bases = dict(alive)
        if len(self.bases) >= MOST_BASES:
            return None
        self.bases[id(base)] = made = CutFeed(base, kind)
        if kind == "input":
            self.entire.append(made)
        return made

    @guarded
    def cut(self, base: Any, rows: Any, out: Any, gradients: bool) -> None:
        """``out`` is ``base[rows]``: perhaps a batch."""
        if self.record.drawn.cut(base, out):
            return
        feed = self.of(base, "cut")
        if feed is None or not len(rows):
            return
        if not gradients:
            mask = self.read_elsewhere.setdefault(id(feed), np.zeros(len(base), bool))
            mask[rows] = True
        draw = Draw(feed, Pass(0, None, 0), len(rows), rows)
        self.record.drawn.place(draw, out)
        if gradients and not any(f.kind == "loader" for f in self.record.trained):
            recent = self.record.drawn.recent
            last = recent[-1].feed if recent else None
            if isinstance(last, CutFeed) and last.base() is None:
                recent.pop()  # of a tensor that is gone already: a look-up on the way, not the data
            recent.append(draw)

    def given(self, inputs: Any) -> Draw | None:
        """A model was called, with gradients, with something that no loader and no index gave."""
        tensor = first_array(inputs)
        if tensor is None or not hasattr(tensor, "data_ptr"):
            return None
        if self.last is not None and self.last[0]() is tensor and not self.last[1].updated:
            return self.last[1]
        draw = self._view(tensor) or self._whole(tensor)
        if draw is not None:
            self.last = (weakref.ref(tensor), draw)
        return draw

    def _view(self, tensor: Any) -> Draw | None:
        """Rows of a larger tensor, cut by a slice, split or chunk."""
        base = tensor._base
        if base is None or base.dim() != tensor.dim() or base.shape[1:] != tensor.shape[1:]:
            return None
        step = base.stride(0)
        if not step or tensor.stride(0) % step:
            return None
        start = (tensor.storage_offset() - base.storage_offset()) // step
        rows = np.arange(len(tensor)) * (tensor.stride(0) // step) + start
        feed = self.of(base, "cut")
        if feed is None or not 0 <= start < len(base):
            return None
        return Draw(feed, Pass(0, None, 0), len(rows), rows)

    def _whole(self, tensor: Any) -> Draw | None:
        """A tensor on its own: the whole data if it comes again, else one of a stream."""
        if tensor.dim() == 1 and self.single:
            return None
        if self.stream is None:
            feed = self.of(tensor, "input")
            if feed is None:
                return None
            others = [known for known in self.entire if known is not feed]
            if others and tensor.dim() == 1:
                self._one_at_a_time()
                return None
            if not others:
                if feed.whole is None:
                    feed.root.by_bytes = True
                    feed.whole = feed.root.number(tensor)
                return Draw(feed, Pass(0, None, 0), len(tensor), feed.whole)
            self.stream = others[0]  # another tensor each time: batches from somewhere unknown
            self.stream.root.n = self.stream.root.whole = None
            self.stream.root.repeats = False
            self.stream.kind = "stream"
        rows = self.stream.root.number(tensor) if self.record.full else None
        return Draw(self.stream, Pass(0, None, 0), len(tensor), rows)

    def _one_at_a_time(self) -> None:
        """Another vector each time is one state, or one sentence: what was taken for data is none."""
        self.single = True
        for feed in self.entire:
            self.record.feeds.pop(("cut", id(feed)), None)
            self.record.drawn.leave_out(feed)
