"""What ``ps3.fit`` observes: a training whose validation losses follow a script.

The script decides when to stop and which weights are best, whatever the random draws.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.exercises.guard import Student
from autograder.exercises.loss_rules import mean
from autograder.exercises.ps3.fit.plans import Case, ties_fall
from autograder.exercises.selecting import Selecting, selected
from autograder.exercises.tape import Step, Tape, Validated
from autograder.exercises.trace import Array
from autograder.exercises.training import of_batches
from autograder.exercises.values import close
from autograder.exercises.words import shown, times

LR = 0.05


@dataclass(frozen=True, eq=False, kw_only=True)
class Run(Selecting):
    """A training with a check after each epoch."""

    name = "train_loss"
    keys = ("train_loss", "val_loss")

    case: Case

    def led_to(self, steps: Sequence[Step]) -> Array:
        """w − lr · gradient."""
        return np.asarray(steps[-1].w - LR * steps[-1].gradient)

    @property
    def end(self) -> Array | None:
        """What was validated after the last step."""
        checks = self.checks[-1] if self.checks else []
        return checks[0].w if checks else None

    @property
    def off_course(self) -> str | None:
        """The same, but not for weights at the end: those that ``validate`` got are asked about apart."""
        told = super().off_course
        on_way = zip(self.steps[1:], range(1, len(self.steps)), strict=True)
        if (
            len(self.steps) > 1
            and close(self.steps[0].w, self.w)
            and all(close(step.w, self.led_to(self.steps[:count])) for step, count in on_way)
        ):
            return None
        return told

    @cached_property
    def epochs(self) -> list[list[Step]]:
        """The steps of each epoch; where batches were asked for once only, a check ends an epoch."""
        if len(self.asked) != 1:
            return super().epochs
        epochs: list[list[Step]] = [[]]
        made = set(map(id, self.steps))
        for event in self.events:
            full = len(epochs[-1]) == len(self.given) or isinstance(event, Validated)
            if full and epochs[-1]:
                epochs.append([])
            if isinstance(event, Step) and id(event) in made:
                epochs[-1].append(event)
        return [epoch for epoch in epochs if epoch]

    @cached_property
    def checks(self) -> list[list[Validated]]:
        """The calls of ``validate`` after each epoch; not those of weights that were known before."""
        known: set[bytes] = set()
        last = {id(epoch[-1]) for epoch in self.epochs}
        checks: list[list[Validated]] = []
        for event in self.events:
            if id(event) in last:
                checks.append([])
            elif isinstance(event, Validated) and event.w.tobytes() not in known:
                known.add(event.w.tobytes())
                if checks:
                    checks[-1].append(event)
        return checks

    @property
    def marks(self) -> list[Validated]:
        """The first check after each epoch that had one."""
        return [checks[0] for checks in self.checks if checks]

    @property
    def selects(self) -> bool:
        """Whether each batch made its step."""
        return self.complete

    @property
    def returned(self) -> str:
        """After which epoch the weights came back, and after which they should have."""
        best = 1 + self.val_losses.index(min(self.val_losses))
        what = f"You returned the weights after epoch {1 + (self.returned_at or 0)}"
        return f"{what}; the validation loss was smallest after epoch {best}."

    @property
    def returns_by_training(self) -> bool:
        """Whether the weights came back that stood after the epoch of the smallest training loss."""
        train = [mean(of_batches(epoch)) for epoch in self.epochs]
        return bool(train) and self.returned_at == train.index(min(train))

    @property
    def wrong_moment(self) -> str | None:
        """What happened if ``validate`` was not asked after each epoch, with its last weights."""
        if not self.validated:
            return "`validate` was never called."
        done = 0
        for number, (epoch, checks) in enumerate(zip(self.epochs, self.checks, strict=True), 1):
            done += len(epoch)
            if not checks:
                return f"After epoch {number}, `validate` got no new weights."
            if not close(checks[0].w, self.led_to(self.steps[:done])):
                return f"`validate` was not given the weights that epoch {number} ended with."
            if len(checks) > 1:
                return f"After epoch {number}, `validate` was asked about {len(checks)} weights."
        inside = len(self.validated) - len(self.epochs)
        known = {
            self.w.tobytes(),
            *(check.w.tobytes() for checks in self.checks for check in checks),
        }
        if inside > 0 and any(check.w.tobytes() not in known for check in self.validated):
            return (
                f"In {len(self.epochs)} epochs `validate` was called {len(self.validated)} times."
            )
        return None

    @property
    def wrong_calls(self) -> str | None:
        """What happened if ``validate`` was asked before the first step, or more than once before the next epoch."""
        last = {id(epoch[-1]): number for number, epoch in enumerate(self.epochs)}
        ended, counts = 0, [0] * (len(self.epochs) + 1)
        for event in self.events:
            ended = last.get(id(event), ended - 1) + 1
            counts[ended] += isinstance(event, Validated)
        if counts[0]:
            return "`validate` was called before the first step."
        for number, count in enumerate(counts[1:-1], start=1):
            if count > 1:
                return f"Between epochs {number} and {number + 1}, `validate` was called {times(count)}."
        return None

    @property
    def stopped(self) -> str:
        """How many epochs were run, after which validation losses."""
        losses = self.val_losses
        count = f"{len(self.epochs)} epoch{'s' if len(self.epochs) != 1 else ''}"
        tail = (
            f"the last validation losses were {shown(losses[-5:])}" if losses else "none validated"
        )
        tie = ", as if an equal loss were a smaller one" if self.stops_late_by_ties else ""
        return f"With patience {self.case.patience}, training stopped after {count}{tie}; {tail}."

    @property
    def stops_late_by_ties(self) -> bool:
        """Whether training went on because of a loss that equals the smallest."""
        case, count = self.case, len(self.epochs)
        return case.stop < count == ties_fall(case.losses, case.patience, case.num_epochs)


def observe(student: Student, case: Case) -> Run:
    """One training."""

    def call(w: Array, tape: Tape, rng: np.random.Generator) -> Any:
        return student(
            w,
            tape.batches(case.batch_size, rng),
            tape.loss_and_gradient,
            tape.scripted(case.losses, {w.astype(float).tobytes(): max(case.losses) + 1}),
            lr=LR,
            num_epochs=case.num_epochs,
            patience=case.patience,
        )

    return selected(lambda dtype: Run.of(case, call, dtype))
