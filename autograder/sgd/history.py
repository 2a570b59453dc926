"""History: what happened in a run, as arrays to draw.

Only the losses are recorded; which step, epoch and samples they belong to follows from the plan.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from autograder.sgd.arguments import Array, Indices
from autograder.sgd.ledger import Ledger
from autograder.sgd.plan import Plan
from autograder.sgd.step import Checkpoint, Step


@dataclass(frozen=True, eq=False)
class History:
    """What happened in one run, or in many at once: then arrays gain an axis of runs (lesson 2).

    Attributes:
        plan: counts and orders of the run.
        loss: mean loss of each step's batch at the weights before its update, shape (steps,).
        theta: last weights, shape (n_parameters,) or (runs, n_parameters).
        best_theta: weights with the lowest validation loss; the last ones without validation.
        best_epoch: the epoch that they came after, from 0; None without validation.
        val_loss: validation loss after each epoch, shape (epochs,); empty without validation.
        stopped_early: whether patience ran out before the plan did.
        checkpoint: from which the run can go on, with a longer plan.
        first_step: steps done before this history begins; above 0 after a resume.
        recorded_path: what ``path`` gives, if it was recorded.
    """

    plan: Plan
    loss: Array
    theta: Array
    best_theta: Array
    best_epoch: int | NDArray[np.intp] | None
    val_loss: Array
    stopped_early: bool
    checkpoint: Checkpoint
    first_step: int
    recorded_path: Array | None

    def __len__(self) -> int:
        """Number of steps recorded."""
        return len(self.loss)

    @property
    def path(self) -> Array:
        """Weights before the first step and after each, shape (steps + 1, n_parameters).

        Recorded with ``train(…, path=True)``; a ValueError without.
        """
        if self.recorded_path is None:
            raise ValueError("path was not recorded in this run: train with path=True.")
        return self.recorded_path

    @property
    def step(self) -> NDArray[np.intp]:
        """Number of each step, counted from 1."""
        return np.arange(self.first_step + 1, self.first_step + len(self) + 1)

    @property
    def epoch(self) -> NDArray[np.intp]:
        """Epoch of each step, from 0."""
        return self._table[0]

    @property
    def batch_index(self) -> NDArray[np.intp]:
        """Place of each step in its epoch, from 0."""
        return self._table[1]

    @property
    def batch_size(self) -> NDArray[np.intp]:
        """Samples that each step used."""
        return self._table[2]

    @property
    def samples_processed(self) -> NDArray[np.intp]:
        """Samples used up to and with each step, from the start of the run."""
        return self._table[3]

    @cached_property
    def _table(self) -> tuple[NDArray[np.intp], ...]:
        return tuple(self.plan.table(self.first_step, len(self)))

    @property
    def ledger(self) -> Ledger:
        """The account of the run; with growing batches that of its first phase."""
        return self.plan.phases[0].ledger

    @property
    def epoch_loss(self) -> Array:
        """Training loss of each epoch: mean over its samples, so a tail counts by its size.

        It is measured while the weights move; ``val_loss`` after the epoch (lesson 7).
        """
        _, starts = np.unique(self.epoch, return_index=True)
        size = self.batch_size.astype(float)
        weight = size if self.loss.ndim == 1 else size[:, None]
        with np.errstate(all="ignore"):  # a diverging run overflows
            total = np.add.reduceat(self.loss * weight, starts, axis=0)
        return total / np.add.reduceat(weight, starts, axis=0)

    @property
    def diverged(self) -> int | None:
        """First step, counted from 1, whose loss is not finite; None if there is none.

        Of many runs at once it is the first step at which any of them diverged.
        """
        finite = np.isfinite(self.loss).reshape(len(self), -1).all(axis=1)
        return None if finite.all() else int(self.step[np.argmin(finite)])

    def samples(self, step: int) -> Indices:
        """Return the indices of the samples that step number ``step``, counted from 1, used."""
        return self.plan.samples(step - 1)

    def __repr__(self) -> str:
        steps = f"{len(self)} step{'' if len(self) == 1 else 's'}"
        end = f"diverged at step {self.diverged}" if self.diverged else ""
        end = end or ("stopped early" if self.stopped_early else "")
        return f"<History: {self.ledger.sentence()}; {steps}{', ' + end if end else ''}>"


def record(run: Iterator[Step], *, path: bool) -> History:
    """Take a run to its end and return its history.

    Args:
        run: what ``steps`` returned, before its first step.
        path: whether to record the weights.
    """
    first = now = next(run)
    first_step = first.index
    planned, runs = now.plan.updates - first_step, now.theta.shape[:-1]
    losses = np.empty((planned, *runs))
    weights = np.empty((planned + 1, *now.theta.shape)) if path else None
    if weights is not None:
        weights[0] = first.first_theta
    index = 0
    for index, now in enumerate(chain((first,), run)):
        losses[index] = now.loss
        if weights is not None:
            weights[index + 1] = now.theta
    validation = now.validation
    best_epoch: int | NDArray[np.intp] | None = None
    if validation:
        best = validation.best_epoch
        best_epoch = best.copy() if best.ndim else int(best)
    return History(
        plan=now.plan,
        loss=losses[: index + 1],
        theta=now.theta.copy(),
        best_theta=(validation.best_theta if validation else now.theta).copy(),
        best_epoch=best_epoch,
        val_loss=np.array(validation.losses if validation else [], dtype=np.float64),
        stopped_early=not now.diverged and now.step < now.plan.updates,
        checkpoint=now.checkpoint(),
        first_step=first_step,
        recorded_path=None if weights is None else weights[: index + 2],
    )
