"""The page of the docs that shows the visual language: every role on light and dark pages and in grey.

python -m autograder.lab.visual_language     writes docs/visual-language.md and its picture
"""

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from autograder.lab import style
from autograder.lab.style import ROLES, Role

DOCS = Path("docs")
PICTURE = "images/visual-language.png"
PAGES = (("light page", "#ffffff"), ("dark page", "#111111"), ("light page in grey", "#ffffff"))
TEXT = """\
# The visual language

One colour, one mark and one line for each thing, the same in every lesson. The colours follow the set of Okabe and Ito,
which people with colour-blindness can tell apart; a few are darker for contrast. What meets in one figure differs in
mark, dash or size as well, so that it can be read in grey. `autograder/lab/style.py` holds the roles; figures name
roles, never colours. The backdrop of a figure is drawn for a light page; on a dark one its lightness is inverted.

![Every role on a light page, on a dark page and in grey, with its mark and line.]({picture})

| role | means | mark | line |
|---|---|---|---|
{rows}
The same figure on a light and on a dark page:

![Lesson 2's figure in JupyterLab's light theme, in the middle of a run.](images/lesson-02.png)

![The same figure in JupyterLab's dark theme.](images/lesson-02-dark.png)

This page is made by `python -m autograder.lab.visual_language`.
"""


def page() -> str:
    """The text of docs/visual-language.md."""
    rows = "".join(
        f"| `{name}` | {look.means} | {look.marker} | {_line(name, look)} |\n"
        for name, look in ROLES.items()
    )
    return TEXT.format(picture=PICTURE, rows=rows)


def picture(path: Path) -> None:
    """Draws every role three times: on a light page, on a dark page, and in grey."""
    fig, axes = style.figure((1, 1, 1), size=(11, 9))
    for ax, (title, paper) in zip(axes, PAGES, strict=True):
        theme = "dark" if title.startswith("dark") else "light"
        ink = "#f2f4f7" if theme == "dark" else style.INK
        ax.set_facecolor(paper)
        ax.patch.set_alpha(1)
        ax.set(xticks=[], yticks=[], xlim=(0, 1), ylim=(len(ROLES) - 0.4, -0.9))
        ax.spines[:].set_visible(False)
        ax.set_title(title, loc="left", fontsize=11.5, color=style.INK)
        for row, (name, look) in enumerate(ROLES.items()):
            colour = look.dark if theme == "dark" else look.light
            _sample(ax, row, name, look, _grey(colour) if title.endswith("grey") else colour, ink)
    fig.savefig(path, dpi=110, facecolor="white")


def _sample(ax: Axes, row: int, name: str, look: Role, colour: str, ink: str) -> None:
    if name not in style.POINTS:
        ax.plot([0.04, 0.3], [row, row], color=colour, lw=look.width, ls=look.linestyle)
    if look.marker != "none":
        edge = ink if name in style.OUTLINED else colour
        marker = style.MATPLOTLIB_MARKERS[look.marker]
        ax.plot(0.17, row, marker, ms=look.size, color=colour, mec=edge, mew=0.9)
    ax.text(0.36, row, name, va="center", fontsize=10, color=ink)


def _line(name: str, look: Role) -> str:
    if name in style.POINTS:
        return "none"
    return "dashed" if look.dash else "solid"


def _grey(colour: str) -> str:
    red, green, blue = to_rgb(colour)
    return str(round(0.299 * red + 0.587 * green + 0.114 * blue, 3))


def main() -> None:
    """Writes the page and its picture."""
    picture(DOCS / PICTURE)
    (DOCS / "visual-language.md").write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
