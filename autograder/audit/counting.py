"""Counting only: a batch, its backward and its update after the first passes, in as few calls as they take.

While a run is plain (one optimizer, batches from a loader, a backward for each, no closures) a step only notes what
came, and many steps are put into the record at once. Before anything else happens, ``leave`` gives the record's general
way what it would have had, so that either goes on where the other left off.
"""

from collections import Counter
from itertools import chain
from typing import Any

from autograder.audit.data import PICTURED, Feed
from autograder.audit.events import Draw, Micro, Pass
from autograder.audit.guard import stand_aside
from autograder.audit.optimizers import OptimizerRecord

Batch = tuple[Feed, Pass, list[int]]
MOST_WAITING = 1024
TOGETHER = 64  # updates that are put into the record at once


class Counting:
    """Updates by one optimizer. ``plain``: what happens now is kept here, and not yet in the record."""

    __slots__ = (
        "done",
        "fresh",
        "last",
        "of",
        "one",
        "plain",
        "rates",
        "record",
        "sentinel",
        "waiting",
    )

    def __init__(self, record: Any, one: OptimizerRecord) -> None:
        self.record, self.one, self.of, self.sentinel = record, one, one.ref, one.sentinel
        self.fresh: Batch | None = None  # drawn, and not yet trained on
        self.waiting: list[Batch] = []  # trained on, for the next update
        self.done: list[list[Batch]] = []  # behind each update that is not in the record yet
        self.rates: list[float] = []  # of those updates
        self.last: Batch | None = None  # behind the newest update in the record
        self.plain = False
        self.enter()

    def enter(self) -> None:
        """Count here from now on, if nothing waits in the record."""
        one, record = self.one, self.record
        inside = one.window or one.thrown or one.on_top or one.clips or one.closures or record.depth
        drawn = record.drawn.recent or record.drawn.forwarded or record.drawn.in_turn
        odd = inside or drawn or one.in_backward or one.at_update is not None
        self.plain = one.updates >= 4 and not odd and record.trained_by_loader

    def leave(self) -> None:
        """Give the record all that waits here."""
        if not self.plain:
            return
        self.settle()
        self.plain = False
        drawn, one = self.record.drawn, self.one
        self._count([self.waiting], self.record.updates)
        for feed, of, rows in self.waiting:
            drawn.current = [Draw(feed, of, len(rows), rows, backwards=1)]
            one.window.append(Micro(drawn.current, None, None))
        if self.last is not None and not self.waiting:
            feed, of, rows = self.last
            drawn.current = [Draw(feed, of, len(rows), rows, backwards=1, updated=True)]
        if self.fresh is not None:
            feed, of, rows = self.fresh
            drawn.recent.append(Draw(feed, of, len(rows), rows))
        self.waiting, self.last, self.fresh = [], None, None
        one.closures, one.backwards_before, one.cleared_before = False, one.backwards, one.clears

    def drew(self, feed: Feed, of: Pass, rows: Any) -> bool:
        """A batch was drawn. False: it has no sample numbers of its own, or comes before its turn."""
        numbered = type(rows) is list and rows and type(rows[0]) is int
        if not numbered or self.fresh is not None or feed.order == "stream":
            return False
        of.draws = draws = of.draws + 1
        feed.draws += 1
        self.fresh = (feed, of, rows)
        if draws == feed.batches and not of.complete:
            feed.gone_through(of)
        return True

    def differentiates(self, before: Any) -> bool:
        """Whether the backward that begins is of the batch just drawn; ``before`` is the gradient that lies there."""
        waiting = self.waiting
        if self.fresh is None or not waiting:
            return self.fresh is not None
        return before is not None and waiting[0][0] is self.fresh[0] and len(waiting) < MOST_WAITING

    def differentiated(self, before: Any, version: int | None) -> None:
        """That backward has ended: its batch was trained on, if it reached the optimizer's gradients."""
        try:
            batch, self.fresh = self.fresh, None
            if batch is None:  # a hook of the backward's did more than a plain step
                self.record.after_backward(None)
                return
            gradient = getattr(self.sentinel(), "grad", None)
            if gradient is not None and (gradient is not before or gradient._version != version):
                self.waiting.append(batch)
                return
            self.leave()
            self._count([[batch]], self.record.updates)
            self.one.backwards -= 1
            feed, of, rows = batch
            self.record.drawn.current = [Draw(feed, of, len(rows), rows, backwards=1)]
        except (
            Exception
        ) as error:  # the audit's own, whatever it is: the program goes on without it
            stand_aside(self.record, error)

    def updated(self, optimizer: Any) -> None:
        """An update by the batches that wait."""
        try:
            self.record.updates += 1
            groups = optimizer.param_groups
            rate = groups[0]["lr"]
            if len(groups) > 1 or type(rate) is not float:
                rate = max(float(group["lr"]) for group in groups)
            self.rates.append(rate)
            done = self.done
            done.append(self.waiting)
            self.waiting = []
            if len(done) >= TOGETHER:
                self.settle()
            modes = self.record.modes
            if modes.changed or modes.now:
                modes.update(self.one)
        except Exception as error:  # as above
            stand_aside(self.record, error)

    def settle(self) -> None:
        """Put the updates that were made into the record."""
        done, self.done, rates, self.rates = self.done, [], self.rates, []
        if not done:
            return
        self._count(done, self.record.updates - len(done))
        self.one.updates += len(done)
        self.one.windows.update(map(len, done))
        self.one.rates.add_all(rates)
        self.last = done[-1][-1]
        for feed in {window[0][0] for window in done}:
            feed.moved = True

    def _count(self, windows: list[list[Batch]], before: int) -> None:
        """These batches were trained on; ``before``: updates made before the first of them."""
        batches = [
            (*batch, update) for update, some in enumerate(windows, before) for batch in some
        ]
        self.record.backwards += len(batches)
        self.one.backwards += len(batches)
        for feed, of in dict.fromkeys(batch[:2] for batch in batches):
            its = [batch for batch in batches if batch[1] is of]
            if not of.backwards:
                feed.passes_trained += 1
            of.backwards += len(its)
            for size, times in Counter(len(rows) for _, _, rows, _ in its).items():
                feed.sizes[size] = feed.sizes.get(size, 0) + times
            root = feed.root
            if len(root.shown) < PICTURED and root.counted:
                root.shown += [(update, feed.rows(some)) for _, _, some, update in its]
            root.use(feed.rows(list(chain.from_iterable(batch[2] for batch in its))), None)
