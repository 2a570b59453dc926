"""The mark scheme of a written answer: what earns points, and the instructor's own answer beside it.

It stands in the source notebook, in the answer's own cell, between the marks that nbgrader has for it, and
leaves with the model answer when the assignment is released::

    The two losses belong to different samples ...

    ### BEGIN MARK SCHEME
    - 1: The two losses are of different samples.
    - 1: Measure on the same samples before and after the update.
    ### END MARK SCHEME
"""

import re
from dataclasses import dataclass

from nbformat.notebooknode import NotebookNode

from autograder.grading.contract.cells import about

BEGIN, END = "BEGIN MARK SCHEME", "END MARK SCHEME"
_ITEM = re.compile(r"^\s*[-*]\s*\+?(\d+(?:[.,]\d+)?)\s*(?:points?|pts?\.?)?\s*:\s*(.+)$")


@dataclass(frozen=True)
class Item:
    """One line of a mark scheme: what it is worth, and what an answer must say for it."""

    points: float
    text: str


@dataclass(frozen=True)
class MarkScheme:
    """What a person reads beside an answer: the instructor's own answer and the items, in Markdown."""

    model: str
    items: tuple[Item, ...]
    remarks: str


def mark_schemes(source: NotebookNode, begin: str = BEGIN, end: str = END) -> dict[str, MarkScheme]:
    """The mark schemes of the answers that a person reads, by grade_id; ``source`` is not yet released.

    A list line "- POINTS: text" between the marks is an item, with the indented lines that follow it. All else
    between the marks is a remark.
    """
    found = {}
    for cell in source.cells:
        facts = about(cell)
        read = facts.get("task") or (facts.get("grade") and facts.get("solution"))
        if read and facts.get("grade_id"):
            found[facts["grade_id"]] = _scheme(cell.source, begin, end)
    return found


def _scheme(text: str, begin: str, end: str) -> MarkScheme:
    model: list[str] = []
    items: list[Item] = []
    remarks: list[str] = []
    inside = goes_on = False
    for line in text.splitlines():
        if begin in line or end in line:
            inside, goes_on = begin in line, False
        elif not inside:
            model.append(line)
        elif found := _ITEM.match(line):
            items.append(Item(float(found.group(1).replace(",", ".")), found.group(2).strip()))
            goes_on = True
        elif goes_on and line.startswith("  ") and line.strip():
            items[-1] = Item(items[-1].points, f"{items[-1].text} {line.strip()}")
        else:
            remarks.append(line)
            goes_on = False
    return MarkScheme("\n".join(model).strip(), tuple(items), "\n".join(remarks).strip())
