"""ps2.sgd_step: one update of the weights."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.content import Exercise
from autograder.exercises.guard import Student
from autograder.exercises.trace import Array
from autograder.exercises.values import array, close, kind


def sgd_step(w: Array, grad: Array, lr: float) -> Array:
    """Return the weights after one step against the gradient."""
    return w - lr * grad


@dataclass(frozen=True)
class Case:
    """One update."""

    n_features: int
    lr: float
    seed: int

    def __str__(self) -> str:
        return f"{self.n_features} weights and lr = {self.lr:g}"


@dataclass(frozen=True)
class Run:
    """What the function returned, and what was passed in."""

    case: Case
    w: Array
    grad: Array
    result: Any
    value: Array | None
    w_untouched: bool
    grad_untouched: bool

    @property
    def move(self) -> Array | None:
        """By how much the weights moved; None if the result is no vector of weights."""
        if self.value is None or self.value.shape != self.w.shape:
            return None
        return np.asarray(self.value - self.w)


VISIBLE = [Case(3, 0.1, 1), Case(2, 0.5, 2)]


def draw(rng: np.random.Generator) -> list[Case]:
    """Three updates with different learning rates, none of them 1."""
    return [
        Case(int(rng.integers(2, 7)), round(float(lr), 3), int(rng.integers(1 << 30)))
        for lr in rng.uniform([0.01, 0.1, 1.5], [0.09, 0.9, 3.0])
    ]


def observe(student: Student, case: Case) -> Run:
    """One call."""
    rng = np.random.default_rng(case.seed)
    w, grad = rng.uniform(0.5, 2.0, (2, case.n_features)) * rng.choice(
        (-1, 1), (2, case.n_features)
    )
    given_w, given_grad = w.copy(), grad.copy()
    result = student(given_w, given_grad, case.lr)
    same = np.array_equal(given_w, w), np.array_equal(given_grad, grad)
    return Run(case, w, grad, result, array(result), *same)


EXERCISE = Exercise(
    id="ps2.sgd_step",
    title="One update",
    lesson=2,
    points=1,
    reference=sgd_step,
    visible=VISIBLE,
    draw=draw,
    observe=observe,
    source=__file__,
)


@EXERCISE.check("new weights, of the shape of w", weight=0.5, supporting=True)
def _shape(run: Run) -> str | None:
    if run.move is not None:
        return None
    if run.value is not None:
        return f"For {run.case} your result has shape {run.value.shape}."
    return f"For {run.case} you returned {kind(run.result)}."


@EXERCISE.check("the step goes against the gradient, lr times its length", weight=2)
def _step(run: Run) -> str | None:
    if run.value is not None and close(run.value, sgd_step(run.w, run.grad, run.case.lr)):
        return None
    return _shape(run) or f"For {run.case}, the weights did not move by lr times the gradient."


@EXERCISE.check("w and grad are left as they were", weight=0.5, supporting=True)
def _untouched(run: Run) -> str | None:
    if not run.w_untouched:
        return "After the call, the `w` that was passed in had changed."
    return None if run.grad_untouched else "After the call, the `grad` passed in had changed."


@EXERCISE.diagnosis(
    "writes-to-arguments",
    concept="The caller may still need the old array, to keep the best weights for example.",
    advice="Compute a new array and return it: `w - …` makes one, `w -= …` writes into the old one.",
)
def _in_place(runs: Sequence[Run]) -> str | None:
    return next((what for run in runs if (what := _untouched(run))), None)


@EXERCISE.diagnosis(
    "returns-nothing",
    concept="A function gives back only what stands after `return`.",
    advice="Return the new weights.",
)
def _nothing(runs: Sequence[Run]) -> str | None:
    return "Your function returned None." if all(run.result is None for run in runs) else None


@EXERCISE.diagnosis(
    "ascent",
    concept="The gradient points to where the loss grows, so the step goes the other way.",
    advice="Look at the sign between `w` and the step.",
)
def _ascent(runs: Sequence[Run]) -> str | None:
    return _moves(runs, lambda run: run.case.lr * run.grad, "along the gradient, not against it")


@EXERCISE.diagnosis(
    "ignores-argument",
    concept="The learning rate says how much of the gradient one step takes.",
    advice="Multiply the gradient with `lr` before you subtract it.",
)
def _no_lr(runs: Sequence[Run]) -> str | None:
    what = "by the whole gradient, whatever the learning rate"
    return _moves(runs, lambda run: -run.grad, what)


@EXERCISE.diagnosis(
    "returns-change",
    concept="A step starts from where the weights are.",
    advice="Add the change to `w` and return the sum.",
)
def _change_only(runs: Sequence[Run]) -> str | None:
    changes = [_change(run) for run in runs]
    return "Your function returned the change of the weights alone." if all(changes) else None


def _change(run: Run) -> bool:
    step = run.case.lr * run.grad
    return run.value is not None and (close(run.value, step) or close(run.value, -step))


def _moves(runs: Sequence[Run], rule: Callable[[Run], Array], how: str) -> str | None:
    if all(run.move is not None and close(run.move, rule(run)) for run in runs):
        return f"The weights moved {how}."
    return None
