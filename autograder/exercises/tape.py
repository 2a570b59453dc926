"""A tape of a training loop: what the student's code asked for, in the order in which it asked.

The student's function is handed callables of a :class:`Tape`. Afterwards its events tell which
samples were used at which step, with which weights, and what came back.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.exercises.guard import MisuseError
from autograder.exercises.trace import UNKNOWN, Array, Samples, batches_of
from autograder.exercises.values import array, number, whole

BATCH = ("w", "X", "y")


@dataclass(frozen=True)
class Asked:
    """The student's code asked for the batches of a new epoch, or for the next batch of a stream."""

    batches: list[list[int]]


@dataclass(frozen=True, eq=False)
class Step:
    """It asked for loss, gradient, or both, of a batch at weights ``w``; ``name`` is what it called.

    ``rows`` is empty, and the loss NaN, where the batch had no samples. ``matched`` says whether
    every row came with its own target.
    """

    w: Array
    rows: list[int]
    loss: float
    gradient: Array
    matched: bool = True
    name: str = ""


@dataclass(frozen=True, eq=False)
class Validated:
    """It asked for the validation loss of weights ``w``."""

    w: Array
    loss: float


@dataclass(frozen=True, eq=False)
class Updated:
    """It asked for the weights ``after`` one step from ``w``, ``lr`` times ``gradient`` against it."""

    w: Array
    gradient: Array
    lr: float
    after: Array


Event = Asked | Step | Validated | Updated


def without_repeats(events: Iterable[Event]) -> list[Event]:
    """The events without steps that were asked for again: the same call, weights and samples.

    Where batches were asked for in between it is a step of its own.
    """
    kept: list[Event] = []
    seen: set[tuple[str, bytes, tuple[int, ...]]] = set()
    for event in events:
        if isinstance(event, Asked):
            seen.clear()
        if isinstance(event, Step):
            key = (event.name, event.w.tobytes(), tuple(event.rows))
            if key in seen:
                continue
            seen.add(key)
        kept.append(event)
    return kept


@dataclass
class Tape:
    """Gives a student's function its callables and writes down their calls."""

    data: Samples
    events: list[Event] = field(default_factory=list)
    lent: list[tuple[Array, Array]] = field(default_factory=list)  # arrays, each with a copy

    @property
    def steps(self) -> list[Step]:
        """The calls for loss, gradient or both."""
        return [event for event in self.events if isinstance(event, Step)]

    def loss(self, *args: Any, **kwargs: Any) -> float:
        """Mean loss of a batch; of an empty one NaN, as NumPy has it."""
        return self._step("loss", args, kwargs, may_be_empty=True).loss

    def gradient(self, *args: Any, **kwargs: Any) -> Array:
        """The gradient of a batch's mean loss."""
        return self._step("gradient", args, kwargs).gradient.copy()

    def loss_and_gradient(self, *args: Any, **kwargs: Any) -> tuple[float, Array]:
        """Mean loss of a batch and its gradient."""
        step = self._step("loss_and_gradient", args, kwargs)
        return step.loss, step.gradient.copy()

    def batches(self, batch_size: int, rng: np.random.Generator) -> Callable[[], list[Any]]:
        """A function that gives the batches (X_batch, y_batch) of a new epoch at each call."""

        def batches() -> list[Any]:
            order = [int(i) for i in rng.permutation(self.data.n)]
            asked = Asked(batches_of(order, batch_size))
            self.events.append(asked)
            return [self.lend(rows) for rows in asked.batches]

        return batches

    def minibatches(self, X: Any, y: Any, batch_size: Any, rng: Any) -> list[tuple[Array, Array]]:
        """The batches of one epoch over the samples that X and y hold, in an order drawn from ``rng``."""
        rows, _ = self._samples("minibatches", X, y)
        if (whole(batch_size) or 0) < 1:
            raise MisuseError("`minibatches` got a batch size that is no whole number above 0.")
        if not hasattr(rng, "permutation"):
            raise MisuseError("`minibatches` got something else than a generator as `rng`.")
        cut = batches_of([int(i) for i in rng.permutation(len(rows))], int(batch_size))
        self.events.append(Asked([[rows[i] for i in batch] for batch in cut]))
        X, y = np.asarray(X), np.asarray(y)
        return [self._note(X[batch], y[batch]) for batch in cut]

    def lend(self, rows: list[int]) -> tuple[Array, Array]:
        """The batch of these samples."""
        return self._note(*self.data.batch(rows))

    def _note(self, X: Array, y: Array) -> tuple[Array, Array]:
        self.lent += [(X, X.copy()), (y, y.copy())]
        return X, y

    @property
    def written(self) -> bool:
        """Whether data or batches are not any more what they were when they were handed out."""
        return not (self.data.as_made and all(np.array_equal(now, made) for now, made in self.lent))

    def sgd_step(self, w: Any, grad: Any, lr: Any) -> Array:
        """The weights after one step against the gradient."""
        weights, gradient, rate = self.weights("sgd_step", w), array(grad), number(lr)
        if gradient is None or gradient.shape != weights.shape:
            raise MisuseError("`sgd_step` got a gradient that has not the shape of the weights.")
        if rate is None:
            raise MisuseError("`sgd_step` got a learning rate that is no number.")
        after = weights - rate * gradient
        self.events.append(Updated(weights, gradient, rate, after))
        return np.asarray(after.copy())

    def scripted(
        self, losses: Sequence[float], first: dict[bytes, float] | None = None
    ) -> Callable[[Any], float]:
        """A function that gives these validation losses: the next one for weights that are new.

        ``first`` are the losses of weights that the script leaves out.
        """
        apart = first or {}
        known: dict[bytes, float] = dict(apart)

        def validate(w: Any) -> float:
            weights = self.weights("validate", w)
            key = weights.tobytes()
            known.setdefault(key, losses[min(len(known) - len(apart), len(losses) - 1)])
            self.events.append(Validated(weights, known[key]))
            return known[key]

        return validate

    def _step(
        self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], may_be_empty: bool = False
    ) -> Step:
        w, X, y = _arguments(name, args, kwargs)
        weights = self.weights(name, w)
        rows, targets = self._samples(name, X, y)
        if not rows and not may_be_empty:
            raise MisuseError(f"`{name}` got an empty batch.")
        nothing = float("nan"), np.full_like(weights, np.nan)
        loss, gradient = self.data.loss_and_gradient(weights, rows) if rows else nothing
        step = Step(weights, rows, loss, gradient, rows == targets, name)
        self.events.append(step)
        return step

    def _samples(self, name: str, X: Any, y: Any) -> tuple[list[int], list[int]]:
        """The numbers of the samples that X and y hold. Raises MisuseError for anything else."""
        rows, targets = self.data.rows(X), self.data.targets(y)
        if rows is None or targets is None:
            raise MisuseError(f"`{name}` got an X or y that is no batch of the data.")
        if len(rows) != len(targets):
            raise MisuseError(f"`{name}` got {len(rows)} rows of X but {len(targets)} values of y.")
        if UNKNOWN in rows or UNKNOWN in targets:
            why = ": X, y or a batch was changed in place" if self.written else ""
            raise MisuseError(f"`{name}` got rows that are not in the data{why}.")
        return rows, targets

    def weights(self, name: str, w: Any) -> Array:
        """A copy of the weights that a callable was given. Raises MisuseError for anything else."""
        weights = array(w)
        n_features = self.data.X.shape[1]
        if weights is None or weights.shape != (n_features,):
            raise MisuseError(f"`{name}` got weights that are no vector of {n_features} numbers.")
        return weights


def _arguments(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
    """The values of w, X and y, by position or by the names that notebooks give them."""
    named = {key.removesuffix("_batch"): value for key, value in kwargs.items()}
    given = dict(zip(BATCH, args, strict=False)) | named
    if len(given) != len(args) + len(kwargs) or set(given) != set(BATCH):
        count = len(args) + len(kwargs)
        raise MisuseError(f"`{name}` takes (w, X_batch, y_batch) and got {count} arguments.")
    return [given[key] for key in BATCH]
