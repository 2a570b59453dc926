"""ps1.steps_per_epoch: how many batches, and so updates, one pass over the data has."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.content import Exercise, Finding
from autograder.exercises.guard import Student
from autograder.exercises.values import kind, number, whole


def steps_per_epoch(n_samples: int, batch_size: int, drop_last: bool = False) -> int:
    """Return the number of batches in one pass over n_samples samples."""
    if drop_last:
        return n_samples // batch_size
    return math.ceil(n_samples / batch_size)


@dataclass(frozen=True)
class Case:
    """One call."""

    n_samples: int
    batch_size: int
    drop_last: bool

    def __str__(self) -> str:
        return f"{self.n_samples} samples, batch size {self.batch_size}" + (
            ", drop_last=True" if self.drop_last else ""
        )

    @property
    def tail(self) -> int:
        """Samples in the last, smaller batch; 0 if all batches are full."""
        return self.n_samples % self.batch_size


@dataclass(frozen=True)
class Run:
    """What the function returned for a case."""

    case: Case
    result: Any


VISIBLE = [
    Case(n, b, drop_last)
    for n, b in ((10, 4), (12, 4), (1000, 96), (7, 7))
    for drop_last in (False, True)
]


def draw(rng: np.random.Generator) -> list[Case]:
    """Four plans with a tail, two without, one with more batch than samples; kept and dropped."""
    plans: list[tuple[int, int]] = []
    while len(plans) < 4:
        n, b = int(rng.integers(30, 3000)), int(rng.integers(3, 200))
        if n > 2 * b and n % b:
            plans.append((n, b))
    for _ in range(2):
        b = int(rng.integers(3, 60))
        plans.append((b * int(rng.integers(2, 30)), b))
    n = int(rng.integers(3, 40))
    plans.append((n, n + int(rng.integers(1, 40))))
    return [Case(n, b, drop_last) for n, b in plans for drop_last in (False, True)]


def observe(student: Student, case: Case) -> Run:
    """One call; drop_last is left to its default where it is False."""
    options = {"drop_last": True} if case.drop_last else {}
    return Run(case, student(case.n_samples, case.batch_size, **options))


EXERCISE = Exercise(
    id="ps1.steps_per_epoch",
    title="Steps per epoch",
    lesson=1,
    points=2,
    reference=steps_per_epoch,
    visible=VISIBLE,
    draw=draw,
    observe=observe,
    source=__file__,
)


def _count(run: Run) -> str | None:
    case = run.case
    if number(run.result) == steps_per_epoch(case.n_samples, case.batch_size, case.drop_last):
        return None
    return f"For {case} you returned {_shown(run.result)}."


@EXERCISE.check("the result is an int", weight=0.5, supporting=True)
def _int(run: Run) -> str | None:
    if whole(run.result) is not None:
        return None
    return f"For {run.case} you returned {kind(run.result)}; a number of steps is a whole number."


EXERCISE.check(
    "a tail is one more step",
    weight=2,
    applies=lambda case: not case.drop_last and 0 < case.tail < case.n_samples,
)(_count)
EXERCISE.check("batches that fit exactly need no extra step", applies=lambda case: not case.tail)(
    _count
)
EXERCISE.check(
    "drop_last leaves the tail out",
    weight=2,
    applies=lambda case: case.drop_last and 0 < case.tail < case.n_samples,
)(_count)
EXERCISE.check(
    "a batch size above the number of samples",
    visible=False,
    applies=lambda case: case.batch_size > case.n_samples,
)(_count)


@EXERCISE.diagnosis(
    "returns-nothing",
    concept="A function gives back only what stands after `return`.",
    advice="Return the number instead of printing it.",
)
def _nothing(runs: Sequence[Run]) -> str | None:
    if all(run.result is None for run in runs):
        return "Your function returned None."
    return None


@EXERCISE.diagnosis(
    "count-plus-one",
    concept="The extra step is the tail. Where the batch size divides the samples there is none.",
    advice="Add a step only if samples are left over, or round the quotient up.",
)
def _plus_one(runs: Sequence[Run]) -> Finding | None:
    run = _believes(runs, lambda case: case.n_samples // case.batch_size + 1)
    return _finding(run, "and the last of them has no samples") if run else None


@EXERCISE.diagnosis(
    "count-floor",
    concept="The samples left over make one more, smaller batch: the tail. It is a step too.",
    advice="Unless drop_last is set, round the quotient up.",
)
def _floor(runs: Sequence[Run]) -> Finding | None:
    rules: tuple[Callable[[Case], float], ...] = (
        lambda case: case.n_samples // case.batch_size,
        lambda case: case.n_samples / case.batch_size,
        lambda case: round(case.n_samples / case.batch_size),
    )
    for rule in rules:
        if run := _believes(runs, rule):
            left = run.case.tail
            return _finding(run, f"but full batches leave {left} sample{'s' * (left > 1)} over")
    return None


@EXERCISE.diagnosis(
    "drop-last-free",
    concept="drop_last skips the tail, so an epoch with a tail gets one step shorter.",
    advice="Treat `drop_last=True` apart: only full batches count.",
)
def _kept(runs: Sequence[Run]) -> Finding | None:
    def kept(case: Case) -> int:
        return steps_per_epoch(case.n_samples, case.batch_size)

    dropping = [run for run in runs if run.case.drop_last and run.case.tail]
    if dropping and all(number(run.result) == kept(run.case) for run in dropping):
        run = dropping[0]
        return _finding(run, f"and the last of them has {run.case.tail} samples only")
    return None


def _believes(runs: Sequence[Run], rule: Callable[[Case], float]) -> Run | None:
    """A wrong run if every count with the tail kept follows a wrong rule."""
    keeping = [run for run in runs if not run.case.drop_last]
    wrong = [run for run in keeping if _count(run)]
    return wrong[0] if wrong and all(number(r.result) == rule(r.case) for r in keeping) else None


def _finding(run: Run, remark: str) -> Finding:
    return Finding(f"For {run.case} you returned {_shown(run.result)} steps, {remark}.", run)


def _shown(result: Any) -> str:
    value = number(result)
    return f"{value:g}" if value is not None else kind(result)
