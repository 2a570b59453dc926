"""What ``ps3.fit`` observes: a training whose validation losses follow a script.

The script decides when to stop and which weights are best, whatever the random draws.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.exercises.findings import shown
from autograder.exercises.grid import Grid
from autograder.exercises.guard import Student
from autograder.exercises.ps3.stopping_plans import Case
from autograder.exercises.tape import Asked, Data, Step, Tape, Validated
from autograder.exercises.trace import Array
from autograder.exercises.values import TOLERANCE, array, close, number
from autograder.exercises.words import listed, times

FEATURES = 3
LR = 0.05


@dataclass(frozen=True)
class Epoch:
    """One epoch as it was trained: its steps, and the validations between it and the next."""

    steps: list[Step]
    validations: list[Validated]

    @property
    def of_batches(self) -> tuple[list[float], list[int]]:
        """The losses and the sizes of its batches."""
        return [step.loss for step in self.steps], [len(step.rows) for step in self.steps]

    @property
    def what(self) -> str:
        """Its losses and sizes in words."""
        losses, sizes = self.of_batches
        return f"batches of {listed(sizes)} samples had losses {shown(losses)}"

    @property
    def still(self) -> bool:
        """Whether all its steps used the same weights."""
        return all(close(step.w, self.steps[0].w) for step in self.steps)


@dataclass(frozen=True)
class Run:
    """What was asked for, and what the function returned."""

    case: Case
    w: Array
    events: list[Asked | Step | Validated]
    result: Any
    untouched: bool
    in_place: bool

    @cached_property
    def steps(self) -> list[Step]:
        """The calls for loss and gradient."""
        return [event for event in self.events if isinstance(event, Step)]

    @cached_property
    def validated(self) -> list[Validated]:
        """The calls of ``validate``."""
        return [event for event in self.events if isinstance(event, Validated)]

    @cached_property
    def asked(self) -> list[Asked]:
        """The calls of ``batches``."""
        return [event for event in self.events if isinstance(event, Asked)]

    @cached_property
    def epochs(self) -> list[Epoch]:
        """The steps, ``steps_per_epoch`` at a time. A validation belongs to the step before it."""
        epochs: list[Epoch] = []
        for event in self.events:
            if isinstance(event, Step):
                if not epochs or len(epochs[-1].steps) == self.case.steps_per_epoch:
                    epochs.append(Epoch([], []))
                epochs[-1].steps.append(event)
            elif isinstance(event, Validated) and epochs:
                epochs[-1].validations.append(event)
        return epochs

    @cached_property
    def after(self) -> list[Array]:
        """The weights after each epoch: those of the next step, or those that the last step gives."""
        if not self.steps:
            return []
        last = self.steps[-1]
        following = [epoch.steps[0].w for epoch in self.epochs[1:]]
        return [*following, last.w - LR * last.gradient]

    @cached_property
    def weights(self) -> Array | None:
        """The weights that were returned."""
        return array(self.result[0]) if self._is_pair else None

    def history(self, key: str) -> list[float] | None:
        """A list of the history that was returned, None if there is no list of numbers."""
        if not self._is_pair or type(self.result[1]) is not dict:
            return None
        values: Any = self.result[1].get(key)
        if type(values) is np.ndarray:
            values = values.tolist()
        if type(values) not in (list, tuple):
            return None
        numbers = [number(value) for value in values]
        plain = [value for value in numbers if value is not None]
        return plain if len(plain) == len(numbers) else None

    @property
    def best(self) -> Validated | None:
        """The validation with the smallest loss."""
        return min(self.validated, key=lambda event: event.loss, default=None)

    @cached_property
    def broken(self) -> int | None:
        """The number of the first step that does not start where the one before ended."""
        if not self.steps:
            return None
        at = np.array([step.w for step in self.steps])
        reached = at - LR * np.array([step.gradient for step in self.steps])
        expected = np.vstack([self.w, reached[:-1]])
        size = np.maximum(1.0, abs(expected).max(axis=1))
        bad = np.flatnonzero(~(abs(at - expected).max(axis=1) <= TOLERANCE * size))
        return int(bad[0]) if len(bad) else None

    @property
    def wrong_moment(self) -> str | None:
        """What happened if ``validate`` was not asked once after each epoch, with its last weights."""
        if not self.epochs or isinstance(self.events[0], Validated):
            return "`validate` was called before the first step."
        for count, (epoch, after) in enumerate(zip(self.epochs, self.after, strict=True), start=1):
            if len({validation.w.tobytes() for validation in epoch.validations}) != 1:
                return f"In epoch {count}, `validate` was called {times(len(epoch.validations))}."
            unknown = count == len(self.epochs) and self.broken is not None
            if not (unknown or close(epoch.validations[0].w, after)):
                return f"After epoch {count}, `validate` was not given the weights of that moment."
        return None

    @property
    def stopped(self) -> str:
        """How many epochs were run, after which validation losses."""
        losses = [validation.loss for validation in self.validated]
        count = f"{len(self.epochs)} epoch{'s' if len(self.epochs) != 1 else ''}"
        tail = (
            f"the last validation losses were {shown(losses[-5:])}" if losses else "none validated"
        )
        return f"With patience {self.case.patience}, training stopped after {count}; {tail}."

    @property
    def _is_pair(self) -> bool:
        return type(self.result) in (tuple, list) and len(self.result) == 2


def observe(student: Student, case: Case) -> Run:
    """One training."""
    run = _train(student, case, np.float64)
    if run.best is None or run.weights is None or close(run.weights, run.best.w):
        return run
    # Are the weights updated in place? Then those of a float32 start stay float32 at every step.
    probe = _train(student, case, np.float32)
    in_place = all(np.array_equal(step.w, step.w.astype(np.float32)) for step in probe.steps)
    return Run(case, run.w, run.events, run.result, run.untouched, in_place)


def grid(run: Run) -> Grid:
    """Samples by steps."""
    lengths = [len(epoch.steps) for epoch in run.epochs]
    return Grid(run.case.n_samples, [step.rows for step in run.steps], lengths)


def _train(student: Student, case: Case, dtype: Any) -> Run:
    rng = np.random.default_rng(case.seed)
    tape = Tape(Data(case.n_samples, FEATURES, rng))
    w = rng.uniform(-1.0, 1.0, FEATURES).astype(dtype)
    given = w.copy()
    result = student(
        given,
        tape.batches(case.batch_size, rng),
        tape.loss_and_gradient,
        tape.scripted(case.losses),
        lr=LR,
        num_epochs=case.num_epochs,
        patience=case.patience,
    )
    untouched = tape.data.untouched and np.array_equal(given, w)
    return Run(case, w.astype(float), tape.events, result, untouched, False)
