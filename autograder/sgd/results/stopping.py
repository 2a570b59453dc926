"""Stopping early as a penalty on the weights, and the speed of gradient descent (lesson 7)."""

from typing import NamedTuple

import numpy as np

from autograder.sgd.arguments import Array
from autograder.sgd.optimizers import SGD
from autograder.sgd.results.quadratic import Quadratic
from autograder.sgd.training import train


class Shrinkage(NamedTuple):
    """How much of each direction of w* gradient descent and an L2 penalty have let through."""

    effort: Array  # lr · steps · eigenvalue, no unit
    stopped: Array  # 1 − (1 − lr·λ)^steps: gradient descent from 0, stopped
    penalised: Array  # λ/(λ + α) with α = 1/(lr · steps): ridge regression
    trained: Array  # the same share, measured on weights that the core trained

    @property
    def gap(self) -> Array:
        """Distance between the two shares."""
        return np.abs(self.stopped - self.penalised)


def early_stopping_as_l2(*, d: int = 81, lr: float = 1e-3, num_steps: int = 1000) -> Shrinkage:
    """Compare stopping with a penalty, direction by direction (Goodfellow et al. 2016, §7.8).

    Full-batch gradient descent on features without correlation, whose eigenvalues λ span four
    orders of magnitude. The shares agree at both ends and differ most, by .204, near lr·steps·λ = 2.5.
    """
    eigenvalues = np.geomspace(1e-2, 1e2, d) / (lr * num_steps)
    X = np.diag(np.sqrt(eigenvalues * d / 2))  # H = 2XᵀX/d has these eigenvalues
    problem = Quadratic(X, X @ np.ones(d))
    history = train(
        **problem.data(),
        batch_size=d,
        steps=num_steps,
        optimizer=SGD(lr=lr),
        scheme="sequential",
        theta=problem.zeros(),
    )
    alpha = 1 / (lr * num_steps)
    return Shrinkage(
        effort=lr * num_steps * eigenvalues,
        stopped=1 - (1 - lr * eigenvalues) ** num_steps,
        penalised=eigenvalues / (eigenvalues + alpha),
        trained=history.theta / problem.minimum,
    )


class RiskBound(NamedTuple):
    """Risk of stopped gradient flow by risk of ridge regression at the matching penalty."""

    time: Array  # shape (times,)
    ratio: Array  # shape (problems, times)


def early_stopping_risk_bound(*, problems: int = 200, seed: int = 0) -> RiskBound:
    """Compare the risks at time t and penalty 1/t (Ali, Kolter & Tibshirani 2019, arXiv 1810.10082).

    Their theorem 1 bounds the ratio by 1.69 for every problem and every t. With s the eigenvalues
    of XᵀX/n and b the weights along its eigenvectors, the risk E‖w − w*‖² is bias plus variance:
    Σ b²·exp(−2ts) + σ²/n·Σ(1 − exp(−ts))²/s for the flow, Σ b²/(1 + ts)² + σ²/n·Σ s·t²/(1 + ts)²
    for ridge.

    Returns:
        60 times for each of ``problems`` random problems with n = 50, d = 20.
    """
    rng, n, d = np.random.default_rng(seed), 50, 20
    times, ratios = np.geomspace(1e-3, 1e4, 60), []
    for _ in range(problems):
        X = rng.normal(size=(n, d)) * np.sqrt(np.geomspace(1, 10 ** -rng.uniform(0, 4), d))
        s, directions = np.linalg.eigh(X.T @ X / n)
        b2 = (directions.T @ (rng.normal(size=d) * 10 ** rng.uniform(-2, 1))) ** 2
        ts, noise = times[:, None] * s, 1 / n
        flow = (b2 * np.exp(-2 * ts) + noise * np.expm1(-ts) ** 2 / s).sum(axis=1)
        ridge = ((b2 + noise * s * times[:, None] ** 2) / (1 + ts) ** 2).sum(axis=1)
        ratios.append(flow / ridge)
    return RiskBound(times, np.array(ratios))


class Rate(NamedTuple):
    """Factor by which each step of gradient descent shrinks the distance to the minimum."""

    condition: float
    measured: float
    formula: float  # (κ − 1)/(κ + 1)


def gradient_descent_rate(*, d: int = 5, num_steps: int = 400) -> Rate:
    """Measure gradient descent's rate at its best learning rate, 2/(λmin + λmax).

    The rate is (κ − 1)/(κ + 1) for condition number κ = λmax/λmin (Goh 2017, "Why momentum really
    works", Distill). Here κ = 100, on features turned at random.
    """
    rng = np.random.default_rng(0)
    rotation = np.linalg.qr(rng.normal(size=(d, d)))[0]
    eigenvalues = np.geomspace(1, 100, d)
    X = rotation * np.sqrt(eigenvalues * d / 2)
    problem = Quadratic(X, X @ np.ones(d))
    lr = 2 / (eigenvalues[0] + eigenvalues[-1])
    path = train(
        **problem.data(),
        batch_size=d,
        steps=num_steps,
        optimizer=SGD(lr=lr),
        scheme="sequential",
        theta=problem.zeros(),
        path=True,
    ).path
    distance = np.linalg.norm(path - problem.minimum, axis=1)
    half = num_steps // 2  # by then only the slowest directions are left
    condition = float(eigenvalues[-1] / eigenvalues[0])
    return Rate(
        condition=condition,
        measured=float((distance[-1] / distance[half]) ** (1 / (num_steps - half))),
        formula=(condition - 1) / (condition + 1),
    )
