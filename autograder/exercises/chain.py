"""The chain of updates: from the weights and gradients that a training recorded to the rule it followed.

The recorded calls of ``gradient`` give the weights before each update; with the returned weights they
are the points of a chain. A check asks whether each point follows from the one before by SGD's rule,
a detector whether it follows from a wrong one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.exercises.trace import Array, Call
from autograder.exercises.values import close


@dataclass(frozen=True)
class Chain:
    """Weights of one training: first weights, recorded gradient calls, returned weights.

    ``result`` is None if what was returned is no vector of weights.
    """

    w0: Array
    calls: Sequence[Call]
    result: Array | None
    lr: float

    @property
    def points(self) -> list[Array]:
        """The weights at each call, and the result behind them if there is one."""
        end = [] if self.result is None else [self.result]
        return [call.w for call in self.calls] + end

    def starts_right(self) -> bool:
        """Whether the first gradient was taken at the weights that were passed in."""
        return bool(self.calls) and close(self.calls[0].w, self.w0)

    def breaks(self, rule: Callable[[int], Array]) -> int | None:
        """The first update t that ``rule(t)``, the weights it should lead to, does not describe."""
        for t, after in enumerate(self.points[1:]):
            if not close(after, rule(t)):
                return t
        return None

    def follows(self, rule: Callable[[int], Array]) -> bool:
        """Whether all updates follow the rule; False where there is nothing to judge."""
        return len(self.points) > 2 and self.breaks(rule) is None

    def descent(self, t: int) -> Array:
        """SGD: w − lr · gradient."""
        return self.calls[t].w - self.lr * self._gradient(t)

    def ascent(self, t: int) -> Array:
        """The wrong way: w + lr · gradient."""
        return self.calls[t].w + self.lr * self._gradient(t)

    def unscaled(self, t: int) -> Array:
        """Without the learning rate: w − gradient."""
        return self.calls[t].w - self._gradient(t)

    def uncleared(self, t: int) -> Array:
        """With the sum of all gradients so far: w − lr · Σ gradients."""
        return self.calls[t].w - self.lr * self.total(t + 1)

    def total(self, stop: int | None = None) -> Array:
        """The sum of the first ``stop`` gradients."""
        gradients = [self._gradient(t) for t in range(len(self.calls))]
        return np.asarray(np.sum(gradients[:stop], axis=0))

    def stands_still(self, steps: int) -> bool:
        """Whether the weights stayed the same during the first ``steps`` gradient calls."""
        first = self.calls[:steps]
        return len(first) > 1 and all(close(call.w, first[0].w) for call in first)

    def _gradient(self, t: int) -> Array:
        return np.asarray(self.calls[t].result)
