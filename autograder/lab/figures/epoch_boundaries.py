"""Lesson 6: the same steps cut twice, into passes over the data and into epochs."""

import itertools

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from autograder.lab import style
from autograder.lab.controls import Slider, Toggle
from autograder.lab.marks import Lit
from autograder.lab.panel import Panel
from autograder.lab.player import Player
from autograder.lab.prose import count
from autograder.sgd import Ledger

MOST_CUTS = 130  # more cells in a row than this are too thin to be drawn one by one
MOST_FRAMES = 300
ROWS = {"batches": 2.0, "passes": 1.0, "epochs": 0.0}
HEIGHT = 0.62


def epoch_boundaries() -> Panel:
    """Sliders n, batch size, steps per epoch and epochs, and whether the stream is endless."""
    fig, (rows,) = style.figure(size=(9.6, 3.0))
    player = Player(
        fig,
        fps=8,
        poster=0.45,
        alt="Three rows over the same steps: the batches, the passes over the data that they make "
        "up, and the epochs. The ends of passes and of epochs need not meet.",
    )
    drawn: list[tuple[int, ...]] = []

    def update(
        n_samples: int, batch_size: int, steps_per_epoch: int, num_epochs: int, endless: bool
    ) -> str:
        ledger = Ledger(
            n_samples, batch_size, num_epochs=num_epochs, steps_per_epoch=steps_per_epoch
        )
        done = ledger.updates if endless else min(ledger.updates, ledger.steps_per_pass)
        plan = (n_samples, batch_size, steps_per_epoch, num_epochs, done)
        if drawn != [plan]:
            _draw(rows, ledger, done)
            drawn[:] = [plan]
        player.show(*_moving(rows, ledger, done))
        return _sentence(ledger, done)

    return Panel(
        update,
        player,
        tries=(
            {"steps_per_epoch": 4},
            {"steps_per_epoch": 100, "num_epochs": 1},
            {"batch_size": 60, "steps_per_epoch": 100},
            {"batch_size": 30, "steps_per_epoch": 100},
        ),
        n_samples=Slider("samples n", 60, 1, 200),
        batch_size=Slider("batch size", 16, 1, 200),
        steps_per_epoch=Slider("steps per epoch", 10, 1, 200),
        num_epochs=Slider("epochs", 3, 1, 10),
        endless=Toggle("endless stream: begin again after each pass", True),
    )


def _ends(updates: int, length: int) -> NDArray[np.int64]:
    """The boundaries of blocks of `length` steps, the last cut off at the end of the run."""
    return np.append(np.arange(0, updates, length), updates)


def _boxes(ends: NDArray[np.int64], row: str) -> NDArray[np.float64]:
    """A cell for each block of a row: left, bottom, right, top."""
    low = np.full(len(ends) - 1, ROWS[row] - HEIGHT / 2)
    return np.column_stack([ends[:-1], low, ends[1:], low + HEIGHT]).astype(float)


def _draw(ax: Axes, ledger: Ledger, done: int) -> None:
    """The three rows with their cuts, and what is missing where a finite stream runs out."""
    ax.clear()
    style.dress(ax)
    total, per_pass = ledger.updates, ledger.steps_per_pass
    cuts = {
        "batches": _ends(done, 1),
        "passes": _ends(done, per_pass),
        "epochs": _ends(total, ledger.steps_per_epoch),
    }
    for row, ends in cuts.items():
        low = ROWS[row] - HEIGHT / 2
        ax.add_patch(
            Rectangle((0, low), ends[-1], HEIGHT, fc=style.SURFACE_COLOURS[0], ec=style.MUTED)
        )
        if len(ends) <= MOST_CUTS:
            ax.vlines(ends[1:-1], low, low + HEIGHT, color=style.MUTED, lw=1)
        elif row != "batches":
            ax.text(total / 2, ROWS[row], f"{len(ends) - 1} {row}", ha="center", va="center")
        if row != "batches" and len(ends) <= 32:
            _number(ax, ends, ROWS[row], total)
    if ledger.tail and done <= MOST_CUTS:
        _draw_tails(ax, np.arange(per_pass - 1, done, per_pass))
    if done < total:
        _draw_missing(ax, done, total)
    style.label(ax, x="steps")
    ax.set_yticks(list(ROWS.values()), list(ROWS))
    ax.tick_params(axis="y", length=0, labelsize=10.5)
    ax.spines[["left"]].set_visible(False)
    ax.set(xlim=(-0.003 * total, 1.003 * total), ylim=(-0.5, 2.5))


def _number(ax: Axes, ends: NDArray[np.int64], height: float, total: int) -> None:
    for number, (left, right) in enumerate(itertools.pairwise(ends), start=1):
        if (right - left) / total > 0.02:
            ax.text((left + right) / 2, height, str(number), ha="center", va="center", fontsize=9.5)


def _draw_tails(ax: Axes, steps: NDArray[np.int64]) -> None:
    low, tail = ROWS["batches"] - HEIGHT / 2, style.role("tail").light
    for step in steps:
        ax.add_patch(Rectangle((step, low), 1, HEIGHT, fc="#f3dfea", ec=tail, lw=1.4))


def _draw_missing(ax: Axes, done: int, total: int) -> None:
    low = ROWS["passes"] - HEIGHT / 2
    height = ROWS["batches"] - ROWS["passes"] + HEIGHT
    ax.add_patch(
        Rectangle((done, low), total - done, height, fc="white", ec=style.MUTED, hatch="xxx", lw=1)
    )
    ax.text(
        (done + total) / 2,
        (ROWS["passes"] + ROWS["batches"]) / 2,
        "no data left",
        ha="center",
        va="center",
        fontsize=11,
        color=style.INK,
        path_effects=style.halo(),
    )


def _moving(ax: Axes, ledger: Ledger, done: int) -> tuple[list[Lit], list[str]]:
    """One frame a step, or one for several where there are very many of them."""
    stride = -(-done // MOST_FRAMES)
    groups = [np.arange(a, min(a + stride, done)) for a in range(0, done, stride)]
    last = np.array([group[-1] for group in groups])
    start = [0] * len(groups)
    tails = [
        bool(ledger.tail) and s % ledger.steps_per_pass == ledger.steps_per_pass - 1 for s in last
    ]
    marks = [Lit(ax, _boxes(_ends(done, 1), "batches"), groups, start, tails)]
    for row, length in (("passes", ledger.steps_per_pass), ("epochs", ledger.steps_per_epoch)):
        ends = _ends(done if row == "passes" else ledger.updates, length)
        marks.append(Lit(ax, _boxes(ends, row), list((last // length)[:, None]), start))
    return marks, [_caption(ledger, int(step), done) for step in last]


def _caption(ledger: Ledger, step: int, done: int) -> str:
    number, in_pass = divmod(step, ledger.steps_per_pass)
    epoch, in_epoch = divmod(step, ledger.steps_per_epoch)
    size = ledger.step_sizes[in_pass]
    text = (
        f"Step {step + 1} of {ledger.updates}, with {count(size, 'sample')}: step {in_pass + 1} of "
        f"{ledger.steps_per_pass} in pass {number + 1}, step {in_epoch + 1} of "
        f"{ledger.steps_per_epoch} in epoch {epoch + 1}."
    )
    if step == done - 1 < ledger.updates - 1:
        text += " The stream is empty: no batch for the next step."
    return text


def _sentence(ledger: Ledger, done: int) -> str:
    words = f"{ledger.sentence()}. {count(ledger.num_epochs or 0, 'epoch')}: "
    if done < ledger.updates:
        return (
            f"{words}{ledger.updates} batches are asked for, but one pass holds {done}. The run ends "
            f"after step {done}: out of data."
        )
    if done == ledger.steps_per_pass:
        return f"{words}{count(done, 'update')}, exactly one pass."
    return (
        f"{words}{count(ledger.updates, 'update')}, {ledger.samples_processed:,} samples processed, "
        f"{ledger.passes:.4g} passes."
    )
