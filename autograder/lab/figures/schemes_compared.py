"""Lesson 4: where runs settle with a constant learning rate, by the way in which samples are picked."""

from functools import cache

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from autograder.lab import style
from autograder.lab.marks import Span, Trail
from autograder.lab.panel import Panel, Slider
from autograder.lab.player import Player
from autograder.sgd import SGD, regression, steps
from autograder.sgd.results import Reshuffling, reshuffling
from autograder.sgd.results.quadratic import Quadratic

Array = NDArray[np.float64]
ROLES = {"replacement": "second", "once": "third", "reshuffled": "first"}
LABELS = {"replacement": "with replacement", "once": "shuffled once", "reshuffled": "new order"}
RUNS, EPOCHS = 12, 24


@cache
def problem() -> Quadratic:
    """64 samples, four features."""
    return Quadratic(*regression(64, 4, seed=3))


def schemes_compared() -> Panel:
    """Twelve runs of each scheme at the slider's learning rate; their mean distance, epoch by epoch."""
    fig, (ax, settling) = style.figure((1.35, 1), size=(9.6, 3.6))
    player = Player(
        fig,
        fps=5,
        alt="The mean squared distance to the best weights at the end of each epoch, on a log scale, for samples "
        "drawn with replacement, shuffled once, and shuffled anew each epoch. Right: where such runs settle, against "
        "the learning rate, on log scales: three straight lines of different slope.",
    )
    _draw(ax)
    _draw_settling(settling)
    epochs = np.arange(EPOCHS + 1)

    def update(lr: float, batch_size: int) -> str:
        distance = {scheme: distances(scheme, lr, batch_size) for scheme in ROLES}
        marks = [
            Trail(ax, np.column_stack([epochs, distance[scheme]]), role)
            for scheme, role in ROLES.items()
        ]
        here = Span(settling, np.full(EPOCHS + 1, lr))
        captions = [
            f"After {_epochs(epoch)}: "
            + ", ".join(f"{LABELS[scheme]} {distance[scheme][epoch]:.2g}" for scheme in ROLES)
            + "."
            for epoch in range(EPOCHS + 1)
        ]
        player.show([*marks, here], captions)
        settled = {scheme: float(np.mean(distance[scheme][-8:])) for scheme in ROLES}
        if not all(np.isfinite(list(settled.values()))):
            return f"Learning rate {lr:g}, batch size {batch_size}: the runs diverge."
        return (
            f"Learning rate {lr:g}, batch size {batch_size}: drawn with replacement the runs settle "
            f"{settled['replacement'] / settled['reshuffled']:.0f} times as far away (squared) "
            "as with a new order each epoch."
        )

    return Panel(
        update,
        player,
        lr=Slider("learning rate", 0.01, 0.002, 0.05, step=0.001, log=True),
        batch_size=Slider("batch size", 1, 1, 24),
    )


def distances(scheme: str, lr: float, batch_size: int) -> Array:
    """Mean of ‖w − w*‖² over the runs, before the first epoch and after each; nan once it diverged."""
    best = problem().minimum
    found = np.full(EPOCHS + 1, np.nan)
    found[0] = best @ best
    per_epoch = -(-64 // batch_size)
    run = steps(
        **problem().data(),
        batch_size=batch_size,
        num_epochs=EPOCHS,
        optimizer=SGD(lr=lr),
        scheme=scheme,
        seed=range(RUNS),
        theta=problem().zeros(RUNS),
    )
    for now in run:
        if now.step % per_epoch == 0 and not now.diverged:
            found[now.step // per_epoch] = ((now.theta - best) ** 2).sum(axis=1).mean()
    return found


def _draw(ax: Axes) -> None:
    style.label(ax, x="epochs", y="squared distance", title="Distance to the best weights")
    ax.set(xlim=(-0.3, EPOCHS + 0.3), yscale="log", ylim=(1e-6, 1e2))
    style.legend(ax, loc="upper right", **{role: LABELS[scheme] for scheme, role in ROLES.items()})


def _draw_settling(ax: Axes) -> None:
    """The published result, measured here: 150 epochs of 20 runs at four learning rates."""
    found = measured()
    for scheme, role in ROLES.items():
        look, distance = style.role(role), found.distance[scheme]
        ax.plot(
            found.lr,
            distance,
            color=look.light,
            lw=look.width,
            ls=look.linestyle,
            marker=style.MATPLOTLIB_MARKERS[look.marker],
            ms=5.5,
        )
        ax.text(
            found.lr[-1] * 1.12,
            distance[-1],
            f"slope {found.slope[scheme]:.1f}",
            fontsize=9.5,
            color=style.INK,
            va="center",
        )
    style.label(ax, x="learning rate", y="squared distance", title="Where the runs settle")
    ax.set(xscale="log", yscale="log", xlim=(0.0017, 0.055), ylim=(1e-6, 1e2))
    ax.set_xticks([0.002, 0.01, 0.05], ["0.002", "0.01", "0.05"])
    ax.minorticks_off()


@cache
def measured() -> Reshuffling:
    """The three slopes of the reshuffling result; a few seconds, once."""
    return reshuffling()


def _epochs(number: int) -> str:
    return f"{number} epoch" if number == 1 else f"{number} epochs"
