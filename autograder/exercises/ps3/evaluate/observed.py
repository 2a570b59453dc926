"""What ``ps3.evaluate`` observes: three measurements of one data set."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.exercises.cases import Batched, integers, seed
from autograder.exercises.grid import Grid
from autograder.exercises.guard import Student
from autograder.exercises.loss_rules import SCALE, Epoch, mean
from autograder.exercises.tape import Step, Tape
from autograder.exercises.trace import Array, Samples, repeated, unused
from autograder.exercises.values import close, kind, number
from autograder.exercises.words import listed, shown


@dataclass(frozen=True)
class Case(Batched):
    """A held-out set, the largest batch that may be measured at once, and how great its losses are."""

    seed: int
    great: float = 1.0


@dataclass(frozen=True, eq=False)
class Measurement:
    """One call of the student's function: with these weights, it measured, and it returned."""

    w: Array
    calls: list[Step]
    result: Any
    whole: float  # the mean loss of the whole set

    @property
    def value(self) -> float | None:
        """The result as a number."""
        return number(self.result)

    @cached_property
    def steps(self) -> list[Step]:
        """The calls of ``loss``, without those that asked again at once, say for a print."""
        pairs = zip([None, *self.calls], self.calls, strict=False)
        return [call for before, call in pairs if before is None or not _alike(before, call)]

    @property
    def asked(self) -> list[list[int]]:
        """The samples of every call of ``loss``, of those that asked again too."""
        return [call.rows for call in self.calls]

    @property
    def measured(self) -> list[Step]:
        """The batches that had samples."""
        return [step for step in self.steps if step.rows]

    @property
    def epoch(self) -> Epoch:
        """Their losses and sizes."""
        return [step.loss for step in self.measured], [len(step.rows) for step in self.measured]

    @property
    def order(self) -> list[int]:
        """The samples in the order of their use."""
        return [row for step in self.steps for row in step.rows]

    @property
    def repeated(self) -> list[int]:
        """The samples that were measured more often than others.

        Who asks again at once for each batch, say for a print, measures none more often.
        """
        again: list[list[Step]] = []
        for call in self.calls:
            if again and _alike(again[-1][-1], call):
                again[-1].append(call)
            else:
                again.append([call])
        least = min(map(len, again), default=0)
        often = [row for calls in again if len(calls) > least for row in calls[0].rows]
        return sorted({*repeated(self.order), *often})

    @property
    def right(self) -> bool:
        """Whether the result is the mean over the samples that were measured."""
        return bool(self.measured) and self.is_value(mean(self.epoch))

    @property
    def elsewhere(self) -> str | None:
        """What happened if a loss was asked at other weights."""
        if all(close(call.w, self.w) for call in self.calls):
            return None
        return "`loss` was asked with weights other than the w of the call."

    @property
    def exact(self) -> bool:
        """Whether the result is the mean over the whole set."""
        return self.is_value(self.whole)

    @property
    def what(self) -> str:
        """The batches, and what came back."""
        losses, sizes = self.epoch
        if not sizes:
            return "`loss` was never called with any samples."
        batches = "A batch" if len(sizes) == 1 else "Batches"
        had = f"{batches} of {listed(sizes)} samples had losses {shown(losses)}"
        return f"{had}; you returned {kind(self.result) if self.value is None else f'{self.value:.4g}'}."

    def is_value(self, other: float) -> bool:
        """Whether the result is this number."""
        return self.value is not None and close(self.value, other, scale=SCALE)


@dataclass(frozen=True)
class Run:
    """A measurement, one with other weights, and the first once more."""

    case: Case
    first: Measurement
    other: Measurement
    again: Measurement
    untouched: bool
    same_weights: bool

    @property
    def all(self) -> tuple[Measurement, ...]:
        """The three measurements."""
        return (self.first, self.other, self.again)

    @property
    def told(self) -> str:
        """The batches of the first measurement, and what came back."""
        return f"For {self.case}: {self.first.what}"

    @property
    def recorded(self) -> list[tuple[list[Epoch], float]] | None:
        """The first result, where the set has a tail: any other may be right by a wrong rule.

        None if nothing was measured, or a sample more than once.
        """
        if not (self.case.several and self.case.tail):
            return []
        if self.first.value is None or not self.first.measured or self.first.repeated:
            return None
        return [([self.first.epoch], self.first.value)]

    def says(self, number: int) -> str:
        """The same as ``told``."""
        return self.told

    @property
    def unused(self) -> list[int]:
        """The samples that the first measurement did not use."""
        return unused(self.first.order, self.case.n_samples)

    @property
    def grid(self) -> Grid:
        """Samples by calls of ``loss`` of the first measurement."""
        return Grid(self.case.n_samples, [step.rows for step in self.first.steps])


VISIBLE = [Case(10, 4, 1), Case(23, 5, 2), Case(12, 4, 3), Case(7, 16, 4), Case(22, 3, 5)]


def draw(rng: np.random.Generator) -> list[Case]:
    """A tail; sets that the batches fit exactly; n > B² with a tail of one; one sample a batch; B = n."""
    between = integers(rng)
    b, more = between(6, 10), between(2, 4)
    few, n = between(3, 5), between(3, 9)
    plans = [(b * more + between(2, b), b), (b * 2, b), (few * between(7, 12) + 1, few)]
    plans += [(n, 1), (n, n), (1, b), (b + 1, b)]
    cases = [Case(*plan, seed(rng)) for plan in plans]
    return [*cases, Case(b * more + 2, b, seed(rng), great=1e3)]


def observe(student: Student, case: Case) -> Run:
    """Three calls, of which the first and the last are alike."""
    rng = np.random.default_rng(case.seed)
    data = Samples(case.n_samples, 3, rng)
    same_weights = True

    def measure(w: Array) -> Measurement:
        nonlocal same_weights
        tape, given = Tape(data), w.copy()
        result = student(given, data.X, data.y, tape.loss, case.batch_size)
        same_weights = same_weights and np.array_equal(given, w)
        return Measurement(w, tape.steps, result, data.loss(w, range(data.n)))

    w, other = case.great * rng.uniform(-1.0, 1.0, (2, 3))
    measured = measure(w), measure(other), measure(w)
    return Run(case, *measured, data.untouched, same_weights)


def _alike(before: Step, call: Step) -> bool:
    return before.rows == call.rows and np.array_equal(before.w, call.w)
