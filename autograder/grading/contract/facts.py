"""What grading says of a notebook and its cells: an entry in their metadata, written and read here alone.

Nobody else's word reaches it: what a student hands in loses all metadata but the ``grade_id``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.grading.contract.cells import grade_id
from autograder.grading.contract.execution import Execution
from autograder.grading.contract.records import from_plain, to_plain

ENTRY = "autograder"


@dataclass(frozen=True)
class CellFacts:
    """What came of one code cell: its report (see ``CellReport``), and what the assignment says of it.

    ``hidden`` says whether it holds more than the students were given, ``scored`` whether the solution
    makes a number of points there.
    """

    outcome: str = ""
    limit: str | None = None
    judged: str | None = None
    message: str = ""
    seconds: float = 0.0
    scored: bool = False
    hidden: bool = True

    @classmethod
    def of(cls, cell: NotebookNode) -> CellFacts | None:
        """What a cell's metadata say; None for a cell that no execution of ours has reported."""
        said = cell.metadata.get(ENTRY)
        return from_plain(cls, said) if said is not None else None


@dataclass(frozen=True)
class NotebookFacts:
    """What came of a notebook: notes for its student, under which level it ran, why its kernel ended early."""

    notes: tuple[str, ...] = ()
    isolation: str = ""
    level: str = ""
    died: str = ""
    seconds: float = 0.0

    @classmethod
    def of(cls, notebook: NotebookNode) -> NotebookFacts:
        """What a notebook's metadata say; nothing of one that was never graded."""
        return from_plain(cls, notebook.metadata.get(ENTRY, {}))


def begin(notebook: NotebookNode, released: NotebookNode, notes: Iterable[str]) -> None:
    """Begin a mended notebook's entry: with the notes so far, and with the texts that students were given."""
    given = {grade_id(cell): cell.source for cell in released.cells if grade_id(cell)}
    notebook.metadata[ENTRY] = nbformat.from_dict({"notes": list(notes), "released": given})


def add_notes(notebook: NotebookNode, notes: Iterable[str]) -> None:
    """Add notes for the student."""
    said = notebook.metadata.setdefault(ENTRY, NotebookNode())
    said["notes"] = [*said.get("notes", ()), *notes]


def reported(execution: Execution, scored: frozenset[str] = frozenset()) -> NotebookNode:
    """The executed notebook with what came of it in its metadata; ``scored`` are such cells by grade_id."""
    notebook = nbformat.reads(execution.notebook.decode("utf-8"), as_version=4)
    said = notebook.metadata.get(ENTRY, {})
    given = said.get("released", {})
    facts = NotebookFacts(
        notes=tuple(said.get("notes", ())),
        isolation=str(execution.isolation),
        level=execution.isolation.level,
        died=execution.died,
        seconds=round(execution.seconds, 3),
    )
    notebook.metadata[ENTRY] = nbformat.from_dict(to_plain(facts))
    for report in execution.cells:
        cell = notebook.cells[report.index]
        told = CellFacts(
            outcome=report.outcome,
            limit=report.limit,
            judged=report.judged,
            message=report.message,
            seconds=round(report.seconds, 3),
            scored=report.grade_id in scored,
            hidden=given.get(report.grade_id) != cell.source,
        )
        cell.metadata[ENTRY] = nbformat.from_dict(to_plain(told))
    return notebook
