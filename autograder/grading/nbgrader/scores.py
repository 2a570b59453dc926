"""Scores as two steps of nbgrader's: no stray output decides one, and one that a person gives is waited for."""

from typing import TypeVar

from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.api import BaseCell, Comment, Grade, Gradebook, MissingEntry
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task

from autograder.grading.contract.cells import grade_id
from autograder.grading.contract.execution import REFUSED
from autograder.grading.contract.facts import CellFacts, add_notes
from autograder.grading.score.settle import settle

T = TypeVar("T")


class SettleScores(NbGraderPreprocessor):  # type: ignore[misc]  # its package has no types
    """Make the outputs of grade cells safe to score; stands between Execute and SaveScores."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        add_notes(nb, settle(nb))
        return nb, resources


class SaveScores(NbGraderPreprocessor):  # type: ignore[misc]  # its package has no types
    """In the place of nbgrader's SaveAutoGrades: every graded cell's score, written at once and not cell by cell.

    A test that the judge leaves to a person waits for points by hand, as does one that has some already.
    """

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        place = resources["nbgrader"]
        with Gradebook(place["db_url"]) as gradebook:
            submitted = gradebook.find_submission_notebook(
                place["notebook"], place["assignment"], place["student"]
            )
            cells = gradebook.db.query(BaseCell.id, BaseCell.name)
            cells = cells.filter_by(notebook_id=submitted.notebook_id)
            names = dict(cells.all())
            grades = {names[grade.cell_id]: grade for grade in submitted.grades}
            comments = {names[comment.cell_id]: comment for comment in submitted.comments}
            for cell in nb.cells:
                name = grade_id(cell)
                if is_grade(cell):
                    self._save_score(cell, _found(name, grades))
                if is_solution(cell) or is_task(cell):
                    self._save_comment(cell, _found(name, comments))
            gradebook.db.commit()
        return nb, resources

    def _save_score(self, cell: NotebookNode, grade: Grade) -> None:
        facts = CellFacts.of(cell)
        refused = facts is not None and facts.outcome == REFUSED
        grade.auto_score = None if refused else determine_grade(cell, self.log)[0]
        grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None

    def _save_comment(self, cell: NotebookNode, comment: Comment) -> None:
        """nbgrader's own remark on an answer that is still the release's."""
        untouched = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
        comment.auto_comment = "No response." if untouched and not is_task(cell) else None


def _found(name: str | None, rows: dict[str, T]) -> T:
    if name not in rows:
        raise MissingEntry(f"the gradebook has no row for the cell {name!r}; release it again")
    return rows[name]
