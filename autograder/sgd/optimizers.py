"""Optimizers: how a gradient changes the weights. Names and conventions are those of torch.optim.

An optimizer is a plain description. ``bind`` ties it to weights and a gradient and returns the
update as a function, with the state it keeps (velocity, moments) as arrays.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from autograder.sgd.arguments import Array, number
from autograder.sgd.schedules import Rate, Schedule, rates

Update = Callable[[int, int], None]  # called with the step and the epoch, both from 0
State = dict[str, Array]

_SMALL = 4096  # weights up to which a constant as long as theta is cheaper than broadcasting one


class Optimizer(Protocol):
    """What training needs of an update rule."""

    @property
    def lr(self) -> ArrayLike | Schedule: ...

    def bind(self, theta: Array, gradient: Array) -> tuple[Update, State]:
        """Return a function that changes ``theta`` in place, and the state it keeps."""
        ...


@dataclass(frozen=True, eq=False)
class SGD:
    """Stochastic gradient descent, θ ← θ − lr · g (lesson 2), with the options of ``torch.optim.SGD``.

    g ← gradient + weight_decay · θ; v ← momentum · v + g; θ ← θ − lr · v, or with ``nesterov``
    θ ← θ − lr · (g + momentum · v). The velocity v starts at 0 and the rate multiplies it at the
    end (Sutskever et al. 2013, in PyTorch's form).

    Args:
        lr: learning rate above 0, one for each run, or a Schedule.
        momentum: in [0, 1).
        nesterov: look ahead along the velocity; needs momentum.
        weight_decay: ≥ 0, pulls all weights towards 0.
    """

    lr: ArrayLike | Schedule
    momentum: float = 0.0
    nesterov: bool = False
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        _check_rate(self.lr)
        number("momentum", self.momentum, below=1.0)
        number("weight_decay", self.weight_decay)
        if self.nesterov and self.momentum == 0:
            raise ValueError("nesterov=True needs a momentum above 0; it is 0.")

    def bind(self, theta: Array, gradient: Array) -> tuple[Update, State]:
        """Return the update as a function and its state (``velocity`` with momentum, else nothing)."""
        rate, change = _rate_like(theta), np.empty_like(theta)
        multiply, subtract, add = np.multiply, np.subtract, np.add
        momentum, decay = _constants(theta, self.momentum, self.weight_decay)
        decayed = np.empty_like(theta) if self.weight_decay else gradient

        def plain(step: int, epoch: int) -> None:
            multiply(gradient, rate, change)
            subtract(theta, change, theta)

        if not self.momentum and not self.weight_decay:
            return _scheduled(plain, self.lr, rate), {}

        velocity = np.zeros_like(theta)

        def full(step: int, epoch: int) -> None:
            if decayed is not gradient:
                multiply(theta, decay, decayed)
                add(decayed, gradient, decayed)
            multiply(velocity, momentum, velocity)
            add(velocity, decayed, velocity)
            if self.nesterov:
                multiply(velocity, momentum, change)
                add(change, decayed, change)
                multiply(change, rate, change)
            else:
                multiply(velocity, rate, change)
            subtract(theta, change, theta)

        return _scheduled(full, self.lr, rate), {"velocity": velocity}


@dataclass(frozen=True, eq=False)
class Adam:
    """Adam (Kingma & Ba 2015, algorithm 1), as ``torch.optim.Adam`` has it (lesson 9).

    m and v are running means of the gradient and of its square; both start at 0, which dividing by
    1 − βᵗ corrects. t counts updates, from 1. ``weight_decay`` is added to the gradient.

    Args:
        lr: learning rate above 0, one for each run, or a Schedule.
        betas: decay of the two running means, each in [0, 1).
        eps: added to the root of v.
        weight_decay: ≥ 0, pulls all weights towards 0.
    """

    lr: ArrayLike | Schedule = 1e-3
    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        _check_rate(self.lr)
        for index, beta in enumerate(self.betas):
            number(f"betas[{index}]", beta, below=1.0)
        number("eps", self.eps, above=True)
        number("weight_decay", self.weight_decay)

    def bind(self, theta: Array, gradient: Array) -> tuple[Update, State]:
        """Return the update as a function and its state: moments ``m``, ``v`` and the count ``t``."""
        rate, change, root = _rate_like(theta), np.empty_like(theta), np.empty_like(theta)
        m, v, t = np.zeros_like(theta), np.zeros_like(theta), np.zeros(())
        beta1, beta2 = self.betas
        rest1, rest2, decay = _constants(theta, 1 - beta1, 1 - beta2, self.weight_decay)
        keep1, keep2 = _constants(theta, beta1, beta2)
        multiply, divide, add, subtract, sqrt = np.multiply, np.divide, np.add, np.subtract, np.sqrt
        decayed = np.empty_like(theta) if self.weight_decay else gradient

        def update(step: int, epoch: int) -> None:
            if decayed is not gradient:
                multiply(theta, decay, decayed)
                add(decayed, gradient, decayed)
            t[...] = count = float(t) + 1
            multiply(decayed, rest1, change)
            multiply(m, keep1, m)
            add(m, change, m)
            multiply(decayed, decayed, change)
            multiply(change, rest2, change)
            multiply(v, keep2, v)
            add(v, change, v)
            sqrt(v, root)
            multiply(root, 1 / (1 - beta2**count) ** 0.5, root)
            add(root, self.eps, root)
            divide(m, root, change)
            multiply(change, rate, change)
            multiply(change, 1 / (1 - beta1**count), change)
            subtract(theta, change, theta)

        return _scheduled(update, self.lr, rate), {"m": m, "v": v, "t": t}


def _check_rate(lr: ArrayLike | Schedule) -> None:
    if not isinstance(lr, Schedule):
        rates(lr)


def _rate_like(theta: Array) -> Array:
    """An array for the learning rate that multiplies a vector of theta's shape at least cost."""
    return np.empty_like(theta) if theta.size <= _SMALL else np.empty((*theta.shape[:-1], 1))


def _constants(theta: Array, *values: float) -> tuple[Array, ...]:
    return tuple(np.full(theta.shape if theta.size <= _SMALL else (1,), v) for v in values)


def _scheduled(update: Update, lr: ArrayLike | Schedule, rate: Array) -> Update:
    """Write the learning rate into ``rate``: once if it is constant, else before every update."""

    def write(value: Rate) -> None:
        rate[...] = value if np.ndim(value) == 0 else np.asarray(value)[:, None]

    if not isinstance(lr, Schedule):
        write(rates(lr))
        return update
    at, by_step = lr.at, lr.unit == "step"

    def with_schedule(step: int, epoch: int) -> None:
        write(at(step if by_step else epoch))
        update(step, epoch)

    return with_schedule
