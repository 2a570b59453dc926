"""What ``ps2.train_epoch`` observes: the gradients of one epoch and what was returned."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.chain import Chain
from autograder.exercises.grid import Grid
from autograder.exercises.guard import Student
from autograder.exercises.ps2.sgd_step import sgd_step
from autograder.exercises.trace import Array, Recorder, Samples, batches_of
from autograder.exercises.values import array


@dataclass(frozen=True)
class Case:
    """One epoch."""

    n_samples: int
    batch_size: int
    lr: float
    seed: int

    def __str__(self) -> str:
        return f"{self.n_samples} samples, batch size {self.batch_size}, lr = {self.lr:g}"


@dataclass(frozen=True)
class Run:
    """The batches that were passed in, the recorded gradients, and what was returned."""

    case: Case
    batches: list[list[int]]
    chain: Chain
    result: Any
    step_calls: int
    untouched: bool

    @property
    def used(self) -> list[list[int]]:
        """The samples of each gradient."""
        return [call.rows for call in self.chain.calls]


VISIBLE = [Case(10, 4, 0.1, 1), Case(7, 2, 0.05, 2)]


def draw(rng: np.random.Generator) -> list[Case]:
    """Three epochs with a tail of at least two samples."""
    cases = []
    for lr in rng.uniform(0.03, 0.2, 3):
        b = int(rng.integers(4, 7))
        n = b * int(rng.integers(2, 4)) + int(rng.integers(2, b))
        cases.append(Case(n, b, round(float(lr), 3), int(rng.integers(1 << 30))))
    return cases


def observe(student: Student, case: Case) -> Run:
    """One epoch with a recording gradient and a counting step."""
    rng = np.random.default_rng(case.seed)
    samples = Samples(case.n_samples, 3, rng)
    rows = batches_of(rng.permutation(case.n_samples).tolist(), case.batch_size)
    batches = [(samples.X[batch], samples.y[batch]) for batch in rows]
    before = [(X.copy(), y.copy()) for X, y in batches]
    w0 = samples.w0.copy()
    gradient = Recorder("gradient", samples, samples.gradient)
    counted = 0

    def step(w: Array, grad: Array, lr: float) -> Array:
        nonlocal counted
        counted += 1
        return sgd_step(np.asarray(w, dtype=float), np.asarray(grad, dtype=float), lr)

    result = student(samples.w0, batches, case.lr, gradient=gradient, sgd_step=step)
    value = array(result)
    if value is not None and value.shape != w0.shape:
        value = None
    chain = Chain(w0, gradient.calls, value, case.lr)
    same = all(
        np.array_equal(X, A) and np.array_equal(y, b)
        for (X, y), (A, b) in zip(batches, before, strict=True)
    )
    return Run(case, rows, chain, result, counted, samples.untouched and same)


def grid(run: Run) -> Grid:
    """Samples by gradients."""
    return Grid(run.case.n_samples, run.used, [len(run.used)])
