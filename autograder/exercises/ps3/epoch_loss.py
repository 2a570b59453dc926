"""ps3.epoch_loss: the loss of an epoch from the losses of its batches."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.content import Exercise, Finding
from autograder.exercises.findings import shown
from autograder.exercises.guard import Student
from autograder.exercises.loss_rules import (
    Epoch,
    Rule,
    agrees,
    last_batch,
    mean,
    mean_of_means,
    wrong_divisors,
)
from autograder.exercises.values import close, kind, number
from autograder.exercises.words import listed


def epoch_loss(batch_losses: list[float], batch_sizes: list[int]) -> float:
    """Return the mean loss per sample of an epoch: each batch's mean loss, weighted by its size."""
    total = 0.0
    for loss, size in zip(batch_losses, batch_sizes, strict=True):
        total += loss * size
    return total / sum(batch_sizes)


@dataclass(frozen=True)
class Case:
    """The mean losses of an epoch's batches, and their sizes."""

    losses: tuple[float, ...]
    sizes: tuple[int, ...]

    def __str__(self) -> str:
        losses = shown(self.losses)
        return f"batch losses {losses} and batch sizes {listed(self.sizes)}"

    @property
    def even(self) -> bool:
        """Whether all batches have one size, so that every mean of means is right."""
        return len(set(self.sizes)) == 1

    @property
    def epoch(self) -> Epoch:
        """Losses and sizes, for the rules."""
        return (self.losses, self.sizes)

    @property
    def tail_only(self) -> bool:
        """Whether all batches but the last have one size."""
        return not self.even and len(set(self.sizes[:-1])) == 1


@dataclass(frozen=True)
class Run:
    """What the function returned for a case."""

    case: Case
    result: Any
    untouched: bool

    @property
    def value(self) -> float | None:
        """The result as a number."""
        return number(self.result)

    @property
    def right(self) -> bool:
        """Whether it is the weighted mean."""
        return self.value is not None and close(self.value, mean(self.case.epoch), scale=1e-3)

    @property
    def what(self) -> str:
        """The call and its result in words."""
        result = kind(self.result) if self.value is None else f"{self.value:.4g}"
        return f"For {self.case} you returned {result}."


VISIBLE = [
    Case((0.5, 0.75, 2.0), (4, 4, 2)),
    Case((1.5, 0.9, 0.7, 0.6, 3.2), (5, 5, 5, 5, 3)),
    Case((0.8, 0.4, 0.3), (4, 4, 4)),
    Case((1.25,), (7,)),
]


def draw(rng: np.random.Generator) -> list[Case]:
    """Two epochs with a tail whose loss stands out, one with batches of any sizes, one of one size."""
    cases = []
    for _ in range(2):
        size, full = int(rng.integers(3, 40)), int(rng.integers(2, 5))
        losses = [*rng.uniform(0.1, 1.0, full), rng.uniform(1.5, 4.0)]
        cases.append(_case(losses, [size] * full + [int(rng.integers(1, size))]))
    sizes = rng.permutation(np.arange(1, 30))[:4]
    return [*cases, *(_case(rng.uniform(0.1, 4.0, 4), s) for s in (sizes, [int(sizes[0])] * 4))]


def observe(student: Student, case: Case) -> Run:
    """One call with two lists."""
    losses, sizes = list(case.losses), list(case.sizes)
    result = student(losses, sizes)
    return Run(case, result, (tuple(losses), tuple(sizes)) == (case.losses, case.sizes))


EXERCISE = Exercise(
    id="ps3.epoch_loss",
    title="The loss of an epoch",
    lesson=7,
    points=2,
    reference=epoch_loss,
    visible=VISIBLE,
    draw=draw,
    observe=observe,
    source=__file__,
)


@EXERCISE.check("the result is a number", supporting=True)
def _number(run: Run) -> str | None:
    return None if run.value is not None else run.what


def _mean(run: Run) -> str | None:
    return None if run.right else run.what


EXERCISE.check("batches of one size", applies=lambda case: case.even)(_mean)
EXERCISE.check(
    "a tail counts with the samples it has", weight=4, applies=lambda case: case.tail_only
)(_mean)
EXERCISE.check(
    "batches of any sizes",
    visible=False,
    applies=lambda case: not case.even and not case.tail_only,
)(_mean)


@EXERCISE.check("the two lists are left as they were", supporting=True)
def _untouched(run: Run) -> str | None:
    return None if run.untouched else "After the call, the lists passed in had changed."


@EXERCISE.diagnosis(
    "returns-nothing",
    concept="A function gives back only what stands after `return`.",
    advice="Return the number instead of printing it.",
)
def _nothing(runs: Sequence[Run]) -> str | None:
    return "Your function returned None." if all(run.result is None for run in runs) else None


@EXERCISE.diagnosis(
    "mean-of-means",
    concept="That is the plain mean of the batch losses. "
    "The tail has fewer samples, so its mean must count less.",
    advice="Weight every batch loss by its number of samples.",
)
def _plain_mean(runs: Sequence[Run]) -> Finding | None:
    return _believes(runs, mean_of_means)


@EXERCISE.diagnosis(
    "returns-early",
    concept="`return` inside the loop ends the function after the first batch.",
    advice="Return after the loop, when all batches have been added.",
)
def _early(runs: Sequence[Run]) -> Finding | None:
    def first_batch(epochs: Sequence[Epoch]) -> list[float]:
        losses, sizes = epochs[-1]
        return [losses[0], losses[0] * sizes[0] / sum(sizes)]

    return _believes(runs, first_batch)


@EXERCISE.diagnosis(
    "last-batch-only",
    concept="That is the last batch's loss. An epoch's loss is the mean over all its samples.",
    advice="Add up the batches in the loop instead of writing over the loss.",
)
def _last(runs: Sequence[Run]) -> Finding | None:
    return _believes(runs, last_batch)


@EXERCISE.diagnosis(
    "epoch-loss-divisor",
    concept="A sum over samples becomes their mean by one number only: "
    "how many samples were added up.",
    advice="Divide by the sum of the batch sizes.",
)
def _divisor(runs: Sequence[Run]) -> Finding | None:
    return _believes(runs, wrong_divisors)


def _believes(runs: Sequence[Run], rule: Rule) -> Finding | None:
    """A finding if all results with a tail follow a wrong rule."""
    tails = [run for run in runs if run.case.tail_only]
    wrong = [run for run in tails if not run.right]
    told = [([run.case.epoch], run.value) for run in tails if run.value is not None]
    if wrong and len(told) == len(tails) and agrees(rule, told):
        return Finding(wrong[0].what, wrong[0])
    return None


def _case(losses: Any, sizes: Any) -> Case:
    return Case(tuple(round(float(loss), 3) for loss in losses), tuple(int(size) for size in sizes))
