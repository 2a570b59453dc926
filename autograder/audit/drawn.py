"""Batches between their draw and their backward: which of them a loss depends on.

A forward finds its draw by where the batch lies in memory. Which forwards a loss came from is read from its autograd
graph: nodes are numbered in the order in which they were made.
"""

import weakref
from collections import Counter, deque
from typing import Any

from autograder.audit import graph, judging
from autograder.audit.data import arrays, first_array
from autograder.audit.events import Draw
from autograder.audit.guard import guarded
from autograder.audit.inputs import CutFeed
from autograder.audit.parts import Parts
from autograder.audit.places import Stack

RECENT = 512
PLACED = 1024  # draws whose place in memory is remembered
Forward = tuple[
    Draw, tuple[int, ...], int
]  # with the numbers of its last nodes, and of its samples


class Drawn:
    """The batches of one run that wait for a backward."""

    def __init__(self, record: Any) -> None:
        self.record = record
        self.recent: deque[Draw] = deque(maxlen=RECENT)
        self.at: dict[int, tuple[Draw, Any]] = {}  # address → draw, and a reference to its tensor
        self.order_at: deque[tuple[Draw, list[int]]] = deque(maxlen=PLACED)
        self.pieces: dict[int, tuple[Draw, Any]] = {}  # of a batch, by their address
        self.parts = Parts()
        self.samples: int | None = None  # of the forward that goes on
        self.forwarded: list[Forward] = []
        self.current: list[Draw] = []  # behind the backward before
        self.ahead = False  # the program draws a batch before it trains on the one before
        self.joined = False  # losses of several of a loader's batches had one backward
        self.forgotten = 0  # forwards that waited too long for their backward
        self.passed: deque[Draw] = deque(maxlen=RECENT)  # another was drawn before their turn came
        self.elsewhere = False  # another thread draws, ahead by as many as it likes
        self.in_turn = False  # such batches are trained on, too, one after the other
        self.twice = False  # a batch had another backward before the next was drawn
        self.unknown = 0  # backwards of batches that nothing is known of, after the loaders' ends

    @guarded
    def place(self, draw: Draw, data: Any) -> None:
        """Remember where a batch's tensors lie, so that a forward finds its draw."""
        tensors = [one for one in arrays(data) if hasattr(one, "data_ptr")]
        found = [one.data_ptr() for one in tensors]
        if len(self.order_at) == self.order_at.maxlen:
            oldest, its_addresses = self.order_at[0]
            for address in its_addresses:
                known = self.at.get(address)
                if known is not None and known[0] is oldest:  # else memory that came again
                    del self.at[address]
        self.order_at.append((draw, found))
        for address, tensor in zip(found, tensors, strict=True):
            self.at[address] = (draw, weakref.ref(tensor))

    def draw_of(self, tensor: Any) -> Draw | None:
        """The draw that a tensor, or what it is a view of, came with."""
        known = self.at.get(tensor.data_ptr())
        return None if known is None or known[1]() is None else known[0]

    def taken(self, tensor: Any) -> tuple[Draw | None, int | None]:
        """The draw that a tensor came with, or is a piece of, and how many of its samples it has."""
        nothing: tuple[Draw | None, Any] = (None, lambda: None)
        draw, piece = self.pieces.get(tensor.data_ptr(), nothing)
        if piece() is not None:
            return draw, len(tensor)
        draw, ref = self.at.get(tensor.data_ptr(), nothing)
        whole = ref()
        if whole is None and tensor._base is not None:
            draw, ref = self.at.get(tensor._base.data_ptr(), nothing)
            whole = ref() if ref() is tensor._base and not _everything(draw) else None
        if draw is None or whole is None:
            return None, None
        like = whole.dim() and tensor.dim() and whole.shape[1:] == tensor.shape[1:]
        part = like and len(whole) == draw.size and not _everything(draw)
        return draw, len(tensor) if part else draw.size

    def cut(self, base: Any, out: Any) -> bool:
        """Rows were taken from a tensor: are they a piece of a loader's batch?"""
        draw, samples = self.taken(base)
        if draw is None or draw.feed.kind != "loader" or samples != len(base) or _everything(draw):
            return False
        if len(self.pieces) >= PLACED:
            self.pieces.clear()
        self.pieces[out.data_ptr()] = (draw, weakref.ref(out))
        return True

    def leave_out(self, feed: Any) -> None:
        """What came from this feed were no batches."""
        self.forwarded = [one for one in self.forwarded if one[0].feed is not feed]
        self.current = [draw for draw in self.current if draw.feed is not feed]

    def forget(self) -> None:
        """From now on batches are matched by their order alone, but for those in hand that wait for their backward."""
        waiting = {
            address: (draw, tensor)
            for address, (draw, tensor) in self.at.items()
            if not draw.backwards and not draw.evaluated and tensor() is not None
        }
        self.at = waiting
        self.order_at.clear()
        self.order_at.extend((draw, [address]) for address, (draw, _) in waiting.items())
        self.forwarded.clear()
        self.pieces.clear()

    @guarded
    def take(self, data: Any) -> None:
        """A library hands this batch to the training step now (it may have fetched others already)."""
        for one in arrays(data):
            draw = self.draw_of(one) if hasattr(one, "data_ptr") else None
            if draw is not None:
                self.forwarded[:] = [(draw, (), draw.size)]
                return

    @guarded
    def judges(self, data: Any, told: Stack) -> None:
        """A library validates on this batch while it trains; ``told``: where it was given the data."""
        for one in arrays(data):
            draw = self.draw_of(one) if hasattr(one, "data_ptr") else None
            if draw is not None:
                draw.feed.judges = told
                return

    @guarded
    def forward(self, module: Any, inputs: Any, gradients: bool) -> Draw | None:
        """The outermost call of a module begins: the draw that it was given, where it will be differentiated."""
        draw, self.samples = None, None
        if self.at:
            for one in arrays(inputs):
                if hasattr(one, "data_ptr"):
                    draw, self.samples = self.taken(one)
                    if draw is not None:
                        break
        self.record.modes.forward(module, draw, gradients)
        if gradients:
            return draw if draw is not None else self._unplaced(inputs)
        if draw is not None and not draw.evaluated:
            if draw.of.forwards == 0:
                judging.evaluated(self.record, draw)
            draw.of.forwards += 1
            draw.evaluated = True
        return None

    def _unplaced(self, inputs: Any) -> Draw | None:
        """A tensor that no draw is known to have come with: made from a batch, or data itself."""
        if self.record.trained_by_loader:
            return None
        fresh = [draw for draw in self.recent if not draw.evaluated]
        newest = self.recent[-1] if self.recent else None
        cuts = all(isinstance(draw.feed, CutFeed) for draw in fresh)
        tensor = first_array(inputs)
        if tensor is None or not hasattr(tensor, "data_ptr") or (fresh and not cuts):
            return None
        length = len(tensor)
        if fresh:
            each = Counter(id(draw.feed) for draw in fresh)
            if max(each.values()) == 1 and any(draw.size == length for draw in fresh):
                return None  # rows cut once, and changed on the way to the model
        elif newest is not None and newest.size == length and not newest.of.over:
            return newest  # what a frozen module made of it
        found: Draw | None = self.record.given.given(inputs)
        if found is not None and fresh:
            self.recent.clear()  # those rows were put together to what the model is given
        return found

    @guarded
    def forwards(self, draw: Draw, found: Any) -> None:
        """The outermost call of a module with this draw has ended."""
        draw.forwards += 1
        samples = self.samples or draw.size
        self.forwarded.append((draw, graph.numbers(arrays(found)), samples))
        self.forgotten += len(self.forwarded) > RECENT
        del self.forwarded[:-RECENT]

    def behind(self, loss: Any) -> list[Draw]:
        """The draws behind a backward: those whose forwards its loss came from, else the newest of each feed."""
        if self.forwarded:
            return self._forwarded(loss)
        if not self.recent:
            return []
        fresh = [draw for draw in self.recent if not draw.evaluated]
        candidates = fresh or [draw for draw in self.recent if not draw.of.over]
        if not self.record.full and any(draw.feed.sizes for draw in candidates):
            candidates = [draw for draw in candidates if draw.feed.sizes]  # others only evaluate
        latest = {id(draw.feed): draw for draw in candidates}
        many = Counter(id(draw.feed) for draw in candidates)
        newest = candidates[-1:]
        self.recent.clear()
        found = single(
            [
                draw
                for draw in latest.values()
                if draw in newest or (many[id(draw.feed)] == 1 and not draw.of.over)
            ]
        )
        if len(candidates) > 1:
            passes = [draw.of for draw in found]
            rest = [draw for draw in candidates if draw.of in passes and draw not in found]
            self.passed.extend(draw for draw in rest if not draw.backwards)
        if self.in_turn and len(found) == 1:
            self.passed.extend(found)
            found = self._oldest([found[0].of])
        return found

    def _oldest(self, passes: list[Any]) -> list[Draw]:
        """The first of these passes' batches that waits."""
        while self.passed:
            draw = self.passed.popleft()
            if draw.of in passes:
                return [draw]
        return []

    def waited(self) -> list[Draw]:
        """No batch was drawn for a backward: it may be of one that was drawn ahead, and passed over."""
        passes = [draw.of for draw in self.current]
        if not passes:
            return []
        ahead = self.elsewhere and all(draw.updated for draw in self.current)
        if not ahead and not all(of.complete for of in passes):
            self.twice = True
            return []
        found = [] if self.twice or len(passes) > 1 else self._oldest(passes)
        if found:
            self.in_turn = True
            return found
        self.unknown += all(draw.of.over and draw.updated for draw in self.current)
        return []

    def _forwarded(self, loss: Any) -> list[Draw]:
        taken, self.forwarded = self.forwarded, []
        draws = list(dict.fromkeys(draw for draw, _, _ in taken))
        newest = {id(draw.feed): draw for draw in self.recent}
        self.ahead |= any(newest.get(id(draw.feed), draw) not in draws for draw in draws)
        self.recent.clear()
        pieces = any(samples < draw.size for draw, _, samples in taken)
        if len(draws) == 1 and not pieces:
            self.parts.add(draws[0], draws[0].size)
            return draws
        if loss is not None and all(numbers for _, numbers, _ in taken):
            below = graph.numbers_below(loss)
            used = [one for one in taken if not below.isdisjoint(one[1])]
            behind = dict.fromkeys(draw for draw, _, _ in used)
            for draw in draws if behind else ():
                draw.of.dropped += draw not in behind
            draws, taken = list(behind) or draws, used or taken
        for draw in draws:
            self.parts.add(draw, sum(some for d, _, some in taken if d is draw))
        self.joined |= len({draw.of for draw in draws}) < len(draws)
        self.unknown += bool(self.forgotten) and len(draws) == RECENT
        self.forgotten = 0
        return single(draws)

    def counts(self, draw: Draw) -> bool:
        """Whether a draw behind a backward is counted: at its first, and when it comes again in a later round."""
        if draw.backwards == 1:
            return True
        feed, of = draw.feed, draw.of
        newest = of.over and of.number == feed.passes_begun - 1
        if feed.kind != "loader" or not newest or not draw.updated or draw in self.current:
            return False
        draw.updated = False
        feed.repeats += 1
        return True


def _everything(draw: Draw | None) -> bool:
    """Whether a batch is the whole data set: what is cut from it are batches, and no pieces of one."""
    return draw is not None and draw.size == draw.feed.n


def single(draws: list[Draw]) -> list[Draw]:
    """Of tensors cut by hand in one go (X[i], y[i]) only the widest is the batch."""
    if len(draws) == 1:
        return draws
    cuts = [draw for draw in draws if isinstance(draw.feed, CutFeed)]
    if not cuts:
        return draws
    others = [draw for draw in draws if not isinstance(draw.feed, CutFeed)]
    return others or [max(cuts, key=_width)]


def _width(draw: Draw) -> int:
    return draw.feed.width if isinstance(draw.feed, CutFeed) else 0
