"""The lessons as files: what their metadata says, the index made from it, and a tidy notebook.

python -m autograder.lab.lessons index     writes lessons/README.md
python -m autograder.lab.lessons tidy      takes outputs and stray metadata out of lessons/*.ipynb
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path("lessons")
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
CELL_METADATA = {"tags", "jupyter"}
COURSE = ("title", "idea", "shows", "minutes", "needs", "misconceptions", "claims")
INTRODUCTION = """\
# The lessons

One idea each, in this order. Open them in JupyterLab (`make lab`), move the sliders, answer the
questions; each ends with the exercise to do next. The text and figures are licensed under
[CC BY 4.0](LICENSE).

| | Lesson | The idea | Minutes | You need |
|---|---|---|---|---|
"""
PICTURES = """
## What they show

Each main figure in the middle of a run, as JupyterLab shows it.
"""
CLOSING = """
This page is made from the notebooks' own metadata by `python -m autograder.lab.lessons index`, the pictures by
`python -m tests.browser.screenshots`.
"""


@dataclass(frozen=True)
class Lesson:
    """One lesson: its file, its notebook as a dict, and the `course` part of its metadata."""

    path: Path
    notebook: dict[str, Any]

    @property
    def number(self) -> int:
        """The lesson's number, from its file name."""
        return int(self.path.name.split("_")[0])

    @property
    def course(self) -> dict[str, Any]:
        """title, idea, shows (its main figure in words), minutes, needs, misconceptions, claims."""
        course: dict[str, Any] = self.notebook["metadata"]["course"]
        return course

    @property
    def picture(self) -> str:
        """The file name of its main figure's picture in docs/images."""
        return f"lesson-{self.number:02}.png"

    @property
    def cells(self) -> list[dict[str, Any]]:
        """The cells of the notebook."""
        cells: list[dict[str, Any]] = self.notebook["cells"]
        return cells


def read(folder: Path = FOLDER) -> list[Lesson]:
    """All lessons of a folder in order. ValueError names a notebook whose metadata is incomplete."""
    lessons = [
        Lesson(path, json.loads(path.read_text("utf-8")))
        for path in sorted(folder.glob("[0-9][0-9]_*.ipynb"))
    ]
    for lesson in lessons:
        missing = set(COURSE) - set(lesson.notebook["metadata"].get("course", {}))
        if missing:
            raise ValueError(f"{lesson.path}: metadata 'course' lacks {', '.join(sorted(missing))}")
    return lessons


def index(lessons: list[Lesson]) -> str:
    """The text of lessons/README.md."""
    rows = [
        f"| {lesson.number} | [{lesson.course['title']}]({lesson.path.name}) | "
        f"{lesson.course['idea']} | {lesson.course['minutes']} | "
        f"{', '.join(lesson.course['needs']) or 'nothing'} |\n"
        for lesson in lessons
    ]
    pictures = [
        f"\n**{lesson.number} · [{lesson.course['title']}]({lesson.path.name})**\n\n"
        f"![{lesson.course['shows']}](../docs/images/{lesson.picture})\n"
        for lesson in lessons
    ]
    return INTRODUCTION + "".join(rows) + PICTURES + "".join(pictures) + CLOSING


def tidy(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook without outputs, counts and all metadata but the course's and the kernel's."""
    cells = []
    for number, cell in enumerate(notebook["cells"]):
        kept = {"cell_type": cell["cell_type"], "id": cell.get("id", f"cell-{number}")}
        kept["metadata"] = {k: v for k, v in cell["metadata"].items() if k in CELL_METADATA}
        if "".join(cell["source"]).startswith("Quiz("):
            kept["metadata"]["jupyter"] = {"source_hidden": True}  # it holds the answers
        if cell["cell_type"] == "code":
            kept |= {"execution_count": None, "outputs": []}
        source = cell["source"]
        text = source if isinstance(source, str) else "".join(source)
        kept["source"] = text.splitlines(keepends=True)
        cells.append(dict(sorted(kept.items())))
    metadata = {
        "course": notebook["metadata"].get("course", {}),
        "kernelspec": KERNEL,
        "language_info": {"name": "python"},
    }
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def dump(notebook: dict[str, Any]) -> str:
    """The notebook as the text of its file."""
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """The command line: `index` or `tidy`, on the lessons of a folder."""
    parser = argparse.ArgumentParser(prog="python -m autograder.lab.lessons", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("action", choices=["index", "tidy"])
    parser.add_argument("--folder", type=Path, default=FOLDER)
    arguments = parser.parse_args()
    lessons = read(arguments.folder)
    if arguments.action == "index":
        (arguments.folder / "README.md").write_text(index(lessons), "utf-8")
        return
    for lesson in lessons:
        lesson.path.write_text(dump(tidy(lesson.notebook)), "utf-8")


if __name__ == "__main__":
    main()
