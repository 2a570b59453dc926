"""Trainings that validate on the way and give back the weights of the smallest validation loss."""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from autograder.exercises.content import Mistakes
from autograder.exercises.tape import Validated
from autograder.exercises.training import Training, stay_float32
from autograder.exercises.values import close
from autograder.exercises.words import shown

KEEP = "Keep a copy at each improvement, `w.copy()`, and return that."
LEAST = "Keep the smallest validation loss to compare with."


@dataclass(frozen=True, eq=False, kw_only=True)
class Selecting(Training):
    """Such a training; its validation losses follow a script.

    ``in_place`` says whether it writes to its weights, where other weights than the best came back.
    """

    in_place: bool = False

    @property
    @abstractmethod
    def marks(self) -> list[Validated]:
        """The checks that decide, in their order."""

    @property
    @abstractmethod
    def wrong_moment(self) -> str | None:
        """What happened if ``validate`` was not asked when it should be, with the weights of that moment."""

    @property
    @abstractmethod
    def selects(self) -> bool:
        """Whether the training went so that the weights that came back tell how they were selected."""

    @property
    @abstractmethod
    def returned(self) -> str:
        """Which weights came back, where they are not those of the smallest loss."""

    @property
    def val_losses(self) -> list[float]:
        """What ``validate`` gave."""
        return [mark.loss for mark in self.marks]

    @property
    def best(self) -> Validated | None:
        """The first mark with the smallest loss."""
        return min(self.marks, key=lambda mark: mark.loss, default=None)

    @property
    def returned_at(self) -> int | None:
        """The place among the marks of the weights that came back, None if they are none of them."""
        weights = self.weights
        marks = enumerate(self.marks)
        return next((i for i, m in marks if weights is not None and close(weights, m.w)), None)

    @property
    def wrong_record(self) -> str | None:
        """What happened if the history does not hold the validation losses."""
        losses, history = self.val_losses, self.told("val_loss") or []
        if losses and len(history) == len(losses) and close(history, losses, scale=1e-9):
            return None
        gave = f"`validate` gave {len(losses)} losses, {shown(losses)}"
        return f'{gave}; `history["val_loss"]` holds {len(history)}: {shown(history)}.'


Selection = TypeVar("Selection", bound=Selecting)


def selected(train: Callable[[type], Selection]) -> Selection:
    """A training, from weights of the type that ``train`` is given: of another where it may be in place."""
    run = train(np.float64)
    if run.best is None or run.weights is None or close(run.weights, run.best.w):
        return run
    return replace(run, in_place=stay_float32(train(np.float32).steps))


def returns_other(mistakes: Mistakes) -> None:
    """The weights of another check than the best come back, by its place among the checks."""

    def returns(id: str, is_at: Callable[[Selecting, int, int], bool], advice: str) -> None:
        @mistakes.claim(id, advice=advice)
        def _returned(run: Selecting) -> str | None:
            place, losses = run.returned_at, run.val_losses
            if place is None or run.best is None or not run.selects or run.wrong_moment:
                return None
            if not is_at(run, place, losses.index(run.best.loss)):
                return None
            return run.returned if losses[place] != run.best.loss else ""

    def last_fall(run: Selecting, place: int, best: int) -> bool:
        losses = run.val_losses
        falls = [n for n in range(1, len(losses)) if losses[n] < losses[n - 1]]
        return place == (falls[-1] if falls else 0)

    def last(run: Selecting, place: int, best: int) -> bool:
        """Also where patience ended the training: some return the best there alone."""
        stopped = len(run.epochs) < run.case.num_epochs
        return place == len(run.marks) - 1 or (stopped and place == best)

    def alias(run: Selecting, place: int, best: int) -> bool:
        return last(run, place, best) and (run.in_place or place == best)

    returns("compares-with-previous", last_fall, LEAST)
    returns("best-alias", alias, KEEP)
    returns("returns-last", last, KEEP)
