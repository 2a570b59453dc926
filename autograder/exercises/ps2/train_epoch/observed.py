"""What ``ps2.train_epoch`` observes: the gradients of one epoch and what was returned."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.cases import Batched, seed
from autograder.exercises.chain import Chain
from autograder.exercises.grid import Grid
from autograder.exercises.guard import Student
from autograder.exercises.tape import Event, Tape
from autograder.exercises.trace import Array, Samples, batches_of, unused
from autograder.exercises.values import close


@dataclass(frozen=True)
class Case(Batched):
    """One epoch; its gradients are small from the start if it is ``near``, great if ``far`` is above 1."""

    lr: float
    seed: int
    near: bool = False
    far: float = 1.0

    def __str__(self) -> str:
        return f"{super().__str__()}, lr = {self.lr:g}"


@dataclass(frozen=True)
class Run:
    """The batches that were passed in, what was asked for, the steps, and what was returned."""

    case: Case
    batches: list[list[int]]
    events: list[Event]
    chain: Chain
    result: Any
    untouched: bool

    @property
    def used(self) -> list[list[int]]:
        """The samples of each gradient."""
        return [call.rows for call in self.chain.calls]

    @property
    def unused(self) -> list[int]:
        """The samples that no gradient used."""
        return unused((row for rows in self.used for row in rows), self.case.n_samples)

    @property
    def stands(self) -> bool:
        """Whether all gradients, two or more, were taken at the weights that were passed in."""
        return len(self.used) > 1 and all(close(c.w, self.chain.w0) for c in self.chain.calls)

    @property
    def grid(self) -> Grid:
        """Samples by gradients."""
        return Grid(self.case.n_samples, self.used, [len(self.used)])

    def ends_at(self, w: Array) -> bool:
        """Whether these weights were returned."""
        return self.chain.result is not None and close(self.chain.result, w)


VISIBLE = [Case(10, 4, 0.1, 1), Case(7, 2, 0.05, 2), Case(11, 3, 0.1, 3, near=True)]


def draw(rng: np.random.Generator) -> list[Case]:
    """Epochs with a tail, many batches with a tail of one sample, one that comes to the best weights, one far."""
    cases = []
    for lr, more in zip(rng.uniform(0.03, 0.2, 3), (2, 3, 8), strict=True):
        b = int(rng.integers(4, 7))
        n = b * more + (1 if more == 8 else int(rng.integers(1, b)))
        cases.append(Case(n, b, round(float(lr), 3), seed(rng)))
    near = Case(2 * int(rng.integers(30, 40)) + 1, 2, 0.4, seed(rng), near=True)
    return [*cases, near, Case(9, 4, 1.1, seed(rng), far=100.0)]


def observe(student: Student, case: Case) -> Run:
    """One epoch with recorded functions."""
    rng = np.random.default_rng(case.seed)
    samples = Samples(case.n_samples, 3, rng, near=case.near, far=case.far)
    rows = batches_of(rng.permutation(case.n_samples).tolist(), case.batch_size)
    w0, tape = samples.w0.copy(), Tape(samples)
    arrays = [tape.lend(batch) for batch in rows]
    options = {"gradient": tape.gradient, "sgd_step": tape.sgd_step}
    result = student(samples.w0, list(arrays), case.lr, **options)
    chain = Chain.of(tape, w0, result, case.lr)
    untouched = samples.untouched and not tape.written
    return Run(case, rows, tape.events, chain, result, untouched)
