"""Lesson 8: the loss for every pair of learning rate and batch size; all rates of a row train at once."""

from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from numpy.typing import NDArray

from autograder.lab import style
from autograder.lab.controls import Choice, Slider
from autograder.lab.marks import Span
from autograder.lab.panel import Panel
from autograder.lab.player import Player
from autograder.lab.prose import count
from autograder.sgd import SGD, Ledger, steps
from autograder.sgd.results.quadratic import Quadratic

Array = NDArray[np.float64]
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 300)
N_SAMPLES, N_RATES = 300, 28
COLOURS = "cividis_r"


@cache
def problem() -> Quadratic:
    """300 samples, six features, some noise."""
    return Quadratic.random(N_SAMPLES, 6, noise=1.0, condition=6, seed=2)


@cache
def rates() -> Array:
    """The learning rates of the columns, up to a little above 2/λmax."""
    return np.asarray(2 / problem().largest_curvature * np.geomspace(0.002, 1.25, N_RATES))


def rate_and_batch_size() -> Panel:
    """Sliders for the budget, equal in epochs or in updates; a picture of every pair's loss."""
    fig, (ax,) = style.figure(size=(9.6, 4.2))
    player = Player(
        fig,
        fps=6,
        alt="A heat map. Columns are learning rates, rows are batch sizes, the colour is the loss; crossed "
        "cells diverged. A line joins the best learning rate of each batch size, a dashed one is linear scaling.",
    )
    bar = fig.colorbar(
        ax.scatter([], [], c=[], cmap=COLOURS, norm=LogNorm(1e-3, 1.0)), ax=ax, pad=0.02
    )
    bar.set_label("loss above the least one (share of the start's)", color=style.INK)
    bar.ax.set_xlabel("loss", color=style.INK)
    bar.ax.tick_params(colors=style.MUTED, labelcolor=style.INK)

    def update(equal: str, budget: int) -> str:
        losses = loss_of_every_pair(equal, budget)
        best = losses.argmin(axis=1)
        _draw(ax, losses, best)
        columns = range(N_RATES)
        player.show([Span(ax, rates())], [_caption(losses, column) for column in columns])
        spread = rates()[best[-1]] / rates()[best[0]]
        amount = budget if equal == "epochs" else 10 * budget
        return (
            f"{count(amount, equal.removesuffix('s'))} for every batch size. The best learning rate at "
            f"batch size {SIZES[-1]} is {spread:.0f} times that at batch size 1; "
            f"{np.isinf(losses).sum()} of {losses.size} pairs diverge."
        )

    panel = Panel(
        update,
        player,
        equal=Choice("equal for all", "epochs", {"epochs": "epochs", "tens of updates": "updates"}),
        budget=Slider("how many of them", 2, 1, 20),
    )
    player.frame = int(
        loss_of_every_pair("epochs", 2).min(axis=0).argmin()
    )  # not one that diverged
    return panel


def loss_of_every_pair(equal: str, budget: int) -> Array:
    """Excess loss by the start's, shape (batch sizes, rates); inf where a run diverged.

    A budget of updates is counted in tens, so that both budgets have the same slider.
    """
    start = problem().excess_loss(problem().zeros())[0]
    losses = np.stack([_row(size, equal, budget) for size in SIZES])
    return np.asarray(losses / start)


def _row(size: int, equal: str, budget: int) -> Array:
    """The excess losses of one batch size: all rates are one training on the run axis."""
    one_pass = Ledger(N_SAMPLES, size).steps_per_epoch
    theta = problem().zeros(N_RATES)
    run = steps(
        **problem().data(),
        batch_size=size,
        steps=one_pass * budget if equal == "epochs" else 10 * budget,
        optimizer=SGD(lr=rates()),
        theta=theta,
    )
    for now in run:
        theta = now.theta
    with np.errstate(all="ignore"):
        losses = problem().excess_loss(theta)
    losses[~(losses < 1e3)] = np.inf
    return losses


def _draw(ax: Axes, losses: Array, best: NDArray[np.intp]) -> None:
    ax.clear()
    style.dress(ax)
    lr, rows = rates(), np.arange(len(SIZES))
    edges = np.geomspace(
        lr[0] / (lr[1] / lr[0]) ** 0.5, lr[-1] * (lr[1] / lr[0]) ** 0.5, N_RATES + 1
    )
    shown = np.where(losses < 1.0, losses, np.nan)
    ax.pcolormesh(
        edges, np.arange(len(SIZES) + 1) - 0.5, shown, cmap=COLOURS, norm=LogNorm(1e-3, 1.0)
    )
    worse = np.argwhere(~(losses < 1.0))
    ax.plot(lr[worse[:, 1]], worse[:, 0], "x", color=style.MUTED, ms=6)
    first, theory = style.role("second"), style.role("theory")
    ax.plot(lr[best], rows, color=first.light, lw=first.width, ls=first.linestyle, marker="s", ms=6)
    anchor = 2  # linear scaling from the best rate at batch size 4
    scaled = lr[best[anchor]] * np.array(SIZES) / SIZES[anchor]
    inside = scaled <= edges[-1]
    ax.plot(scaled[inside], rows[inside], color=theory.light, lw=theory.width, ls=theory.linestyle)
    ax.set(xscale="log", xlim=(edges[0], edges[-1]), ylim=(-0.5, len(SIZES) - 0.5))
    ax.set_yticks(rows, [str(size) for size in SIZES])
    ax.minorticks_off()
    style.label(ax, x="learning rate", y="batch size (samples)")
    ax.set_title(
        "orange: best rate of the row · dashed: linear scaling · ×: worse than the start",
        loc="left",
        fontsize=10,
        color=style.INK,
    )


def _caption(losses: Array, column: int) -> str:
    column_losses = losses[:, column]
    best = int(column_losses.argmin())
    if not np.isfinite(column_losses[best]):
        return f"Learning rate {rates()[column]:.3f}: every batch size diverges."
    return (
        f"Learning rate {rates()[column]:.3f}: batch size {SIZES[best]} does best, its loss is "
        f"{column_losses[best]:.2g} of the start's."
    )
