"""Heads: from the scores of a network to its loss, and the loss's gradient in the scores' place."""

import math
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.sgd.arguments import Array
from autograder.sgd.fast.kernel import Kernel, Loss, Scratch


def cross_entropy(scores: Array, y: NDArray[np.intp], scratch: Scratch) -> Kernel:
    """Bind −log softmax(scores)[y], averaged over the batch.

    Args:
        scores: shape (classes, B) or (runs, classes, B); its gradient takes its place.
        y: classes, shape (B,) or (runs, B).
        scratch: work arrays.

    Returns:
        A function that computes loss and gradient. The largest score is subtracted first, which
        changes nothing but keeps the exponentials finite (Goodfellow et al. 2016, §4.1).
    """
    *runs, classes, size = scores.shape
    flat = scores.reshape(-1)
    sums = scratch("sums", *runs, 1, size)
    sums_by_sample = sums.reshape(*runs, size)
    largest, logs = scratch("largest", *runs, 1, size), scratch("logs", *runs, size)
    own, ones = scratch("own", *runs, size), np.ones(size)
    # Place of each sample's own class in the flat scores: (run · classes + class) · B + column.
    first_of_run = np.arange(math.prod(runs)).reshape(*runs, 1) * (classes * size)
    first = np.ascontiguousarray(np.broadcast_to(first_of_run + np.arange(size), (*runs, size)))
    places, sizes = np.empty((*runs, size), np.intp), np.full(size, size)
    size_of_sums, one_over_size = np.full(sums.shape, float(size)), np.full(own.shape, 1 / size)
    multiply, add, subtract, divide = np.multiply, np.add, np.subtract, np.divide
    maximum_over: Any = np.maximum.reduce
    total: Any = partial(np.vecdot, ones)
    sum_over: Any = partial(np.add.reduce, scores, -2, None, sums, True)
    if not runs:  # a product with ones is the quicker call
        total, sum_over = ones.dot, partial(np.dot, np.ones(classes), scores, sums_by_sample)

    def loss_and_gradient() -> Loss:
        multiply(y, sizes, places)
        add(places, first, places)
        maximum_over(scores, -2, None, largest, True)
        subtract(scores, largest, scores)
        flat.take(places, None, own, "clip")
        np.exp(scores, scores)
        sum_over()
        np.log(sums_by_sample, logs)
        subtract(logs, own, logs)  # −log softmax, by sample
        loss = total(logs) / size
        multiply(sums, size_of_sums, sums)
        divide(scores, sums, scores)  # softmax / B
        flat.take(places, None, own, "clip")
        subtract(own, one_over_size, own)
        flat.put(places, own, "clip")
        return loss  # type: ignore[no-any-return]  # a float or an array, by shape

    return loss_and_gradient
