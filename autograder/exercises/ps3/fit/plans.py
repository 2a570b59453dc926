"""Plans of trainings whose validation losses follow a script, and rules of when to stop."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from autograder.exercises.cases import Batched, seed


@dataclass(frozen=True)
class Case(Batched):
    """A plan, and the validation losses that its epochs will have.

    ``far`` away, gradients are great; at 0, it starts near the best weights.
    """

    num_epochs: int
    patience: int
    script: tuple[float, ...]
    seed: int
    far: float = 1.0

    def __str__(self) -> str:
        return f"{super().__str__()}, num_epochs={self.num_epochs}, patience={self.patience}"

    @cached_property
    def losses(self) -> list[float]:
        """The script, and after its end losses that rise and rise."""
        more = 2 * self.num_epochs - len(self.script)
        return [*self.script, *(self.script[-1] + 0.001 * (i + 1) for i in range(more))]

    @property
    def stop(self) -> int:
        """The number of epochs that are run."""
        return stop_after(self.losses, self.patience, self.num_epochs)


def stop_after(losses: Sequence[float], patience: int, num_epochs: int) -> int:
    """Epochs that are run: to the ``patience``-th check in a row without a new smallest loss."""
    best, bad = math.inf, 0
    for epoch, loss in enumerate(losses[:num_epochs], start=1):
        best, bad = (loss, 0) if loss < best else (best, bad + 1)
        if bad == patience:
            return epoch
    return num_epochs


def ties_fall(losses: Sequence[float], patience: int, num_epochs: int) -> int:
    """The same, but a loss that equals the smallest counts as a new one."""
    best, bad = math.inf, 0
    for epoch, loss in enumerate(losses[:num_epochs], start=1):
        best, bad = (loss, 0) if loss <= best else (best, bad + 1)
        if bad == patience:
            return epoch
    return num_epochs


def falls_in_vain(losses: Sequence[float], patience: int, num_epochs: int) -> int:
    """The same, but every loss without a new smallest counts, in a row or not."""
    best, bad = math.inf, 0
    for epoch, loss in enumerate(losses[:num_epochs], start=1):
        best, bad = (loss, bad) if loss < best else (best, bad + 1)
        if bad == patience:
            return epoch
    return num_epochs


def rises(losses: Sequence[float], patience: int, num_epochs: int) -> int:
    """The same, but each loss is compared with the one before instead of the smallest."""
    before, bad = math.inf, 0
    for epoch, loss in enumerate(losses[:num_epochs], start=1):
        before, bad = loss, (0 if loss < before else bad + 1)
        if bad == patience:
            return epoch
    return num_epochs


VISIBLE = [
    Case(10, 4, 3, 3, (0.9, 0.7, 0.6), 1),
    Case(10, 4, 60, 3, (0.9, 0.7, 0.8, 0.75, 0.6, 0.65, 0.62, 0.58, 0.67, 0.61, 0.64, 0.66), 2),
    Case(7, 3, 4, 4, (0.8, 0.5, 0.6, 0.55), 41, far=0.0),  # least training loss in epoch 1
    Case(23, 5, 12, 2, (3.2, 2.5, 2.5, 2.1, 2.2, 2.1), 4),
    Case(6, 4, 9, 1, (0.5, 0.4, 0.4), 5),
]
SHAPES = ((5, 2), (7, 3), (10, 4), (8, 3))


def draw(rng: np.random.Generator) -> list[Case]:
    """Trainings that patience 1, and 2 or 3, stops, and one that runs to its end; then the rarer ones.

    Those are: losses that equal the best; great losses, many batches, and a tail of one sample; falls too small
    to be seen; a loss of 0; a single batch; a loss above the first; any losses; a single epoch; a start far away.
    """
    patience, tied = int(rng.integers(2, 4)), int(rng.integers(2, 4))
    great = 10.0 ** int(rng.integers(20, 25))  # above what anybody takes for infinite
    small = [0.5 - 1e-7 * i for i in range(6)]
    zero = (0.0, *(0.1 + 0.01 * i for i in range(patience)))  # the first is the best
    return [
        _drawn(rng, 20, 1, _script(rng, int(rng.integers(2, 4)), 1)),
        _drawn(rng, 20, patience, _script(rng, 3, patience)),
        _drawn(rng, 4, 5, _script(rng, 1, 3)),
        _drawn(rng, 12, tied, _with_ties(rng, tied)),
        _drawn(rng, 7, 2, tuple(great * loss for loss in _script(rng, 2, 2)), (34, 3)),
        _drawn(rng, 6, 2, tuple(small)),
        _drawn(rng, 9, patience, zero, (3, 8)),
        _drawn(rng, 9, 3, (0.9, 0.5, 0.6, float(rng.uniform(1, 2)), 0.7)),
        _drawn(rng, 12, patience, tuple((rng.integers(1, 7, 12) / 8).tolist())),
        _drawn(rng, 1, 1, (float(rng.uniform(2, 9)),), (6, 1)),
        replace(_drawn(rng, 3, 3, (0.9, 0.7, 0.6), (9, 4)), far=30.0),
    ]


def _drawn(
    rng: np.random.Generator,
    num_epochs: int,
    patience: int,
    script: tuple[float, ...],
    shape: tuple[int, int] | None = None,
) -> Case:
    n, b = shape or SHAPES[int(rng.integers(len(SHAPES)))]
    return Case(n, b, num_epochs, patience, script, seed(rng))


def _with_ties(rng: np.random.Generator, patience: int) -> tuple[float, ...]:
    """Two falls; after each a loss like it, at first one too few without improvement, then enough."""
    high, low = 0.9, round(float(rng.uniform(0.2, 0.6)), 3)
    first, last = [high + 0.05 * i for i in range(patience - 1)], [low + 0.1] * (patience - 1)
    return (high, *first, low, *last, low)


def _script(rng: np.random.Generator, falls: int, patience: int) -> tuple[float, ...]:
    """Falls, each but the last followed by fewer bad checks than patience; then only bad ones.

    The bad checks go up and down, but stay above the best, so that comparing a loss with the one
    before is not the same as comparing it with the best.
    """
    best, script = 1.0, []
    for fall in range(1, falls + 1):
        best -= rng.uniform(0.05, 0.15)
        bad = patience - 1 if fall < falls else patience + 2
        above = [0.02 + 0.02 * (i % 2) for i in range(bad)]
        script += [best, *(best + d + rng.uniform(0, 0.01) for d in reversed(above))]
    return tuple(round(float(loss), 3) for loss in script)
