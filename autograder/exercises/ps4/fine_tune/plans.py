"""Plans of fine-tunings whose validation losses follow a script."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from autograder.exercises.cases import seed
from autograder.exercises.ps4.supply import Steps


@dataclass(frozen=True)
class Case(Steps):
    """A plan in steps; the script has the loss of the first weights, then one for each epoch.

    Where it starts ``far`` away, gradients are great.
    """

    script: tuple[float, ...]
    seed: int
    far: float = 1.0

    @cached_property
    def losses(self) -> list[float]:
        """The script, and after its end losses that rise and rise."""
        return [*self.script, *(self.script[-1] + 0.001 * (i + 1) for i in range(3 * self.updates))]


VISIBLE = [
    Case(60, 25, 4, 3, (0.9, 0.7, 0.5, 0.6), 1),
    Case(10, 4, 5, 3, (0.8, 0.9, 0.7, 0.75), 2),
    Case(10, 4, 2, 3, (0.5, 0.6, 0.7, 0.65), 14),  # the training loss is least in epoch 1
]
SHAPES = ((5, 2), (7, 3), (8, 3), (11, 4))


def draw(rng: np.random.Generator) -> list[Case]:
    """Plans that are best in between, and whose first weights are best; then the rarer ones.

    Those are: losses that equal the best, or the first; more than a hundred updates with great losses; a last
    epoch or a first check that is best by little; one step, one epoch, and a loss of 0; one batch a pass; great
    gradients.
    """
    equal = (0.9, 0.5, 0.7, 0.5, float(rng.choice([0.5, 0.6])))
    great = tuple(
        float(loss) for loss in 10.0 ** int(rng.integers(20, 25)) * np.array([1.2, 1.1, 1.3])
    )
    scripts = [_script(rng, int(rng.integers(1, 4))), _script(rng, 0), equal, great]
    scripts += [(0.5, 0.4, 0.4 + 1e-7, 0.4 - 1e-7), (0.6, 0.62, 0.61), (0.0, 0.1), (0.7, 0.0, 0.0)]
    plans = [(int(rng.integers(3, 6)), 4), (2, 4), (2, 4), (60, 2), (3, 3), (4, 2), (1, 1), (2, 2)]
    scripts, plans = [*scripts, (0.5, 0.5, 0.6)], [*plans, (2, 2)]
    cases = []
    for script, plan in zip(scripts, plans, strict=True):
        n, b = SHAPES[int(rng.integers(len(SHAPES)))]
        cases.append(Case(n, b, *plan, script, seed(rng)))
    far = Case(9, 4, 3, 2, (0.7, 0.6, 0.5), seed(rng), far=30.0)
    return [*cases, Case(3, 8, 3, 3, _script(rng, 2)[:4], seed(rng)), far]


def _script(rng: np.random.Generator, best: int) -> tuple[float, ...]:
    script = rng.permutation(np.linspace(0.6, 1.0, 5)).round(3)
    script[best] = 0.4
    return tuple(float(loss) for loss in script)
