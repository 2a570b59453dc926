"""What our steps among nbgrader's have in common."""

from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor


class Step(NbGraderPreprocessor):  # type: ignore[misc]  # its package has no types
    """A preprocessor that changes a notebook in place, or does something beside it."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        self.take(nb, resources["nbgrader"])
        return nb, resources

    def take(self, nb: NotebookNode, place: dict[str, Any]) -> None:
        """Do the step; ``place`` names assignment, student, notebook and gradebook, as nbgrader has them."""
        raise NotImplementedError
