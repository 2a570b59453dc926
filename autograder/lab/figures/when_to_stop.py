"""Lesson 7: sixty noisy samples overfitted, epoch by epoch, and the stop that patience would make."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from autograder.lab import style
from autograder.lab.controls import Slider
from autograder.lab.marks import Curve, Trail
from autograder.lab.panel import Panel
from autograder.lab.player import Player
from autograder.sgd import SGD, History, Linear, train

Array = NDArray[np.float64]
N_SAMPLES, N_VALIDATION, N_TEST = 60, 200, 1000
BATCH_SIZE, EPOCHS, LR = 13, 150, 0.1
GRID = np.linspace(-1, 1, 160)


def truth(x: Array) -> Array:
    """What the samples would be without noise: one period of a sine."""
    return np.sin(np.pi * x)


@cache
def points(n_samples: int, seed: int, part: int) -> tuple[Array, Array]:
    """Places x in [−1, 1] and noise of deviation 1 at each, for part 0 train, 1 validation, 2 test."""
    rng = np.random.default_rng([seed, part])
    return rng.uniform(-1, 1, n_samples), rng.normal(size=n_samples)


def samples(n_samples: int, noise: float, seed: int, part: int) -> tuple[Array, Array]:
    """Noisy samples of the truth: x and y of shape (n_samples,)."""
    x, scatter = points(n_samples, seed, part)
    return x, truth(x) + noise * scatter


def bumps(x: Array, count: int) -> Array:
    """`count` bumps side by side as features: shape (n, count). More of them follow finer detail."""
    centres, width = np.linspace(-1, 1, count), 1.6 / (count - 1)
    distance: Array = (x[:, None] - centres) / width
    return np.exp(-0.5 * distance**2)


def fit(*, capacity: int, noise: float, seed: int, patience: int | None = None) -> History:
    """Train on sixty samples; the held-out ones are measured after each epoch."""
    x, y = samples(N_SAMPLES, noise, seed, 0)
    x_val, y_val = samples(N_VALIDATION, noise, seed, 1)
    return train(
        Linear(capacity),
        bumps(x, capacity),
        y,
        batch_size=BATCH_SIZE,
        num_epochs=EPOCHS,
        optimizer=SGD(lr=LR),
        seed=seed,
        theta=np.zeros(capacity + 1),
        validation=(bumps(x_val, capacity), y_val),
        patience=patience,
        path=True,
    )


def loss_on_test_set(theta: Array, *, capacity: int, noise: float, seed: int) -> float:
    """Loss of these weights on samples that took no part in training or stopping."""
    x, y = samples(N_TEST, noise, seed, 2)
    return float(Linear(capacity).loss(theta, bumps(x, capacity), y))


def when_to_stop() -> Panel:
    """Sliders for capacity, noise and patience; the fitted curve and the two loss curves."""
    fig, (model, losses) = style.figure((1, 1.3), size=(9.8, 4.0))
    style.label(model, x="x", y="y", title="60 samples and the model")
    style.limits(model, x=(-1.05, 1.05), y=(-3.6, 3.6))
    model.set_xticks([-1, -0.5, 0, 0.5, 1])
    model.plot(GRID, truth(GRID), color=style.role("theory").light, ls=(0, (5, 3)), lw=1.4)
    style.legend(model, sample="sample", model="model", theory="truth", loc="lower right")
    style.label(losses, x="epochs", y="mean squared error", title="Loss")
    style.limits(losses, x=(0.0, EPOCHS + 2.0), y=(0.0, 1.5))
    style.legend(
        losses,
        train="training, while the weights move",
        validation="validation, after the epoch",
        best="lowest validation loss: keep these weights",
        stop="patience runs out: stop",
        loc="upper right",
    )
    player = Player(
        fig,
        fps=12,
        poster=1.0,
        alt="Left: sixty noisy samples of a sine and the model's curve. Right: training and "
        "validation loss after each epoch, the lowest validation loss and the stop marked.",
    )

    def update(capacity: int, noise: float, patience: int, seed: int) -> str:
        whole = fit(capacity=capacity, noise=noise, seed=seed)
        stopped = fit(capacity=capacity, noise=noise, seed=seed, patience=patience)
        x, y = samples(N_SAMPLES, noise, seed, 0)
        assert whole.path is not None
        ends = whole.path[:: whole.ledger.steps_per_epoch][1:]
        drawn = Linear(capacity).predict(ends, bumps(GRID, capacity))
        epochs, best, stop = np.arange(1, EPOCHS + 1), _best(stopped), len(stopped.val_loss) - 1
        marks = [
            Trail(
                model,
                np.column_stack([x, y]),
                "sample",
                at=np.zeros(len(x)),
                line=False,
                head=False,
            ),
            Curve(model, np.stack([np.tile(GRID, (EPOCHS, 1)), drawn], axis=2), "model"),
            Trail(losses, np.column_stack([epochs, whole.epoch_loss]), "train"),
            Trail(losses, np.column_stack([epochs, whole.val_loss]), "validation"),
            Trail(losses, [(best + 1, stopped.val_loss[best])], "best", at=[best]),
        ]
        if stopped.stopped_early:
            at_stop = [(stop + 1, 0.0), (stop + 1, stopped.val_loss[stop])]
            marks.append(Trail(losses, at_stop, "stop", at=[stop, stop]))
        player.show(marks, _captions(whole, best, stop if stopped.stopped_early else None))
        kept, last = (
            loss_on_test_set(theta, capacity=capacity, noise=noise, seed=seed)
            for theta in (stopped.best_theta, whole.theta)
        )
        return _sentence(whole, stopped, patience, kept, last)

    return Panel(
        update,
        player,
        tries=({"capacity": 6}, {"noise": 0.0}, {"patience": 1}, {"patience": 40}),
        capacity=Slider("capacity: bumps", 40, 2, 60),
        noise=Slider("noise", 0.8, 0.0, 1.0, step=0.05),
        patience=Slider("patience", 8, 1, 40),
        seed=Slider("seed", 1, 0, 99),
    )


def _best(history: History) -> int:
    """The epoch, from 0, with the lowest validation loss."""
    assert isinstance(history.best_epoch, int)
    return history.best_epoch


def _captions(whole: History, best: int, stop: int | None) -> list[str]:
    captions, so_far = [], np.minimum.accumulate(whole.val_loss)
    for epoch, (train_loss, val_loss) in enumerate(
        zip(whole.epoch_loss, whole.val_loss, strict=True)
    ):
        text = f"Epoch {epoch + 1}: training loss {train_loss:.3f}, validation loss {val_loss:.3f}"
        if stop is not None and epoch > stop:
            text += f"; training would have stopped after epoch {stop + 1}, with the weights of {best + 1}."
        elif epoch == stop:
            text += f". Patience runs out: stop, and take the weights of epoch {best + 1}."
        elif val_loss <= so_far[epoch]:
            text += ", the lowest so far."
        else:
            last = int(np.argmin(whole.val_loss[: epoch + 1]))
            text += f", no improvement for {epoch - last} in a row."
        captions.append(text)
    return captions


def _sentence(whole: History, stopped: History, patience: int, kept: float, last: float) -> str:
    best = _best(stopped) + 1
    end = (
        f"stops after epoch {len(stopped.val_loss)} and keeps the weights of epoch {best}"
        if stopped.stopped_early
        else f"never runs out in {EPOCHS} epochs; the best weights are those of epoch {best}"
    )
    return (
        f"{whole.ledger.sentence()}. Patience {patience} {end}. Test loss of the kept weights "
        f"{kept:.3f}, of the last of all {EPOCHS} epochs {last:.3f}."
    )
