"""What calibrating an assignment has found, and the file that keeps it.

It lies in the course's state folder, never in a notebook. `calibrate` finds it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.grading.contract.names import Names
from autograder.grading.contract.records import from_plain, to_plain
from autograder.grading.course import Course, CourseError
from autograder.grading.course.code_digest import code_digest
from autograder.grading.course.journal import write_whole

FILE = "calibration.json"


@dataclass(frozen=True)
class TestCell:
    """What one test cell gave: points by (solution, stub) in the judge and in the student's kernel.

    Of a test of 0 points they are 1 where it passes. `obstacle` is the error that the solution meets
    in the judge, if any. `scored` says whether the solution's last expression is a number of points:
    partial credit. `because` says why the cell is shared though it gives the same in both places. `open_names`
    are those that it uses of cells which are neither locked nor answers: students may change them.
    """

    __test__ = False  # no test of pytest's

    grade_id: str
    points: float
    judged: tuple[float, float]
    in_kernel: tuple[float, float]
    obstacle: str = ""
    scored: bool = False
    because: str = ""
    open_names: tuple[str, ...] = ()

    @property
    def shared(self) -> bool:
        """Whether the cell must stay in the student's kernel."""
        return bool(self.because) or any(
            abs(a - b) > 1e-9 for a, b in zip(self.judged, self.in_kernel, strict=True)
        )

    @property
    def remark(self) -> str:
        """What an instructor should know of this cell, or an empty string."""
        return "; ".join(filter(None, (self._about_points, self._about_names)))

    @property
    def _about_names(self) -> str:
        if not self.open_names:
            return ""
        return (
            f"it uses {', '.join(self.open_names)} of a cell that students may change: make that cell Read-only "
            "(View, Create Assignment) to keep it as it is"
        )

    @property
    def _about_points(self) -> str:
        if not self.points and not self.in_kernel[0]:
            return "the solution itself does not pass this test of 0 points"
        if self.in_kernel[0] < self.points:
            because = f": {self.obstacle}" if self.obstacle else ""
            return (
                f"the solution itself gets {self.in_kernel[0]:g} of {self.points:g} points{because}"
            )
        if self.in_kernel[1] >= self.points > 0:
            return "the empty stub gets full points"
        if self.because:
            return self.because
        if self.shared:
            both = f"{self.judged[0]:g} and {self.judged[1]:g}"
            because = f": {self.obstacle}" if self.obstacle else ""
            return f"in the judge solution and stub get {both}{because}"
        return ""


@dataclass(frozen=True)
class NotebookCalibration:
    """One notebook: its test cells, and the global names of the solution's student cells.

    `code` is the digest of the code that calibrated it, `source` that of the notebook; `leaves` says whether
    the solution writes files, which the notebooks after it may read.
    """

    cells: tuple[TestCell, ...] = ()
    names: Names = field(default_factory=Names)
    code: str = ""
    source: str = ""
    leaves: bool = False

    @property
    def shared(self) -> frozenset[str]:
        """The grade_ids of the cells that must stay in the student's kernel."""
        return frozenset(cell.grade_id for cell in self.cells if cell.shared)

    @property
    def scored(self) -> frozenset[str]:
        """The grade_ids of the cells whose last expression is their number of points."""
        return frozenset(cell.grade_id for cell in self.cells if cell.scored)


@dataclass(frozen=True)
class Calibration:
    """The calibration of an assignment, by notebook; `str` of it is a table."""

    assignment: str
    notebooks: Mapping[str, NotebookCalibration]

    def of(self, notebook: str) -> NotebookCalibration:
        """That of one notebook; an empty one where it was never calibrated."""
        return self.notebooks.get(notebook) or NotebookCalibration()

    def __str__(self) -> str:
        rows = [("test cell", "points", "runs in", "remark")]
        for name, notebook in sorted(self.notebooks.items()):
            for cell in notebook.cells:
                place = "the student's kernel (shared)" if cell.shared else "the judge (isolated)"
                rows.append((f"{name}/{cell.grade_id}", f"{cell.points:g}", place, cell.remark))
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
        count = len(rows) - 1
        shared = sum(len(notebook.shared) for notebook in self.notebooks.values())
        cells = "1 test cell is" if count == 1 else f"{count} test cells are"
        lines.append(f"{self.assignment}: {count - shared} of {cells} judged in isolation.")
        return "\n".join(lines)


def load(course: Course, assignment: str) -> Calibration:
    """The calibration that was kept; empty if there is none, CourseError if it cannot be read."""
    path = course.state(assignment) / FILE
    if not path.is_file():
        return Calibration(assignment, {})
    try:
        data = json.loads(path.read_text("utf-8"))
        notebooks = {name: from_plain(NotebookCalibration, part) for name, part in data.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(
            f"The calibration in {path} cannot be read. Remove it and run: autograder calibrate {assignment}"
        ) from error
    return Calibration(assignment, notebooks)


def is_current(course: Course, assignment: str) -> bool:
    """Whether every notebook of the assignment has been calibrated as it is now, by the code of now.

    Raises CourseError as `load` does.
    """
    known = load(course, assignment)
    code = code_digest()
    return all(
        known.of(source.stem).code == code
        and known.of(source.stem).source == source_digest(nbformat.read(source, as_version=4))
        for source in course.folder("source", ".", assignment).glob("*.ipynb")
    )


def source_digest(notebook: NotebookNode) -> str:
    """A digest of what is calibrated of a notebook: its cells, not what they put out."""
    cells = [
        [cell.cell_type, cell.source, cell.metadata.get("nbgrader")] for cell in notebook.cells
    ]
    return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()[:16]


def keep(course: Course, assignment: str, notebooks: Mapping[str, NotebookCalibration]) -> None:
    """Add these notebooks to what is kept of the assignment; the file is whole at every moment."""
    path = course.state(assignment) / FILE
    known = {**load(course, assignment).notebooks, **notebooks}
    told = {name: {**to_plain(n), "shared": sorted(n.shared)} for name, n in known.items()}
    write_whole(path, json.dumps(told, indent=1) + "\n")
