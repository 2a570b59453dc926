"""Data that comes with the package: handwritten digits, and a network trained on them beforehand."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from autograder.sgd.arguments import Array
from autograder.sgd.data.synthetic import DataSet
from autograder.sgd.network import MLP

N_PRETRAINING = 1297  # images that the network was trained on; the other 500 it has never seen
N_FINE_TUNING = 60
HIDDEN = 32


def digits() -> DataSet:
    """Return 1797 handwritten digits of 8×8 pixels (lesson 6).

    From "Optical Recognition of Handwritten Digits" (Alpaydin & Kaynak 1998, UCI repository,
    CC BY 4.0), the copy that scikit-learn ships.

    Returns:
        X of shape (1797, 64), ink in [0, 1], row by row; classes y of shape (1797,), 0 to 9.
    """
    pixels, classes = _digits()
    return DataSet(pixels / 16.0, classes.astype(np.intp))


@dataclass(frozen=True, eq=False)
class FineTuning:
    """A pretrained network, and 60 samples of a new task to fine-tune it on (lesson 6).

    The network has learned the digits as they are. The new task comes from another scanner, which
    shifts every image by one pixel to the right: 60 images to train on, 440 to validate, none of
    them used in pretraining.

    Attributes:
        model: the network.
        theta: its pretrained weights.
        X, y: the 60 training samples.
        X_val, y_val: the held-out samples.
    """

    model: MLP
    theta: Array
    X: Array
    y: NDArray[np.intp]
    X_val: Array
    y_val: NDArray[np.intp]


def fine_tuning() -> FineTuning:
    """Return the fine-tuning task, with weights that ``autograder.sgd.data.make`` trained."""
    X, y = digits()
    held_back = slice(N_PRETRAINING, None)
    images = X[held_back].reshape(-1, 8, 8)
    shifted = np.zeros_like(images)
    shifted[:, :, 1:] = images[:, :, :-1]
    rows = shifted.reshape(-1, 64)
    classes = y[held_back]
    return FineTuning(
        model=pretrained_model(),
        theta=_pretrained().astype(np.float64),
        X=rows[:N_FINE_TUNING].copy(),
        y=classes[:N_FINE_TUNING].copy(),
        X_val=rows[N_FINE_TUNING:].copy(),
        y_val=classes[N_FINE_TUNING:].copy(),
    )


def pretrained_model() -> MLP:
    """Return the network of the fine-tuning task: 64 pixels, 32 hidden units, 10 classes."""
    return MLP([64, HIDDEN, 10])


@cache
def _digits() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    with files(__package__).joinpath("digits.npz").open("rb") as file, np.load(file) as arrays:
        return arrays["pixels"], arrays["classes"]


@cache
def _pretrained() -> NDArray[np.float32]:
    with files(__package__).joinpath("pretrained.npz").open("rb") as file, np.load(file) as arrays:
        return np.asarray(arrays["theta"])
