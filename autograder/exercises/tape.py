"""A tape of a training loop: what the student's code asked for, in the order in which it asked.

The student's function is handed callables of a :class:`Tape`. Afterwards its events tell which
samples were used at which step, with which weights, and what came back. Problem sets 3 and 4.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.exercises.guard import MisuseError
from autograder.exercises.trace import UNKNOWN, Array, Samples, batches_of
from autograder.exercises.values import array


class Data(Samples):
    """Samples that give loss and gradient in one go: a loop asks for hundreds of them."""

    def batch(self, rows: list[int]) -> tuple[Array, Array]:
        """Copies of the rows of X and the targets of these samples."""
        return self._X[rows], self._y[rows]

    def loss_and_gradient(self, w: Array, rows: list[int]) -> tuple[float, Array]:
        """Mean squared error of X·w on these samples, and its gradient (lesson 2)."""
        X = self._X[rows]
        residual = X @ w - self._y[rows]
        return float(residual @ residual) / len(rows), 2.0 / len(rows) * (residual @ X)


@dataclass(frozen=True)
class Asked:
    """The student's code asked for the batches of a new epoch, or for the next batch of a stream."""

    batches: list[list[int]]


@dataclass(frozen=True, eq=False)
class Step:
    """It asked for loss and gradient of a batch at weights ``w``.

    ``rows`` is empty, and the loss NaN, where the batch had no samples. ``matched`` says whether
    every row came with its own target.
    """

    w: Array
    rows: list[int]
    loss: float
    gradient: Array
    matched: bool = True


@dataclass(frozen=True, eq=False)
class Validated:
    """It asked for the validation loss of weights ``w``."""

    w: Array
    loss: float


Event = Asked | Step | Validated


@dataclass
class Tape:
    """Gives a student's function its callables and writes down their calls."""

    data: Data
    events: list[Event] = field(default_factory=list)

    @property
    def steps(self) -> list[Step]:
        """The calls for loss and gradient."""
        return [event for event in self.events if isinstance(event, Step)]

    def loss(self, w: Any, X: Any, y: Any) -> float:
        """Mean loss of a batch; of an empty one NaN, as NumPy has it."""
        return self._step("loss", w, X, y, may_be_empty=True).loss

    def loss_and_gradient(self, w: Any, X: Any, y: Any) -> tuple[float, Array]:
        """Mean loss of a batch and its gradient."""
        step = self._step("loss_and_gradient", w, X, y)
        return step.loss, step.gradient.copy()

    def batches(self, batch_size: int, rng: np.random.Generator) -> Callable[[], list[Any]]:
        """A function that gives the batches (X_batch, y_batch) of a new epoch at each call."""

        def batches() -> list[Any]:
            order = [int(i) for i in rng.permutation(self.data.n)]
            asked = Asked(batches_of(order, batch_size))
            self.events.append(asked)
            return [self.data.batch(rows) for rows in asked.batches]

        return batches

    def scripted(self, losses: Sequence[float]) -> Callable[[Any], float]:
        """A function that gives these validation losses: the next one for weights that are new."""
        known: dict[bytes, float] = {}

        def validate(w: Any) -> float:
            weights = self.weights("validate", w)
            key = weights.tobytes()
            known.setdefault(key, losses[min(len(known), len(losses) - 1)])
            self.events.append(Validated(weights, known[key]))
            return known[key]

        return validate

    def _step(self, name: str, w: Any, X: Any, y: Any, may_be_empty: bool = False) -> Step:
        weights = self.weights(name, w)
        rows, targets = self.data.rows(X), self.data.targets(y)
        if rows is None or targets is None:
            raise MisuseError(f"`{name}` got an X or y that is no batch of the data.")
        if len(rows) != len(targets):
            raise MisuseError(f"`{name}` got {len(rows)} rows of X but {len(targets)} values of y.")
        if UNKNOWN in rows or UNKNOWN in targets:
            raise MisuseError(f"`{name}` got rows that are not in the data.")
        if not rows and not may_be_empty:
            raise MisuseError(f"`{name}` got an empty batch.")
        nothing = float("nan"), np.full_like(weights, np.nan)
        loss, gradient = self.data.loss_and_gradient(weights, rows) if rows else nothing
        step = Step(weights, rows, loss, gradient, rows == targets)
        self.events.append(step)
        return step

    def weights(self, name: str, w: Any) -> Array:
        """A copy of the weights that a callable was given. Raises MisuseError for anything else."""
        weights = array(w)
        n_features = self.data.X.shape[1]
        if weights is None or weights.shape != (n_features,):
            raise MisuseError(f"`{name}` got weights that are no vector of {n_features} numbers.")
        return weights
