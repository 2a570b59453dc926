"""Lesson 6: a pretrained network, fine-tuned on 60 samples of a new task."""

import numpy as np
from numpy.typing import NDArray

from autograder.lab import style
from autograder.lab.controls import Slider
from autograder.lab.marks import Trail
from autograder.lab.panel import Panel
from autograder.lab.player import Player
from autograder.lab.prose import count
from autograder.sgd import SGD, History, train
from autograder.sgd.data import fine_tuning as task

Array = NDArray[np.float64]


def run(*, batch_size: int, steps_per_epoch: int, num_epochs: int, lr: float) -> History:
    """Fine-tune from the pretrained weights; the weights of every step are kept."""
    new = task()
    return train(
        new.model,
        new.X,
        new.y,
        batch_size=batch_size,
        num_epochs=num_epochs,
        steps_per_epoch=steps_per_epoch,
        optimizer=SGD(lr=lr),
        theta=new.theta,
        validation=(new.X_val, new.y_val),
        path=True,
    )


def accuracy(history: History) -> Array:
    """Share of the held-out images that are read rightly: before training, then after each epoch."""
    new, per = task(), history.ledger.steps_per_epoch
    assert history.path is not None
    return np.array(
        [new.model.accuracy(theta, new.X_val, new.y_val) for theta in history.path[::per]]
    )


def fine_tuning() -> Panel:
    """Losses and accuracy of the fine-tuning, epoch by epoch, with the passes that they stand for."""
    new = task()
    before = float(new.model.loss(new.theta, new.X_val, new.y_val))
    at_start = float(new.model.loss(new.theta, new.X, new.y))
    fig, (losses, right) = style.figure((1.2, 1), size=(9.8, 3.8))
    style.label(losses, x="updates", y="cross-entropy", title="Loss")
    losses.set_ylim(0, 4.4)
    style.legend(
        losses,
        batch_loss="of each batch",
        train="of an epoch's training batches",
        validation="of 440 held-out images",
        loc="upper right",
    )
    style.label(right, x="updates", y="read rightly (%)", title="Held-out images")
    right.set_ylim(0, 100)
    player = Player(
        fig,
        fps=6,
        poster=1.0,
        alt="Left: the loss of each batch, of each epoch in training and of the held-out images, "
        "against updates. Right: the share of held-out images that are read rightly.",
    )

    def update(batch_size: int, steps_per_epoch: int, num_epochs: int, lr: float) -> str:
        history = run(
            batch_size=batch_size, steps_per_epoch=steps_per_epoch, num_epochs=num_epochs, lr=lr
        )
        share, epochs = 100 * accuracy(history), np.arange(num_epochs + 1)
        x, step = epochs * steps_per_epoch, history.step
        for ax in (losses, right):
            style.limits(ax, x=(0.0, 1.01 * x[-1]))
        player.show(
            [
                Trail(
                    losses,
                    np.column_stack([step, history.loss]),
                    "batch_loss",
                    at=-(-step // steps_per_epoch),
                    head=False,
                ),
                Trail(
                    losses,
                    np.column_stack([x, [at_start, *history.epoch_loss]]),
                    "train",
                    dots=True,
                ),
                Trail(
                    losses,
                    np.column_stack([x, [before, *history.val_loss]]),
                    "validation",
                    dots=True,
                ),
                Trail(right, np.column_stack([x, share]), "validation", dots=True),
            ],
            _captions(history, share),
        )
        ledger = history.ledger
        return (
            f"{ledger.sentence()}. {count(num_epochs, 'epoch')}: {count(ledger.updates, 'update')}, each sample used "
            f"{ledger.passes:.4g} times on average. Read rightly: {share[0]:.0f} % → {share[-1]:.0f} %."
        )

    return Panel(
        update,
        player,
        tries=({"batch_size": 60}, {"steps_per_epoch": 4}, {"lr": 0.5}, {"lr": 0.001}),
        batch_size=Slider("batch size", 16, 1, 60),
        steps_per_epoch=Slider("steps per epoch", 100, 1, 150),
        num_epochs=Slider("epochs", 4, 1, 8),
        lr=Slider("learning rate", 0.05, 0.001, 0.5, log=True),
    )


def _captions(history: History, share: Array) -> list[str]:
    ledger = history.ledger
    captions = [f"Before fine-tuning: {share[0]:.0f} % of the held-out images are read rightly."]
    for epoch, (loss, held_out) in enumerate(
        zip(history.epoch_loss, history.val_loss, strict=True), start=1
    ):
        updates = epoch * ledger.steps_per_epoch
        passes = ledger.samples_after(updates) / ledger.n_samples
        captions.append(
            f"After epoch {epoch}: {count(updates, 'update')}, {count(passes, 'pass', '.3g')} over the 60 samples. "
            f"Training loss {loss:.3f}, validation loss {held_out:.3f}, {share[epoch]:.0f} % read rightly."
        )
    return captions
