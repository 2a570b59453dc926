"""Heads: from the scores of a network to its loss, and the loss's gradient in the scores' place."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.sgd.arguments import Array
from autograder.sgd.models import Kernel, Loss, Scratch


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
    largest, sums = scratch("largest", *runs, 1, size), scratch("sums", *runs, 1, size)
    # Place of each sample's own class in the flat scores: (run · classes + class) · B + column.
    first = np.arange(size) + (np.arange(int(np.prod(runs))) * classes * size).reshape(*runs, 1)
    first = np.ascontiguousarray(np.broadcast_to(first, (*runs, size)))
    places = np.empty((*runs, size), np.intp)
    sizes = np.array(size)
    maximum, add, subtract, multiply = np.maximum.reduce, np.add.reduce, np.subtract, np.multiply
    one_over_size = 1 / size

    def loss_and_gradient() -> Loss:
        multiply(y, sizes, places)
        np.add(places, first, places)
        maximum(scores, -2, out=largest, keepdims=True)
        subtract(scores, largest, scores)
        own = flat.take(places)
        np.exp(scores, scores)
        add(scores, -2, out=sums, keepdims=True)
        loss = (add(np.log(sums), (-2, -1)) - add(own, -1)) * one_over_size
        multiply(sums, sizes, sums)
        np.divide(scores, sums, scores)
        flat[places] -= one_over_size
        return loss  # type: ignore[no-any-return]

    return loss_and_gradient


def squared_error(scores: Array, y: Array, scratch: Scratch) -> Kernel:
    """Bind the mean of (scores − y)² over samples and outputs.

    Args:
        scores: shape (outputs, B) or (runs, outputs, B); its gradient takes its place.
        y: values, shape (B, outputs) or (runs, B, outputs).
        scratch: work arrays, not needed here.
    """
    *runs, outputs, size = scores.shape
    target, flat = y.swapaxes(-1, -2), scores.reshape(*runs, -1)
    count = outputs * size
    two_over_count = np.array(2 / count)

    def loss_and_gradient() -> Loss:
        np.subtract(scores, target, scores)
        loss: Any = np.vecdot(flat, flat) / count
        np.multiply(scores, two_over_count, scores)
        return loss  # type: ignore[no-any-return]

    return loss_and_gradient
