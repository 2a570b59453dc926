"""Which test cells can be judged in isolation: found by running them, never guessed.

The instructor's solution and the stub that students get are each run twice, once with the test cells
in the judge and once with them in the student's kernel. A test cell that gives the same points both
times is *isolated*; any other stays *shared*, and the report says so.

`calibrate` does it for an assignment, the preprocessor `Calibrate` while one is released.
"""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor
from nbgrader.utils import determine_grade

from autograder.grading.calibration import Calibration, NotebookCalibration, TestCell, keep
from autograder.grading.code_digest import code_digest
from autograder.grading.course import Course, CourseError
from autograder.grading.execution import Plan, execute
from autograder.grading.judge.names import Names, names_of
from autograder.grading.preprocessors import report_into
from autograder.grading.sandbox.levels import LEVELS, probe
from autograder.grading.scores import numbered, settle

__all__ = ["Calibrate", "calibrate", "calibrate_notebook"]

MAX_OBSTACLE = 200  # characters
LEVELS_WITH_JUDGE = LEVELS[:-1]


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
            functions=names.functions,
            files=folder,
            trusted_files=folder,
            lowest_level=LEVELS_WITH_JUDGE[-1],
        )
        return report_into(execute(nbformat.writes(version).encode("utf-8"), plan))

    in_judge = [run(version, frozenset()) for version in (notebook, stub)]
    scored = numbered(in_judge[0])
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
            scored=name in scored,
        )
        for cell in tests
    )
    return NotebookCalibration(cells, names, code_digest())


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


class Calibrate(NbGraderPreprocessor):  # type: ignore[misc]  # its package has no types
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


def _points(notebook: NotebookNode) -> dict[str, float]:
    """The points of each test cell by grade_id, as the gradebook will see them."""
    settle(notebook)
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
