"""ps1.account: the account of a whole training: updates, samples processed, passes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.content import Exercise, Finding
from autograder.exercises.guard import Student
from autograder.exercises.ps1.steps_per_epoch import steps_per_epoch
from autograder.exercises.values import kind, number

KEYS = ("steps_per_epoch", "updates", "samples_processed", "passes")


def account(
    n_samples: int, batch_size: int, num_epochs: int, drop_last: bool = False
) -> dict[str, float]:
    """Return steps per epoch, updates, samples processed and passes over the data of a plan."""
    steps = steps_per_epoch(n_samples, batch_size, drop_last)
    per_epoch = steps * batch_size if drop_last else n_samples
    return {
        "steps_per_epoch": steps,
        "updates": steps * num_epochs,
        "samples_processed": per_epoch * num_epochs,
        "passes": per_epoch * num_epochs / n_samples,
    }


@dataclass(frozen=True)
class Case:
    """One plan."""

    n_samples: int
    batch_size: int
    num_epochs: int
    drop_last: bool

    def __str__(self) -> str:
        return (
            f"{self.n_samples} samples, batch size {self.batch_size}, {self.num_epochs} epochs"
            + (", drop_last=True" if self.drop_last else "")
        )

    @property
    def tail(self) -> int:
        """Samples in the last, smaller batch."""
        return self.n_samples % self.batch_size

    @property
    def right(self) -> dict[str, float]:
        """The reference's account."""
        return account(self.n_samples, self.batch_size, self.num_epochs, self.drop_last)


@dataclass(frozen=True)
class Run:
    """The account that the function returned; ``values`` has the keys that hold a number."""

    case: Case
    result: Any
    values: dict[str, float]

    def is_wrong(self, key: str) -> bool:
        """Whether the number under a key is missing or not the right one (NaN is not)."""
        value, right = self.values.get(key), self.case.right[key]
        return value is None or not abs(value - right) <= 1e-9 * right


VISIBLE = [
    Case(n, b, epochs, drop_last)
    for n, b, epochs in ((10, 4, 3), (12, 4, 3), (1000, 96, 50))
    for drop_last in (False, True)
]


def draw(rng: np.random.Generator) -> list[Case]:
    """Three plans with a tail and one without, tail kept and dropped."""
    plans: list[tuple[int, int, int]] = []
    while len(plans) < 3:
        n, b = int(rng.integers(30, 3000)), int(rng.integers(5, 200))
        if n > 2 * b and n % b:
            plans.append((n, b, int(rng.integers(2, 40))))
    b = int(rng.integers(5, 60))
    plans.append((b * int(rng.integers(3, 20)), b, int(rng.integers(2, 40))))
    return [Case(*plan, drop_last) for plan in plans for drop_last in (False, True)]


def observe(student: Student, case: Case) -> Run:
    """One call; drop_last is left to its default where it is False."""
    options = {"drop_last": True} if case.drop_last else {}
    result = student(case.n_samples, case.batch_size, case.num_epochs, **options)
    values: dict[str, float] = {}
    if type(result) is dict:
        numbers = {key: number(value) for key, value in result.items() if type(key) is str}
        values = {key: value for key, value in numbers.items() if value is not None}
    return Run(case, result, values)


EXERCISE = Exercise(
    id="ps1.account",
    title="The account of a plan",
    lesson=1,
    points=3,
    reference=account,
    visible=VISIBLE,
    draw=draw,
    observe=observe,
    source=__file__,
)


@EXERCISE.check("a dict with a number under each of the four keys", weight=0.5, supporting=True)
def _keys(run: Run) -> str | None:
    if type(run.result) is not dict:
        return f"For {run.case} you returned {kind(run.result)}, not a dict."
    missing = [key for key in KEYS if key not in run.values]
    if missing:
        return f"For {run.case} there is no number under `{missing[0]}`."
    return None


@EXERCISE.check("steps per epoch are right")
def _steps(run: Run) -> str | None:
    return _wrong(run, "steps_per_epoch") if run.is_wrong("steps_per_epoch") else None


@EXERCISE.check("updates count every step of every epoch", weight=2)
def _updates(run: Run) -> str | None:
    """Held against the student's own steps per epoch, so that a slip there is charged once."""
    steps, updates = run.values.get("steps_per_epoch"), run.values.get("updates")
    if not run.is_wrong("updates"):
        return None
    near = steps is not None and abs(steps - run.case.right["steps_per_epoch"]) <= 1
    if near and steps is not None and updates == steps * run.case.num_epochs:
        return None
    return _wrong(run, "updates")


@EXERCISE.check(
    "the tail counts with the samples it has", weight=2, applies=lambda case: not case.drop_last
)
def _samples(run: Run) -> str | None:
    return _wrong(run, "samples_processed") if run.is_wrong("samples_processed") else None


@EXERCISE.check("dropped samples are not processed", weight=2, applies=lambda case: case.drop_last)
def _dropped(run: Run) -> str | None:
    return _wrong(run, "samples_processed") if run.is_wrong("samples_processed") else None


@EXERCISE.check("passes follow from the samples processed")
def _passes(run: Run) -> str | None:
    samples, passes = run.values.get("samples_processed"), run.values.get("passes")
    if samples and passes is not None and abs(passes * run.case.n_samples / samples - 1) < 1e-9:
        return None
    return _wrong(run, "passes") if run.is_wrong("passes") else None


@EXERCISE.diagnosis(
    "returns-nothing",
    concept="A function gives back only what stands after `return`.",
    advice="Return the dict instead of printing it.",
)
def _nothing(runs: Sequence[Run]) -> str | None:
    return "Your function returned None." if all(run.result is None for run in runs) else None


@EXERCISE.diagnosis(
    "one-update-per-epoch",
    concept="The weights are updated after every batch, not after every epoch.",
    advice="Multiply the steps of one epoch by the number of epochs.",
)
def _per_epoch(runs: Sequence[Run]) -> Finding | None:
    return _believes(runs, "updates", lambda run: run.case.num_epochs)


@EXERCISE.diagnosis(
    "one-epoch-only",
    concept="The account is for the whole training, and each epoch makes its steps anew.",
    advice="Multiply what one epoch does by the number of epochs.",
)
def _one_epoch(runs: Sequence[Run]) -> Finding | None:
    steps = _believes(runs, "updates", lambda run: run.case.right["steps_per_epoch"])
    return steps or _believes(
        runs,
        "samples_processed",
        lambda run: run.case.right["samples_processed"] / run.case.num_epochs,
    )


@EXERCISE.diagnosis(
    "step-origin",
    concept="The number of updates is how many were done, however the steps are numbered.",
    advice="Count the updates of the smallest plan by hand, from the first to the last.",
)
def _origin(runs: Sequence[Run]) -> Finding | None:
    less = _believes(runs, "updates", lambda run: run.case.right["updates"] - 1)
    return less or _believes(runs, "updates", lambda run: run.case.right["updates"] + 1)


@EXERCISE.diagnosis(
    "count-plus-one",
    concept="The extra step is the tail. With drop_last, or without a tail, there is none.",
    advice="Call your `steps_per_epoch`, and check that one first.",
)
def _plus_one(runs: Sequence[Run]) -> Finding | None:
    def rule(run: Run) -> float:
        return run.case.n_samples // run.case.batch_size + 1

    return _believes(runs, "steps_per_epoch", rule)


@EXERCISE.diagnosis(
    "count-floor",
    concept="The samples left over make one more, smaller batch: the tail. It is a step too.",
    advice="Call your `steps_per_epoch`, and check that one first.",
)
def _floor(runs: Sequence[Run]) -> Finding | None:
    return _believes(
        runs, "steps_per_epoch", lambda run: run.case.n_samples // run.case.batch_size
    ) or _believes(runs, "steps_per_epoch", lambda run: run.case.n_samples / run.case.batch_size)


@EXERCISE.diagnosis(
    "drop-last-free",
    concept="drop_last skips the tail in every epoch. Skipped samples are not processed.",
    advice="With `drop_last=True`, count the samples of the full batches only.",
)
def _free(runs: Sequence[Run]) -> Finding | None:
    for key in ("samples_processed", "passes", "steps_per_epoch"):
        if found := _ignores(runs, key):
            return found
    return None


@EXERCISE.diagnosis(
    "tail-counted-full",
    concept="The last batch is smaller: it has only the samples that are left.",
    advice="Ask how many samples one epoch really uses, then multiply by the epochs.",
)
def _full_tail(runs: Sequence[Run]) -> Finding | None:
    return _believes(
        runs, "samples_processed", lambda run: run.case.right["updates"] * run.case.batch_size
    )


def _wrong(run: Run, key: str) -> str:
    value = run.values.get(key)
    shown = f"{value:g}" if value is not None else "no number"
    return f"For {run.case} you have {shown} under `{key}`."


def _believes(
    runs: Sequence[Run], key: str, rule: Callable[[Run], float], drop_last: bool = False
) -> Finding | None:
    """A finding if the number under a key follows a wrong rule in all runs with this drop_last."""
    asked = [run for run in runs if run.case.drop_last == drop_last]
    wrong = [run for run in asked if run.is_wrong(key)]
    if wrong and all(_same(run.values.get(key), rule(run)) for run in asked):
        return Finding(_wrong(wrong[0], key), wrong[0])
    return None


def _ignores(runs: Sequence[Run], key: str) -> Finding | None:
    """A finding if the number under a key is the one with the tail kept, though it was dropped."""

    def kept(run: Run) -> float:
        case = run.case
        return account(case.n_samples, case.batch_size, case.num_epochs)[key]

    return _believes(runs, key, kept, drop_last=True)


def _same(value: float | None, other: float) -> bool:
    return value is not None and abs(value - other) <= 1e-9 * max(1.0, abs(other))
