"""An nbgrader assignment of any instructor, from a list of cells: released, handed in, graded for real."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.grading.contract.results import Row
from autograder.grading.course import Course
from autograder.grading.runner import GradeOptions, Watcher, grade_assignment
from tests.grading import small_course

FLAGS = {
    "locked": {"locked": True},
    "answer": {"solution": True},
    "manual": {"solution": True},
    "test": {"locked": True},
}
PYTHON = {"name": "python3", "display_name": "Python 3", "language": "python"}
Cells = Sequence[tuple[str, str, str]]


@dataclass
class Foreign:
    """An assignment "a" whose notebooks are lists of (kind, grade_id, source).

    Kinds: "given" (an ordinary cell), "locked", "answer", "test" (one point), "test0" (no points),
    "manual" (an answer that a person grades, one point).
    """

    root: Path
    notebooks: Mapping[str, Cells]
    files: Mapping[str, str] = field(default_factory=dict)
    kernel: Mapping[str, str] = field(default_factory=lambda: PYTHON)
    configuration: str = ""

    def release(self) -> Course:
        """Write the source and make the students' version."""
        source = self.root / "source" / "a"
        source.mkdir(parents=True, exist_ok=True)
        for name, cells in self.notebooks.items():
            nbformat.write(self.notebook(cells), source / f"{name}.ipynb")
        self._beside(source)
        small_course.configure(self.root, self.configuration)
        course = Course(self.root)
        course.release("a")
        return course

    def notebook(self, cells: Cells) -> NotebookNode:
        """The instructor's notebook."""
        made = nbformat.v4.new_notebook(metadata={"kernelspec": dict(self.kernel)})
        for kind, name, source in cells:
            if kind == "given":
                made.cells.append(small_course.cell("code", source))
                continue
            points = {"test": 1, "test0": 0, "manual": 1}.get(kind)
            flags = FLAGS[kind.removesuffix("0")]
            made.cells.append(small_course.cell("code", source, name, points, **flags))
        return made

    def hand_in(self, student: str, answers: Mapping[str, str] | None = None) -> None:
        """Hand in the solution, some answers of it replaced."""
        for name, cells in self.notebooks.items():
            released = nbformat.read(self.root / f"release/a/{name}.ipynb", as_version=4)
            own = {cell: text for kind, cell, text in cells if kind in ("answer", "manual")}
            for cell in released.cells:
                grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
                if grade_id in own:
                    text = (answers or {}).get(grade_id, own[grade_id])
                    lines = text.strip("\n").splitlines()
                    cell.source = "\n".join(line for line in lines if "### " not in line)
            path = small_course.submit(self.root, student, released, "a", f"{name}.ipynb")
            self._beside(path.parent)

    def grade(self, watcher: Watcher | None = None) -> dict[str, Row]:
        """Grade everyone; rows by student."""
        options = GradeOptions(self.root, "a", jobs=1)
        return {row.student: row for row in grade_assignment(options, watcher).rows}

    def _beside(self, folder: Path) -> None:
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)


def points(row: Row, notebook: str = "a") -> dict[str, float]:
    """The points of each exercise of a notebook."""
    return {e.grade_id: e.points for e in row.exercises if e.notebook == notebook}
