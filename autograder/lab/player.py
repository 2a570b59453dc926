"""The player: a figure with a transport bar that steps through a finished run.

Matplotlib draws the backdrop once, NumPy holds the whole run, and a canvas in the browser paints
the moving marks. Play, pause, step and the frame slider never ask the kernel; `show` sends a new
run to the same figure.
"""

import io
import pathlib
from collections.abc import Sequence
from typing import Any

import anywidget
import traitlets
from matplotlib.figure import Figure

from autograder.lab import style
from autograder.lab.backdrop import Backdrop
from autograder.lab.marks import Mark

STATIC = pathlib.Path(__file__).parent / "static"
Bundle = tuple[dict[str, Any], dict[str, Any]]


class Player(anywidget.AnyWidget):  # type: ignore[misc]  # its package has no types
    """A Matplotlib figure whose marks move frame by frame.

    figure: from `style.figure`; whatever is drawn on it is the backdrop.
    alt: what the picture shows, in a sentence or two, for those who cannot see it.
    start: "first" or "last", the frame that a run is shown at.
    fps: frames a second at normal speed.
    poster: part of the run (0 to 1) that the still picture of a static page shows.
    """

    _esm = "\n".join((STATIC / name).read_text("utf-8") for name in ("marks.js", "player.js"))
    _css = STATIC / "player.css"

    backdrop = traitlets.List().tag(sync=True)
    scene = traitlets.Dict().tag(sync=True)
    frame = traitlets.Int(0).tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    fps = traitlets.Float(8.0).tag(sync=True)

    def __init__(
        self,
        figure: Figure,
        *,
        alt: str,
        start: str = "last",
        fps: float = 8.0,
        poster: float = 0.6,
    ) -> None:
        if not alt.strip():
            raise ValueError("alt: say in a sentence what the figure shows")
        if start not in ("first", "last"):
            raise ValueError(f"start: 'first' or 'last' is needed; got {start!r}")
        super().__init__(alt=alt, fps=fps)
        self.figure = figure
        self._backdrop = Backdrop(figure)
        self.marks: list[Mark] = []
        self.captions: list[str] = []
        self._start, self._poster = start, poster

    def show(self, marks: Sequence[Mark], captions: Sequence[str]) -> None:
        """Shows a run: its moving marks and one caption a frame.

        The backdrop is drawn again only if something on the figure changed. The frame stays where
        it was, unless the player stood at the end: then it goes to the new end.
        ValueError if a mark does not have as many frames as there are captions.
        """
        frames = len(captions)
        if frames == 0:
            raise ValueError("captions: at least one frame is needed")
        for mark in marks:
            if mark.frames() not in (None, frames):
                raise ValueError(
                    f"{type(mark).__name__} ({mark.role}): {mark.frames()} frames for "
                    f"{frames} captions"
                )
        last = len(self.captions) - 1
        if last < 0:
            frame = 0 if self._start == "first" else frames - 1
        else:
            frame = frames - 1 if self.frame >= last > 0 else min(self.frame, frames - 1)
        backdrop = (
            self._backdrop.draw() if self.figure.stale or not self.backdrop else self.backdrop
        )
        self.marks, self.captions = list(marks), list(captions)
        with self.hold_sync():
            self.backdrop = backdrop
            self.scene = self._scene()
            self.frame = frame

    def png(self, frame: int | None = None) -> bytes:
        """The picture at `frame` (the poster without one) as a PNG on white."""
        if frame is None:
            frame = round(self._poster * (len(self.captions) - 1))
        scaling = [(ax, ax.get_autoscalex_on(), ax.get_autoscaley_on()) for ax in self.figure.axes]
        for ax, _, _ in scaling:
            ax.set_autoscale_on(False)
        painted = [artist for mark in self.marks for artist in mark.paint(frame)]
        try:
            data = io.BytesIO()
            self.figure.savefig(data, format="png", facecolor="white", dpi=self.figure.dpi)
            return data.getvalue()
        finally:
            for artist in painted:
                artist.remove()
            for ax, x, y in scaling:
                ax.set_autoscalex_on(x)
                ax.set_autoscaley_on(y)
                ax.stale = False
            self.figure.stale = False  # what is left is what the backdrop shows

    def still(self) -> Bundle:
        """What a page without a kernel shows: the poster as PNG with its alt text."""
        width, height = self.figure.get_size_inches() * style.CSS_DPI
        frame = round(self._poster * (len(self.captions) - 1))
        alt = f"{self.alt} {self.captions[frame]}".strip()
        meta = {"alt": alt, "width": round(width), "height": round(height)}
        return {"image/png": self.png(frame), "text/plain": alt}, {"image/png": meta}

    def _repr_mimebundle_(self, **kwargs: Any) -> Bundle:
        return with_still(super()._repr_mimebundle_(**kwargs), self.still())

    def _scene(self) -> dict[str, Any]:
        specs = [mark.spec() for mark in self.marks]
        names = {v for spec in specs for k, v in spec.items() if k.endswith("role")}
        width, height = self.figure.get_size_inches() * style.CSS_DPI
        return {
            "width": float(width),
            "height": float(height),
            "pixels": list(self._backdrop.size),
            "captions": self.captions,
            "marks": specs,
            "roles": {name: _look(name) for name in sorted(names)},
        }


def with_still(bundle: Any, still: Bundle) -> Bundle:
    """A widget's mime bundle with a still picture beside it, for pages without a kernel."""
    data, meta = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
    picture, about = still
    return {**data, **picture}, {**meta, **about}


def _look(name: str) -> dict[str, Any]:
    look = style.role(name)
    return {
        "light": look.light,
        "dark": look.dark,
        "marker": look.marker,
        "size": look.size * style.CSS_DPI / 72,
        "width": look.width * style.CSS_DPI / 72,
        "dash": [look.width * d * style.CSS_DPI / 72 for d in look.dash],
        "outlined": name in style.OUTLINED,
    }
