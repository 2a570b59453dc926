"""nbgrader's OverwriteCells with one look at the gradebook for a notebook and not one or two for each cell."""

from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook, GradeCell, MissingEntry, SourceCell, TaskCell
from nbgrader.preprocessors import OverwriteCells


class OverwriteAtOnce(OverwriteCells):  # type: ignore[misc]  # its package has no types
    """Gives the cells the points and locked sources that the gradebook has for them, as nbgrader's own step does."""

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
