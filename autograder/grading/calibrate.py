"""Which test cells can be judged in isolation: found by running them, never guessed.

The instructor's solution and the stub that students get are each run twice, once with the test cells
in the judge and once with them in the student's kernel. A test cell that gives the same points both
times is *isolated*; any other stays *shared*, and the report says so. What is found is kept in the
course's state folder, never in a notebook.

`calibrate` does it for an assignment, the preprocessor `Calibrate` while one is released.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor
from nbgrader.utils import determine_grade

from autograder.grading.course import Course, CourseError
from autograder.grading.execution import Execution, Plan, execute
from autograder.grading.journal import write_whole
from autograder.grading.judge.names import Names, names_of
from autograder.grading.sandbox.levels import LEVELS, probe

__all__ = ["Calibrate", "Calibration", "NotebookCalibration", "TestCell", "calibrate", "load"]

FILE = "calibration.json"
MAX_OBSTACLE = 200  # characters
LEVELS_WITH_JUDGE = LEVELS[:-1]


@dataclass(frozen=True)
class TestCell:
    """What one test cell gave: points by (solution, stub) in the judge and in the student's kernel.

    `obstacle` is the error that the solution meets in the judge, if any.
    """

    __test__ = False  # no test of pytest's

    grade_id: str
    points: float
    judged: tuple[float, float]
    in_kernel: tuple[float, float]
    obstacle: str = ""

    @property
    def shared(self) -> bool:
        """Whether the cell must stay in the student's kernel."""
        return any(abs(a - b) > 1e-9 for a, b in zip(self.judged, self.in_kernel, strict=True))

    @property
    def remark(self) -> str:
        """What an instructor should know of this cell, or an empty string."""
        if self.in_kernel[0] < self.points:
            return f"the solution itself gets {self.in_kernel[0]:g} of {self.points:g} points"
        if self.in_kernel[1] >= self.points > 0:
            return "the empty stub gets full points"
        if self.shared:
            both = f"{self.judged[0]:g} and {self.judged[1]:g}"
            because = f": {self.obstacle}" if self.obstacle else ""
            return f"in the judge solution and stub get {both}{because}"
        return ""


@dataclass(frozen=True)
class NotebookCalibration:
    """One notebook: its test cells, and the global names of the solution's student cells."""

    cells: tuple[TestCell, ...] = ()
    names: Names = field(default_factory=Names)

    @property
    def shared(self) -> frozenset[str]:
        """The grade_ids of the cells that must stay in the student's kernel."""
        return frozenset(cell.grade_id for cell in self.cells if cell.shared)

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "shared": sorted(self.shared),
            "theirs": sorted(self.names.theirs),
            "modules": dict(self.names.modules),
            "variables": dict(self.names.variables),
            "cells": [asdict(cell) for cell in self.cells],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> NotebookCalibration:
        """The inverse of `to_json`."""
        cells = tuple(
            TestCell(
                cell["grade_id"],
                cell["points"],
                tuple(cell["judged"]),
                tuple(cell["in_kernel"]),
                cell.get("obstacle", ""),
            )
            for cell in data["cells"]
        )
        names = Names(
            frozenset(data["theirs"]), dict(data["modules"]), dict(data.get("variables", {}))
        )
        return cls(cells, names)


@dataclass(frozen=True)
class Calibration:
    """The calibration of an assignment, by notebook; `str` of it is a table."""

    assignment: str
    notebooks: Mapping[str, NotebookCalibration]

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


def calibrate(course_dir: Path, assignment: str) -> Calibration:
    """Calibrate every notebook of an assignment and keep the result.

    Raises CourseError if there is no such assignment or this machine has no judge.
    """
    course = Course(course_dir)
    source = course.folder("source", ".", assignment)
    paths = sorted(source.glob("*.ipynb"))
    if not paths:
        raise CourseError(f"There is no notebook of {assignment!r} in {source}.")
    level = probe().level
    if level not in LEVELS_WITH_JUDGE:
        raise CourseError(
            "Calibrating runs the test cells in a judge, which this machine cannot start "
            f"({probe().remedy}). Until then every test cell runs in the student's kernel."
        )
    notebooks = {
        path.stem: calibrate_notebook(nbformat.read(path, as_version=4), source, course)
        for path in paths
    }
    keep(course, assignment, notebooks)
    return Calibration(assignment, notebooks)


def calibrate_notebook(notebook: NotebookNode, folder: Path, course: Course) -> NotebookCalibration:
    """Run the solution and its stub both ways. `folder` holds the files that they read."""
    names = student_names(notebook)
    stub = copy.deepcopy(notebook)
    ClearSolutions(config=course.config).preprocess(stub, ResourcesDict(nbgrader={}))
    tests = [cell for cell in notebook.cells if _is_test(cell)]
    everything = frozenset(cell.metadata.nbgrader["grade_id"] for cell in tests)

    def run(version: NotebookNode, shared: frozenset[str]) -> NotebookNode:
        plan = Plan(
            seed="calibration",
            shared=shared,
            theirs=names.theirs,
            modules=names.modules,
            variables=names.variables,
            files=folder,
            trusted_files=folder,
            lowest_level=LEVELS_WITH_JUDGE[-1],
        )
        return _settled(execute(nbformat.writes(version).encode("utf-8"), plan))

    in_judge = [run(version, frozenset()) for version in (notebook, stub)]
    judged = [_points(done) for done in in_judge]
    in_kernel = [_points(run(version, everything)) for version in (notebook, stub)]
    obstacles = _obstacles(in_judge[0])
    cells = tuple(
        TestCell(
            grade_id=(name := cell.metadata.nbgrader["grade_id"]),
            points=float(cell.metadata.nbgrader["points"]),
            judged=(judged[0][name], judged[1][name]),
            in_kernel=(in_kernel[0][name], in_kernel[1][name]),
            obstacle=obstacles.get(name, ""),
        )
        for cell in tests
    )
    return NotebookCalibration(cells, names)


def student_names(notebook: NotebookNode) -> Names:
    """The global names of the cells which students may edit, beside those of the other cells."""
    answers: list[str] = []
    given: list[str] = []
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and not _is_test(cell):
            locked = meta.get("locked") and not meta.get("solution")
            (given if locked else answers).append(cell.source)
    return names_of(answers, given)


def load(course: Course, assignment: str) -> Calibration:
    """The calibration that was kept; empty if there is none, CourseError if it cannot be read."""
    path = course.state(assignment) / FILE
    if not path.is_file():
        return Calibration(assignment, {})
    try:
        data = json.loads(path.read_text("utf-8"))
        notebooks = {name: NotebookCalibration.from_json(part) for name, part in data.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(
            f"The calibration in {path} cannot be read. Remove it and run: autograder calibrate {assignment}"
        ) from error
    return Calibration(assignment, notebooks)


def keep(course: Course, assignment: str, notebooks: Mapping[str, NotebookCalibration]) -> None:
    """Add these notebooks to what is kept of the assignment; the file is whole at every moment."""
    path = course.state(assignment) / FILE
    known = {**load(course, assignment).notebooks, **notebooks}
    text = json.dumps({name: part.to_json() for name, part in known.items()}, indent=1)
    write_whole(path, text + "\n")


class Calibrate(NbGraderPreprocessor):  # type: ignore[misc]
    """Calibrates a notebook while nbgrader releases it; to stand first among the preprocessors."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        place = resources["nbgrader"]
        if probe().level not in LEVELS_WITH_JUDGE:
            self.log.warning("The test cells were not calibrated: %s", probe().remedy)
            return nb, resources
        course = Course(Path.cwd())
        folder = course.folder("source", ".", place["assignment"])
        found = calibrate_notebook(copy.deepcopy(nb), folder, course)
        keep(course, place["assignment"], {place["notebook"]: found})
        for cell in found.cells:
            if cell.shared or cell.remark:
                self.log.warning("Test cell %s: %s", cell.grade_id, cell.remark)
        return nb, resources


def _is_test(cell: NotebookNode) -> bool:
    meta = cell.metadata.get("nbgrader", {})
    return bool(cell.cell_type == "code" and meta.get("grade") and not meta.get("solution"))


def _settled(execution: Execution) -> NotebookNode:
    """The executed notebook as the gradebook will see it."""
    from autograder.grading.preprocessors import report_into
    from autograder.grading.scores import settle

    notebook = report_into(execution)
    settle(notebook)
    return notebook


def _points(notebook: NotebookNode) -> dict[str, float]:
    """The points of each test cell by grade_id, by nbgrader's own rule."""
    return {
        cell.metadata.nbgrader["grade_id"]: float(determine_grade(cell)[0])
        for cell in notebook.cells
        if _is_test(cell)
    }


def _obstacles(notebook: NotebookNode) -> dict[str, str]:
    """The errors that test cells met, in one line each."""
    found: dict[str, str] = {}
    for cell in filter(_is_test, notebook.cells):
        for output in cell.outputs:
            if output.output_type == "error":
                text = " ".join(f"{output.ename}: {output.evalue}".split())
                found[cell.metadata.nbgrader["grade_id"]] = text.removesuffix(":")[:MAX_OBSTACLE]
    return found
