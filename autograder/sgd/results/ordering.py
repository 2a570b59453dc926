"""What the order of the samples does (lesson 4), and what averaging does about noise (lesson 5)."""

from typing import NamedTuple

import numpy as np

from autograder.sgd.arguments import Array
from autograder.sgd.data import regression
from autograder.sgd.optimizers import SGD
from autograder.sgd.results.quadratic import Quadratic
from autograder.sgd.training import steps


class Reshuffling(NamedTuple):
    """Mean squared distance to the minimum at the ends of epochs, by learning rate and scheme."""

    lr: Array
    distance: dict[str, Array]  # scheme → E‖w − w*‖²

    @property
    def slope(self) -> dict[str, float]:
        """Slope of log distance against log learning rate, by scheme."""
        return {
            scheme: float(np.polyfit(np.log(self.lr), np.log(distance), 1)[0])
            for scheme, distance in self.distance.items()
        }


def reshuffling(*, n: int = 64, d: int = 4, num_epochs: int = 150, seeds: int = 20) -> Reshuffling:
    """Train at constant rates, one sample a step, and measure where the runs settle.

    The squared distance falls as lr with replacement, as lr² shuffled once and faster still when
    reshuffled every epoch (Gürbüzbalaban, Ozdaglar & Parrilo, arXiv 1510.08560; Mishchenko, Khaled
    & Richtárik 2020, arXiv 2006.05988). Runs start at the minimum; the second half is averaged.
    """
    problem = Quadratic(*regression(n, d, seed=3))
    lr = np.geomspace(0.002, 0.016, 4)
    distance = {}
    for scheme in ("replacement", "once", "reshuffled"):
        total, runs = np.zeros(len(lr) * seeds), len(lr) * seeds
        for now in steps(
            **problem.data(),
            batch_size=1,
            num_epochs=num_epochs,
            optimizer=SGD(lr=np.repeat(lr, seeds)),
            scheme=scheme,
            seed=list(range(seeds)) * len(lr),
            theta=np.tile(problem.minimum, (runs, 1)),
        ):
            if now.step % n == 0 and now.step > n * num_epochs // 2:
                total += ((now.theta - problem.minimum) ** 2).sum(axis=1)
        counted = num_epochs - num_epochs // 2
        distance[scheme] = total.reshape(len(lr), seeds).mean(axis=1) / counted
    return Reshuffling(lr, distance)


class Averaging(NamedTuple):
    """Mean of (w − w*)ᵀH(w − w*), twice the excess loss, for averaged and for last weights."""

    averaged: float
    formula: float  # tr(S·H⁻¹)/k
    last: float


def polyak_averaging(
    *, n: int = 1000, d: int = 5, lr: float = 0.01, k: int = 4000, seeds: int = 60
) -> Averaging:
    """Average the weights of the last k steps at a constant rate (Polyak & Juditsky 1992, theorem 1).

    H is the Hessian, S the covariance of the samples' gradients at the minimum. One sample a step,
    with replacement; the first 1000 steps are left out.
    """
    problem = Quadratic(*regression(n, d, seed=4))
    before, total = 1000, problem.zeros(seeds)
    for now in steps(
        **problem.data(),
        batch_size=1,
        steps=before + k,
        optimizer=SGD(lr=lr),
        scheme="replacement",
        seed=range(seeds),
        theta=np.tile(problem.minimum, (seeds, 1)),
    ):
        if now.step > before:
            total += now.theta
    covariance = problem.gradient_covariance(problem.minimum)
    return Averaging(
        averaged=float(2 * problem.excess_loss(total / k).mean()),
        formula=float(np.trace(covariance @ np.linalg.inv(problem.hessian)) / k),
        last=float(2 * problem.excess_loss(now.theta).mean()),
    )
