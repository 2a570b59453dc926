"""Choosing the batch size: linear scaling, the critical batch size, growing batches (lesson 8)."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from autograder.sgd.arguments import Array
from autograder.sgd.optimizers import SGD
from autograder.sgd.results.quadratic import Quadratic
from autograder.sgd.training import steps, train


class LinearScaling(NamedTuple):
    """Loss after equal epochs when the batch size grows by k, with the learning rate and without."""

    k: NDArray[np.intp]
    lr: Array  # k · base learning rate
    scaled: Array  # loss with lr = k · base; inf where it diverged
    unscaled: Array  # loss with the base learning rate
    largest_lr: float  # 2/λmax, where gradient descent stops converging


def linear_scaling(
    *,
    batch_size: int = 8,
    lr: float = 0.01,
    ks: Sequence[int] = (1, 2, 4, 8, 16, 32, 64, 128, 256),
    num_epochs: int = 3,
    seeds: int = 8,
) -> LinearScaling:
    """Multiply batch size and learning rate by the same k (Goyal et al. 2017, arXiv 1706.02677).

    n = 4096 samples, d = 10, losses are of the whole training set, averaged over seeds.
    """
    problem = Quadratic.random(4096, 10, noise=0.1, condition=3)
    problem = Quadratic(problem.X / 2**0.5, problem.y)  # so that 2/λmax is about 2

    def final_loss(k: int, rate: float) -> float:
        history = train(
            **problem.data(),
            batch_size=batch_size * k,
            num_epochs=num_epochs,
            optimizer=SGD(lr=rate),
            theta=problem.zeros(seeds),
            seed=range(seeds),
        )
        return float(np.mean(problem.model.loss(history.theta, problem.X, problem.y)))

    return LinearScaling(
        k=np.array(ks),
        lr=lr * np.array(ks),
        scaled=np.array([final_loss(k, lr * k) for k in ks]),
        unscaled=np.array([final_loss(k, lr) for k in ks]),
        largest_lr=2 / problem.largest_curvature,
    )


class CriticalBatchSize(NamedTuple):
    """Steps to reach a target loss against batch size, with the hyperbola fitted to them."""

    batch_size: NDArray[np.intp]
    steps: Array  # fewest steps over all learning rates
    lr: Array  # the learning rate that needed them
    min_steps: float  # Smin: steps that no batch size can go below
    min_samples: float  # Emin: samples that no batch size can go below
    simple_noise_scale: float  # trΣ/‖G‖² at the start

    @property
    def fit(self) -> Array:
        """S = Smin + Emin/B."""
        return self.min_steps + self.min_samples / self.batch_size

    @property
    def critical(self) -> float:
        """Emin/Smin: the batch size that needs twice the least steps and twice the least samples."""
        return self.min_samples / self.min_steps

    @property
    def product(self) -> Array:
        """(S/Smin − 1)(E/Emin − 1) with E = B·S: 1 at every batch size by the formula."""
        samples = self.batch_size * self.steps
        return (self.steps / self.min_steps - 1) * (samples / self.min_samples - 1)

    @property
    def slope(self) -> Array:
        """Slope of log steps against log batch size: −1 is perfect scaling, 0 no gain at all."""
        return np.gradient(np.log(self.steps), np.log(self.batch_size))


def critical_batch_size(
    batch_sizes: Sequence[int] = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024),
    *,
    target: float = 0.05,
    n_rates: int = 32,
    seeds: int = 20,
) -> CriticalBatchSize:
    """Find the steps to ``target`` of the start's excess loss, with the learning rate tuned for each B.

    S = Smin + Emin/B, that is (S/Smin − 1)(E/Emin − 1) = 1 (McCandlish et al. 2018, arXiv
    1812.06162, eq. 2.11), predicted at the start by B_simple = trΣ/‖G‖² (eq. 2.9). The same curve
    shows perfect scaling, then diminishing returns (Shallue et al. 2019, JMLR 20:112).

    n = 4096, d = 20, condition 30; all rates train at once, crossings are interpolated.
    """
    problem = Quadratic.random(4096, 20, noise=3.0, condition=30, seed=1)
    rates = 2 / problem.largest_curvature * np.geomspace(0.008, 0.98, n_rates)
    sizes, best, best_lr = np.array(batch_sizes), [], []
    for size in batch_sizes:
        crossings = [_steps_to_target(problem, size, rates, target, seed) for seed in range(seeds)]
        mean = np.mean(crossings, axis=0)
        best.append(mean.min())
        best_lr.append(rates[mean.argmin()])
    reached = np.array(best)
    # Least squares on relative errors: (Smin + Emin/B)/S ≈ 1.
    terms = np.column_stack([1 / reached, 1 / (sizes * reached)])
    min_steps, min_samples = np.linalg.lstsq(terms, np.ones(len(sizes)), rcond=None)[0]
    gradients = problem.sample_gradients(problem.zeros())
    noise_scale = gradients.var(axis=0).sum() / (gradients.mean(axis=0) ** 2).sum()
    return CriticalBatchSize(
        batch_size=sizes,
        steps=reached,
        lr=np.array(best_lr),
        min_steps=float(min_steps),
        min_samples=float(min_samples),
        simple_noise_scale=float(noise_scale),
    )


def _steps_to_target(
    problem: Quadratic, batch_size: int, rates: Array, target: float, seed: int
) -> Array:
    """Steps of each rate to the target, a fraction where it lies between two; inf if not reached."""
    start = problem.zeros(len(rates))
    before = np.log(problem.excess_loss(start))
    level, crossing = np.log(target) + before[0], np.full(len(rates), np.inf)
    run = steps(
        **problem.data(),
        batch_size=batch_size,
        steps=5000,
        optimizer=SGD(lr=rates),
        scheme="replacement",
        theta=start,
        seed=seed,
    )
    with np.errstate(all="ignore"):  # rates that are too large overflow
        for now in run:
            after = np.log(problem.excess_loss(now.theta))
            new = (after <= level) & np.isinf(crossing)
            crossing[new] = now.step - 1 + ((before - level) / (before - after))[new]
            if now.step > 2 * np.partition(crossing, 5)[5]:  # a wild rate may cross early, by luck
                break
            before = after
    return crossing


class BatchSizeGrowth(NamedTuple):
    """Excess loss after each epoch: halving the rate, doubling the batch, and doing neither."""

    decayed: Array
    grown: Array
    constant: Array
    updates_decayed: int
    updates_grown: int

    @property
    def ratio(self) -> Array:
        """Loss with growing batches by loss with a falling rate, after each epoch."""
        return self.grown / self.decayed


def growing_batch_size(
    *, batch_size: int = 8, lr: float = 0.02, phases: int = 4, epochs: int = 3, seeds: int = 40
) -> BatchSizeGrowth:
    """Double the batch size where one would halve the learning rate (Smith et al. 2018, arXiv 1711.00489).

    Both halve the noise scale g = lr · (n/B − 1), to first order, but growing needs fewer updates.
    n = 4096, d = 10, condition 3; ``phases`` of ``epochs`` epochs each, averaged over seeds.
    """
    problem = Quadratic.random(4096, 10, condition=3, seed=5)

    def run(sizes: list[int], rates: list[float]) -> tuple[Array, int]:
        theta, losses, updates = problem.zeros(seeds), [], 0
        for epoch, (size, rate) in enumerate(zip(sizes, rates, strict=True)):
            history = train(
                **problem.data(),
                batch_size=size,
                optimizer=SGD(lr=rate),
                theta=theta,
                seed=range(epoch * seeds, (epoch + 1) * seeds),
            )
            theta, updates = history.theta, updates + len(history)
            losses.append(problem.excess_loss(theta).mean())
        return np.array(losses), updates

    phase = [p for p in range(phases) for _ in range(epochs)]
    decayed, updates_decayed = run([batch_size] * len(phase), [lr / 2**p for p in phase])
    grown, updates_grown = run([batch_size * 2**p for p in phase], [lr] * len(phase))
    constant, _ = run([batch_size] * len(phase), [lr] * len(phase))
    return BatchSizeGrowth(decayed, grown, constant, updates_decayed, updates_grown)
