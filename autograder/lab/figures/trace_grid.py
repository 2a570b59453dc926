"""Lesson 10: the trace of a loop: which samples were behind each update, and what the loop said of it."""

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from autograder.lab import style
from autograder.lab.controls import Choice, Slider
from autograder.lab.marks import Lit, Span
from autograder.lab.panel import Panel
from autograder.lab.player import Player
from autograder.lab.prose import count
from autograder.sgd import Ledger, batches, order


@dataclass(frozen=True)
class Traced:
    """One run of a loop, as its trace tells it; every sequence has one entry an update.

    updates: the numbers of the samples whose gradients went into the update.
    quantity: what the loop reports after an update, with its unit.
    reported, true: that number as the loop reports it and as the trace has it; nan where there is none.
    """

    updates: Sequence[Sequence[int]]
    quantity: str
    reported: Sequence[float]
    true: Sequence[float]

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """For each update, whether the report differs from the trace."""
        return ~np.isclose(self.reported, self.true, rtol=1e-9, equal_nan=True)


Loop = Callable[[int, int, int], Traced]


def right_loop(n_samples: int, batch_size: int, num_epochs: int) -> Traced:
    """The course's own order of samples; it reports how many it has processed."""
    updates = [
        batch.tolist()
        for epoch in range(num_epochs)
        for batch in batches(order(n_samples, seed=0, epoch=epoch), batch_size)
    ]
    processed = np.cumsum([len(batch) for batch in updates]).tolist()
    return Traced(updates, "samples processed", processed, processed)


def trace_grid(loops: Mapping[str, Loop] | None = None) -> Panel:
    """Pick a loop, set n, batch size and epochs: its trace above, its report against the trace below."""
    loops = loops or {"a right loop": right_loop}
    fig, (grid, report) = style.figure(rows=2, heights=(1.5, 1), size=(9.6, 5.4))
    player = Player(
        fig,
        fps=3,
        poster=1.0,
        alt="Above: a grid of samples against updates; a cell is filled where a sample's gradient went "
        "into an update. Below: what the loop reports after each update, and what the trace says.",
    )

    def update(loop: str, n_samples: int, batch_size: int, num_epochs: int) -> str:
        ledger = Ledger(n_samples, batch_size, num_epochs=num_epochs)
        traced = loops[loop](n_samples, batch_size, num_epochs)
        if not traced.updates:
            raise ValueError(f"{loop}: with these numbers it makes no update at all.")
        _draw_grid(grid, traced, ledger)
        _draw_report(report, traced)
        player.show(*_moving(grid, report, traced, ledger))
        return _sentence(loop, traced, ledger)

    return Panel(
        update,
        player,
        tries=[{"n_samples": 12, "loop": loop} for loop in loops],
        loop=Choice("loop", next(iter(loops)), list(loops)),
        n_samples=Slider("samples n", 10, 2, 24),
        batch_size=Slider("batch size", 4, 1, 12),
        num_epochs=Slider("epochs", 3, 1, 4),
    )


def _draw_grid(ax: Axes, traced: Traced, ledger: Ledger) -> None:
    """The empty grid, a dotted line wherever one pass of the plan ends."""
    ax.clear()
    style.dress(ax)
    columns = max(len(traced.updates), 1)
    ax.add_patch(
        Rectangle((0.5, -0.5), columns, ledger.n_samples, fc=style.SURFACE_COLOURS[0], ec="none")
    )
    ax.hlines(np.arange(ledger.n_samples) - 0.5, 0.5, columns + 0.5, color="white", lw=1)
    ax.vlines(np.arange(columns) + 0.5, -0.5, ledger.n_samples - 0.5, color="white", lw=1)
    ends = style.role("epoch")
    for end in range(ledger.steps_per_epoch, columns, ledger.steps_per_epoch):
        ax.axvline(end + 0.5, color=ends.light, lw=1.6, ls=ends.linestyle)
    style.label(ax, y="sample", title="Whose gradients went into which update")
    ax.set(xlim=(0.4, columns + 0.6), ylim=(ledger.n_samples - 0.5, -0.5))
    ax.set_yticks(range(0, ledger.n_samples, 1 if ledger.n_samples <= 12 else 4))
    ax.set_xticks(_ticks(columns))


def _draw_report(ax: Axes, traced: Traced) -> None:
    """The report and the truth; an update where they differ has a cross."""
    ax.clear()
    style.dress(ax)
    at = np.arange(1, len(traced.updates) + 1)
    for name, values in (("theory", traced.true), ("first", traced.reported)):
        look, there = style.role(name), np.isfinite(np.asarray(values, float))
        ax.plot(
            at[there],
            np.asarray(values, float)[there],
            color=look.light,
            lw=look.width,
            ls=look.linestyle,
            marker=style.MATPLOTLIB_MARKERS[look.marker],
            ms=5,
        )
    wrong, look = traced.wrong, style.role("stop")
    ax.plot(at[wrong], np.asarray(traced.reported, float)[wrong], "X", color=look.light, ms=9)
    ax.margins(y=0.25)
    style.label(ax, x="updates", y=textwrap.fill(traced.quantity, 18))
    columns = max(len(at), 1)
    ax.set_xlim(0.4, columns + 0.6)
    ax.set_xticks(_ticks(columns))
    style.legend(ax, first="the loop's report", theory="the trace", stop="they differ")


def _moving(
    grid: Axes, report: Axes, traced: Traced, ledger: Ledger
) -> tuple[list[Lit | Span], list[str]]:
    """One frame an update."""
    columns = len(traced.updates)
    cells = np.array(
        [
            [column + 0.5, sample + 0.5, column + 1.5, sample - 0.5]
            for column in range(columns)
            for sample in range(ledger.n_samples)
        ]
    )
    lit = [
        ledger.n_samples * column + np.unique(rows).astype(int)
        for column, rows in enumerate(traced.updates)
    ]
    tails = [len(rows) < ledger.batch_size for rows in traced.updates]
    at = np.arange(1.0, columns + 1)
    captions = [_caption(column, traced) for column in range(columns)]
    return [Lit(grid, cells, lit, since=[0] * columns, tails=tails), Span(report, at)], captions


def _caption(column: int, traced: Traced) -> str:
    rows = traced.updates[column]
    text = f"Update {column + 1}: {count(len(rows), 'sample')}: {', '.join(map(str, rows))}."
    reported, true = traced.reported[column], traced.true[column]
    if np.isfinite(reported):
        text += f" The loop reports {traced.quantity}: {reported:.4g}; the trace has {true:.4g}."
    return text


def _sentence(loop: str, traced: Traced, ledger: Ledger) -> str:
    wrong = int(traced.wrong.sum())
    reports = int(np.isfinite(np.asarray(traced.reported, float)).sum())
    verdict = (
        f"{wrong} of its {reports} reports differ from the trace"
        if wrong
        else "all its reports agree with the trace"
    )
    sizes = sorted({len(rows) for rows in traced.updates}, reverse=True)
    plan = "dividing evenly" if not ledger.remainder else f"leaving a tail of {ledger.remainder}"
    return (
        f"{loop}, n = {ledger.n_samples}, batch size {ledger.batch_size}, {plan}: "
        f"{count(len(traced.updates), 'update')}, samples behind each: {' or '.join(map(str, sizes))}; {verdict}."
    )


def _ticks(columns: int) -> list[int]:
    return list(range(1, columns + 1, -(-columns // 24)))
