"""Lesson 1: the data as a strip, once for every epoch, cut into batches; a block is one update."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from autograder.lab import style
from autograder.lab.controls import Slider, Toggle
from autograder.lab.marks import Lit
from autograder.lab.panel import Panel
from autograder.lab.player import Player
from autograder.lab.prose import Table, count
from autograder.sgd import Ledger

ROWS = 8  # epochs that are drawn; more are said
MOST_CUTS = 160  # more blocks in a row than this are too thin to be drawn one by one
MOST_FRAMES = 400


def ledger_strip() -> Panel:
    """Sliders n, batch size, epochs and drop_last; the strip, the table and the live sentence."""
    fig, (strip,) = style.figure(size=(9.6, 3.3))
    player = Player(
        fig,
        fps=6,
        poster=0.45,
        alt="Each row is one epoch: all samples in a strip, cut into batches. Each block is one "
        "update. The last block of a row is the tail.",
    )
    table = Table("The ledger")
    drawn: list[tuple[int, ...]] = []

    def update(n_samples: int, batch_size: int, num_epochs: int, drop_last: bool) -> str:
        ledger = Ledger(n_samples, batch_size, num_epochs=num_epochs, drop_last=drop_last)
        plan = (n_samples, batch_size, num_epochs, drop_last)
        if drawn != [plan]:
            _draw(strip, ledger, num_epochs)
            drawn[:] = [plan]
        player.show(*_moving(strip, ledger, num_epochs))
        table.fill(account(ledger))
        return (
            f"{ledger.sentence()}. {count(num_epochs, 'epoch')}: {count(ledger.updates, 'update')}."
        )

    return Panel(
        update,
        player,
        table,
        tries=(
            {"batch_size": 100, "n_samples": 1001},
            {"drop_last": True},
            {"batch_size": 1000, "num_epochs": 50},
        ),
        n_samples=Slider("samples n", 1000, 1, 10_000, log=True),
        batch_size=Slider("batch size", 96, 1, 10_000, log=True),
        num_epochs=Slider("epochs", 3, 1, 50),
        drop_last=Toggle("drop_last: skip the tail"),
    )


def account(ledger: Ledger) -> list[tuple[str, str]]:
    """The rows of the table: what follows from the plan, in the order in which one counts."""
    full = ledger.samples_per_pass // ledger.batch_size
    return [
        ("full batches in an epoch", f"{full:,}"),
        ("samples in the tail", f"{ledger.tail:,}"),
        ("samples skipped in an epoch", f"{ledger.dropped:,}"),
        ("steps per epoch", f"{ledger.steps_per_epoch:,}"),
        ("updates in the run", f"{ledger.updates:,}"),
        ("samples processed in the run", f"{ledger.samples_processed:,}"),
        ("passes over the data", f"{ledger.passes:.4g}"),
    ]


def _draw(ax: Axes, ledger: Ledger, num_epochs: int) -> None:
    """The strip without what moves: rows, cuts, tails and what is dropped."""
    ax.clear()
    style.dress(ax)
    rows, n = min(num_epochs, ROWS), ledger.n_samples
    starts = _starts(ledger)
    sample, cut = style.SURFACE_COLOURS[0], style.MUTED
    for row in range(rows):
        y = -row
        ax.add_patch(Rectangle((0, y - 0.4), n, 0.8, fc=sample, ec=cut, lw=1))
        if ledger.tail:
            left = n - ledger.tail
            tail = style.role("tail").light
            ax.add_patch(
                Rectangle((left, y - 0.4), ledger.tail, 0.8, fc="#f3dfea", ec=tail, lw=1.6)
            )
        if ledger.dropped:
            left = n - ledger.dropped
            ax.add_patch(
                Rectangle((left, y - 0.4), ledger.dropped, 0.8, fc="white", ec=cut, hatch="xxxx")
            )
        if len(starts) <= MOST_CUTS:
            ax.vlines(starts[1:], y - 0.4, y + 0.4, color=cut, lw=1)
    _write_sizes(ax, ledger, rows)
    shown = f"; the first {rows} of {num_epochs} epochs" if num_epochs > rows else ""
    style.label(ax, x=f"samples, in the order in which the epoch uses them{shown}")
    ax.set_yticks(-np.arange(rows), [f"epoch {row + 1}" for row in range(rows)])
    ax.tick_params(axis="y", length=0, labelsize=10.5)
    ax.spines[["left"]].set_visible(False)
    ax.set(xlim=(-0.002 * n, 1.002 * n), ylim=(-rows + 0.45, 0.55))


def _write_sizes(ax: Axes, ledger: Ledger, rows: int) -> None:
    """Each block's number of samples, where there is room for it."""
    for left, size in zip(_starts(ledger), ledger.batch_sizes, strict=True):
        if size / ledger.n_samples > 0.011 * len(str(size)):
            for row in range(rows):
                ax.text(
                    left + size / 2,
                    -row,
                    str(size),
                    ha="center",
                    va="center",
                    fontsize=9,
                    color=style.INK,
                )


def _moving(ax: Axes, ledger: Ledger, num_epochs: int) -> tuple[list[Lit], list[str]]:
    """One frame an update, or one for several where there are very many of them."""
    rows, per = min(num_epochs, ROWS), ledger.steps_per_epoch
    left = _starts(ledger)
    right = left + np.array(ledger.batch_sizes)
    cells = np.concatenate(
        [
            np.column_stack([left, 0 * left - r - 0.4, right, 0 * left - r + 0.4])
            for r in range(rows)
        ]
    )
    stride = -(-len(cells) // MOST_FRAMES)
    groups = [np.arange(a, min(a + stride, len(cells))) for a in range(0, len(cells), stride)]
    tails = [bool(ledger.tail) and bool(group[-1] % per == per - 1) for group in groups]
    lit = Lit(ax, cells, groups, since=[0] * len(groups), tails=tails)
    return [lit], [_caption(ledger, int(group[-1])) for group in groups]


def _caption(ledger: Ledger, update: int) -> str:
    epoch, step = divmod(update, ledger.steps_per_epoch)
    size = ledger.batch_sizes[step]
    return (
        f"Epoch {epoch + 1}, step {step + 1} of {ledger.steps_per_epoch}, with "
        f"{count(size, 'sample')}: update {update + 1} of {ledger.updates}; "
        f"{count(ledger.samples_after(update + 1), 'sample')} processed so far."
    )


def _starts(ledger: Ledger) -> NDArray[np.int64]:
    return np.arange(len(ledger.batch_sizes)) * ledger.batch_size
