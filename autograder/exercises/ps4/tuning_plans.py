"""Plans of fine-tunings whose validation losses follow a script."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Case:
    """A plan in steps; the script has the loss of the first weights, then one for each epoch."""

    n_samples: int
    batch_size: int
    steps_per_epoch: int
    num_epochs: int
    script: tuple[float, ...]
    seed: int

    def __str__(self) -> str:
        return (
            f"{self.n_samples} samples, batch size {self.batch_size}, "
            f"steps_per_epoch={self.steps_per_epoch}, num_epochs={self.num_epochs}"
        )

    @property
    def updates(self) -> int:
        """Updates of the whole training."""
        return self.steps_per_epoch * self.num_epochs

    @cached_property
    def losses(self) -> list[float]:
        """The script, and after its end losses that rise and rise."""
        return [*self.script, *(self.script[-1] + 0.001 * (i + 1) for i in range(3 * self.updates))]


VISIBLE = [
    Case(60, 25, 4, 3, (0.9, 0.7, 0.5, 0.6), 1),
    Case(10, 4, 5, 3, (0.8, 0.9, 0.7, 0.75), 2),
    Case(10, 4, 2, 3, (0.5, 0.6, 0.7, 0.65), 3),
]
SHAPES = ((5, 2), (7, 3), (8, 3), (11, 4))


def draw(rng: np.random.Generator) -> list[Case]:
    """A plan that is best in between, and one whose first weights are best."""
    cases = []
    for best, steps in ((int(rng.integers(1, 4)), int(rng.integers(3, 6))), (0, 2)):
        script = rng.permutation(np.linspace(0.6, 1.0, 5)).round(3)
        script[best] = 0.4
        n, b = SHAPES[int(rng.integers(len(SHAPES)))]
        losses = tuple(float(loss) for loss in script)
        cases.append(Case(n, b, steps, 4, losses, int(rng.integers(1 << 30))))
    return cases
