"""What becomes of a notebook as it is released: its solutions closed, nothing of the instructor's left in it,
the course's own exercises beside it."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from nbformat import from_dict
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell
from traitlets import TraitError, Unicode, validate

from autograder.exercises.closing import opening_day
from autograder.grading.contract.cells import SOLUTIONS_CLOSED
from autograder.grading.course import Course, own_files
from autograder.grading.course.released import keep_release
from autograder.grading.nbgrader.step import Step

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


class ClearInstructors(Step):
    """Takes out what clearing solutions and outputs leaves: pictures of a model answer, the saved state of
    widgets, metadata of the instructor's own. To stand after all that clears text."""

    def take(self, nb: NotebookNode, place: dict[str, Any]) -> None:
        nb.metadata = from_dict({k: v for k, v in nb.metadata.items() if k in NOTEBOOK})
        for cell in nb.cells:
            cell.metadata = from_dict({k: v for k, v in cell.metadata.items() if k in CELL})
            shown = {unquote(name) for name in _ATTACHED.findall(cell.source)}
            kept = {k: v for k, v in cell.pop("attachments", {}).items() if k in shown}
            if kept:
                cell.attachments = from_dict(kept)


class CloseSolutions(Step):
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

    def take(self, nb: NotebookNode, place: dict[str, Any]) -> None:
        if self.until:
            code = (i for i, cell in enumerate(nb.cells) if cell.cell_type == "code")
            nb.cells.insert(next(code, len(nb.cells)), self._cell())

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


class ReleaseExercises(Step):
    """Puts the problem sets of ``c.Execute.exercises`` that a notebook asks for beside it."""

    def take(self, nb: NotebookNode, place: dict[str, Any]) -> None:
        own_files.release_exercises(Course(Path.cwd()), place["assignment"])


class KeepRelease(Step):
    """Keeps what students are given: a later release is not to blame them for what this one held. To stand last."""

    def take(self, nb: NotebookNode, place: dict[str, Any]) -> None:
        keep_release(Course(Path.cwd()), place["assignment"], place["notebook"], nb)
