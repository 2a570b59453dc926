"""Settling as a step of nbgrader's: no stray output decides a score."""

from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading.contract.facts import add_notes
from autograder.grading.score.settle import settle


class SettleScores(NbGraderPreprocessor):  # type: ignore[misc]  # its package has no types
    """Make the outputs of grade cells safe to score; stands between Execute and SaveAutoGrades."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        add_notes(nb, settle(nb))
        return nb, resources
