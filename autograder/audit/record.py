"""The record of a run: what the hooks saw, joined. Draws become backwards, backwards become updates.

Everything is kept as counts, so that ten million steps need no more memory than a thousand. The first passes
are watched **fully** (graphs, modes, places); then only what counting needs.
"""

from collections import deque
from collections.abc import Callable
from threading import get_ident
from typing import Any

from autograder.audit import judging, places, source
from autograder.audit.counting import Counting
from autograder.audit.data import Feed, first_array
from autograder.audit.drawn import Drawn
from autograder.audit.events import Asked, Draw, Micro, Pass
from autograder.audit.guard import guarded
from autograder.audit.hand import HandUpdates
from autograder.audit.inputs import CutFeed, Inputs
from autograder.audit.losses import Losses
from autograder.audit.modes import Modes
from autograder.audit.noted import KerasSeen, Noted
from autograder.audit.optimizers import OptimizerRecord, only
from autograder.audit.places import Place
from autograder.audit.schedules import ScheduleRecord

FULL_PASSES = 2
FULL_UPDATES = 4000


class Record:
    """What happened, as far as it was seen."""

    def __init__(self) -> None:
        source.forget()
        self.full = True
        self.counting: Counting | None = None  # while only one optimizer's steps are counted
        self.libraries: set[str] = set()
        self.feeds: dict[Any, Feed] = {}
        self.drawn = Drawn(self)
        self.given = Inputs(self)
        self.optimizers: list[OptimizerRecord] = []
        self.by_id: dict[int, OptimizerRecord] = {}
        self.hand = HandUpdates(self)
        self.schedules: dict[int, ScheduleRecord] = {}
        self.modes = Modes(self)
        self.losses = Losses()
        self.noted = Noted()
        self.keras = KerasSeen()
        self.asked: list[Asked] = []
        self.fits: list[Any] = []  # of Keras and scikit-learn, which count by themselves
        self.trainers: list[Any] = []
        self.hooked: set[str] = set()
        self.loaders: Any = None
        self.updates = self.backwards = self.ticks = 0
        self.inside = 0  # a library that keeps its own account is at work
        self.depth = 0  # optimizer steps that are being made, one inside another
        self.fetching = self.switching = self.scheduling = 0
        self.calling = self.differentiating = self.compiled = self.together = False
        self.uncut: Any = None
        self.callbacks: list[Any] = []  # called when counting begins
        self.processes = 1
        self.thread = get_ident()  # that trains
        self.elsewhere: deque[Callable[[], Any]] = deque()  # from other threads, not yet put in
        self.behind: list[Draw] | None = None  # while a backward runs
        self.error: BaseException | None = None  # of the program
        self.interrupted = False
        self.failure: tuple[str, int] | None = None  # of the audit itself, and after which update

    # --- data ---------------------------------------------------------------------------------

    def begin(self, feed: Feed) -> Pass:
        """A loader begins a pass."""
        if not self.full and feed.passes_begun == 0:
            self.watch_fully()
        self.settle()
        self.count_by(self.only())
        return feed.begin(places.here(), self.updates)

    @guarded
    def draw(self, feed: Feed, of: Pass, rows: Any, data: Any, size: int | None) -> Draw | None:
        """A batch was drawn; ``rows`` are the feed's sample numbers, or None."""
        batch = None
        if size is None:
            batch = first_array(data)
            size = len(batch) if batch is not None else None
        if size is None:
            return None
        if rows is None and self.full and (feed.root.by_bytes or feed.root.n is None):
            feed.root.by_bytes = True
            rows = feed.root.number(first_array(data) if batch is None else batch)
        self.in_general()
        draw = Draw(feed, of, size, rows)
        self.into_pass(draw)
        if self.full:
            self.drawn.place(draw, data)
        self.drawn.recent.append(draw)
        return draw

    def catch_up(self) -> None:
        """Put in what other threads have drawn by now: only the one that trains writes here."""
        while self.elsewhere:
            self.drawn.elsewhere = True
            self.elsewhere.popleft()()

    def into_pass(self, draw: Draw) -> None:
        """Count a draw in its pass."""
        of, rows = draw.of, draw.rows
        of.draws += 1
        draw.feed.draws += 1
        if self.full:
            of.sizes[draw.size] += 1
            if rows is None:
                return  # their order is unknown, too
            key = hash(tuple(rows.tolist() if hasattr(rows, "tolist") else rows))
            of.order = hash((of.order, key))
            if of.draws == 1:
                of.first = key

    @guarded
    def end(self, feed: Feed, of: Pass) -> None:
        """A pass has come to its end."""
        self.settle()
        if of.complete:
            of.repeated_end += 1
            return
        feed.ended(of)
        self.enough()

    def enough(self) -> None:
        """Have the first passes been watched?"""
        if self.full and self.trained and self.updates:
            slow = [f for f in self.trained if f.passes_complete < FULL_PASSES]
            # Some batches are known only by where they lie.
            again = self.drawn.joined or any(feed.repeats for feed in self.trained)
            if not again and not self.drawn.ahead and (not slow or self.updates > FULL_UPDATES):
                self.count_only()

    @property
    def trained(self) -> list[Feed]:
        """Feeds whose batches were trained on; a backward whose gradients no update used is not yet that."""
        feeds = [feed for feed in self.feeds.values() if feed.sizes]
        return [feed for feed in feeds if feed.moved] or feeds

    @property
    def passes_complete(self) -> int:
        """How many times a feed that was trained on came to its end."""
        return sum(feed.passes_complete for feed in self.trained)

    def watch_fully(self) -> None:
        """Something new has begun: watch fully again, unless the run is long."""
        self.full = self.full or self.updates < 5 * FULL_UPDATES

    def count_only(self) -> None:
        """The first passes are over: go on counting."""
        self.full = False
        self.drawn.forget()
        for act in self.callbacks:
            act()
        self.count_by(self.only())

    def count_by(self, one: OptimizerRecord | None) -> None:
        """Count this optimizer's steps in the short way from now on; None: everything in the general one."""
        if self.counting is not None and self.counting.one is not one:
            self.counting.leave()
            self.counting = None
        if self.counting is None and one is not None:
            self.counting = Counting(self, one)

    def settle(self) -> None:
        """Put in what the short way has counted so far."""
        if self.counting is not None:
            self.counting.settle()

    def in_general(self) -> None:
        """What comes now is more than a plain step: everything in its general place."""
        if self.counting is not None:
            self.counting.leave()

    def only(self) -> OptimizerRecord | None:
        """While only counting: the optimizer that makes all updates; None where the general way is needed."""
        plain = not self.full and self.uncut is None and self.hand.done
        return only(self.optimizers) if plain else None

    # --- forward, backward, update ------------------------------------------------------------

    @property
    def trained_by_loader(self) -> bool:
        return any(feed.kind == "loader" for feed in self.feeds.values() if feed.sizes)

    @guarded
    def before_backward(self, loss: Any) -> None:
        """A backward begins: what its graph tells must be read now, since it frees it."""
        self.in_general()
        self.thread = get_ident()
        self.backwards += 1
        for optimizer in self.optimizers:
            optimizer.before_backward(self.full)
        self.hand.before_backward(loss)
        self.behind = self.drawn.behind(loss)
        self.losses.weight = None
        if self.full and loss is not None:
            self.losses.look(loss, self.optimizers, self.backwards)

    @guarded
    def after_backward(self, place: Place | None) -> None:
        """A backward has ended: its batches were trained on."""
        draws, self.behind = self.behind, None
        if draws is None:
            draws = self.drawn.behind(None)
        drawn = self.drawn
        draws = draws or drawn.waited()
        # An update by hand is seen at the next backward: its data may have been taken for the same batch still.
        draws = [d.anew() if d.updated and isinstance(d.feed, CutFeed) else d for d in draws]
        for draw in draws:
            if draw.backwards == 0 and isinstance(draw.feed, CutFeed):
                self.feeds.setdefault(("cut", id(draw.feed)), draw.feed)
                draw.of = draw.feed.pass_of(draw.rows, self.updates)
                self.into_pass(draw)
            draw.of.backwards += 1
            draw.backwards += 1
            if drawn.counts(draw):
                if draw.of.backwards == 1:
                    draw.feed.passes_trained += 1
                draw.feed.count(draw, self.updates)
        micro = Micro(draws or drawn.current, self.losses.weight, place)
        self.together |= len({id(draw.feed.root) for draw in draws}) > 1
        for optimizer in self.optimizers:
            if optimizer.reached():
                optimizer.micro(micro)
        if draws:
            drawn.current = draws
        self.hand.after_backward(micro)

    @guarded
    def optimizer(self, optimizer: Any) -> OptimizerRecord:
        found = self.by_id.get(id(optimizer))
        if found is None or found.ref() is not optimizer:
            found = OptimizerRecord(optimizer, places.stack(), self.updates)
            found.model = judging.model_of(self.optimizers, found)
            self.by_id[id(optimizer)] = found
            for parameter in found.ids:
                self.losses.unowned.pop(parameter, None)
            self.optimizers = [
                one for one in self.optimizers if one.ref() is not None or one.updates
            ]
            self.optimizers.append(found)
            if len(self.optimizers) > 64:
                del self.optimizers[1]
            self.watch_fully()
            self.count_by(None)
        return found
