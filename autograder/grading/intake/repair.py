"""Mend a submitted notebook against the released one, so that every graded cell is there, once, as it was given out.

Students copy cells, delete tests, lose metadata, change a cell's type. None of that is punished: each
is put right and said in a note. Only the instructor's cells are restored; what the student wrote stays.
"""

import copy
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.grading.contract.cells import grade_id, is_instructors
from autograder.grading.contract.results import OTHER_ASSIGNMENT
from autograder.grading.contract.text import count
from autograder.grading.intake.needed import Needed, alike, defined, plain_text, same_text
from autograder.grading.intake.order import put_tests_after_answers
from autograder.grading.intake.written_answers import find_written

SCHEMA_VERSION = 3
LONGEST_MERGED = 1_000_000  # characters of a cell that is looked into
ANOTHER = "another assignment"
Same = Callable[[NotebookNode, NotebookNode], bool]
Releases = Sequence[Mapping[str, str]]


def repair(
    submitted: NotebookNode, released: NotebookNode, releases: Releases = ()
) -> tuple[NotebookNode, list[str]]:
    """A mended copy of ``submitted`` and notes, one sentence each, on what was mended.

    ``releases`` are the texts, by grade_id, of all that was ever released of this notebook: what an earlier
    one held or lacked is not called an edit.
    """
    notebook = copy.deepcopy(submitted)
    needed = [
        Needed(name, cell, [release[name] for release in releases if name in release])
        for cell in released.cells
        if (name := grade_id(cell))
    ]
    given = [cell.source for cell in released.cells if not grade_id(cell)]
    same_functions = functools.partial(_same_functions, functools.cache(defined), given)
    holds = {name for cell in notebook.cells if (name := grade_id(cell))}
    notes = _find_by_grade_id(notebook, needed, releases)
    foreign = len(notes) == 1 and ANOTHER in notes[0]
    notes += _part_merged(notebook, needed)
    notes += _find_lost(notebook, needed, same_functions)
    notes += _find_elsewhere(notebook, needed, same_functions)
    foreign = foreign and not any(item.candidates for item in needed)
    if foreign:
        notes = [f"{OTHER_ASSIGNMENT}: no graded cell or answer of this one is in it."]
    _choose(notebook, needed)
    if not foreign:
        notes += find_written(notebook, released, needed)
    notes += _restore_metadata(notebook, needed)
    older = [release for release in releases if holds <= release.keys()]
    notes += _put_back(notebook, needed, older)
    notes += put_tests_after_answers(notebook, needed)
    if "kernelspec" in released.metadata:
        found = notebook.metadata.get("kernelspec")
        name = found.get("name") if isinstance(found, dict) else None
        if name not in (None, released.metadata.kernelspec.get("name")):
            notes.append(
                f"The notebook asked for the kernel {str(name)[:40]!r}; the assignment's own was used."
            )
        notebook.metadata.kernelspec = copy.deepcopy(released.metadata.kernelspec)
    else:  # the assignment's is the usual one, and no submission chooses another
        notebook.metadata.pop("kernelspec", None)
    return notebook, notes


def _find_by_grade_id(
    notebook: NotebookNode, needed: list[Needed], releases: Releases
) -> list[str]:
    by_id = {item.grade_id: item for item in needed}
    foreign = dropped = 0
    for index, cell in enumerate(notebook.cells):
        name = grade_id(cell)
        if name in by_id:
            by_id[name].candidates.append(index)
        elif any(name in release for release in releases):
            dropped += 1
        elif name is not None:
            foreign += 1
        cell.metadata.pop("nbgrader", None)
    said = ((dropped, "an earlier release"), (foreign, ANOTHER))
    return [
        f"{count(number, 'cell')} from {where} ran as ordinary cells."
        for number, where in said
        if number
    ]


def _part_merged(notebook: NotebookNode, needed: list[Needed]) -> list[str]:
    """Give a cell of its own to what was merged into a cell of the instructor's: it is the student's."""
    parted = []
    for item in needed:
        own = plain_text(item.cell.source)
        if not item.locked or not own:
            continue
        for index in item.candidates[:1]:
            text = notebook.cells[index].source
            if len(text) > LONGEST_MERGED:
                continue
            before, found, after = f"\n{plain_text(text)}\n".partition(f"\n{own}\n")
            if not found or not (before + after).strip():
                continue
            parted.append(item.grade_id)
            notebook.cells[index].source = item.cell.source
            for place, part in ((index + 1, after), (index, before)):
                if part.strip():
                    made = getattr(nbformat.v4, f"new_{item.cell.cell_type}_cell")
                    notebook.cells.insert(place, made(part.strip("\n")))
                    for other in needed:
                        other.candidates = [c + (c >= place) for c in other.candidates]
    if not parted:
        return []
    return [
        f"{_names(parted)} held more than the instructor's text; that ran in a cell of its own."
    ]


def _find_lost(notebook: NotebookNode, needed: list[Needed], same_functions: Same) -> list[str]:
    """Find cells whose metadata is gone: by cell id, then by text, then by the functions they define."""
    taken = {index for item in needed for index in item.candidates}
    found: list[str] = []
    by_text = functools.partial(same_text, plain=functools.cache(plain_text))
    for same in (_same_cell_id, by_text, same_functions):
        for item in needed:
            if item.candidates:
                continue
            for index, cell in enumerate(notebook.cells):
                if index not in taken and same(cell, item.cell):
                    item.candidates.append(index)
                    taken.add(index)
                    found.append(item.grade_id)
                    break
    if not found:
        return []
    return [f"The metadata of {_names(found)} was lost; it was restored."]


def _find_elsewhere(
    notebook: NotebookNode, needed: list[Needed], same_functions: Same
) -> list[str]:
    """Take an answer that was written into a cell of its own, its stub untouched, for the answer.

    The stub becomes an empty cell: below the answer it would undo it.
    """
    taken = {index for item in needed for index in item.candidates}
    found = []
    for item in needed:
        stubs = [i for i in item.candidates if item.untouched(notebook.cells[i])]
        if not item.candidates or len(stubs) < len(item.candidates):
            continue
        others = (
            i
            for i, cell in enumerate(notebook.cells)
            if i not in taken and same_functions(cell, item.cell)
        )
        place = next(others, None)
        if place is None or item.untouched(notebook.cells[place]):
            continue
        for stub in stubs:
            notebook.cells[stub].source = ""
        item.candidates = [place]
        taken.add(place)
        found.append(item.grade_id)
    if not found:
        return []
    return [f"The answer of {_names(found)} was written in another cell; it was taken from there."]


def _same_cell_id(cell: NotebookNode, released: NotebookNode) -> bool:
    return "id" in released and cell.get("id") == released.id


def _same_functions(
    names_in: Callable[[str], set[str]],
    given: list[str],
    cell: NotebookNode,
    released: NotebookNode,
) -> bool:
    """Whether a cell defines what the stub of an answer does; what was given out with it is no answer."""
    if (
        not released.metadata.nbgrader.get("solution")
        or cell.cell_type != "code"
        or released.cell_type != "code"
    ):
        return False
    names = names_in(released.source)
    if not names or not names <= names_in(cell.source):
        return False
    return not any(alike(cell.source, text) for text in given)


def _choose(notebook: NotebookNode, needed: list[Needed]) -> None:
    """Among copies: of the student's own cells the last one changed, of the tests the first after that."""
    last = -1
    for item in needed:
        if not item.candidates:
            continue
        if item.locked:
            item.place = next((i for i in item.candidates if i > last), item.candidates[-1])
        else:
            changed = [i for i in item.candidates if not item.untouched(notebook.cells[i])]
            item.place = (changed or item.candidates)[-1]
        last = max(last, item.place)


def _restore_metadata(notebook: NotebookNode, needed: list[Needed]) -> list[str]:
    copied: list[str] = []
    retyped: list[str] = []
    edited: list[str] = []
    earlier: list[str] = []
    for item in needed:
        if item.place is None:
            continue
        if len(item.candidates) > 1:
            copied.append(item.grade_id)
        cell = notebook.cells[item.place]
        if cell.cell_type != item.cell.cell_type:
            retyped.append(item.grade_id)
            cell = notebook.cells[item.place] = _as_type(cell, item.cell.cell_type)
        cell.metadata.nbgrader = metadata_of(item.cell)
        if item.locked and not alike(cell.source, item.cell.source):
            (earlier if item.untouched(cell) else edited).append(item.grade_id)
        if item.locked:
            cell.source = item.cell.source
    said = [
        (
            copied,
            "{} was copied; one copy counts, the others ran as ordinary cells. No points were lost by it.",
        ),
        (retyped, "The type of {} was changed; it was set back."),
        (edited, "The instructor's text of {} was edited; the original was used."),
        (earlier, "{} had the text of an earlier release; that of the present one was used."),
    ]
    return [text.format(_names(names)) for names, text in said if names]


def _put_back(notebook: NotebookNode, needed: list[Needed], older: Releases) -> list[str]:
    """Insert every missing cell that carries points behind the cells that come before it in the release.

    ``older`` are the releases that the notebook may have been made from.
    """
    missing: list[str] = []
    new: list[str] = []
    lost: list[str] = []
    after = -1
    for item in needed:
        if item.place is None and not item.needed:
            lost.append(item.grade_id)
            continue
        if item.place is None:
            cell = copy.deepcopy(item.cell)
            cell.metadata = nbformat.from_dict({"nbgrader": metadata_of(item.cell)})
            cell.id = nbformat.v4.new_raw_cell().id
            notebook.cells.insert(after + 1, cell)
            for other in needed:
                if other.place is not None and other.place > after:
                    other.place += 1
            item.place = after + 1
            item.inserted = True
            lacking = any(item.grade_id not in release for release in older)
            (new if lacking else missing).append(item.grade_id)
        after = max(after, item.place)
    notes = []
    if missing:
        notes.append(f"{_names(missing)} had been deleted; put back.")
    if new:
        notes.append(f"{_names(new)} was not there, as in an earlier release; put in.")
    if lost:
        notes.append(
            f"The answer cell {_names(lost)} was not found; the tests ran with what the notebook defines."
        )
    return notes


def metadata_of(released: NotebookNode) -> NotebookNode:
    """The nbgrader metadata that a submitted copy of this released cell must have."""
    meta: dict[str, Any] = dict(released.metadata.nbgrader)
    meta.setdefault("task", False)
    locked = is_instructors(released)
    meta |= {"schema_version": SCHEMA_VERSION, "cell_type": released.cell_type, "locked": locked}
    return nbformat.from_dict(meta)


def _as_type(cell: NotebookNode, cell_type: str) -> NotebookNode:
    fresh = getattr(nbformat.v4, f"new_{cell_type}_cell")(cell.source)
    fresh.id = cell.id
    fresh.metadata = cell.metadata
    return fresh


def _names(names: list[str]) -> str:
    return ", ".join(names)
