"""Lesson 4: how far from the minimum runs settle at a constant learning rate, by order of the samples."""

from functools import cache

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from autograder.lab import style
from autograder.lab.controls import Slider
from autograder.lab.marks import Trail
from autograder.lab.panel import Panel
from autograder.lab.player import Player
from autograder.sgd import SGD, Linear, steps
from autograder.sgd.data import regression
from autograder.sgd.results import Reshuffling, reshuffling

Array = NDArray[np.float64]
N_SAMPLES, RUNS, EPOCHS = 62, 12, 30
MODEL = Linear(4, bias=False)
LOOKS = {"replacement": "second", "once": "third", "reshuffled": "first"}
NAMES = {
    "replacement": "drawn with replacement",
    "once": "shuffled once",
    "reshuffled": "reshuffled",
}


@cache
def published() -> Reshuffling:
    """The published comparison, run once: where runs settle, by scheme and learning rate."""
    return reshuffling()


def distances(scheme: str, *, lr: float, batch_size: int, seed: int) -> Array:
    """Squared distance to the minimum at the start and after each epoch, mean of many runs."""
    X, y = regression(N_SAMPLES, 4, seed=3)
    lowest = np.linalg.lstsq(X, y, rcond=None)[0]
    run = steps(
        MODEL,
        X,
        y,
        batch_size=batch_size,
        num_epochs=EPOCHS,
        optimizer=SGD(lr=lr),
        scheme=scheme,
        seed=range(seed * RUNS, (seed + 1) * RUNS),
        theta=np.zeros((RUNS, 4)),
    )
    at_ends = [
        ((now.theta - lowest) ** 2).sum(axis=1).mean()
        for now in run
        if now.step % now.ledger.steps_per_epoch == 0
    ]
    return np.array([lowest @ lowest, *at_ends])


def where_runs_settle() -> Panel:
    """Sliders lr and batch size; left the runs, right the published slopes."""
    fig, (curves, slopes) = style.figure((1.25, 1), size=(9.8, 3.9))
    style.label(curves, x="epochs", y="squared distance to the minimum", title="One learning rate")
    curves.set(yscale="log", xlim=(0, EPOCHS), ylim=(1e-5, 20))
    style.legend(curves, **{LOOKS[s]: NAMES[s] for s in LOOKS}, loc="upper right")
    _draw_slopes(slopes)
    player = Player(
        fig,
        fps=8,
        poster=1.0,
        alt="Left: squared distance to the minimum after each epoch for three orders of the "
        "samples, on a logarithmic axis. Right: where the runs settle against the learning rate, "
        "both axes logarithmic; reshuffling falls steepest.",
    )

    def update(lr: float, batch_size: int, seed: int) -> str:
        found = {s: distances(s, lr=lr, batch_size=batch_size, seed=seed) for s in LOOKS}
        epochs = np.arange(EPOCHS + 1)
        player.show(
            [Trail(curves, np.column_stack([epochs, found[s]]), LOOKS[s]) for s in LOOKS],
            [
                f"After epoch {e}: "
                + "; ".join(f"{NAMES[s]} {found[s][e]:.2g}" for s in LOOKS)
                + "."
                for e in epochs
            ],
        )
        last = {s: float(found[s][-10:].mean()) for s in LOOKS}
        return (
            f"Learning rate {lr:g}, batch size {batch_size}: over the last ten epochs the runs are at "
            f"a squared distance of {last['replacement']:.2g} with replacement, {last['once']:.2g} "
            f"shuffled once, {last['reshuffled']:.2g} reshuffled."
        )

    return Panel(
        update,
        player,
        tries=({"lr": 0.02}, {"batch_size": 62, "lr": 0.2}),
        lr=Slider("learning rate", 0.04, 0.005, 0.2, log=True),
        batch_size=Slider("batch size", 4, 2, N_SAMPLES),
        seed=Slider("seed", 0, 0, 20),
    )


def _draw_slopes(ax: Axes) -> None:
    """The published comparison: measured points and, dashed, lines of slope 1, 2 and 3."""
    result, theory = published(), style.role("theory")
    ax.set(xscale="log", yscale="log", xlim=(0.0016, 0.02), ylim=(8e-6, 0.4))
    for slope, scheme in enumerate(("replacement", "once", "reshuffled"), start=1):
        look, y = style.role(LOOKS[scheme]), result.distance[scheme]
        middle = np.exp(np.log(y).mean() + slope * (np.log(result.lr) - np.log(result.lr).mean()))
        ax.plot(result.lr, middle, color=theory.light, ls=theory.linestyle, lw=theory.width)
        marker = style.MATPLOTLIB_MARKERS[look.marker]
        ax.plot(result.lr, y, marker, ls="none", color=look.light, ms=look.size)
        ax.annotate(
            f"slope {slope}",
            (result.lr[2], middle[2]),
            (-34, 9) if slope < 3 else (8, -16),
            textcoords="offset points",
            fontsize=9.5,
            color=style.INK,
        )
    ax.set_xticks([0.002, 0.004, 0.008, 0.016], ["0.002", "0.004", "0.008", "0.016"])
    ax.minorticks_off()
    style.label(ax, x="learning rate", y="where runs settle", title="All learning rates")
