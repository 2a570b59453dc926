"""Mending as a step of nbgrader's, first among those that sanitize a submission, and what the gradebook's cells
overwrite after it."""

from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook, GradeCell, MissingEntry, SourceCell, TaskCell
from nbgrader.preprocessors import NbGraderPreprocessor, OverwriteCells

from autograder.grading.contract.facts import begin
from autograder.grading.course import Course
from autograder.grading.course.agreement import disagreements
from autograder.grading.course.deadlines import in_force
from autograder.grading.course.released import released_notebook, released_notebooks, releases
from autograder.grading.intake.hand_in import enter, read_hand_in
from autograder.grading.intake.repair import repair
from autograder.grading.score.calibrate import calibrate_if_due

_seen_to: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""Which assignments are ready to be graded, by the exporter of each command."""


class RepairSubmission(NbGraderPreprocessor):  # type: ignore[misc]  # its package has no types
    """Mend the notebook against the released one, and what nbgrader has made of the time at which it was handed
    in; the first step of sanitizing."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        place = resources["nbgrader"]
        course, assignment, student = Course(Path.cwd()), place["assignment"], place["student"]
        seen_to = _seen_to.setdefault(self.parent, set())
        if assignment not in seen_to:
            self._see_to(course, assignment)
            seen_to.add(assignment)
        released = released_notebook(course, assignment, place["notebook"])
        found = read_hand_in(course.folder("submitted", student, assignment), course.config)
        enter(course, assignment, student, found.moment, in_force(course, assignment))
        before = releases(course, assignment, place["notebook"])
        notebook, notes = repair(nb, released, before)
        begin(notebook, released, [*place.pop("notes"), *notes, *filter(None, [found.note])])
        return notebook, resources

    def _see_to(self, course: Course, assignment: str) -> None:
        """What a run sees to before its first submission, once in a command of nbgrader's."""
        for remark in disagreements(course, assignment, released_notebooks(course, assignment)):
            self.log.warning(remark)
        calibrate_if_due(course, assignment, self.log.warning)


class OverwriteAtOnce(OverwriteCells):  # type: ignore[misc]  # its package has no types
    """nbgrader's own step, with one look at the gradebook for a notebook and not one or two for each cell."""

    gradebook: Any

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, cell_index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        if cell_index == 0:
            self.gradebook = _CellsAtOnce(self.gradebook, self.notebook_id, self.assignment_id)
        changed: tuple[NotebookNode, ResourcesDict] = super().preprocess_cell(
            cell, resources, cell_index
        )
        return changed


class _CellsAtOnce:
    """The gradebook's answers about one notebook's cells, all asked for at once."""

    def __init__(self, gradebook: Gradebook, notebook: str, assignment: str) -> None:
        self.find_notebook = gradebook.find_notebook
        place = {"notebook_id": gradebook.find_notebook(notebook, assignment).id}

        def by_name(*kinds: Any) -> dict[str, Any]:
            return {
                c.name: c for kind in kinds for c in gradebook.db.query(kind).filter_by(**place)
            }

        self._sources, self._graded = by_name(SourceCell), by_name(TaskCell, GradeCell)

    def find_source_cell(self, name: str, *place: str) -> SourceCell:
        if name not in self._sources:
            raise MissingEntry(f"No such source cell: {name}")
        return self._sources[name]

    def find_graded_cell(self, name: str, *place: str) -> GradeCell | TaskCell:
        if name not in self._graded:
            raise MissingEntry(f"No such grade cell: {name}")
        return self._graded[name]
