"""The moving marks of a `Player`: what changes from frame to frame, in data coordinates.

A mark holds the whole run as arrays. It can say itself in two ways: `spec(figure)` is the
canvas's data (fractions of the figure, float32), `paint(frame)` draws it with Matplotlib for the
picture that a static page shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.patches import FancyArrowPatch
from numpy.typing import ArrayLike, NDArray

from autograder.lab import style

CELL_ALPHA = 0.55  # what is written in a cell shows through; the same number is in marks.js
FAR = 1e4  # canvas fractions beyond this are clipped: a diverged run must not break the painting


class Mark:
    """What every mark has: the axes that it lives in and the role that says how it looks."""

    ax: Axes
    role: str

    def frames(self) -> int | None:
        """How many frames the mark covers; None if it goes along with any number."""
        raise NotImplementedError

    def spec(self) -> dict[str, Any]:
        """The canvas's data."""
        raise NotImplementedError

    def paint(self, frame: int) -> list[Artist]:
        """Draws the mark as it stands at `frame` with Matplotlib; returns what was added."""
        raise NotImplementedError

    def _spec(self, kind: str, **data: Any) -> dict[str, Any]:
        box = self.ax.get_window_extent().transformed(self.ax.figure.transFigure.inverted())
        clip = [box.x0, 1 - box.y1, box.x1, 1 - box.y0]
        return {"kind": kind, "role": self.role, "clip": [round(c, 6) for c in clip]} | data


@dataclass(frozen=True)
class Trail(Mark):
    """A line that grows with the frames, with a head: a loss curve, the path of the weights.

    `xy`: shape (points, 2). `at`: for each point the first frame that shows it, not decreasing;
    without it point i appears at frame i. `line=False` shows points only.
    """

    ax: Axes
    xy: ArrayLike
    role: str = "train"
    at: ArrayLike | None = None
    head: bool = True
    line: bool = True
    dots: bool = False

    def frames(self) -> int | None:
        return len(_array(self.xy)) if self.at is None else None

    def spec(self) -> dict[str, Any]:
        xy = _array(self.xy)
        at = np.arange(len(xy)) if self.at is None else np.asarray(self.at)
        if at.shape != (len(xy),) or (len(at) > 1 and np.any(np.diff(at) < 0)):
            raise ValueError(
                f"at: one frame for each of {len(xy)} points, not decreasing, is needed; "
                f"got shape {at.shape}"
            )
        return self._spec(
            "trail",
            xy=_fractions(self.ax, xy),
            at=at.astype(np.uint32).tobytes(),
            head=self.head,
            line=self.line,
            dots=self.dots,
        )

    def paint(self, frame: int) -> list[Artist]:
        xy = _array(self.xy)
        at = np.arange(len(xy)) if self.at is None else np.asarray(self.at)
        shown = xy[at <= frame]
        look = style.role(self.role)
        marker = style.MATPLOTLIB_MARKERS[look.marker] or "o"
        artists: list[Artist] = []
        if self.line:
            artists += self.ax.plot(
                *shown.T, color=look.light, lw=look.width, ls=look.linestyle, zorder=5
            )
        if self.dots or not self.line:
            artists += self.ax.plot(
                *shown.T, marker, ls="none", color=look.light, ms=look.size, zorder=5
            )
        if self.head and len(shown):
            artists += self.ax.plot(
                *shown[-1:].T, marker, color=look.light, ms=look.size, mec="white", zorder=7
            )
        return artists


@dataclass(frozen=True)
class Curve(Mark):
    """A line that is another one in every frame: a fitted line, residuals. nan breaks the line.

    `xy`: shape (frames, points, 2).
    """

    ax: Axes
    xy: ArrayLike
    role: str = "model"

    def frames(self) -> int | None:
        return len(_array(self.xy))

    def spec(self) -> dict[str, Any]:
        xy = _array(self.xy)
        if xy.ndim != 3 or xy.shape[2] != 2:
            raise ValueError(f"xy: shape (frames, points, 2) is needed; got {xy.shape}")
        return self._spec(
            "curve", xy=_fractions(self.ax, xy.reshape(-1, 2)), points=int(xy.shape[1])
        )

    def paint(self, frame: int) -> list[Artist]:
        look = style.role(self.role)
        return list(
            self.ax.plot(
                *_array(self.xy)[frame].T,
                color=look.light,
                lw=look.width,
                ls=look.linestyle,
                zorder=4,
            )
        )


@dataclass(frozen=True)
class Lit(Mark):
    """Samples that light up: in each frame those of `batches[frame]`, an index array.

    `at`: shape (n, 2) for dots, (n, 4) for cells (left, bottom, right, top). `since`: for each
    frame the first frame whose samples still count as seen (the epoch's start); they keep the
    look of `seen`. `tails`: for each frame whether the batch is a tail.
    """

    ax: Axes
    at: ArrayLike
    batches: Sequence[ArrayLike]
    since: Sequence[int] | None = None
    tails: Sequence[bool] | None = None
    role: str = "batch"
    tail_role: str = "tail"
    seen_role: str = "seen"

    def frames(self) -> int | None:
        return len(self.batches)

    def spec(self) -> dict[str, Any]:
        at = _array(self.at)
        lengths = [len(np.atleast_1d(np.asarray(batch))) for batch in self.batches]
        flat = np.concatenate(
            [np.atleast_1d(np.asarray(b)).astype(np.uint32) for b in self.batches]
        )
        if flat.size and flat.max() >= len(at):
            raise ValueError(f"batches: index {flat.max()} is outside the {len(at)} samples")
        return self._spec(
            "lit",
            shape="dot" if at.shape[1] == 2 else "cell",
            xy=_fractions(self.ax, at.reshape(-1, 2)),
            index=flat.tobytes(),
            start=np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint32).tobytes(),
            since=None if self.since is None else np.asarray(self.since, np.uint32).tobytes(),
            tails=None if self.tails is None else np.asarray(self.tails, np.uint8).tobytes(),
            tail_role=self.tail_role,
            seen_role=self.seen_role,
        )

    def paint(self, frame: int) -> list[Artist]:
        now = np.atleast_1d(np.asarray(self.batches[frame])).astype(int)
        first = frame if self.since is None else self.since[frame]
        earlier = [np.atleast_1d(np.asarray(b)).astype(int) for b in self.batches[first:frame]]
        seen = np.setdiff1d(np.concatenate([*earlier, np.empty(0, int)]), now)
        current = self.tail_role if self.tails is not None and self.tails[frame] else self.role
        return self._paint(seen, self.seen_role, 5) + self._paint(now, current, 6)

    def _paint(self, index: NDArray[Any], name: str, zorder: int) -> list[Artist]:
        at, look = _array(self.at)[index], style.role(name)
        edge = style.INK if name in style.OUTLINED else "white"
        if at.shape[1] == 4:
            corners = [[(a, b), (c, b), (c, d), (a, d)] for a, b, c, d in at]
            cells = PolyCollection(corners, fc=look.light, ec=edge, alpha=CELL_ALPHA, zorder=zorder)
            cells.set_linewidth(0.6 if len(at) < 200 else 0)
            return [self.ax.add_collection(cells, autolim=False)]
        marker = style.MATPLOTLIB_MARKERS[look.marker]
        return list(
            self.ax.plot(
                *at.T,
                marker,
                ls="none",
                color=look.light,
                ms=look.size,
                mec=edge,
                mew=0.9,
                zorder=zorder,
            )
        )


@dataclass(frozen=True)
class Span(Mark):
    """A band or a line across the axes: x from `left[frame]` to `right[frame]`, full height.

    With `right` left out it is a cursor: one vertical line.
    """

    ax: Axes
    left: ArrayLike
    right: ArrayLike | None = None
    role: str = "cursor"

    def frames(self) -> int | None:
        return len(np.asarray(self.left))

    def _corners(self) -> NDArray[np.float64]:
        left = np.asarray(self.left, float)
        right = left if self.right is None else np.asarray(self.right, float)
        bottom, top = self.ax.get_ylim()
        return np.column_stack([left, np.full_like(left, bottom), right, np.full_like(left, top)])

    def spec(self) -> dict[str, Any]:
        return self._spec("span", xy=_fractions(self.ax, self._corners().reshape(-1, 2)))

    def paint(self, frame: int) -> list[Artist]:
        look = style.role(self.role)
        left, _, right, _ = self._corners()[frame]
        if left == right:
            return [self.ax.axvline(left, color=look.light, lw=look.width, ls=look.linestyle)]
        return [self.ax.axvspan(left, right, color=look.light, alpha=0.25, lw=0)]


@dataclass(frozen=True)
class Arrow(Mark):
    """An arrow from `tails[frame]` to `tips[frame]`, each of shape (frames, 2). nan hides it."""

    ax: Axes
    tails: ArrayLike
    tips: ArrayLike
    role: str = "gradient"

    def frames(self) -> int | None:
        return len(_array(self.tails))

    def spec(self) -> dict[str, Any]:
        both = np.concatenate([_array(self.tails), _array(self.tips)], axis=1)
        return self._spec("arrow", xy=_fractions(self.ax, both.reshape(-1, 2)))

    def paint(self, frame: int) -> list[Artist]:
        tail, tip = _array(self.tails)[frame], _array(self.tips)[frame]
        if not np.all(np.isfinite([tail, tip])):
            return []
        look = style.role(self.role)
        arrow = FancyArrowPatch(
            tuple(tail),
            tuple(tip),
            arrowstyle="-|>",
            mutation_scale=14,
            shrinkA=0,
            shrinkB=0,
            color=look.light,
            lw=look.width,
            zorder=8,
        )
        return [self.ax.add_patch(arrow)]


def _array(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)


def _fractions(ax: Axes, xy: NDArray[np.float64]) -> bytes:
    """Data coordinates as fractions of the figure, y downwards, float32 bytes."""
    fig = ax.figure
    with np.errstate(all="ignore"):
        pixels = ax.transData.transform(np.asarray(xy, float))
        part = pixels / np.array([fig.bbox.width, fig.bbox.height])
    part[:, 1] = 1 - part[:, 1]
    part[~np.isfinite(xy).all(axis=1)] = np.nan
    near: NDArray[np.float32] = np.clip(part, -FAR, FAR).astype(np.float32)
    return near.tobytes()
