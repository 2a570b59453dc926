"""Lesson 7: a model that can learn sixty samples by heart, its two curves, and where patience ends."""

import numpy as np
from numpy.typing import NDArray

from autograder.lab import style
from autograder.lab.marks import Curve, Mark, Trail
from autograder.lab.panel import Panel, Slider
from autograder.lab.player import Player
from autograder.sgd import SGD, History, Linear, train

Array = NDArray[np.float64]
N_TRAIN, N_VALIDATION, EPOCHS = 60, 240, 160
GRID = np.linspace(-3.0, 3.0, 160)
HIGHEST = 2.6  # of the axis of losses


def waves(x: Array, count: int) -> Array:
    """``count`` sines and cosines of x, slow ones first: shape (n, count)."""
    features = [
        np.sin((k // 2 + 1) * x) if k % 2 == 0 else np.cos((k // 2 + 1) * x) for k in range(count)
    ]
    return np.column_stack(features)


def data(noise: float) -> tuple[Array, Array, Array, Array]:
    """Sixty samples to train on and 240 to validate with: x and y of each, with this much noise."""
    rng = np.random.default_rng(8)
    x = rng.uniform(-3, 3, N_TRAIN + N_VALIDATION)
    y = np.sin(x) + 0.5 * np.cos(2 * x) + noise * rng.normal(size=len(x))
    return x[:N_TRAIN], y[:N_TRAIN], x[N_TRAIN:], y[N_TRAIN:]


def fit(capacity: int, noise: float, patience: int | None = None) -> History:
    """Train on the sixty samples for 160 epochs, or until patience runs out."""
    x, y, x_held, y_held = data(noise)
    return train(
        Linear(capacity),
        waves(x, capacity),
        y,
        batch_size=25,
        num_epochs=EPOCHS,
        optimizer=SGD(lr=0.012),
        seed=1,
        validation=(waves(x_held, capacity), y_held),
        patience=patience,
        path=True,
    )


def when_to_stop() -> Panel:
    """Sliders for the model's capacity, the noise and the patience; the fit beside the two losses."""
    fig, (left, right) = style.figure((1, 1.15), size=(9.6, 3.8))
    style.label(left, x="x", y="y", title="Sixty samples and the fit")
    style.limits(left, x=(-3.1, 3.1), y=(-4.2, 4.2))
    style.label(right, x="epochs", y="mean squared error", title="Loss of each epoch")
    style.limits(right, x=(0, EPOCHS), y=(0, HIGHEST))
    style.legend(
        right,
        train="training, while the weights move",
        validation="validation, after the epoch",
        best="least validation loss",
        stop="patience has run out",
        loc="upper right",
    )
    player = Player(
        fig,
        fps=20,
        poster=1.0,
        alt="Left: sixty samples and the fitted curve, which wriggles more the longer it trains. Right: the training "
        "loss, which falls, and the validation loss, which falls and then rises; a star marks its least value, a "
        "cross the epoch where patience has run out.",
    )

    def update(capacity: int, noise: float, patience: int) -> str:
        x, y, _, _ = data(noise)
        long, stopped = fit(capacity, noise), fit(capacity, noise, patience)
        stop = len(stopped.val_loss) - 1
        best = int(np.argmin(stopped.val_loss))
        thetas = long.path[long.ledger.steps_per_epoch :: long.ledger.steps_per_epoch]
        curves = [
            np.column_stack([GRID, Linear(capacity).predict(theta, waves(GRID, capacity))])
            for theta in thetas
        ]
        epochs = np.arange(1, EPOCHS + 1)
        ran_out = stop < EPOCHS - 1
        marks: list[Mark] = [
            Trail(
                left, np.column_stack([x, y]), "sample", at=np.zeros(len(x)), line=False, head=False
            ),
            Curve(left, curves),
            Trail(right, np.column_stack([epochs, long.epoch_loss]), "train"),
            Trail(right, np.column_stack([epochs, long.val_loss]), "validation"),
            Trail(right, [(best + 1, long.val_loss[best])], "best", at=[best], line=False),
        ]
        if ran_out:
            marks.append(
                Trail(right, [(stop + 1, long.val_loss[stop])], "stop", at=[stop], line=False)
            )
        captions = [
            f"After epoch {epoch}: training loss {train_loss:.2f}, validation loss {val_loss:.2f}."
            for epoch, train_loss, val_loss in zip(
                epochs, long.epoch_loss, long.val_loss, strict=True
            )
        ]
        player.show(marks, captions)
        return _sentence(long, best, stop, ran_out=ran_out)

    return Panel(
        update,
        player,
        capacity=Slider("capacity (waves)", 40, 2, 60),
        noise=Slider("noise", 0.9, 0.0, 1.5, step=0.1),
        patience=Slider("patience (epochs)", 12, 1, 60),
    )


def _sentence(long: History, best: int, stop: int, *, ran_out: bool) -> str:
    last = float(long.val_loss[-1])
    least = float(long.val_loss[best])
    if not ran_out:
        return (
            f"Patience does not run out in {EPOCHS} epochs; the least validation loss so far is {least:.2f}, "
            f"after epoch {best + 1}."
        )
    return (
        f"Least validation loss {least:.2f} after epoch {best + 1}; patience runs out after epoch {stop + 1}. "
        f"Without stopping it would be {last:.2f} after epoch {EPOCHS}, "
        f"with a training loss of {long.epoch_loss[-1]:.2f}."
    )
