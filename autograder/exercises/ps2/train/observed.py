"""What ``ps2.train`` observes: trainings, as recorded calls and what was returned."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.exercises.cases import Batched, seed
from autograder.exercises.chain import Chain
from autograder.exercises.grid import Grid
from autograder.exercises.guard import Student
from autograder.exercises.tape import Asked, Event, Step, Tape
from autograder.exercises.trace import Array, Samples
from autograder.exercises.values import close, numbers


@dataclass(frozen=True)
class Case(Batched):
    """One training; gradients and losses are small from the start if it is ``near``, great if ``far`` is above 1."""

    num_epochs: int
    lr: float
    seed: int
    near: bool = False
    far: float = 1.0

    def __str__(self) -> str:
        return f"{super().__str__()}, {self.num_epochs} epochs, lr = {self.lr:g}"


@dataclass(frozen=True)
class Training:
    """One call: what it asked for, the gradients that stand for its steps, and what it returned."""

    case: Case
    events: list[Event]
    chain: Chain
    result: Any
    losses: list[float] | None

    @property
    def steps(self) -> list[list[int]]:
        """The samples of each step."""
        return [call.rows for call in self.chain.calls]

    @property
    def asked(self) -> list[Asked]:
        """The calls of ``minibatches``."""
        return [event for event in self.events if isinstance(event, Asked)]

    @cached_property
    def epochs(self) -> list[list[Step]]:
        """The steps of each epoch: of the batches that one call of ``minibatches`` gave, with those that came again.

        Where ``minibatches`` was called once, or not at all, they are cut by the steps that an epoch has.
        """
        steps, length = set(map(id, self.chain.calls)), self.case.batches
        pieces: list[list[Step]] = [[]]
        given: list[list[int]] = []
        last: list[list[int]] = []
        made = 0
        for event in self.events:
            if isinstance(event, Asked):
                pieces, length = [*pieces, []], max(len(event.batches), 1)
                last = event.batches if len(self.asked) > 1 else []
                given = given + event.batches
            elif isinstance(event, Step) and id(event) in steps:
                again = event.rows in last and given[made : made + 1] != [event.rows]
                if len(pieces[-1]) >= length and not again:
                    pieces.append([])
                pieces[-1].append(event)
                made += 1
        return [piece for piece in pieces if piece]

    @property
    def orders(self) -> list[list[int]]:
        """The samples of each epoch in the order of their use."""
        return [[row for step in epoch for row in step.rows] for epoch in self.epochs]


@dataclass(frozen=True)
class Run:
    """A training, the same again, and one with another seed."""

    case: Case
    samples: Samples
    first: Training
    again: Training
    other: Training
    untouched: bool

    @property
    def chain(self) -> Chain:
        """The updates of the training."""
        return self.first.chain

    @property
    def repeatable(self) -> bool:
        """Whether the same call takes the samples in the same order again."""
        return self.first.orders == self.again.orders

    @property
    def seeded(self) -> bool:
        """Whether another seed gives another order."""
        return not self.other.orders or self.first.orders[:1] != self.other.orders[:1]

    @property
    def one_order(self) -> bool:
        """Whether all epochs, two or more, took the samples in the same order."""
        orders = self.first.orders
        return len(orders) > 1 and all(order == orders[0] for order in orders)

    @property
    def asked_once(self) -> bool:
        """Whether one call of ``minibatches`` gave the batches of two epochs or more."""
        epochs, asked = self.first.epochs, self.first.asked
        given = [rows for call in asked for rows in call.batches]
        return len(asked) == 1 < len(epochs) and all(
            sorted(step.rows for step in epoch) == sorted(given) for epoch in epochs
        )

    @property
    def grid(self) -> Grid:
        """Samples by steps."""
        lengths = [len(epoch) for epoch in self.first.epochs]
        return Grid(self.case.n_samples, self.first.steps, lengths)

    def losses_are(self, at: Callable[[int], Array], of: Callable[[int], list[int]]) -> bool:
        """Whether the losses are wrong, and loss t that at the weights ``at(t)`` of the samples ``of(t)``."""
        losses, calls = self.first.losses, self.chain.calls
        return (
            losses is not None
            and len(losses) == len(calls) == len(self.chain.points) - 1 > 0
            and not close(losses, [call.loss for call in calls])
            and all(close(x, self.samples.loss(at(t), of(t))) for t, x in enumerate(losses))
        )


VISIBLE = [
    Case(10, 4, 3, 0.1, 1),
    Case(13, 5, 2, 0.05, 2),
    Case(23, 4, 2, 0.1, 3),
    Case(11, 4, 2, 0.1, 4, near=True),
]


def draw(rng: np.random.Generator) -> list[Case]:
    """The least configuration, one without a tail; drawn ones with a tail, of one sample too, near the best w, far."""
    cases = [Case(n, 4, 3, 0.08, seed(rng)) for n in (10, 16)]
    for lr, most, near, far in zip(
        [*rng.uniform(0.03, 0.15, 3), rng.uniform(1.0, 1.5)],
        (1, 9, 9, 9),
        (False, False, True, False),
        (1.0, 1.0, 1.0, 30.0),
        strict=True,
    ):
        b, epochs = int(rng.integers(4, 7)), int(rng.integers(2, 5))
        n = b * int(rng.integers(2, 4)) + min(int(rng.integers(1, b)), most)
        if near:  # as long as it takes to come to the best weights
            lr, epochs = 0.4, 12
        cases.append(Case(n, b, epochs, round(float(lr), 3), seed(rng), near, far))
    return cases


def observe(student: Student, case: Case) -> Run:
    """Three recorded trainings."""
    rng = np.random.default_rng(case.seed)
    samples = Samples(case.n_samples, 3, rng, near=case.near, far=case.far)
    first, again, other = (_train(student, case, samples, number) for number in (1, 1, 2))
    return Run(case, samples, first, again, other, samples.untouched)


def _train(student: Student, case: Case, samples: Samples, number: int) -> Training:
    tape, w0 = Tape(samples), samples.w0.copy()
    result = student(
        samples.w0,
        samples.X,
        samples.y,
        batch_size=case.batch_size,
        num_epochs=case.num_epochs,
        lr=case.lr,
        rng=np.random.default_rng([case.seed, number]),
        minibatches=tape.minibatches,
        loss=tape.loss,
        gradient=tape.gradient,
        sgd_step=tape.sgd_step,
    )
    several = type(result) in (tuple, list) and len(result) > 1
    chain = Chain.of(tape, w0, result[0] if several else result, case.lr)
    return Training(case, tape.events, chain, result, numbers(result[1]) if several else None)
