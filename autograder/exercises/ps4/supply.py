"""What the loops of problem set 4 are handed: an endless stream of batches, on a tape."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from autograder.exercises.cases import Batched
from autograder.exercises.content import Mistakes
from autograder.exercises.tape import Asked, Step, Tape
from autograder.exercises.trace import Array, batches_of
from autograder.exercises.training import Training
from autograder.exercises.words import listed, named


@dataclass(frozen=True)
class Steps(Batched):
    """A plan in steps."""

    steps_per_epoch: int
    num_epochs: int

    def __str__(self) -> str:
        return (
            f"{super().__str__()}, steps_per_epoch={self.steps_per_epoch}, "
            f"num_epochs={self.num_epochs}"
        )

    @property
    def updates(self) -> int:
        """Updates of the whole training."""
        return self.steps_per_epoch * self.num_epochs


class Stream:
    """An iterator over batches (X_batch, y_batch) without end, reshuffled at each pass.

    The tape says which batches were taken. Code that takes far more than ``at_most`` gets no more,
    so that a loop over the whole stream ends.
    """

    def __init__(self, tape: Tape, batch_size: int, rng: np.random.Generator, at_most: int) -> None:
        self._tape = tape
        self._batches = islice(self._passes(batch_size, rng), at_most)

    @classmethod
    def of(cls, case: Steps, tape: Tape, rng: np.random.Generator) -> "Stream":
        """The stream of a case, which ends long after its last step."""
        return cls(tape, case.batch_size, rng, 3 * case.updates + 20)

    def __iter__(self) -> "Stream":
        return self

    def __next__(self) -> tuple[Array, Array]:
        rows = next(self._batches)
        self._tape.events.append(Asked([rows]))
        return self._tape.lend(rows)

    def _passes(self, batch_size: int, rng: np.random.Generator) -> Iterator[list[int]]:
        while True:
            yield from batches_of(rng.permutation(self._tape.data.n).tolist(), batch_size)


@dataclass(frozen=True, eq=False, kw_only=True)
class BySteps(Training):
    """A training whose epochs end after so many steps; they need not use every sample."""

    marks_missing = False

    @cached_property
    def epochs(self) -> list[list[Step]]:
        """The steps, ``steps_per_epoch`` at a time."""
        size = self.case.steps_per_epoch
        return [self.steps[i : i + size] for i in range(0, len(self.steps), size)]


def wrong_batches(run: Training) -> str | None:
    """What happened where the steps did not use the batches of the stream, one after the other."""
    used = [step.rows for step in run.steps]
    if not used:
        return "No batch was used."
    for number, (rows, batch) in enumerate(zip(used, run.given, strict=False)):
        if rows != batch:
            what = f"call {number} (from 0) used {listed(rows)} instead of that batch"
            return f"The stream's batch {number} was {named(batch)}; {what}."
    if len(used) == len(run.given):
        return None
    return f"{len(run.given)} batches were taken from the stream, and {len(used)} used."


def merges(mistakes: Mistakes) -> None:
    """A mistake: the batches of an epoch are joined to one."""

    @mistakes.claim("spe-merges", advice="Use the batches as the stream gives them, one a step.")
    def _merges(run: Training) -> str | None:
        count = run.case.steps_per_epoch
        if count < 2:
            return ""
        together = [row for rows in run.given[:count] for row in rows]
        if len(run.given) < count or not run.calls or run.calls[0].rows != together:
            return None
        what = f"the first step used the {len(together)} samples of {count} batches at once"
        return f"For {run.case}, {what}."


def goes_on(mistakes: Mistakes) -> None:
    """A mistake: the loop goes on as long as the stream gives batches."""

    @mistakes.claim(
        "ignores-argument", advice="Take `steps_per_epoch` batches in each of `num_epochs` epochs."
    )
    def _goes_on(run: Training) -> str | None:
        made, planned = len(run.steps), run.case.updates
        return f"For {run.case}, you made {made} steps and more." if made > 2 * planned else None


def one_epoch(mistakes: Mistakes) -> None:
    """A mistake: only the first epoch's steps are made."""

    @mistakes.claim("one-epoch-only", advice="Check where your loops end, and what `return` ends.")
    def _one(run: Training) -> str | None:
        if len(run.steps) != run.case.steps_per_epoch:
            return None
        return run.made if run.case.num_epochs > 1 else ""


def loses_batches(mistakes: Mistakes) -> None:
    """A mistake: batches are taken from the stream and not used."""

    @mistakes.claim("loses-a-batch", advice="Take a batch only for a step.", once=True)
    def _loses(run: Training) -> str | None:
        used, position = [step.rows for step in run.steps], 0
        if not used or len(run.given) <= len(used):
            return None
        lost = []
        for batch in run.given:
            if position < len(used) and batch == used[position]:
                position += 1
            else:
                lost.append(batch)
        if position < len(used):
            return None
        return f"For {run.case}, the batch of {named(lost[0])} was taken and never used."
