"""The visual language: one colour, mark and line for each thing, the same in every lesson.

Colours follow Okabe and Ito's colour-blind-safe set ("Color Universal Design", 2008), a few darker
for contrast, each with a twin for dark themes. Nothing is told by colour alone: roles also differ in mark, size or
line, so that the figures read in grey.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

CSS_DPI = 96  # an inch of a figure is 96 CSS pixels
DRAWN_DPI = 192  # drawn twice as fine, so that text is sharp on dense screens

INK = "#1f2933"
MUTED = "#5f6b7a"
GRID = "#d8dee6"

Marker = Literal["circle", "square", "diamond", "star", "cross", "none"]
MATPLOTLIB_MARKERS = {
    "circle": "o",
    "square": "s",
    "diamond": "D",
    "star": "*",
    "cross": "X",
    "none": "",
}


@dataclass(frozen=True)
class Role:
    """How one kind of thing looks: colours, mark, mark size in points, line width and dashes."""

    means: str
    light: str
    dark: str
    marker: Marker = "none"
    size: float = 6.0
    width: float = 2.0
    dash: tuple[float, ...] = ()

    @property
    def linestyle(self) -> Any:
        """The dashes as Matplotlib wants them."""
        return (0, self.dash) if self.dash else "solid"


ROLES: dict[str, Role] = {
    "sample": Role("a sample not yet used in this epoch", "#7b8794", "#8d99a6", "circle", 4.5),
    "seen": Role("a sample already used in this epoch", "#56b4e9", "#3d8fbd", "circle", 5.5),
    "batch": Role("the current batch", "#e69f00", "#f5b93a", "circle", 9.0),
    "tail": Role("the tail: the last, smaller batch", "#b3568c", "#e08cbb", "square", 9.0),
    "dropped": Role("samples that are dropped", "#9aa5b1", "#6b7785", "cross", 6.0),
    "batch_loss": Role("loss of the current batch", "#c98a00", "#f5b93a", "circle", 4.0, 1.0),
    "train": Role("training set", "#0072b2", "#56b4e9", "circle", 6.0, 2.2),
    "validation": Role("validation set", "#d55e00", "#ff8f45", "square", 6.0, 2.2, (4, 2)),
    "test": Role("test set", "#333333", "#eeeeee", "diamond", 6.0, 2.0, (1, 1.5)),
    "weights": Role("the weights", "#1f2933", "#f2f4f7", "diamond", 8.0, 1.8),
    "model": Role("what the model predicts", "#0072b2", "#56b4e9", "none", 6.0, 2.6),
    "residual": Role("prediction minus target", "#c98a00", "#f5b93a", "none", 4.0, 1.2),
    "gradient": Role("a step against the gradient", "#009e73", "#2fcf9f", "none", 6.0, 2.4),
    "full_gradient": Role(
        "the gradient of the whole set", "#0072b2", "#56b4e9", "diamond", 9.0, 2.4
    ),
    "epoch": Role("an epoch ends", "#5f6b7a", "#a9b4c0", "none", 6.0, 1.0, (2, 3)),
    "cursor": Role("where the player stands", "#5f6b7a", "#c3ccd6", "none", 6.0, 1.4),
    "best": Role("the best weights", "#f0e442", "#f0e442", "star", 14.0),
    "stop": Role("where training stops", "#d55e00", "#ff8f45", "cross", 10.0, 1.8, (6, 2)),
    "first": Role("the first run", "#0072b2", "#56b4e9", "circle", 7.0, 2.2),
    "second": Role("the second run", "#d55e00", "#ff8f45", "square", 7.0, 2.2, (5, 2)),
    "third": Role("the third run", "#009e73", "#2fcf9f", "diamond", 7.0, 2.2, (1.5, 1.5)),
    "fourth": Role("the fourth run", "#b3568c", "#e08cbb", "cross", 7.0, 2.2, (7, 2, 1.5, 2)),
    "theory": Role("what the formula says", "#1f2933", "#f2f4f7", "none", 6.0, 1.4, (5, 3)),
}
SURFACE_COLOURS = ["#eaf3fa", "#d3e6f3", "#b8d6ea", "#9cc4df", "#7fb1d3", "#659dc4", "#4f88b2"]


def role(name: str) -> Role:
    """The look of one role, by name. Unknown names are a KeyError that lists the known ones."""
    try:
        return ROLES[name]
    except KeyError:
        raise KeyError(f"no role {name!r}; the roles are: {', '.join(ROLES)}") from None


def figure(
    widths: Sequence[float] = (1.0,),
    *,
    size: tuple[float, float] = (9.6, 3.6),
    rows: int = 1,
    heights: Sequence[float] | None = None,
) -> tuple[Figure, list[Axes]]:
    """A transparent figure in the course's style and its axes, left to right, top to bottom.

    `size` is in inches at 96 CSS pixels an inch; `widths` and `heights` are relative.
    The figure belongs to no pyplot state: nothing shows it but the `Player`.
    """
    fig = Figure(figsize=size, dpi=DRAWN_DPI, layout="constrained")
    FigureCanvasAgg(fig)
    fig.patch.set_alpha(0.0)
    grid = fig.subplots(
        rows, len(widths), squeeze=False, width_ratios=widths, height_ratios=heights
    )
    axes = [ax for row in grid for ax in row]
    for ax in axes:
        dress(ax)
    return fig, axes


def dress(ax: Axes) -> Axes:
    """Gives one axes the course's look: no box, thin spines, quiet ticks, readable text."""
    ax.patch.set_alpha(0.0)
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(MUTED)
    ax.tick_params(colors=MUTED, labelcolor=INK, labelsize=9.5, length=3)
    for text in (ax.xaxis.label, ax.yaxis.label):
        text.set(color=INK, fontsize=10.5)
    ax.title.set(color=INK, fontsize=11.5, fontweight="bold")
    ax.set_axisbelow(True)
    return ax


def label(ax: Axes, *, x: str = "", y: str = "", title: str = "") -> Axes:
    """Names an axes: what x and y are, with units, and a title flush left."""
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    ax.set_title(title, loc="left", color=INK, fontsize=11.5, fontweight="bold")
    return ax


def limits(
    ax: Axes, *, x: tuple[float, float] | None = None, y: tuple[float, float] | None = None
) -> None:
    """Sets limits only where they differ, so that an unchanged backdrop is not drawn again."""
    if x is not None and tuple(ax.get_xlim()) != x:
        ax.set_xlim(*x)
    if y is not None and tuple(ax.get_ylim()) != y:
        ax.set_ylim(*y)


def halo() -> list[Any]:
    """A pale outline for text that stands on top of marks."""
    return [patheffects.withStroke(linewidth=3, foreground="white")]


def legend(ax: Axes, *names: str, loc: Any = "best", **labels: str) -> None:
    """A legend of roles: `legend(ax, "train", validation="validation loss")`."""
    from matplotlib.lines import Line2D

    texts = {name: role(name).means for name in names} | labels
    handles = [
        Line2D(
            [],
            [],
            label=text,
            color=role(name).light,
            marker=MATPLOTLIB_MARKERS[role(name).marker],
            markersize=min(role(name).size, 9),
            markeredgecolor=INK if name in OUTLINED else role(name).light,
            markeredgewidth=0.9,
            linestyle="none" if name in POINTS else role(name).linestyle,
            linewidth=role(name).width,
        )
        for name, text in texts.items()
    ]
    ax.legend(handles=handles, loc=loc, frameon=False, fontsize=9, labelcolor=INK, handlelength=2.4)


POINTS = {"sample", "seen", "batch", "tail", "dropped", "batch_loss", "best"}
OUTLINED = {"batch", "tail", "best", "weights", "stop"}
