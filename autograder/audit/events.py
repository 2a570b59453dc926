"""What a hook tells the record: plain objects, no framework.

A **feed** is one way of drawing batches (a loader, a tensor cut by hand, an array given to ``fit``). A **draw**
is one batch of it. Draws become part of an **update** through a backward.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from autograder.audit.places import Place, Stack


@dataclass(slots=True, eq=False)
class Draw:
    """One batch. ``rows`` are the feed's own sample numbers, None where they are unknown."""

    feed: Any  # a Feed
    of: "Pass"
    size: int
    rows: Any = None
    backwards: int = 0
    forwards: int = 0  # with gradients on
    updated: bool = False
    evaluated: bool = False  # a module took it without gradients

    def anew(self) -> "Draw":
        """The same rows, drawn once more."""
        return Draw(self.feed, Pass(0, None, 0), self.size, self.rows)


@dataclass(slots=True, eq=False)
class Pass:
    """One iteration over a feed, from its begin until the feed had no more or was left."""

    number: int
    place: Place | None
    updates_before: int
    draws: int = 0
    backwards: int = 0
    forwards: int = 0  # with gradients off: an evaluation
    dropped: int = 0  # batches that a module took, and no loss that was differentiated
    sizes: Counter[int] = field(default_factory=Counter)
    complete: bool = False
    order: int = 0  # a running hash of the rows in their order
    first: int = 0  # the hash of the first batch's rows
    different: int = 0  # samples told apart by their bytes, at its end
    repeated_end: int = 0  # how often it was asked for more after its end; -1: not yet asked once

    @property
    def over(self) -> bool:
        """It was asked for one more, and had none."""
        return self.complete and self.repeated_end >= 0


class Split(NamedTuple):
    """One call that split a data set at random."""

    number: int
    place: Place | None


class Weight(NamedTuple):
    """How a loss joins its items: ``scale`` × their mean, or ``scale`` × their sum.

    ``items`` counts them where the graph tells; ``divisors`` are the numbers it was divided by on the way.
    """

    scale: float
    mean: bool
    items: float | None
    divisors: tuple[float, ...] = ()
    over: float | None = None  # what a sum was divided by: a count of its own items, perhaps

    def total(self, size: int) -> float:
        """The weights of all items together: 1 for one mean over a batch."""
        return self.scale if self.mean else self.scale * (self.items or size)

    def each(self, size: int) -> float:
        """The weight of one item."""
        return self.scale / (self.items or size) if self.mean else self.scale


@dataclass(slots=True, eq=False)
class Micro:
    """One backward that left gradients for an optimizer's next update."""

    draws: list[Draw]
    weight: Weight | None
    place: Place | None


@dataclass(slots=True)
class Asked:
    """What the program asked a library for: the argument, its value, and where."""

    what: str
    value: Any
    stack: Stack
    happened: Any = None
