"""Write the stored data again: ``python -m autograder.sgd.data.make`` (needs scikit-learn)."""

from pathlib import Path

import numpy as np

from autograder.sgd.arguments import Array
from autograder.sgd.data.stored import N_PRETRAINING, digits, pretrained_model
from autograder.sgd.optimizers import Adam
from autograder.sgd.training import train

HERE = Path(__file__).parent


def write_digits() -> None:
    """Copy scikit-learn's digits into digits.npz, one byte a pixel."""
    from sklearn.datasets import load_digits

    pixels, classes = load_digits(return_X_y=True)
    np.savez_compressed(
        HERE / "digits.npz", pixels=pixels.astype(np.uint8), classes=classes.astype(np.uint8)
    )


def pretrain() -> Array:
    """Train the network of the fine-tuning task on the first 1297 digits; return its weights."""
    X, y = digits()
    history = train(
        pretrained_model(),
        X[:N_PRETRAINING],
        y[:N_PRETRAINING],
        batch_size=32,
        num_epochs=30,
        optimizer=Adam(lr=3e-3),
    )
    return history.theta


if __name__ == "__main__":
    write_digits()
    np.savez_compressed(HERE / "pretrained.npz", theta=pretrain().astype(np.float32))
