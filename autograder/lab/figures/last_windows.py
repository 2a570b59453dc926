"""Lesson 9: what frameworks do with the window of accumulation that the end of a pass leaves short."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from autograder.lab import style
from autograder.lab.controls import Slider
from autograder.lab.marks import Lit
from autograder.lab.panel import Panel
from autograder.lab.player import Player
from autograder.lab.prose import count
from autograder.sgd.dialects.windows import RULES, Rule, updates

PASSES = 2


def last_windows() -> Panel:
    """Sliders for the batches of a pass and the window; each framework's updates and gradients."""
    fig, (ax,) = style.figure(size=(9.6, 3.6))
    player = Player(
        fig,
        fps=3,
        poster=1.0,
        alt="Two passes over equal batches, a row for each way to accumulate. A box is an update and "
        "says how long its gradient is, where 1 is right; boxes that are not 1 are dark.",
    )

    def update(batches: int, accumulation: int) -> str:
        rows = grouped()
        seen = [updates(rule, batches, accumulation, PASSES) for _, rule in rows]
        _draw(ax, rows, seen, batches)
        player.show(*_moving(ax, rows, seen, batches))
        return _sentence(rows, seen, batches, accumulation)

    return Panel(
        update,
        player,
        batches=Slider("batches in a pass", 10, 2, 16),
        accumulation=Slider("accumulation", 4, 1, 8),
    )


def grouped() -> list[tuple[str, Rule]]:
    """The rules with the names of all that follow each, as rows of the figure."""
    names: dict[Rule, list[str]] = {}
    for name, rule in RULES.items():
        names.setdefault(rule, []).append(name)
    return [(" · ".join(of), rule) for rule, of in names.items()]


Seen = list[tuple[list[int], list[float]]]


def _draw(ax: Axes, rows: list[tuple[str, Rule]], seen: Seen, batches: int) -> None:
    """A grid of batches; a box for every update with its gradient, hatched what is never applied."""
    ax.clear()
    style.dress(ax)
    ax.grid(False)
    right, wrong = style.SURFACE_COLOURS[1], style.role("tail").light
    total = PASSES * batches
    for row, (after, gradients) in enumerate(seen):
        begin = 0
        for end, gradient in zip(after, gradients, strict=True):
            good = abs(gradient - 1) < 1e-9
            box = Rectangle(
                (begin + 0.06, row + 0.14),
                end - begin - 0.12,
                0.72,
                fc=right if good else wrong,
                ec=style.MUTED,
                lw=1,
            )
            ax.add_patch(box)
            at = (begin + end) / 2
            if at % batches == 0:  # not under the line
                at -= 0.5
            ax.text(
                at,
                row + 0.5,
                f"{gradient:.3g}",
                ha="center",
                va="center",
                fontsize=9,
                color=style.INK if good else "white",
                weight="normal" if good else "bold",
            )
            begin = end
        if begin < total:
            lost = Rectangle((begin + 0.06, row + 0.14), total - begin - 0.12, 0.72)
            lost.set(facecolor="none", edgecolor=style.MUTED, hatch="////", linewidth=1)
            ax.add_patch(lost)
    for end in range(batches, total, batches):
        ax.axvline(end, color=style.INK, lw=1.4)
    style.label(ax, x="batches of two passes; the line is the end of a pass")
    ax.set_yticks(np.arange(len(rows)) + 0.5, [name for name, _ in rows])
    ax.tick_params(axis="y", length=0, labelsize=9)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set(xlim=(0, total), ylim=(len(rows), 0))


def _moving(
    ax: Axes, rows: list[tuple[str, Rule]], seen: Seen, batches: int
) -> tuple[list[Lit], list[str]]:
    """One frame a batch; in every row the batches whose gradients wait are lit."""
    total = PASSES * batches
    cells = np.array(
        [
            [column, row + 0.98, column + 1, row + 0.02]
            for row in range(len(rows))
            for column in range(total)
        ]
    )
    lit: list[NDArray[np.intp]] = []
    captions = []
    for batch in range(total):
        waiting = [
            row * total + column
            for row, (after, _) in enumerate(seen)
            for column in range(max([end for end in after if end <= batch], default=0), batch + 1)
        ]
        lit.append(np.array(waiting, dtype=np.intp))
        captions.append(_caption(rows, seen, batch))
    return [Lit(ax, cells, lit, list(range(total)), [False] * total)], captions


def _caption(rows: list[tuple[str, Rule]], seen: Seen, batch: int) -> str:
    made = [
        f"{name}: {gradients[after.index(batch + 1)]:.3g}"
        for (name, _), (after, gradients) in zip(rows, seen, strict=True)
        if batch + 1 in after
    ]
    return f"Batch {batch + 1}. " + ("Updates: " + "; ".join(made) if made else "No update.")


def _sentence(rows: list[tuple[str, Rule]], seen: Seen, batches: int, accumulation: int) -> str:
    if batches % accumulation == 0:
        return (
            f"{batches} batches are {count(batches // accumulation, 'full window')} of {accumulation}: all "
            "make the same updates, and each is 1. Only a model that is summed steps further."
        )
    wrong = [
        name
        for (name, _), (after, gradients) in zip(rows, seen, strict=True)
        if any(abs(gradient - 1) > 1e-9 for gradient in gradients)
    ]
    carried = [
        name
        for (name, rule), _ in zip(rows, seen, strict=True)
        if not rule.ends_with_pass and not rule.restarts
    ]
    return (
        f"{batches} batches leave {batches % accumulation} for the last window of {accumulation}. "
        f"A gradient that should be 1 is not, in: {'; '.join(wrong)}. "
        f"The window runs on into the next pass in: {'; '.join(carried)}."
    )
