"""A cell that an assignment needs, and how texts of cells are compared."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from nbformat.notebooknode import NotebookNode

from autograder.grading.contract.cells import about, is_instructors

MOST_BLANKS = 10_000  # a text that is longer by more than this is not compared
_DEFINITION = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)


@dataclass
class Needed:
    """A cell that the assignment needs, the texts it had in releases before, and which cells of the submission
    could be it."""

    grade_id: str
    cell: NotebookNode
    earlier: list[str] = field(default_factory=list)
    candidates: list[int] = field(default_factory=list)
    place: int | None = None
    inserted: bool = False
    """Whether the student's notebook had it no more."""

    @property
    def locked(self) -> bool:
        """Whether its text is the instructor's."""
        return is_instructors(self.cell)

    def untouched(self, cell: NotebookNode) -> bool:
        """Whether a cell has the text with which this one was given out, now or before."""
        texts = (text for text in (self.cell.source, *self.earlier) if text.strip())
        return any(alike(cell.source, text) for text in texts)

    @property
    def needed(self) -> bool:
        """Whether it carries points or is restored by the grader: a missing one is put back."""
        meta = about(self.cell)
        return bool(meta.get("grade") or meta.get("task") or self.locked)

    @property
    def read(self) -> bool:
        """Whether it is an answer that a person reads."""
        meta = about(self.cell)
        return bool(meta.get("grade") and meta.get("solution"))


def same_text(
    cell: NotebookNode, released: NotebookNode, plain: Callable[[str], str] | None = None
) -> bool:
    """Whether a cell has the text of a released one that has any."""
    return bool(released.source.strip()) and alike(cell.source, released.source, plain)


def alike(source: str, released: str, plain: Callable[[str], str] | None = None) -> bool:
    """Whether two texts differ by nothing but what editors change by themselves."""
    if len(source) > len(released) + MOST_BLANKS:
        return False
    plain = plain or plain_text
    return plain(source) == plain(released)


def plain_text(source: str) -> str:
    """Text without what editors change by themselves: line ends, blanks at line ends, blank lines around."""
    return "\n".join(line.rstrip() for line in source.replace("\r\n", "\n").strip().split("\n"))


def defined(source: str) -> set[str]:
    """The functions and classes at the top level, by their text: parsing it may cost any memory."""
    return set(_DEFINITION.findall(source))
