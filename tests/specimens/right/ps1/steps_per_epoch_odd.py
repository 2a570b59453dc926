"""More right answers to ps1.steps_per_epoch, in styles that are seldom seen."""

import itertools
from fractions import Fraction

import numpy as np


def by_sum(n_samples, batch_size, drop_last=False):
    return sum(
        1
        for start in range(0, n_samples, batch_size)
        if start + batch_size <= n_samples or not drop_last
    )


def strings(n_samples, batch_size, drop_last=False):
    samples, steps = "." * n_samples, 0
    while samples:
        batch, samples = samples[:batch_size], samples[batch_size:]
        steps += not (drop_last and len(batch) < batch_size)
    return steps


def rounded_fraction(n_samples, batch_size, drop_last=False):
    whole = Fraction(n_samples, batch_size)
    return int(whole) if drop_last or whole.denominator == 1 else int(whole) + 1


def first_that_covers(n_samples, batch_size, drop_last=False):
    if drop_last:
        return max(k for k in range(n_samples + 1) if k * batch_size <= n_samples)
    return next(k for k in itertools.count() if k * batch_size >= n_samples)


def binary_search(n_samples, batch_size, drop_last=False):
    low, high = 0, n_samples
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if middle * batch_size < n_samples else (low, middle)
    return low - 1 if drop_last and low * batch_size > n_samples else low


def numpy_bincount(n_samples, batch_size, drop_last=False):
    sizes = np.bincount(np.arange(n_samples) // batch_size)
    return int((sizes == batch_size).sum()) if drop_last else len(sizes)
