"""What ``ps2.train`` observes: trainings, as recorded calls and what was returned."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.exercises.chain import Chain
from autograder.exercises.grid import Grid
from autograder.exercises.guard import MisuseError, Student, StudentError
from autograder.exercises.ps1.minibatches import minibatches
from autograder.exercises.ps2.sgd_step import sgd_step
from autograder.exercises.trace import Array, Recorder, Samples
from autograder.exercises.values import array, close, number, whole

OWN_EPOCHS = 8
OWN_LR = 0.07


@dataclass(frozen=True)
class Case:
    """One training."""

    n_samples: int
    batch_size: int
    num_epochs: int
    lr: float
    seed: int

    def __str__(self) -> str:
        return (
            f"{self.n_samples} samples, batch size {self.batch_size}, {self.num_epochs} epochs, "
            f"lr = {self.lr:g}"
        )

    @property
    def tail(self) -> int:
        """Samples in the last, smaller batch."""
        return self.n_samples % self.batch_size

    @property
    def steps_per_epoch(self) -> int:
        """Steps of one epoch, the tail's included."""
        return -(-self.n_samples // self.batch_size)

    @property
    def updates(self) -> int:
        """Steps of the training."""
        return self.steps_per_epoch * self.num_epochs


@dataclass(frozen=True)
class Training:
    """One call: the gradients it took, and the weights and losses it returned."""

    chain: Chain
    result: Any
    paired: bool
    losses: list[float] | None
    mismatched: list[int]
    step_calls: int

    @property
    def steps(self) -> list[list[int]]:
        """The samples of each gradient."""
        return [call.rows for call in self.chain.calls]

    @property
    def points(self) -> list[Array]:
        """The weights before each step, and the returned ones."""
        return self.chain.points

    def epochs(self, case: Case) -> list[list[int]]:
        """The samples of each epoch in the order of their use, cut by the steps of an epoch."""
        length = case.steps_per_epoch
        parts = [self.steps[i : i + length] for i in range(0, len(self.steps), length)]
        return [[row for rows in part for row in rows] for part in parts]


@dataclass(frozen=True)
class Run:
    """A training; one epoch again with its seed, and with another; one with the student's functions."""

    case: Case
    samples: Samples
    first: Training
    again: Training
    other: Training
    untouched: bool
    own_falls: bool
    own_problem: str

    @property
    def repeatable(self) -> bool:
        """Whether the first epoch takes the samples as it did before with the same seed."""
        return self._begins_like(self.again)

    @property
    def seeded(self) -> bool:
        """Whether another seed gives another order."""
        return not self._begins_like(self.other)

    def _begins_like(self, other: Training) -> bool:
        length = min(len(other.steps), self.case.steps_per_epoch)
        return self.first.steps[:length] == other.steps[:length]

    def right_losses(self) -> list[float]:
        """The loss of each step's batch at the weights before its update."""
        return [self.samples.loss(call.w, call.rows) for call in self.first.chain.calls]


VISIBLE = [Case(10, 4, 3, 0.1, 1), Case(13, 5, 2, 0.05, 2)]


def draw(rng: np.random.Generator) -> list[Case]:
    """The least configuration and two drawn ones with a tail of at least two samples."""
    cases = [Case(10, 4, 3, 0.08, int(rng.integers(1 << 30)))]
    for lr in rng.uniform(0.03, 0.15, 2):
        b = int(rng.integers(4, 7))
        n = b * int(rng.integers(2, 4)) + int(rng.integers(2, b))
        epochs = int(rng.integers(2, 5))
        cases.append(Case(n, b, epochs, round(float(lr), 3), int(rng.integers(1 << 30))))
    return cases


def observe(student: Student, case: Case) -> Run:
    """Three recorded trainings, two of one epoch, and one with the student's own functions."""
    samples = Samples(case.n_samples, 3, np.random.default_rng(case.seed))
    train = partial(_train, student, case, samples)
    first, again, other = train(1, case.num_epochs), train(1, 1), train(2, 1)
    falls, problem = _own(student, case, samples)
    return Run(case, samples, first, again, other, samples.untouched, falls, problem)


def grid(run: Run) -> Grid:
    """Samples by steps, cut into the student's epochs, or those of the plan if they are uneven."""
    steps = run.first.steps
    length, uneven = divmod(len(steps), run.case.num_epochs)
    if uneven or not length:
        length = run.case.steps_per_epoch
    return Grid(run.case.n_samples, steps, [length] * (len(steps) // length))


def stands(run: Run) -> bool:
    """Whether the weights stayed the same within every epoch, but not over all."""
    calls, length = run.first.chain.calls, run.case.steps_per_epoch
    epochs = [calls[i : i + length] for i in range(0, len(calls), length)]
    still = [close(call.w, epoch[0].w) for epoch in epochs for call in epoch]
    return bool(calls) and length > 1 and all(still)


def moves_by_mean(run: Run) -> bool:
    """Whether the weights moved once an epoch, by the mean or the last of its gradients."""
    points = run.first.points[:: run.case.steps_per_epoch]
    gradients = np.array([call.result for call in run.first.chain.calls])
    epochs = np.array_split(gradients, run.case.num_epochs)
    return len(points) == len(epochs) + 1 and all(
        any(close(after, before - run.case.lr * step) for step in (epoch.mean(axis=0), epoch[-1]))
        for (before, after), epoch in zip(pairwise(points), epochs, strict=True)
    )


def losses_are(run: Run, at: Callable[[Run, int], tuple[Array, int | None]]) -> bool:
    """Whether loss t is that at the weights ``at`` gives, of its batch t or, for None, of all."""
    losses = run.first.losses
    if losses is None or not run.first.steps or len(losses) != len(run.first.steps):
        return False
    if len(run.first.points) <= len(losses):
        return False
    for t, loss in enumerate(losses):
        w, batch = at(run, t)
        rows = range(run.case.n_samples) if batch is None else run.first.steps[batch]
        if not close(loss, run.samples.loss(w, rows)):
            return False
    return True


def _train(student: Student, case: Case, samples: Samples, seed: int, num_epochs: int) -> Training:
    gradient = Recorder("gradient", samples, samples.gradient)
    loss = Recorder("loss", samples, samples.loss)
    w0, counted = samples.w0.copy(), 0

    def step(w: Any, grad: Any, lr: float) -> Array:
        nonlocal counted
        counted += 1
        return sgd_step(np.asarray(w, dtype=float), np.asarray(grad, dtype=float), lr)

    result = student(
        samples.w0,
        samples.X,
        samples.y,
        batch_size=case.batch_size,
        num_epochs=num_epochs,
        lr=case.lr,
        rng=np.random.default_rng([case.seed, seed]),
        minibatches=_batches,
        loss=loss,
        gradient=gradient,
        sgd_step=step,
    )
    paired = type(result) in (tuple, list) and len(result) == 2
    value = array(result[0]) if paired else None
    if value is None or value.shape != w0.shape:
        value = None
    losses = _numbers(result[1]) if paired else None
    chain = Chain(w0, gradient.calls, value, case.lr)
    return Training(chain, result, paired, losses, gradient.mismatched, counted)


def _batches(X: Any, y: Any, batch_size: Any, rng: Any) -> list[tuple[Array, Array]]:
    """The reference's batches as a list, with a plain word where the call cannot be meant."""
    A, b = array(X), array(y)
    if A is None or A.ndim != 2 or b is None or b.shape != A.shape[:1]:
        raise MisuseError("`minibatches` got an X or y that is no data set.")
    if (whole(batch_size) or 0) < 1:
        raise MisuseError("`minibatches` got a batch size that is no whole number above 0.")
    if not hasattr(rng, "permutation"):
        raise MisuseError("`minibatches` got something else than a generator as `rng`.")
    return list(minibatches(A, b, batch_size, rng))


def _own(student: Student, case: Case, samples: Samples) -> tuple[bool, str]:
    """Whether the loss falls in a training with the functions of the student's notebook."""
    rng = np.random.default_rng([case.seed, 3])
    plan = {"batch_size": case.batch_size, "num_epochs": OWN_EPOCHS, "lr": OWN_LR, "rng": rng}
    try:
        result = student(samples.w0.copy(), samples.X.copy(), samples.y.copy(), **plan)
    except StudentError as error:
        if error.kind == "TimeLimit":
            raise
        return False, error.what
    w = array(result[0]) if type(result) in (tuple, list) and len(result) == 2 else None
    if w is None or w.shape != samples.w0.shape:
        return False, "no weights came back."
    rows = range(case.n_samples)
    return samples.loss(w, rows) < 0.95 * samples.loss(samples.w0, rows), ""


def _numbers(values: Any) -> list[float] | None:
    if type(values) not in (list, tuple, np.ndarray):
        return None
    numbers = [number(value) for value in values]
    return None if None in numbers else [value for value in numbers if value is not None]
