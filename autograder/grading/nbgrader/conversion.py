"""A notebook through nbgrader's own preprocessors, as the course configures them, from memory to memory.

What is done elsewhere is left out: repair before, execution and the settling of scores between, and
nbgrader's check of its metadata, which :func:`check` does once for the release.
"""

import copy
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat.notebooknode import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.nbgraderformat import MetadataValidator, ValidationError
from nbgrader.nbgraderformat.common import SchemaMismatchError
from nbgrader.preprocessors import CheckCellMetadata, OverwriteCells, SaveAutoGrades
from traitlets import HasTraits
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder.grading.course import Course, CourseError
from autograder.grading.intake.repair import repair
from autograder.grading.nbgrader.repair_submission import OverwriteAtOnce, RepairSubmission
from autograder.grading.nbgrader.scores import SaveScores, SettleScores


def check(released: NotebookNode, assignment: str) -> None:
    """nbgrader's check of its metadata, once: repair gives every submission the release's own."""
    mended, _ = repair(released, released)
    try:
        MetadataValidator().validate_nb(mended)
    except (ValidationError, SchemaMismatchError) as error:
        line = str(error).strip().partition("\n")[0]
        raise CourseError(
            f"nbgrader cannot read the released notebook's metadata ({line}). "
            f"Run: nbgrader generate_assignment {assignment} --force"
        ) from error


def sanitize(
    course: Course, assignment: str, student: str, name: str, notebook: NotebookNode
) -> str:
    """The text of a repaired notebook after the course's ``sanitize_preprocessors``."""
    steps = Autograde(config=course.config).sanitize_preprocessors
    place = {"student": student, "assignment": assignment, "notebook": name}
    return _convert(course, place, notebook, steps, RepairSubmission)


def save_scores(
    course: Course, assignment: str, student: str, name: str, notebook: NotebookNode
) -> str:
    """The text of an executed, settled notebook after the course's ``autograde_preprocessors``."""
    steps = Autograde(config=course.config).autograde_preprocessors
    place = {"student": student, "assignment": assignment, "notebook": name}
    return _convert(course, place, notebook, steps, ExecutePreprocessor, SettleScores)


def _ours(step: Any) -> Any:
    """Ours in the place of one of nbgrader's that asks the gradebook cell by cell."""
    return {SaveAutoGrades: SaveScores, OverwriteCells: OverwriteAtOnce}.get(_item(step), step)


def _is(step: Any, *kinds: type) -> bool:
    step = _item(step)
    return isinstance(step, type) and issubclass(step, kinds)


def _item(step: Any) -> Any:
    return import_item(step) if isinstance(step, str) else step


def _made(step: Any, exporter: NotebookExporter) -> Any:
    """A preprocessor that is named, a class or ready, as nbconvert makes it."""
    step = _item(step)
    if not isinstance(step, type):
        return step
    return step(parent=exporter) if issubclass(step, HasTraits) else step()


def _convert(
    course: Course, place: dict[str, str], notebook: NotebookNode, steps: list[Any], *done: type
) -> str:
    """Send a notebook through nbgrader's preprocessors but those ``done``, from memory to memory.

    It is copied and validated once, and not after each of them: they are trusted.
    """
    config = Config(course.config)
    config.Exporter.default_preprocessors = []
    exporter = NotebookExporter(config=config)
    resources = ResourcesDict(
        nbgrader={**place, "db_url": course.directory.db_url},
        unique_key=place["notebook"],
        metadata=ResourcesDict(name=place["notebook"]),
    )
    notebook = copy.deepcopy(notebook)
    for step in steps:
        if not _is(step, *done, CheckCellMetadata):
            notebook, resources = _made(_ours(step), exporter)(notebook, resources)
    nbformat.validate(notebook)
    text: str = nbformat.v4.writes(notebook)
    return text + "\n"
