"""The account of one learning-rate schedule: its plan, how often it was stepped, and when."""

import weakref
from collections import Counter
from typing import Any

from autograder.audit.places import Place, Stack

MOST_PLACES = 16


class ScheduleRecord:
    """A scheduler of PyTorch's kind. ``total`` is the number of steps that it was planned for, if it has one."""

    def __init__(self, scheduler: Any, stack: Stack, updates: int) -> None:
        self.ref = weakref.ref(scheduler)
        self.name = type(scheduler).__name__
        self.stack, self.made_after = stack, updates
        self.total = total_of(scheduler)
        self.warmup = warmup_of(scheduler)
        self.milestones = milestones_of(scheduler)
        self.falls = 0 < getattr(scheduler, "gamma", 1) < 1
        self.owner: Any = None  # the record of its optimizer
        self.ticks = 0
        self.inner = False  # another scheduler steps it
        self.loaded = False
        self.overrun = False  # it was asked for a step more than it has
        self.place: Place | None = None
        self.updates_at_first = self.updates_at_last = 0
        self.places: Counter[Place] = Counter()  # of its ticks, while watching fully
        self.early: Place | None = None  # it was ticked here before its optimizer had done anything

    @property
    def where(self) -> Place | None:
        """The line that steps it; where a library does, the line that made it."""
        steps = self.place is not None and "step(" in self.place.text
        return self.place if steps or not self.stack else self.stack[0]

    def tick(self, place: Place | None, updates: int, *, told: bool = False) -> None:
        """One step; ``told`` where the program says which epoch it is."""
        self.ticks += 1
        if place is not None and len(self.places) < MOST_PLACES:
            self.places[place] += 1
        optimizer = self.owner
        if self.ticks == 1 and optimizer is not None and not told:
            self.early = None if optimizer.updates or optimizer.backwards else place
        if self.place is None:
            self.place, self.updates_at_first = place, updates
        self.updates_at_last = updates


def total_of(scheduler: Any) -> int | None:
    """The length that the schedule was made for, in its own steps."""
    for name in ("total_steps", "T_max", "total_iters"):
        value = getattr(scheduler, name, None)
        if isinstance(value, int) and type(scheduler).__name__ != "ConstantLR":
            return value
    value = _keyword(scheduler, "num_training_steps")
    return value if isinstance(value, int) else None


def milestones_of(scheduler: Any) -> list[int]:
    """The steps at which a staircase changes the rate: all that are named, or the first one of even stairs."""
    if type(scheduler).__name__ == "StepLR":
        return [scheduler.step_size]
    named = getattr(scheduler, "milestones", {})
    return sorted(named) if type(scheduler).__name__ == "MultiStepLR" else []


def warmup_of(scheduler: Any) -> int | None:
    """Steps of warming up, where the schedule says so."""
    value = _keyword(scheduler, "num_warmup_steps")
    return value if isinstance(value, int) else None


def _keyword(scheduler: Any, name: str) -> Any:
    """A keyword that transformers gave to the function behind a LambdaLR."""
    for function in getattr(scheduler, "lr_lambdas", ()):
        keywords = getattr(function, "keywords", None)
        if isinstance(keywords, dict) and name in keywords:
            return keywords[name]
    return None
