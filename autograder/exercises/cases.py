"""What cases have in common: so many samples, cut into batches of a size, and numbers drawn for them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from autograder.exercises.trace import batches_of


@dataclass(frozen=True)
class Batched:
    """Samples that a pass cuts into batches."""

    n_samples: int
    batch_size: int

    def __str__(self) -> str:
        return f"{self.n_samples} samples, batch size {self.batch_size}"

    @property
    def full(self) -> int:
        """Full batches of a pass."""
        return self.n_samples // self.batch_size

    @property
    def tail(self) -> int:
        """Samples in the last, smaller batch; 0 if all batches are full."""
        return self.n_samples % self.batch_size

    @property
    def batches(self) -> int:
        """Batches of a pass, the tail among them."""
        return self.full + (self.tail > 0)

    @property
    def several(self) -> bool:
        """Whether a pass has more than one batch."""
        return self.batches > 1

    @property
    def sizes(self) -> list[int]:
        """The sizes of a pass's batches."""
        return [len(batch) for batch in batches_of(range(self.n_samples), self.batch_size)]


def integers(rng: np.random.Generator) -> Callable[[int, int], int]:
    """Draws integers from ``low`` to below ``high``."""
    return lambda low, high: int(rng.integers(low, high))


def seed(rng: np.random.Generator) -> int:
    """Draws the seed of a case."""
    return int(rng.integers(1 << 30))
