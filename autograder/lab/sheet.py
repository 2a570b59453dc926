"""The visual language on one sheet: every role in light, in dark and in grey, with what it means.

``python -m autograder.lab.sheet docs/images/visual-language.png`` writes the picture of docs/visual-language.md.
"""

import argparse
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from autograder.lab import style

COLUMNS = (
    ("light", "white", style.INK),
    ("dark", "#111827", "white"),
    ("grey", "white", style.INK),
)


def sheet() -> Figure:
    """A figure with a row for each role."""
    names = list(style.ROLES)
    fig = Figure(figsize=(9.0, 0.3 * len(names) + 0.6), dpi=120, layout="constrained")
    FigureCanvasAgg(fig)
    fig.patch.set_facecolor("white")
    columns = fig.subplots(1, 4, width_ratios=(1, 1, 1, 3.4))
    for ax, (title, background, edge) in zip(columns, COLUMNS, strict=False):
        _prepare(ax, title, background, len(names))
        for row, name in enumerate(names):
            _draw(ax, name, row, title, edge)
    _prepare(columns[3], "role: what it means", "white", len(names))
    for row, name in enumerate(names):
        columns[3].text(0, row, f"{name}: {style.role(name).means}", va="center", fontsize=9.5)
    return fig


def _prepare(ax: Axes, title: str, background: str, rows: int) -> None:
    ax.set(xlim=(-0.1, 1.1), ylim=(rows - 0.5, -0.5), xticks=[], yticks=[], facecolor=background)
    ax.set_title(title, loc="left", fontsize=10.5, fontweight="bold")
    for spine in ax.spines.values():
        spine.set_visible(False)


def _draw(ax: Axes, name: str, row: int, column: str, edge: str) -> None:
    """One role as a piece of line with its mark in the middle."""
    look = style.role(name)
    colour = look.dark if column == "dark" else look.light
    if column == "grey":
        red, green, blue = to_rgb(colour)
        colour = str(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    if name not in style.POINTS:
        ax.plot([0, 1], [row, row], color=colour, lw=look.width, ls=look.linestyle)
    if look.marker != "none":
        outline = edge if name in style.OUTLINED else colour
        ax.plot(
            [0.5],
            [row],
            style.MATPLOTLIB_MARKERS[look.marker],
            color=colour,
            ms=look.size,
            mec=outline,
            mew=0.9,
        )


def main() -> None:
    """Write the sheet to the path that was named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("path", type=Path)
    sheet().savefig(parser.parse_args().path)


if __name__ == "__main__":
    main()
