"""The picture of a watched run: samples × updates, who was seen when; and how often each was used."""

from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from autograder.lab import style

MOST_SAMPLES = 600


def picture(run: Any) -> Any:
    """A figure, or None where samples have no numbers. Its text alternative is in its metadata's ``Description``."""
    feeds = [feed for feed in run.record.trained if feed.root.shown]
    if not feeds:
        return None
    root = max((feed.root for feed in feeds), key=lambda one: len(one.shown))
    used = root.used
    if not len(used):
        return None
    columns = [update for update, _ in root.shown]
    rows = [np.asarray(rows, int) for _, rows in root.shown]
    figure = Figure(figsize=(9.6, 4.2), dpi=style.CSS_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    grid, counts = figure.subplots(1, 2, width_ratios=(2.6, 1), sharey=True)
    look = style.role("batch")
    grid.set_facecolor(style.SURFACE_COLOURS[0])
    x = np.concatenate(
        [np.full(len(some), column + 1) for column, some in zip(columns, rows, strict=True)]
    )
    y = np.concatenate(rows)
    updates, samples = max(columns) + 1, len(used)
    width, height = 520 / max(1, updates), 300 / max(1, min(samples, MOST_SAMPLES))
    grid.scatter(
        x, y, marker="s", s=max(1.0, min(width, height, 12.0)) ** 2, color=look.light, linewidths=0
    )
    for feed in feeds:
        for of in feed.passes[1:]:
            if feed.root is root and 0 < of.updates_before < updates:
                end = style.role("epoch")
                grid.axvline(of.updates_before + 0.5, color=end.light, ls=end.linestyle, lw=1.4)
    style.label(grid, x="updates", y="sample", title="Whose gradients went into which update")
    grid.set(xlim=(0.5, updates + 0.5), ylim=(samples - 0.5, -0.5))
    seen = style.role("seen")
    counts.barh(np.arange(samples), used, height=1.0, color=seen.light)
    never = np.flatnonzero(used == 0)
    if len(never) and len(never) < samples:
        stop = style.role("stop")
        counts.plot(
            np.zeros(len(never)),
            never,
            "X",
            color=stop.light,
            ms=5,
            label=f"never used: {len(never)}",
            clip_on=False,
        )
        counts.legend(loc="lower right", frameon=False, fontsize=9)
    style.label(counts, x="times used", title="How often")
    counts.set_xlim(0, max(1, int(used.max())) * 1.15)
    for axes in (grid, counts):
        style.dress(axes)
    return figure
