"""Lesson 7: stopping early and an L2 penalty let through nearly the same share of every direction."""

import numpy as np
from numpy.typing import NDArray

from autograder.lab import style
from autograder.lab.controls import Slider
from autograder.lab.marks import Span, Trail
from autograder.lab.panel import Panel
from autograder.lab.player import Player

Array = NDArray[np.float64]
CURVATURES = np.geomspace(0.01, 100, 81)
LR = 0.005


def shares(num_steps: int) -> tuple[Array, Array]:
    """How much of each direction of the best weights is reached: by stopping, and by the penalty.

    1 − (1 − lr·λ)^steps for gradient descent from 0, λ/(λ + α) with α = 1/(lr·steps) for the
    penalty (Goodfellow, Bengio & Courville 2016, §7.8).
    """
    stopped = 1 - (1 - LR * CURVATURES) ** num_steps
    penalised = CURVATURES / (CURVATURES + 1 / (LR * num_steps))
    return stopped, penalised


def stopping_as_penalty() -> Panel:
    """A slider for the number of steps; two curves over the curvature of the directions."""
    fig, (ax,) = style.figure(size=(9.6, 3.2))
    style.label(
        ax,
        x="curvature of the direction (eigenvalue of the Hessian)",
        y="share of the best weights",
        title="What has been learned of each direction",
    )
    ax.set(xscale="log", xlim=(0.009, 110), ylim=(-0.03, 1.06))
    ax.set_xticks([0.01, 0.1, 1, 10, 100], ["0.01", "0.1", "1", "10", "100"])
    ax.minorticks_off()
    style.legend(
        ax,
        first="stopped after so many steps",
        second="L2 penalty 1 / (lr · steps)",
        loc="upper left",
    )
    player = Player(
        fig,
        fps=8,
        alt="Two S-shaped curves from 0 to 1 over the curvature, one for stopping and one for the penalty. They lie "
        "close together: steep directions are learned, flat ones are not yet.",
    )

    def update(num_steps: int) -> str:
        stopped, penalised = shares(num_steps)
        still = np.zeros(len(CURVATURES))
        player.show(
            [
                Trail(ax, np.column_stack([CURVATURES, stopped]), "first", at=still, head=False),
                Trail(ax, np.column_stack([CURVATURES, penalised]), "second", at=still, head=False),
                Span(ax, CURVATURES),
            ],
            [
                f"Curvature {c:.3g}: stopping lets {a:.0%} through, the penalty {b:.0%}."
                for c, a, b in zip(CURVATURES, stopped, penalised, strict=True)
            ],
        )
        gap = float(np.abs(stopped - penalised).max())
        return (
            f"{num_steps} steps at learning rate {LR} are like an L2 penalty of {1 / (LR * num_steps):.3g}; "
            f"no direction differs by more than {gap:.2f}."
        )

    return Panel(update, player, num_steps=Slider("steps", 200, 10, 10_000, log=True))
