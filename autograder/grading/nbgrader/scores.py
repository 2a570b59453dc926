"""Scores as two steps of nbgrader's: no stray output decides one, and one that a person gives is waited for."""

from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades

from autograder.grading.contract.execution import REFUSED
from autograder.grading.contract.facts import CellFacts, add_notes
from autograder.grading.score.settle import settle


class SettleScores(NbGraderPreprocessor):  # type: ignore[misc]  # its package has no types
    """Make the outputs of grade cells safe to score; stands between Execute and SaveScores."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        add_notes(nb, settle(nb))
        return nb, resources


class SaveScores(SaveAutoGrades):  # type: ignore[misc]  # its package has no types
    """Save every graded cell's score; a test that the judge leaves to a person waits for points by hand."""

    def _add_score(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        super()._add_score(cell, resources)
        facts = CellFacts.of(cell)
        if facts is not None and facts.outcome == REFUSED:
            name = cell.metadata.nbgrader.grade_id
            place = self.notebook_id, self.assignment_id, self.student_id
            grade = self.gradebook.find_grade(name, *place)
            grade.auto_score, grade.needs_manual_grade = None, True
            self.gradebook.db.commit()
