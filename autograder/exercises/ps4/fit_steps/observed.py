"""What ``ps4.fit_steps`` observes: a training that counts in steps, with a learning rate for each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from autograder.exercises.cases import integers, seed
from autograder.exercises.guard import MisuseError, Student
from autograder.exercises.ps4.supply import BySteps, Steps, Stream
from autograder.exercises.tape import Step, Tape
from autograder.exercises.trace import Array
from autograder.exercises.training import set_up
from autograder.exercises.values import TOLERANCE, blur, close, number


@dataclass(frozen=True)
class Case(Steps):
    """A plan in steps; where it starts ``far`` away, gradients and losses are great."""

    seed: int
    far: float = 1.0


def rate(step: float) -> float:
    """The schedule: falls with every step, so that a rate tells which step it was asked for."""
    return 0.08 / (1.0 + 0.11 * max(step, -1.0))


@dataclass(frozen=True, eq=False, kw_only=True)
class Run(BySteps):
    """A training by steps; ``asked_rates`` are the steps that the schedule was asked for."""

    case: Case
    asked_rates: list[float]

    def led_to(self, steps: Sequence[Step]) -> Array:
        """w − schedule(updates before) · gradient."""
        return np.asarray(steps[-1].w - rate(len(steps) - 1) * steps[-1].gradient)

    @property
    def off_course(self) -> str | None:
        """The same for a step of any length against its gradient: the lengths are asked apart."""
        if not self.steps or not close(self.steps[0].w, self.w):
            return super().off_course
        for t, way in enumerate(self.rates):
            if way is None or way <= 0:
                back = self.end if t == len(self.steps) - 1 else None
                for number, step in enumerate(self.steps):
                    if back is not None and close(step.w, back):
                        return f"For {self.case}, the weights of step {number} (from 0) came back."
                if back is not None:
                    what = "the weights that came back are not those after the last step, against its gradient"
                    return f"For {self.case}, {what}."
                return (
                    f"For {self.case}, step {t} (from 0) did not go straight against its gradient."
                )
        return None if self.rates else "No weights came back."

    @property
    def counted(self) -> str:
        """The steps: where an epoch ends among them is not seen."""
        return f"{len(self.steps)} steps"

    @cached_property
    def rates(self) -> list[float | None]:
        """How far each step went along its gradient; None where it went elsewhere."""
        moves = zip(self.steps, self.reached, strict=False)
        return [_rate(step, after - step.w) for step, after in moves]

    def took(self, number: int, other: float) -> bool:
        """Whether a step had the rate of another, as well as its weights can tell where the gradient is small."""
        value, step = self.rates[number], self.steps[number]
        length = float(np.linalg.norm(step.gradient))
        slack = max(1e-6 * length, blur(step.w))
        return value is not None and abs(value - rate(other)) * length < slack

    @property
    def asked_for(self) -> str:
        """What the schedule was asked for, or what was made of its answer."""
        asked = self.asked_rates
        if not asked:
            return f"For {self.case}, `schedule` was never called."
        wrong = next((t for t in range(len(self.rates)) if not self.took(t, t)), None)
        if wrong is not None and asked == list(range(self.case.updates)):
            taken, given = self.rates[wrong] or 0.0, rate(wrong)
            what = f"step {wrong} (from 0) took {taken:.4g} times its gradient"
            return f"For {self.case}, {what}; `schedule({wrong})` was {given:.4g}."
        odd = next((t for t, step in enumerate(asked) if step != t), 0)
        start = max(odd - 2, 0)
        steps = ", ".join(f"{step:g}" for step in asked[start : start + 7])
        if len(asked) == 1:
            return f"For {self.case}, `schedule` was asked once, for step {steps}."
        before, after = "…, " * (start > 0), " and so on" * (len(asked) > start + 7)
        return f"For {self.case}, `schedule` was asked for the steps {before}{steps}{after}."


VISIBLE = [Case(10, 4, 5, 3, 1), Case(10, 4, 2, 3, 2), Case(60, 25, 7, 2, 3)]
SHAPES = ((5, 2), (7, 3), (8, 3), (11, 4))


def draw(rng: np.random.Generator) -> list[Case]:
    """Epochs longer and shorter than a pass; many epochs, many steps, one of each; one batch a pass; far.

    Where an epoch is one step, the last is not the one with the smallest loss.
    """

    between = integers(rng)
    plans = [(between(4, 7), 4), (2, 4), (1, between(3, 6)), (between(3, 6), 1)]
    cases = [Case(*SHAPES[between(0, 4)], *plan, seed(rng)) for plan in plans]
    while ends_lowest(cases[2]):
        cases[2] = replace(cases[2], seed=seed(rng))
    many = Case(between(9, 12), 4, between(40, 60), 3, seed(rng))
    far = Case(9, 4, 3, 2, seed(rng), far=30.0)
    return [*cases, many, Case(5, between(6, 9), 2, 3, seed(rng)), far]


def ends_lowest(case: Case) -> bool:
    """Whether the last of the epochs, of one step each, has the smallest loss."""
    w, tape, rng = set_up(case)
    stream, losses = Stream.of(case, tape, rng), []
    for step in range(case.updates):
        loss, gradient = tape.loss_and_gradient(w, *next(stream))
        w = w - rate(step) * gradient
        losses.append(loss)
    return losses[-1] == min(losses)


def observe(student: Student, case: Case) -> Run:
    """One training."""
    asked: list[float] = []

    def schedule(step: Any) -> float:
        value = number(step)
        if value is None:
            raise MisuseError("`schedule` got a step that is no number.")
        asked.append(value)
        return rate(value)

    def call(w: Array, tape: Tape, rng: np.random.Generator) -> Any:
        return student(
            w,
            Stream.of(case, tape, rng),
            tape.loss_and_gradient,
            schedule,
            steps_per_epoch=case.steps_per_epoch,
            num_epochs=case.num_epochs,
        )

    return Run.of(case, call, asked_rates=asked)


def _rate(step: Step, move: Array) -> float | None:
    along = float(-(move @ step.gradient) / (step.gradient @ step.gradient))
    scale = max(0.1, blur(step.w) / TOLERANCE)
    return along if close(move, -along * step.gradient, scale) else None
