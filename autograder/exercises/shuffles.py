"""Whether the orders of many epochs look like shuffles: what no fair shuffle does in a thousand years.

In a fair shuffle every order is as likely as any other, whatever the order of storage, of epoch 1, or of the epoch
before. Each test asks for one thing that follows from that; a fair shuffle fails it less than once in a billion times.
To swap each sample with any other, instead of one that is left, is so nearly fair that only ``MANY`` samples show it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.exercises.words import named

Array = NDArray[np.int64]
EPOCHS = 100  # so many tell a fair shuffle from others
MANY = 140  # samples: in so many epochs of so many even swaps with any place show
RARE = log(1e10)
NEAR = 0.4  # share of samples next to a neighbour; fair: 2 / n
SPREAD = 6.7  # standard deviations of a fair correlation
STAYS = (0.4, 1.7)  # samples an epoch that keep their places; fair: 1
FEW = 10  # samples, below which neighbours come together by chance
PLURAL = {"epoch": "epochs", "pass": "passes"}


@dataclass(frozen=True)
class View:
    """Orders of epochs, whose samples are numbered by their places in another order: that of ``what``."""

    what: str
    many: str
    orders: Array

    @property
    def n(self) -> int:
        """The number of samples."""
        return int(self.orders.shape[1])

    @cached_property
    def places(self) -> Array:
        """The place of each sample in each epoch."""
        return np.argsort(self.orders, axis=1)

    def near(self) -> str:
        """Neighbours that stay neighbours; first and last are neighbours, too."""
        steps = np.abs(np.diff(self.orders, axis=1))
        share = float(np.mean((steps == 1) | (steps == self.n - 1)))
        if self.n < FEW or share <= NEAR:
            return ""
        return (
            f"In {self.many}, {share:.0%} of the samples came next to a neighbour of {self.what}."
        )

    def sides(self) -> str:
        """Samples that come before their places more often than after them, or the other way round.

        Fair, each of both numbers is distributed like a sum of independent yes and no, as the roots of Eulerian
        polynomials are real: with mean (n − 1) / 2, variance (n + 1) / 12 an epoch, and Bernstein's bound.
        """
        epochs, own = len(self.orders), np.arange(self.n)
        counts = int(np.sum(self.places < own)), int(np.sum(self.places > own))
        over = max(counts) - epochs * (self.n - 1) / 2
        if over <= 0 or over**2 <= 2 * RARE * (epochs * (self.n + 1) / 12 + over / 3):
            return ""
        before, after = (f"{count / (epochs * self.n):.0%}" for count in counts)
        return (
            f"In {self.many}, {before} of the samples came before the places that they have in {self.what}, "
            f"{after} after them."
        )

    def kept(self) -> str:
        """Places that go with those of the other order, or against them."""
        away = np.arange(self.n) - (self.n - 1) / 2
        correlation = float(np.mean(self.places @ away) / (away @ away))
        if abs(correlation) <= SPREAD / sqrt(len(self.orders) * (self.n - 1)):
            return ""
        if correlation > 0:
            return (
                f"In {self.many}, the samples were on average nearer to the places that they have in {self.what} "
                "than a fair shuffle puts them."
            )
        return (
            f"In {self.many}, samples that are early in {self.what} came late, and late ones early."
        )

    def stays(self) -> str:
        """Samples that keep their places too often, or never."""
        count = int(np.sum(self.places == np.arange(self.n)))
        if STAYS[0] <= count / len(self.orders) <= STAYS[1]:
            return ""
        how = f"{count} times" if count else "never"
        return f"In {self.many}, samples came {how} at the places that they have in {self.what}."

    def steps(self) -> str:
        """Samples that follow each other too often."""
        ahead = (np.diff(self.orders, axis=1) % self.n).ravel()
        counts = np.bincount(ahead, minlength=self.n)[1:]
        if self.n < FEW or not _uneven(counts, self.n - 2):
            return ""
        step = int(np.argmax(counts)) + 1
        share = f"{counts[step - 1] / len(ahead):.0%} of the samples"
        return f"In {self.many}, {share} were followed by the one {step} places on in {self.what}."

    def table(self) -> str:
        """Samples that come too often, too seldom or never at some places."""
        counts = np.array([np.bincount(row, minlength=self.n) for row in self.places.T])
        never = self.n**2 * (1 - 1 / self.n) ** len(self.orders) < exp(-RARE) and not counts.all()
        if not (never or _uneven(counts * (1 - 1 / self.n), (self.n - 1) ** 2)):
            return ""
        odd = np.argmax(np.abs(counts - len(self.orders) / self.n))
        sample, place = (int(i) for i in np.unravel_index(odd, counts.shape))
        which = f"the sample at place {sample} of {self.what}"
        return (
            f"In {self.many}, {which} came {counts[sample, place]} times at place {place} (from 0)."
        )


def told(epochs: Sequence[Sequence[Sequence[int]]], name: str = "epoch") -> str:
    """What is not shuffled about epochs (or passes), given as batches; nothing where one is no order of the samples."""
    by_epoch = [[row for batch in epoch for row in batch] for epoch in epochs]
    if any(sorted(order) != list(range(len(by_epoch[0]))) for order in by_epoch):
        return ""
    orders = np.array(by_epoch)
    many = f"{len(epochs)} {PLURAL[name]}"
    if len({frozenset(map(frozenset, epoch)) for epoch in epochs}) == 1 < len(epochs[0]):
        return f"In all {many} the batches were the same groups of samples."
    since = np.take_along_axis(np.argsort(orders[:-1], axis=1), orders[1:], axis=1)
    views = [
        View("storage", many, orders),
        View(f"{name} 1", many, np.argsort(orders[0])[orders[1:]]),
        View(f"the {name} before", many, since),
    ]
    still = np.flatnonzero(np.all(orders == orders[0], axis=0))
    if what := next(filter(None, map(View.near, views)), ""):
        return what
    if len(still):
        return f"In all {many}, sample {orders[0, still[0]]} came at the same place."
    tails = sorted({row for epoch in epochs for row in epoch[-1]})
    if 2 * len(tails) <= orders.shape[1]:
        return f"In all {many}, the last batch was made of {named(tails)}."
    tests = (View.sides, View.kept, View.stays, View.steps, View.table)
    return next(filter(None, (test(view) for test in tests for view in views)), "")


def left_out(epochs: Sequence[Sequence[Sequence[int]]], n: int) -> str:
    """What is not shuffled about which of ``n`` samples full batches leave over: half of them always are in batches."""
    left = [set(range(n)).difference(*epoch) for epoch in epochs]
    ever = sorted(set().union(*left))
    if not ever or 2 * len(ever) > n:
        return ""
    return f"In all {len(epochs)} epochs, what `drop_last` left out was made of {named(ever)}."


def _uneven(counts: NDArray[Any], freedom: int) -> bool:
    """Whether counts that a fair shuffle makes equal are not: χ², bounded as by Laurent and Massart (2000)."""
    expected = float(np.mean(counts))
    chi_squared = float(np.sum((counts - expected) ** 2)) / expected
    return chi_squared > freedom + 2 * sqrt(freedom * RARE) + 2 * RARE
