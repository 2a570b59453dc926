"""Schedules: a learning rate or batch size that changes with the step or with the epoch.

A schedule is a function of its own clock. ``unit`` says which: ``"step"`` counts updates,
``"epoch"`` counts finished epochs. A horizon given in the other unit is a classic mistake.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from autograder.sgd.arguments import Array, number, one_of, whole

Rate = float | Array  # one learning rate, or one for each run
UNITS = ("step", "epoch")


@dataclass(frozen=True)
class Schedule:
    """A learning rate as a function of the clock: ``at(t)`` is the rate after t units (lesson 9).

    Args:
        at: function of a whole number t ≥ 0.
        unit: ``"step"`` or ``"epoch"``.
    """

    at: Callable[[int], Rate]
    unit: str = "step"

    def __post_init__(self) -> None:
        one_of("unit", self.unit, UNITS)
        if not callable(self.at):
            raise ValueError(f"at must be a function of the step or epoch, not {self.at!r}.")


def constant(lr: ArrayLike, *, unit: str = "step") -> Schedule:
    """The same lr always; a plain number given as the learning rate means this (lesson 9)."""
    base = rates(lr)
    return Schedule(lambda t: base, unit)


def step_decay(lr: ArrayLike, *, every: int, factor: float = 0.1, unit: str = "epoch") -> Schedule:
    """lr · factor^⌊t/every⌋, as ``StepLR`` (lesson 9).

    The first drop comes after ``every`` units, not at 0.
    """
    base, every = rates(lr), whole("every", every, at_least=1)
    factor = number("factor", factor, above=True)
    return Schedule(lambda t: base * factor ** (t // every), unit)


def cosine(lr: ArrayLike, *, horizon: int, floor: float = 0.0, unit: str = "step") -> Schedule:
    """Half a cosine from lr down to ``floor`` after ``horizon`` units, then ``floor`` (lesson 9).

    floor + (lr − floor)(1 + cos(π t / horizon))/2: SGDR (Loshchilov & Hutter 2017, eq. 5, without
    restarts), as ``CosineAnnealingLR`` up to its horizon.
    """
    base, horizon = rates(lr), whole("horizon", horizon, at_least=1)
    floor = number("floor", floor)

    def at(t: int) -> Rate:
        return floor + (base - floor) * (1 + math.cos(math.pi * min(t, horizon) / horizon)) / 2

    return Schedule(at, unit)


def warmup(lr: ArrayLike | Schedule, *, length: int, unit: str = "step") -> Schedule:
    """Rise linearly to lr over ``length`` units, then go on with ``lr`` (lesson 9).

    Unit t uses the share (t + 1)/length, so the first update already moves (Goyal et al. 2017,
    §2.2). ``lr`` may be a schedule in the same unit; its clock starts when the warm-up ends.
    """
    length = whole("length", length, at_least=1)
    after = lr if isinstance(lr, Schedule) else constant(lr, unit=unit)
    if after.unit != unit:
        raise ValueError(
            f"The schedule after the warm-up counts in {after.unit}s, the warm-up in {unit}s: "
            "give both the same unit."
        )
    return Schedule(lambda t: after.at(max(t - length, 0)) * min((t + 1) / length, 1.0), unit)


def growing_batch_size(
    batch_size: int, *, every: int, factor: int = 2, num_epochs: int
) -> tuple[int, ...]:
    """batch_size · factor^⌊epoch/every⌋ for each epoch, in place of a falling rate (lesson 8).

    Smith et al. 2018, arXiv 1711.00489. Give the result as ``batch_size`` to ``steps`` or ``train``.
    """
    batch_size = whole("batch_size", batch_size, at_least=1)
    every, factor = whole("every", every, at_least=1), whole("factor", factor, at_least=1)
    epochs = range(whole("num_epochs", num_epochs, at_least=1))
    return tuple(batch_size * factor ** (epoch // every) for epoch in epochs)


def rates(lr: ArrayLike) -> Rate:
    """Return ``lr`` as a float, or as an array of shape (runs,), all above 0 and finite."""
    if np.ndim(lr) == 0:
        return number("lr", lr, above=True)
    array = np.array(lr, dtype=np.float64)
    if array.ndim != 1 or not (np.isfinite(array).all() and (array > 0).all()):
        raise ValueError(f"lr must be a number above 0, or one for each run, not {lr!r}.")
    array.setflags(write=False)
    return array
