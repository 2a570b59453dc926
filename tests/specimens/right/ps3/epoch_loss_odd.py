"""More right answers to ps3.epoch_loss, in styles that are seldom seen."""

import itertools
import operator
from collections import Counter
from decimal import Decimal

import numpy as np


def mapped(batch_losses, batch_sizes):
    return sum(map(operator.mul, batch_losses, batch_sizes)) / sum(batch_sizes)


def sorted_pairs(batch_losses, batch_sizes):
    pairs = sorted(zip(batch_losses, batch_sizes, strict=True))
    return sum(loss * size for loss, size in pairs) / sum(size for _, size in pairs)


def last_of_running_sums(batch_losses, batch_sizes):
    totals = itertools.accumulate(a * b for a, b in zip(batch_losses, batch_sizes, strict=True))
    *_, total = totals
    *_, count = itertools.accumulate(batch_sizes)
    return total / count


def array_without_axes(batch_losses, batch_sizes):
    losses, sizes = np.asarray(batch_losses), np.asarray(batch_sizes)
    return np.einsum("i,i", losses, sizes) / np.array(sizes.sum())


def samples_by_loss(batch_losses, batch_sizes):
    counted = Counter()
    for loss, size in zip(batch_losses, batch_sizes, strict=True):
        counted[loss] += size
    return sum(loss * n for loss, n in counted.items()) / counted.total()


def decimals(batch_losses, batch_sizes):
    total = Decimal(0)
    for loss, size in zip(batch_losses, batch_sizes, strict=True):
        total += Decimal(float(loss)) * size
    return float(total / sum(batch_sizes))


def halves(batch_losses, batch_sizes):
    def mean(losses, sizes):
        if len(losses) == 1:
            return losses[0]
        middle = len(losses) // 2
        left, right = sum(sizes[:middle]), sum(sizes[middle:])
        first, second = (
            mean(losses[:middle], sizes[:middle]),
            mean(losses[middle:], sizes[middle:]),
        )
        return (first * left + second * right) / (left + right)

    return mean(list(batch_losses), list(batch_sizes))
