"""Written answers that are not in their cells: looked for where the question is, and left to be read.

A person grades them. An answer whose cell has lost its metadata, was split, or stands below an
untouched stub would look like none, and get nothing without having been read.
"""

from collections.abc import Iterator

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.grading.intake.needed import Needed, plain_text

BELOW = "*(The answer stands in the code below.)*"
ANYWHERE = "The assignment's cells are not in the notebook: the answer may stand anywhere in it."


def find_written(notebook: NotebookNode, released: NotebookNode, needed: list[Needed]) -> list[str]:
    """Take for each written answer that is missing or untouched what stands beside its question."""
    notes = []
    lost = [item.grade_id for item in needed if item.read and item.place is None]
    is_sheet = bool(lost) and _is_sheet(notebook, released, needed)
    for item in needed:
        if not item.read or not _is_open(notebook, item):
            continue
        if is_sheet and item.grade_id in lost:
            _add(notebook, item)
            notes.append(f"{ANYWHERE} {item.grade_id} waits to be read.")
            continue
        extras = list(_beside(notebook, released, needed, item))
        of_type = [i for i in extras if notebook.cells[i].cell_type == item.cell.cell_type]
        if of_type:
            numbers = ", ".join(str(i + 1) for i in of_type)
            _adopt(notebook, needed, item, of_type)
            notes.append(
                f"The answer of {item.grade_id} was found in cell {numbers}; it waits to be read."
            )
        elif extras and item.cell.cell_type == "markdown" and item.place is not None:
            notebook.cells[item.place].source = BELOW
            notes.append(
                f"The answer of {item.grade_id} was found in cell {extras[0] + 1}; it waits to be read."
            )
    return notes


def _is_sheet(notebook: NotebookNode, released: NotebookNode, needed: list[Needed]) -> bool:
    """Whether something was written, and of the assignment's cells there is none but answers in code."""
    answers = {id(item.cell) for item in needed if not item.locked and not item.read}
    places = zip(_places(notebook, released, needed), released.cells, strict=True)
    nowhere = all(place is None or id(cell) in answers for place, cell in places)
    return nowhere and any(cell.source.strip() for cell in notebook.cells)


def _add(notebook: NotebookNode, item: Needed) -> None:
    """Put a cell at the end that has a person look at the whole notebook."""
    text = f"# {ANYWHERE}" if item.cell.cell_type == "code" else f"*({ANYWHERE})*"
    notebook.cells.append(getattr(nbformat.v4, f"new_{item.cell.cell_type}_cell")(text))
    item.place = len(notebook.cells) - 1
    item.candidates = [item.place]


def _is_open(notebook: NotebookNode, item: Needed) -> bool:
    """Whether nothing was written into the answer's own cell."""
    if item.place is None:
        return True
    cell = notebook.cells[item.place]
    return not cell.get("attachments") and (not cell.source.strip() or item.untouched(cell))


def _beside(
    notebook: NotebookNode, released: NotebookNode, needed: list[Needed], item: Needed
) -> Iterator[int]:
    """The student's own cells between the released cells before and after this one."""
    places = _places(notebook, released, needed)
    index = next(i for i, cell in enumerate(released.cells) if cell is item.cell)
    known = {place for place in places if place is not None}
    if not known - {item.place}:  # nothing says where the question is
        return
    before = max((p for p in places[:index] if p is not None), default=-1)
    after = min((p for p in places[index + 1 :] if p is not None and p > before), default=None)
    for i in range(before + 1, len(notebook.cells) if after is None else after):
        cell = notebook.cells[i]
        if i not in known and (cell.source.strip() or cell.get("attachments")):
            yield i


def _places(
    notebook: NotebookNode, released: NotebookNode, needed: list[Needed]
) -> list[int | None]:
    """Where each released cell is in the submission, the plain ones by their text."""
    by_cell = {id(item.cell): item for item in needed}
    taken = {item.place for item in needed} | {i for item in needed for i in item.candidates}
    texts: dict[tuple[str, str], list[int]] = {}
    for i, own in enumerate(notebook.cells):
        if i not in taken and own.source.strip():
            texts.setdefault((own.cell_type, plain_text(own.source)), []).append(i)
    places: list[int | None] = []
    for cell in released.cells:
        item = by_cell.get(id(cell))
        alike_ones = texts.get((cell.cell_type, plain_text(cell.source)), [])
        places.append(item.place if item else (alike_ones.pop(0) if alike_ones else None))
    return places


def _adopt(notebook: NotebookNode, needed: list[Needed], item: Needed, extras: list[int]) -> None:
    """Make these cells the answer's one cell, in the place of the first; the untouched one goes."""
    first, *rest = extras
    cell = notebook.cells[first]
    cell.source = "\n\n".join(notebook.cells[i].source for i in extras)
    for i in rest:
        kept = {**notebook.cells[i].get("attachments", {}), **cell.get("attachments", {})}
        if kept:
            cell.attachments = kept
    gone = sorted({*rest, *([] if item.place is None else [item.place])}, reverse=True)
    item.candidates, item.place = [first], first
    for i in gone:
        del notebook.cells[i]
        for other in needed:
            other.candidates = [c - (c > i) for c in other.candidates if c != i]
            if other.place is not None and other.place > i:
                other.place -= 1
