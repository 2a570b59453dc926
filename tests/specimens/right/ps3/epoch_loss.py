"""Right answers to ps3.epoch_loss."""

import functools
import math
import statistics
from fractions import Fraction

import numpy as np


def loop(batch_losses, batch_sizes):
    total, count = 0.0, 0
    for loss, size in zip(batch_losses, batch_sizes, strict=True):
        total += loss * size
        count += size
    return total / count


def index_loop(batch_losses, batch_sizes):
    total = 0
    for i in range(len(batch_losses)):
        total = total + batch_sizes[i] * batch_losses[i]
    return total / sum(batch_sizes)


def comprehension(batch_losses, batch_sizes):
    return sum(s * b for s, b in zip(batch_sizes, batch_losses, strict=True)) / sum(batch_sizes)


def np_average(batch_losses, batch_sizes):
    return np.average(batch_losses, weights=batch_sizes)


def np_dot(batch_losses, batch_sizes):
    return np.dot(batch_losses, batch_sizes) / np.sum(batch_sizes)


def arrays(batch_losses, batch_sizes):
    sizes = np.array(batch_sizes)
    return float((np.array(batch_losses) * sizes).sum() / sizes.sum())


def shares(batch_losses, batch_sizes):
    n = sum(batch_sizes)
    return math.fsum(
        loss * (size / n) for loss, size in zip(batch_losses, batch_sizes, strict=True)
    )


def repeated(batch_losses, batch_sizes):
    return np.mean(np.repeat(batch_losses, batch_sizes))


def one_sample_at_a_time(batch_losses, batch_sizes):
    samples = []
    for loss, size in zip(batch_losses, batch_sizes, strict=True):
        samples += [loss] * size
    return statistics.fmean(samples)


def running_mean(batch_losses, batch_sizes):
    mean, count = 0.0, 0
    for loss, size in zip(batch_losses, batch_sizes, strict=True):
        count += size
        mean += (loss - mean) * size / count
    return mean


def while_loop(batch_losses, batch_sizes):
    i, total, left = 0, 0.0, list(batch_sizes)
    while left:
        total += batch_losses[i] * left.pop(0)
        i += 1
    return total / sum(batch_sizes)


def reduced(batch_losses, batch_sizes):
    pairs = zip(batch_losses, batch_sizes, strict=True)
    return functools.reduce(lambda total, pair: total + pair[0] * pair[1], pairs, 0) / sum(
        batch_sizes
    )


def recursive(batch_losses, batch_sizes):
    def total(i):
        return 0.0 if i == len(batch_sizes) else batch_losses[i] * batch_sizes[i] + total(i + 1)

    return total(0) / sum(batch_sizes)


def exact_fractions(batch_losses, batch_sizes):
    total = sum(Fraction(loss) * size for loss, size in zip(batch_losses, batch_sizes, strict=True))
    return float(total / sum(batch_sizes))


def fmean_with_weights(batch_losses, batch_sizes):
    return statistics.fmean(batch_losses, weights=batch_sizes)
