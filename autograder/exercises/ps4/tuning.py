"""What ``ps4.fine_tune`` observes: a training that goes on from given weights, with scripted validation."""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.exercises.grid import Grid
from autograder.exercises.guard import MisuseError, Student
from autograder.exercises.ps4.supply import Stream, taken
from autograder.exercises.ps4.tuning_plans import Case
from autograder.exercises.tape import Asked, Data, Step, Tape, Validated
from autograder.exercises.trace import Array
from autograder.exercises.values import array, close, number, whole

FEATURES = 3


@dataclass(frozen=True, eq=False)
class Update:
    """The student's code asked for update number ``t``; ``after`` are the weights it was given."""

    w: Array
    gradient: Array
    t: int
    after: Array


@dataclass(frozen=True)
class Run:
    """What was asked for, and what the function returned."""

    case: Case
    w: Array
    events: list[Asked | Step | Validated]
    updates: list[Update]
    result: Any
    untouched: bool
    in_place: bool

    @cached_property
    def steps(self) -> list[Step]:
        """The calls for loss and gradient."""
        return [event for event in self.events if isinstance(event, Step)]

    @cached_property
    def taken(self) -> list[list[int]]:
        """The batches that were taken from the stream."""
        return taken(self.events)

    @cached_property
    def epochs(self) -> list[list[Step]]:
        """The steps, ``steps_per_epoch`` at a time."""
        size = self.case.steps_per_epoch
        return [self.steps[i : i + size] for i in range(0, len(self.steps), size)]

    @cached_property
    def checks(self) -> list[tuple[int, Validated]]:
        """The calls of ``validate``, each with the number of steps before it."""
        done, checks = 0, []
        for event in self.events:
            done += isinstance(event, Step)
            if isinstance(event, Validated):
                checks.append((done, event))
        return checks

    @property
    def boundaries(self) -> list[int]:
        """The steps done where a check is due: before the first, and after each epoch."""
        size = self.case.steps_per_epoch
        return [size * epoch for epoch in range(self.case.num_epochs + 1)]

    @cached_property
    def weights(self) -> Array | None:
        """The weights that were returned."""
        weights = array(self.result[0]) if self._is_pair else None
        return weights if weights is not None and weights.shape == self.w.shape else None

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
        """The check with the smallest validation loss."""
        return min((check for _, check in self.checks), key=lambda c: c.loss, default=None)

    @property
    def last(self) -> Array:
        """The weights that training ended with."""
        return self.updates[-1].after if self.updates else self.w

    @cached_property
    def broken(self) -> str | None:
        """What happened where the chain of steps and updates is not one."""
        if not self.steps or not close(self.steps[0].w, self.w):
            return "The first step did not start from the weights that were passed in."
        if len(self.updates) != len(self.steps):
            return (
                f"For {len(self.steps)} gradients, `update` was called {len(self.updates)} times."
            )
        for index, (step, update) in enumerate(zip(self.steps, self.updates, strict=True)):
            if not (close(update.w, step.w) and close(update.gradient, step.gradient)):
                return f"Update {index + 1} did not get the weights and the gradient of its step."
        for index, (update, (_, step)) in enumerate(
            zip(self.updates, pairwise(self.steps), strict=False)
        ):
            if not close(step.w, update.after):
                return f"Step {index + 2} did not start from what update {index + 1} returned."
        return None

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
    return replace(run, in_place=in_place)


def grid(run: Run) -> Grid:
    """Samples by steps; an epoch need not use every sample, so none is marked as missing."""
    lengths = [len(epoch) for epoch in run.epochs]
    return Grid(run.case.n_samples, [step.rows for step in run.steps], lengths, missing=False)


def _train(student: Student, case: Case, dtype: Any) -> Run:
    rng = np.random.default_rng(case.seed)
    tape = Tape(Data(case.n_samples, FEATURES, rng))
    stream = Stream(tape, case.batch_size, rng, 3 * case.updates + 20)
    w = rng.uniform(-1.0, 1.0, FEATURES).astype(dtype)
    given, adam = w.copy(), Adam(tape)
    result = student(
        given,
        stream,
        tape.loss_and_gradient,
        adam.update,
        tape.scripted(case.losses),
        steps_per_epoch=case.steps_per_epoch,
        num_epochs=case.num_epochs,
    )
    untouched = np.array_equal(given, w)
    return Run(case, w.astype(float), tape.events, adam.calls, result, untouched, False)


class Adam:
    """Adam (Kingma & Ba 2015) as ``update(w, gradient, t)``; records its calls."""

    def __init__(self, tape: Tape) -> None:
        self.calls: list[Update] = []
        self._tape = tape
        self._m = self._v = np.zeros(FEATURES)

    def update(self, w: Any, gradient: Any, t: Any) -> Array:
        """The new weights. Raises MisuseError if t is no whole number."""
        w, gradient = self._tape.weights("update", w), self._tape.weights("update", gradient)
        if whole(t) is None:
            raise MisuseError("`update` got a t that is no whole number.")
        self._m = 0.9 * self._m + 0.1 * gradient
        self._v = 0.999 * self._v + 0.001 * gradient**2
        power = max(int(t), 1)  # a wrong t is for the checks to say
        m, v = self._m / (1 - 0.9**power), self._v / (1 - 0.999**power)
        after = w - 0.05 * m / (np.sqrt(v) + 1e-8)
        self.calls.append(Update(w, gradient, int(t), after))
        return np.asarray(after.copy())
