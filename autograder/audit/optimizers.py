"""The account of one optimizer: its updates, the backwards behind each, and whether gradients were cleared."""

import weakref
from collections import Counter
from typing import Any

from autograder.audit.data import Moved
from autograder.audit.events import Draw, Micro
from autograder.audit.places import Place, Stack
from autograder.audit.track import Track

MOST_KEPT = 256


class OptimizerRecord:
    """Updates by one optimizer. ``sentinel`` is a parameter that had a gradient: it is watched for all."""

    def __init__(self, optimizer: Any, stack: Stack, updates: int) -> None:
        self.ref = weakref.ref(optimizer)
        self.name = type(optimizer).__name__
        self.stack, self.made_after = stack, updates
        groups = [group["params"] for group in optimizer.param_groups]
        self.parameters = [weakref.ref(p) for group in groups for p in group]
        self.ids = {id(p) for group in groups for p in group}
        self.settings = repr(sorted((k, repr(v)) for k, v in optimizer.defaults.items()))
        defaults = optimizer.defaults
        self.keeps_state = not (self.name == "SGD" and not defaults.get("momentum"))
        self.updates = self.clears = self.backwards = 0
        self.rates = Track()
        self.step_places: Counter[Place | None] = Counter()
        self.backward_place: Place | None = None
        self.window: list[Micro] = []
        self.windows: Counter[int] = Counter()  # micro-batches behind an update
        self.totals: list[tuple[int, float, int, int]] = []  # micro, weight, samples, update
        self.uneven: list[tuple[int, float]] = []  # update, largest weight of an item by the least
        self.mixed: list[int] = []  # updates that join batches of two passes
        self.leaks = 0  # updates that a whole pass over other data leaked into
        self.leak: tuple[Place | None, int] | None = None  # its backward, its batches
        self.divisors: Counter[tuple[float, ...]] = Counter()
        self.thrown: list[tuple[list[Micro], Place | None]] = []
        self.lost: list[tuple[int, int, Place | None, float | None, int]] = []
        self.lost_draws = 0
        self.stale: list[tuple[int, Place | None]] = []
        self.empty: list[tuple[int, Place | None]] = []
        self.uncleared: list[int] = []
        self.touched: list[int] = []  # cleared neither by a call nor left alone: changed by hand
        self.evaluating: dict[Place | None, int] = {}  # updates in eval mode, by the eval() before
        self.clips = self.clip_parts = 0
        # Clippings by when they came: before there was a gradient, after its update, between.
        self.clips_early = self.clips_late = self.clips_in_time = 0
        self.clipped: list[tuple[int, int, Place | None]] = []
        self.ticks = 0
        self.closures = False
        self.in_backward = False  # its steps are made while a backward runs
        self.added_in_closures = 0  # steps whose closure came back to gradients that it had left
        self.cleared_before = 0  # clearings before the step that is being made
        self.backwards_before = 0
        self.clip_place: Place | None = None
        self.passes_at: set[int] = set()
        self.sentinel: Any = None
        self.at_update: tuple[Any, int] | None = None
        self.cleared = True
        self.on_top = False  # gradients have been added to those of the update before
        self.before: tuple[Any, int] | None = None  # the gradient before this backward
        self.left: Any = None  # the gradient that the last backward left
        self.given = 0  # updates whose gradient was put there by hand
        self.never: set[int] = set()
        self.looked = 0  # updates that were watched fully
        self.checked = False
        self.used: dict[int, Moved] = {}  # of each body
        self.loaded = False
        self.model = 0  # optimizers of the same parameters have the same number
        self.repeats_draws = 0
        self.version: tuple[Any, int] | None = None  # of the sentinel's values after an update

    @property
    def made_at(self) -> Place | None:
        """The line of the user's that made it."""
        return self.stack[0] if self.stack else None

    def owns(self, parameter: Any) -> bool:
        return id(parameter) in self.ids

    def find_sentinel(self) -> Any:
        for ref in self.parameters:
            parameter = ref()
            if parameter is not None and parameter.grad is not None:
                self.sentinel = weakref.ref(parameter)
                return parameter
        return None

    def watched(self) -> Any:
        """The sentinel parameter, or None while none has a gradient."""
        return self.sentinel() if self.sentinel is not None else self.find_sentinel()

    def before_backward(self, full: bool) -> None:
        parameter = self.watched()
        if parameter is not None and self.version is not None and full:
            if self.version[0]() is not parameter or self.version[1] != parameter._version:
                self.used.clear()  # somebody else wrote the weights: they may have been reset
            self.version = None
        gradient = None if parameter is None else parameter.grad
        self.before = None if gradient is None else (gradient, gradient._version)
        if gradient is None:
            if self.window and not self.cleared_by_call:
                self.clear(None)
            self.cleared = True
        elif full and self.at_update is not None and not self.cleared:
            same, version = self.at_update
            if gradient is not same or not bool(gradient.any()):
                self.cleared, self.on_top = True, False
            elif not self.window and gradient._version != version:
                self.touched.append(self.updates + 1)
                self.cleared = True

    cleared_by_call = False

    def spent(self) -> bool:
        """Whether the gradients that lie there are those that the last update used."""
        parameter = self.watched()
        gradient = None if parameter is None else parameter.grad
        return self.at_update is not None and self.at_update == (
            gradient,
            None if gradient is None else gradient._version,
        )

    def reached(self) -> bool:
        """Whether the backward that has just ended left something in these gradients."""
        parameter = self.watched()
        gradient = None if parameter is None else parameter.grad
        if gradient is None:
            return False
        before, self.before = self.before, None
        self.left = gradient
        return before is None or before[0] is not gradient or before[1] != gradient._version

    def kept(self) -> bool:
        """Whether the gradient that lies there is the very object that the last backward left."""
        parameter = self.watched()
        return parameter is not None and parameter.grad is not None and parameter.grad is self.left

    def micro(self, micro: Micro) -> None:
        """One backward for the next update."""
        if self.at_update is not None and not self.cleared and not self.window:
            self.on_top = True
        self.backwards += 1
        if self.window and micro.draws and micro.draws == self.window[-1].draws:
            self.repeats_draws += 1
        self.window.append(micro)
        if micro.place is not None and not self.updates:
            self.backward_place = micro.place
        if len(self.window) > 100_000:
            del self.window[: len(self.window) // 2]

    def clear(self, place: Place | None) -> None:
        """The gradients are gone."""
        self.clears += 1
        self.cleared, self.on_top = True, False
        self.at_update = None
        if self.window:
            self.thrown.append((self.window, place))
            if len(self.thrown) > MOST_KEPT:
                self.settle([])
            self.window = []
        self.clips = self.clip_parts = 0

    def settle(self, now: list[Draw]) -> None:
        """Count the batches whose gradients were thrown away and that no update used."""
        lost: set[int] = set()
        place, scale, boundary = None, None, 0
        for window, where in self.thrown:
            for micro in window:
                for draw in micro.draws:
                    if not draw.updated and draw not in now:
                        lost.add(id(draw))
                        place = where or place
                        scale = micro.weight.scale if micro.weight else scale
                        boundary += draw.of.complete
        if lost:
            self.lost_draws += len(lost)
            if len(self.lost) < MOST_KEPT:
                self.lost.append((self.updates, len(lost), place, scale, boundary))
        self.thrown.clear()


def only(optimizers: list[OptimizerRecord]) -> OptimizerRecord | None:
    """The one optimizer that can still make updates; None where there are several, or it had no gradient yet."""
    alive = [one for one in optimizers if one.ref() is not None or one.watched() is not None]
    return alive[0] if len(alive) == 1 and alive[0].sentinel is not None else None
