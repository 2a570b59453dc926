"""What ``ps4.fine_tune`` observes: a training that goes on from given weights, with scripted validation."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.exercises.guard import MisuseError, Student
from autograder.exercises.ps4.fine_tune.plans import Case
from autograder.exercises.ps4.supply import BySteps, Stream
from autograder.exercises.selecting import Selecting, selected
from autograder.exercises.tape import Step, Tape, Validated
from autograder.exercises.trace import Array
from autograder.exercises.training import FEATURES
from autograder.exercises.values import close, whole
from autograder.exercises.words import times


@dataclass(frozen=True, eq=False)
class Update:
    """The student's code asked for update number ``t``; ``after`` are the weights it was given."""

    w: Array
    gradient: Array
    t: int
    after: Array


@dataclass(frozen=True, eq=False, kw_only=True)
class Run(BySteps, Selecting):
    """A training by steps that leaves its updates to a function, with checks."""

    keys = ("val_loss", "samples_processed")

    case: Case
    updates: list[Update]

    def led_to(self, steps: Sequence[Step]) -> Array:
        """What the update of the last step returned; its weights where there was none."""
        number = len(steps) - 1
        return self.updates[number].after if number < len(self.updates) else steps[-1].w

    @property
    def end(self) -> Array | None:
        """Not known: other weights may be returned."""
        return None

    @cached_property
    def checks(self) -> list[tuple[int, Validated]]:
        """The calls of ``validate``, each with the number of steps before it.

        Who asks again about weights that are known, where no check is due, makes no check.
        """
        done, checks, known = 0, [], set()
        made, due = set(map(id, self.steps)), set(self.boundaries)
        for event in self.events:
            done += id(event) in made
            if isinstance(event, Validated) and (done in due or event.w.tobytes() not in known):
                known.add(event.w.tobytes())
                due.discard(done)
                checks.append((done, event))
        return checks

    @property
    def boundaries(self) -> list[int]:
        """The steps done where a check is due: before the first, and after each epoch."""
        size = self.case.steps_per_epoch
        return [size * epoch for epoch in range(self.case.num_epochs + 1)]

    @property
    def marks(self) -> list[Validated]:
        """All checks."""
        return [check for _, check in self.checks]

    @property
    def counts(self) -> list[int]:
        """The samples that were used up to each check that is due."""
        return [sum(len(step.rows) for step in self.steps[:stop]) for stop in self.boundaries]

    @property
    def selects(self) -> bool:
        """Whether the chain of steps and updates is one."""
        return self.off_course is None

    @property
    def returned(self) -> str:
        """What came back, where it is not what it should be."""
        place = self.returned_at
        if place is None or self.best is None:
            return "The weights that came back are none of those that were validated."
        (done, check), best = self.checks[place], self.best
        first = next(count for count, other in self.checks if other is best)
        least = f"those after {first} had the least validation loss, {best.loss:.4g}"
        if check.loss == best.loss:
            least = f"those after {first} had the same validation loss, {best.loss:.4g}"
        return f"For {self.case}, you returned the weights after {done} updates; {least}."

    @property
    def wrong_moment(self) -> str | None:
        """What happened if ``validate`` was not asked before the first step and after each epoch."""
        done = [count for count, _ in self.checks]
        if done == self.boundaries:
            if all(close(check.w, self._weights_after(count)) for count, check in self.checks):
                return None
            return f"For {self.case}, `validate` got other weights than those of the moment."
        if not done:
            return "`validate` was never called."
        counts = ", ".join(map(str, done[:6])) + (", …" if len(done) > 6 else "")
        return f"For {self.case}, `validate` was called when {counts} steps were done."

    @property
    def numbered(self) -> str:
        """The numbers that updates were given, from near the first odd one on."""
        numbers = [update.t for update in self.updates]
        odd = next((i for i, t in enumerate(numbers) if t != i + 1), 0)
        start = max(odd - 2, 0)
        shown = ", ".join(map(str, numbers[start : start + 8])) or "(none)"
        before, after = "…, " * (start > 0), " and so on" * (len(numbers) > start + 8)
        return f"For {self.case}, `update` got t = {before}{shown}{after}."

    @cached_property
    def off_course(self) -> str | None:
        """What happened where the chain of steps and updates is not one."""
        if not self.steps:
            return "`loss_and_gradient` was never called."
        if not close(self.steps[0].w, self.w):
            return "The first step did not start from the weights that were passed in."
        if len(self.updates) != len(self.steps):
            return (
                f"For {len(self.steps)} gradients, `update` was called {times(len(self.updates))}."
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

    def _weights_after(self, count: int) -> Array:
        return self.led_to(self.steps[:count]) if count else self.w


def observe(student: Student, case: Case) -> Run:
    """One training."""

    def train(dtype: type) -> Run:
        updates: list[Update] = []

        def call(w: Array, tape: Tape, rng: np.random.Generator) -> Any:
            return student(
                w,
                Stream.of(case, tape, rng),
                tape.loss_and_gradient,
                Adam(tape, updates).update,
                tape.scripted(case.losses),
                steps_per_epoch=case.steps_per_epoch,
                num_epochs=case.num_epochs,
            )

        return Run.of(case, call, dtype, updates=updates)

    return selected(train)


class Adam:
    """Adam (Kingma & Ba 2015) as ``update(w, gradient, t)``; adds its calls to ``calls``."""

    def __init__(self, tape: Tape, calls: list[Update]) -> None:
        self._tape, self._calls = tape, calls
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
        self._calls.append(Update(w, gradient, int(t), after))
        return np.asarray(after.copy())
