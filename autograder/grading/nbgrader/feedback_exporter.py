"""The feedback page as an exporter of nbgrader's."""

from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook

from autograder.grading.course import Course
from autograder.grading.pages.feedback import render, write_for_exchange
from autograder.grading.score.by_hand import count_lateness


class FeedbackExporter(Exporter):  # type: ignore[misc]  # its package has no types
    """Makes nbgrader's own ``generate_feedback`` (and formgrader's button) write our page."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def from_notebook_node(
        self, nb: NotebookNode, resources: ResourcesDict | None = None, **kwargs: Any
    ) -> tuple[str, ResourcesDict]:
        """The page of an executed notebook whose grades are in the gradebook that ``resources`` names."""
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        place = resources["nbgrader"]
        resources["output_extension"] = self.file_extension
        count_lateness(Course(Path.cwd()), place["assignment"], place["student"])
        write_for_exchange(Course(Path.cwd()), place["assignment"], place["student"])
        with Gradebook(place["db_url"]) as gradebook:
            return render(nb, place, gradebook), resources
