"""A run as it stands after a step, and the checkpoint from which it can go on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.sgd.arguments import Array, Indices
from autograder.sgd.fast.kernel import Loss
from autograder.sgd.ledger import Ledger
from autograder.sgd.plan import Plan
from autograder.sgd.validation import Validation


@dataclass(frozen=True)
class Checkpoint:
    """All that a run needs to go on: arrays by name, copied (``step``, ``theta``, state, validation).

    ``save`` and ``load`` keep it in a file of NumPy's npz format.
    """

    arrays: Mapping[str, NDArray[Any]]

    @property
    def step(self) -> int:
        """Updates done."""
        return int(self.arrays["step"])

    def save(self, path: str | PathLike[str]) -> None:
        """Write the checkpoint to ``path``, a name that should end in .npz."""
        np.savez(path, **self.arrays)  # type: ignore[arg-type]  # NumPy's stub takes a name for allow_pickle

    @classmethod
    def load(cls, path: str | PathLike[str]) -> "Checkpoint":
        """Read a checkpoint that ``save`` wrote."""
        with np.load(path, allow_pickle=False) as file:
            return cls(dict(file))


@dataclass(slots=True)
class Step:
    """The run as it stands after a step (lesson 2). Copy what should outlast the next step.

    Attributes:
        plan: counts and orders of the run.
        theta: weights, a view.
        gradient: the gradient of the last step, a view.
        state: the optimizer's state, views by name.
        validation: validation losses and best weights so far, or None.
        step: updates done.
        loss: mean loss of the last step's batch, at the weights before its update.
        diverged: whether that loss is not finite. The run then ends, without that update.
        first_theta: weights before the first step, a copy.
    """

    plan: Plan
    theta: Array
    gradient: Array
    state: dict[str, Array]
    validation: Validation | None
    step: int = 0
    loss: Loss = float("nan")
    diverged: bool = False
    first_theta: Array = field(init=False)

    def __post_init__(self) -> None:
        self.first_theta = self.theta.copy()

    @property
    def index(self) -> int:
        """Number of the step from 0."""
        return self.step if self.diverged else self.step - 1

    @property
    def ledger(self) -> Ledger:
        """The account that the step belongs to."""
        return self.plan.phase(self.index).ledger

    @property
    def epoch(self) -> int:
        """Epoch of the step, from 0."""
        return self.plan.epoch(self.index)

    @property
    def batch_index(self) -> int:
        """Place of the step in its epoch, from 0."""
        return self.plan.batch_index(self.index)

    @property
    def samples(self) -> Indices:
        """Indices of the samples that the step used; (runs, size) where each run has its order."""
        return self.plan.samples(self.index)

    def checkpoint(self) -> Checkpoint:
        """Copy all that the run needs to go on from here."""
        arrays: dict[str, Any] = {"step": self.step, "theta": self.theta, "orders": self._orders}
        arrays |= {f"state.{name}": array for name, array in self.state.items()}
        if self.validation:
            arrays |= {f"validation.{k}": v for k, v in self.validation.arrays().items()}
        return Checkpoint({name: np.array(value) for name, value in arrays.items()})

    def restore(self, checkpoint: Checkpoint) -> None:
        """Take up a checkpoint's numbers, or say what does not fit this run."""
        orders = str(checkpoint.arrays.get("orders"))
        if orders != self._orders:
            raise ValueError(
                f"resume does not fit this run: the checkpoint is of a run with {orders}, "
                f"this one has {self._orders}."
            )
        target: dict[str, Array] = {"theta": self.theta}
        target |= {f"state.{name}": array for name, array in self.state.items()}
        for name, array in target.items():
            saved = checkpoint.arrays.get(name)
            if saved is None or saved.shape != array.shape:
                found = "nothing" if saved is None else f"shape {saved.shape}"
                raise ValueError(
                    f"resume does not fit this run: {name} needs shape {array.shape}, the "
                    f"checkpoint has {found}. Use the same model, optimizer and runs."
                )
            array[...] = saved
        self.first_theta = self.theta.copy()
        self.step = checkpoint.step
        if self.step >= self.plan.updates:
            raise ValueError(
                f"resume has nothing left to do: the checkpoint is at step {self.step}, the plan "
                f"ends after {self.plan.updates}. num_epochs and steps count from the start of "
                "the first run."
            )
        if self.validation:
            prefix = "validation."
            self.validation.restore(
                {k.removeprefix(prefix): v for k, v in checkpoint.arrays.items() if prefix in k},
                epochs=self.plan.epoch(self.step),
            )

    @property
    def _orders(self) -> str:
        """What fixes who is seen when; a run can only go on with the same."""
        n_samples = self.plan.phases[0].ledger.n_samples
        return f"n_samples={n_samples}, scheme={self.plan.scheme!r}, seed={self.plan.seed}"
