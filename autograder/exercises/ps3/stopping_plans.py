"""Plans of trainings whose validation losses follow a script, and rules of when to stop."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Case:
    """A plan, and the validation losses that its epochs will have."""

    n_samples: int
    batch_size: int
    num_epochs: int
    patience: int
    script: tuple[float, ...]
    seed: int

    def __str__(self) -> str:
        return (
            f"{self.n_samples} samples, batch size {self.batch_size}, num_epochs={self.num_epochs}, "
            f"patience={self.patience}"
        )

    @property
    def steps_per_epoch(self) -> int:
        """Batches in an epoch, the tail among them."""
        return math.ceil(self.n_samples / self.batch_size)

    @cached_property
    def losses(self) -> list[float]:
        """The script, and after its end losses that rise and rise."""
        more = 2 * self.num_epochs - len(self.script)
        return [*self.script, *(self.script[-1] + 0.001 * (i + 1) for i in range(more))]

    @property
    def stop(self) -> int:
        """The number of epochs that are run."""
        return stop_after(self.losses, self.patience, self.num_epochs)

    @property
    def stops_early(self) -> bool:
        """Whether patience ends the training."""
        return self.stop < self.num_epochs


def stop_after(losses: Sequence[float], patience: int, num_epochs: int) -> int:
    """Epochs that are run: to the ``patience``-th check in a row without a new smallest loss."""
    best, bad = math.inf, 0
    for epoch, loss in enumerate(losses[:num_epochs], start=1):
        best, bad = (loss, 0) if loss < best else (best, bad + 1)
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
    Case(10, 4, 60, 3, (0.9, 0.7, 0.8, 0.75, 0.6, 0.65, 0.62, 0.58, 0.61, 0.67, 0.64, 0.66), 2),
    Case(7, 3, 4, 4, (0.8, 0.5, 0.6, 0.55), 3),
]
SHAPES = ((5, 2), (7, 3), (10, 4), (8, 3))


def draw(rng: np.random.Generator) -> list[Case]:
    """A training that patience 1 stops, one that patience 2 or 3 stops, one that runs to its end."""
    patience = int(rng.integers(2, 4))
    return [
        _drawn(rng, 20, 1, _script(rng, int(rng.integers(2, 4)), 1)),
        _drawn(rng, 20, patience, _script(rng, 3, patience)),
        _drawn(rng, 4, 5, _script(rng, 1, 3)),
    ]


def _drawn(
    rng: np.random.Generator, num_epochs: int, patience: int, script: tuple[float, ...]
) -> Case:
    n, b = SHAPES[int(rng.integers(len(SHAPES)))]
    return Case(n, b, num_epochs, patience, script, int(rng.integers(1 << 30)))


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
