"""The backdrop of a player: a figure's pixels, of which only those axes are drawn again that changed."""

import zlib
from collections.abc import Iterable
from itertools import count
from typing import Any, cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import SubplotSpec
from numpy.typing import NDArray

Cell = tuple[slice, slice]  # rows and columns of pixels
CLEAR = (255, 255, 255, 0)  # Matplotlib's transparent


class Backdrop:
    """Draws a figure once, and later the cells of its grid in which something is stale.

    A full Matplotlib draw costs about as much as all of its axes together, and most moves of a
    slider change one of them at most. So the backdrop travels in parts, one for each cell, and
    the browser unpacks only those with a new number.
    """

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        self._canvas = cast(Any, figure.canvas)
        self._cells: dict[SubplotSpec, Cell] = {}
        self._parts: dict[SubplotSpec | None, dict[str, Any]] = {}
        self._numbers = count()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        width, height = self._canvas.get_width_height()
        return int(width), int(height)

    def draw(self) -> list[dict[str, Any]]:
        """The parts of the picture: `number`, `box` (left, top, width, height in pixels), `rgba`.

        `rgba` has 8 bits a channel, row by row from the top, deflated (zlib). A part that did not
        change keeps its number.
        """
        stale = [ax for ax in self._figure.axes if ax.stale]
        if not self._parts or not stale or not self._one_cell_each():
            self._draw_all()
        else:
            self._draw_cells({_spec(ax) for ax in stale})
        self._figure.stale = False
        return list(self._parts.values())

    def _draw_all(self) -> None:
        self._canvas.draw()
        if self._figure.get_layout_engine() is not None:
            self._figure.set_layout_engine("none")  # places stay put, and later drawing is quicker
            self._cells = self._grid()
        for ax in self._figure.axes:
            ax.stale = False  # looking at the boxes has touched them
        width, height = self.size
        whole = {None: (slice(0, height), slice(0, width))}
        buffer = np.asarray(self._canvas.buffer_rgba())
        self._parts = {
            spec: self._part(cell, buffer)
            for spec, cell in (self._cells if self._one_cell_each() else whole).items()
        }

    def _draw_cells(self, specs: Iterable[SubplotSpec | None]) -> None:
        renderer = self._canvas.get_renderer()
        buffer = np.asarray(renderer.buffer_rgba())
        for spec in specs:
            cell = self._cells[cast(SubplotSpec, spec)]
            buffer[cell] = CLEAR
            for ax in sorted(self._figure.axes, key=lambda ax: ax.zorder):
                if _spec(ax) == spec:
                    ax.draw(renderer)
            self._parts[spec] = self._part(cell, buffer)

    def _part(self, cell: Cell, buffer: NDArray[np.uint8]) -> dict[str, Any]:
        rows, columns = cell
        box = [columns.start, rows.start, columns.stop - columns.start, rows.stop - rows.start]
        rgba = zlib.compress(buffer[cell].tobytes(), 1)
        return {"number": next(self._numbers), "box": box, "rgba": rgba}

    def _one_cell_each(self) -> bool:
        return bool(self._cells) and all(_spec(ax) in self._cells for ax in self._figure.axes)

    def _grid(self) -> dict[SubplotSpec, Cell]:
        """Cells that share the figure among its axes, cut halfway between neighbours.

        Empty where the axes do not stand in one plain grid: then everything is drawn each time.
        """
        axes = self._figure.axes
        specs = [_spec(ax) for ax in axes]
        if not axes or None in specs or len({spec.get_gridspec() for spec in specs if spec}) > 1:
            return {}
        width, height = self.size
        boxes = [cast(Any, ax).get_tightbbox(self._canvas.get_renderer()) for ax in axes]
        known = [spec for spec in specs if spec]
        columns = _cuts([(s.colspan, b.x0, b.x1) for s, b in zip(known, boxes, strict=True)], width)
        rows = _cuts(
            [(s.rowspan, height - b.y1, height - b.y0) for s, b in zip(known, boxes, strict=True)],
            height,
        )
        if columns is None or rows is None:
            return {}
        return {
            s: (
                slice(rows[s.rowspan.start], rows[s.rowspan.stop]),
                slice(columns[s.colspan.start], columns[s.colspan.stop]),
            )
            for s in known
        }


def _spec(ax: Axes) -> SubplotSpec | None:
    return ax.get_subplotspec()


def _cuts(spans: list[tuple[range, float, float]], size: int) -> list[int] | None:
    """Where to cut between tracks 0, 1, 2, … of a grid; None if something lies across a cut."""
    tracks = max(span.stop for span, _, _ in spans)
    cuts = [0]
    for track in range(1, tracks):
        ends = [high for span, _, high in spans if span.stop <= track]
        starts = [low for span, low, _ in spans if span.start >= track]
        if not ends or not starts or max(ends) > min(starts):
            return None
        cuts.append(round((max(ends) + min(starts)) / 2))
    return [*cuts, size]
