"""Validation after each epoch: measure, keep the best weights by copy, stop when patience runs out.

Lesson 7 introduces it.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.sgd.arguments import Array, number, whole
from autograder.sgd.fast.kernel import Kernel, Loss


class Validation:
    """The validation losses of a run and the best weights so far.

    The run should stop at the ``patience``-th check in a row without improvement. Better means
    lower than the best by more than ``min_delta``. Many runs at once each keep their own best.

    Args:
        measure: function that returns the validation loss at the weights of that moment.
        theta: the weights, which training changes in place.
        patience: checks without improvement after which to stop; None never stops.
        min_delta: least improvement that counts.
    """

    def __init__(
        self, measure: Kernel, theta: Array, *, patience: int | None, min_delta: float
    ) -> None:
        if patience is not None:
            patience = whole("patience", patience, at_least=1)
            if theta.ndim > 1:
                raise ValueError(
                    f"patience = {patience} needs a single run: of {len(theta)} runs at once each "
                    "would stop at its own time. Leave patience out and use best_theta."
                )
        self._measure, self._theta, self._patience = measure, theta, patience
        self._min_delta = number("min_delta", min_delta)
        self.losses: list[Loss] = []
        self.best_theta = theta.copy()
        self.best_loss = np.full(theta.shape[:-1], np.inf)
        self.best_epoch = np.full(theta.shape[:-1], -1)
        self.checks_without_improvement = 0

    def check(self, epoch: int) -> bool:
        """Measure after ``epoch`` and return whether the run should stop."""
        loss = self._measure()
        self.losses.append(loss)
        better = np.asarray(loss < self.best_loss - self._min_delta)
        self.best_loss[better] = np.asarray(loss)[better]
        self.best_epoch[better] = epoch
        self.best_theta[better] = self._theta[better]
        self.checks_without_improvement = 0 if better.any() else self.checks_without_improvement + 1
        return self._patience is not None and self.checks_without_improvement >= self._patience

    def arrays(self) -> dict[str, Any]:
        """Return what a checkpoint must keep."""
        return {
            "losses": self.losses,
            "best_theta": self.best_theta,
            "best_loss": self.best_loss,
            "best_epoch": self.best_epoch,
            "checks_without_improvement": self.checks_without_improvement,
        }

    def restore(self, arrays: Mapping[str, NDArray[Any]], *, epochs: int) -> None:
        """Take up a checkpoint's numbers; measure an epoch that ended just before it was taken."""
        if not arrays or arrays["best_theta"].shape != self.best_theta.shape:
            raise ValueError(
                "resume does not fit this run: the checkpoint has no validation losses of such "
                "a run. Train the first part with validation as well, or leave it out here."
            )
        self.losses = list(arrays["losses"])
        for name in ("best_theta", "best_loss", "best_epoch"):
            getattr(self, name)[...] = arrays[name]
        self.checks_without_improvement = int(arrays["checks_without_improvement"])
        if len(self.losses) < epochs:
            self.check(epochs - 1)
