"""What becomes of a notebook as it is released: its solutions closed, nothing of the instructor's left in it,
the course's own exercises beside it."""

import re
from pathlib import Path
from urllib.parse import unquote

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import from_dict
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import TraitError, Unicode, validate

from autograder.exercises.closing import opening_day
from autograder.grading.contract.cells import SOLUTIONS_CLOSED
from autograder.grading.course import Course, own_files
from autograder.grading.course.released import keep_release

NOTEBOOK = ("kernelspec", "language_info", "toc", "rise", "livereveal")
CELL = (
    "nbgrader",
    "tags",
    "slideshow",
    "editable",
    "deletable",
    "collapsed",
    "jupyter",
    "hide_input",
    "vscode",
)
"""The metadata that students get; what else stands there is the instructor's."""
_ATTACHED = re.compile(r"attachment:([^\s)\"'>]+)")


class ClearInstructors(NbGraderPreprocessor):  # type: ignore[misc]  # its package has no types
    """Takes out what clearing solutions and outputs leaves: pictures of a model answer, the saved state of
    widgets, metadata of the instructor's own. To stand after all that clears text."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        nb.metadata = from_dict({k: v for k, v in nb.metadata.items() if k in NOTEBOOK})
        for cell in nb.cells:
            cell.metadata = from_dict({k: v for k, v in cell.metadata.items() if k in CELL})
            shown = {unquote(name) for name in _ATTACHED.findall(cell.source)}
            kept = {k: v for k, v in cell.pop("attachments", {}).items() if k in shown}
            if kept:
                cell.attachments = from_dict(kept)
        return nb, resources


class CloseSolutions(NbGraderPreprocessor):  # type: ignore[misc]  # its package has no types
    """Puts a read-only cell before the first code cell that closes the solutions in that notebook's kernel."""

    until = Unicode(
        "",
        help="The first day on which `.solution()` answers, such as '2027-02-01'; 'never'; '' for open solutions.",
    ).tag(config=True)

    @validate("until")  # type: ignore[untyped-decorator]
    def _valid(self, proposal: dict[str, str]) -> str:
        until = proposal["value"]
        try:
            opening_day(until or "never")
        except ValueError as error:
            raise TraitError(f"c.CloseSolutions.until: {error}") from None
        return until

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        if not self.until:
            return nb, resources
        first = next((i for i, c in enumerate(nb.cells) if c.cell_type == "code"), len(nb.cells))
        nb.cells.insert(first, self._cell())
        return nb, resources

    def _cell(self) -> NotebookNode:
        cell = new_code_cell(
            "# This course is graded: solutions are closed for now.\n"
            "from autograder.exercises import close_solutions\n\n"
            f"close_solutions({self.until!r})"
        )
        cell.id = SOLUTIONS_CLOSED
        kinds = {"grade": False, "locked": True, "solution": False, "task": False}
        cell.metadata.nbgrader = from_dict(
            kinds | {"grade_id": SOLUTIONS_CLOSED, "schema_version": 3}
        )
        return cell


class ReleaseExercises(NbGraderPreprocessor):  # type: ignore[misc]  # its package has no types
    """Puts the problem sets of ``c.Execute.exercises`` that a notebook asks for beside it."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        own_files.release_exercises(Course(Path.cwd()), resources["nbgrader"]["assignment"])
        return nb, resources


class KeepRelease(NbGraderPreprocessor):  # type: ignore[misc]  # its package has no types
    """Keeps what students are given: a later release is not to blame them for what this one held. To stand last."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        place = resources["nbgrader"]
        keep_release(Course(Path.cwd()), place["assignment"], place["notebook"], nb)
        return nb, resources
