"""What this course puts into nbgrader's own converters, so that stock nbgrader and formgrader grade as we do.

``course/nbgrader_config.py`` names these classes. Each does one step on a notebook; the runner uses the same steps.
"""

import json
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearMarkScheme,
    ClearSolutions,
    NbGraderPreprocessor,
)
from nbgrader.preprocessors import Execute as NbgraderExecute
from traitlets import Dict, Unicode

from autograder.grading import calibration
from autograder.grading.course import CONFIG_FILE, Course, CourseError
from autograder.grading.execution import Execution, Plan, execute
from autograder.grading.limits import Limits
from autograder.grading.reading import read_notebook
from autograder.grading.repair import repair
from autograder.grading.scores import settle

NBGRADER_RUN = "nbgrader"


class RepairSubmission(NbGraderPreprocessor):  # type: ignore[misc]  # its package has no types
    """Mend the notebook against the released one; the first step of sanitizing."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        place = resources["nbgrader"]
        released = released_notebook(Course(Path.cwd()), place["assignment"], place["notebook"])
        notebook, notes = read_notebook(json.dumps(nb).encode())
        notebook, more = repair(notebook, released)
        mark(notebook, released, notes + more)
        return notebook, resources


class Execute(NbgraderExecute):  # type: ignore[misc]  # its package has no types
    """Run the notebook in the sandbox and the tests in the judge, in place of nbgrader's Execute."""

    limits = Dict(help="Limits that differ from the defaults, by name: {'cell_cpu': 30}").tag(
        config=True
    )
    allow_level = Unicode("isolated", help="The lowest level of isolation to accept.").tag(
        config=True
    )

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        place = resources["nbgrader"]
        course = Course(Path.cwd())
        seed = course.grading_seed(place["assignment"], place["student"], NBGRADER_RUN)
        files = Path(resources["metadata"]["path"])
        own = course.folder("source", ".", place["assignment"])
        limits = course_limits(course)
        plan = make_plan(
            course,
            place["assignment"],
            place["notebook"],
            seed,
            limits,
            files,
            own,
            self.allow_level,
        )
        execution = execute(nbformat.writes(nb).encode(), plan)
        scored = scored_cells(course, place["assignment"], place["notebook"])
        return report_into(execution, scored), resources


class SettleScores(NbGraderPreprocessor):  # type: ignore[misc]  # its package has no types
    """Make the outputs of grade cells safe to score; stands between Execute and SaveAutoGrades."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        notes = settle(nb)
        if notes:
            nb.metadata.setdefault("autograder", {}).setdefault("notes", []).extend(notes)
        return nb, resources


def released_notebook(course: Course, assignment: str, name: str) -> NotebookNode:
    """The notebook that students were given; made from the instructor's own where no release folder is kept."""
    for step in ("release", "source"):
        path = course.folder(step, ".", assignment) / f"{name}.ipynb"
        if path.is_file():
            notebook = nbformat.read(path, as_version=4)
            return notebook if step == "release" else _without_secrets(course, notebook)
    raise CourseError(
        f"There is no released {name}.ipynb to compare with. Run: nbgrader generate_assignment {assignment}"
    )


def _without_secrets(course: Course, notebook: NotebookNode) -> NotebookNode:
    """The instructor's notebook without solutions, hidden tests and mark schemes."""
    for step in (ClearSolutions, ClearHiddenTests, ClearMarkScheme):
        notebook, _ = step(config=course.config).preprocess(notebook, ResourcesDict(nbgrader={}))
    return notebook


def mark(notebook: NotebookNode, released: NotebookNode, notes: list[str]) -> None:
    """Keep the notes, and each test's released text's length, in the notebook's own metadata."""
    notebook.metadata["autograder"] = nbformat.from_dict({"notes": list(notes)})
    shown = {
        cell.metadata.nbgrader.get("grade_id"): cell.source
        for cell in released.cells
        if "nbgrader" in cell.metadata
    }
    notebook.metadata.autograder["released"] = nbformat.from_dict(shown)


def course_limits(course: Course) -> Limits:
    """The course's limits (``c.Execute.limits``); CourseError where one of them is mistyped."""
    try:
        return Limits.from_dict(dict(course.config.Execute.get("limits", {})))
    except (TypeError, ValueError) as error:
        raise CourseError(f"c.Execute.limits in {CONFIG_FILE} cannot be used: {error}.") from error


def make_plan(
    course: Course,
    assignment: str,
    notebook: str,
    seed: str,
    limits: Limits,
    files: Path,
    trusted_files: Path,
    allow_level: str,
) -> Plan:
    """The plan by which one notebook is executed, with its calibration."""
    known = calibration.load(course, assignment).notebooks.get(notebook)
    known = known or calibration.NotebookCalibration()
    return Plan(
        seed=seed,
        limits=limits,
        shared=known.shared,
        theirs=known.names.theirs,
        modules=known.names.modules,
        variables=known.names.variables,
        functions=known.names.functions,
        files=files,
        trusted_files=trusted_files,
        lowest_level=allow_level,
    )


def scored_cells(course: Course, assignment: str, notebook: str) -> frozenset[str]:
    """The grade_ids of the test cells of which the solution makes a number of points."""
    known = calibration.load(course, assignment).notebooks.get(notebook)
    return known.scored if known else frozenset()


def report_into(execution: Execution, scored: frozenset[str] = frozenset()) -> NotebookNode:
    """The executed notebook with what the execution says of each cell in the cell's own metadata, and
    which test cells are `scored` by a number of points."""
    notebook = nbformat.reads(execution.notebook.decode("utf-8"), as_version=4)
    facts = notebook.metadata.setdefault("autograder", nbformat.from_dict({"notes": []}))
    released = facts.pop("released", {})
    facts |= {
        "isolation": str(execution.isolation),
        "level": execution.isolation.level,
        "died": execution.died,
        "seconds": round(execution.seconds, 3),
    }
    for report in execution.cells:
        cell = notebook.cells[report.index]
        said: dict[str, Any] = {
            "outcome": report.outcome,
            "limit": report.limit,
            "judged": report.judged,
            "message": report.message,
            "seconds": round(report.seconds, 3),
            "scored": report.grade_id in scored,
        }
        if report.grade_id is not None:
            said["hidden"] = released.get(report.grade_id) != cell.source
        cell.metadata["autograder"] = nbformat.from_dict(said)
    return notebook
