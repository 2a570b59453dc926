"""Mend a submitted notebook against the released one, so that every graded cell is there, once, as it was given out.

Students copy cells, delete tests, lose metadata, change a cell's type. None of that is punished: each
is put right and said in a note. Only the instructor's cells are restored; what the student wrote stays.
"""

import copy
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

SCHEMA_VERSION = 3
MOST_BLANKS = 10_000  # a text that is longer by more than this is not compared
_DEFINITION = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)


@dataclass
class _Released:
    """A cell that the assignment needs, and which cells of the submission could be it."""

    grade_id: str
    cell: NotebookNode
    candidates: list[int] = field(default_factory=list)
    place: int | None = None

    @property
    def locked(self) -> bool:
        meta = self.cell.metadata.nbgrader
        return not meta.get("solution", False) and bool(
            meta.get("grade", False) or meta.get("locked", False)
        )

    @property
    def needed(self) -> bool:
        """Whether it carries points or is restored by the grader: a missing one is put back."""
        meta = self.cell.metadata.nbgrader
        return bool(meta.get("grade", False) or meta.get("task", False) or self.locked)


def repair(submitted: NotebookNode, released: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """A mended copy of ``submitted`` and notes, one sentence each, on what was mended."""
    notebook = copy.deepcopy(submitted)
    needed = [_Released(_grade_id(cell) or "", cell) for cell in released.cells if _grade_id(cell)]
    notes = _find_by_grade_id(notebook, needed)
    notes += _find_lost(notebook, needed)
    _choose(notebook, needed)
    notes += _restore_metadata(notebook, needed)
    notes += _put_back(notebook, needed)
    if "kernelspec" in released.metadata:
        found = notebook.metadata.get("kernelspec")
        name = found.get("name") if isinstance(found, dict) else None
        if name not in (None, released.metadata.kernelspec.get("name")):
            notes.append(
                f"The notebook asked for the kernel {str(name)[:40]!r}; the assignment's own was used."
            )
        notebook.metadata.kernelspec = copy.deepcopy(released.metadata.kernelspec)
    return notebook, notes


def _grade_id(cell: NotebookNode) -> str | None:
    """The cell's grade_id if its nbgrader metadata has a usable one."""
    meta = cell.metadata.get("nbgrader")
    name = meta.get("grade_id") if isinstance(meta, dict) else None
    return name if isinstance(name, str) and name else None


def _find_by_grade_id(notebook: NotebookNode, needed: list[_Released]) -> list[str]:
    by_id = {item.grade_id: item for item in needed}
    foreign = 0
    for index, cell in enumerate(notebook.cells):
        name = _grade_id(cell)
        if name in by_id:
            by_id[name].candidates.append(index)
        elif name is not None:
            foreign += 1
        cell.metadata.pop("nbgrader", None)
    if not foreign:
        return []
    return [f"{_count(foreign, 'cell')} from another assignment ran as ordinary cells."]


def _find_lost(notebook: NotebookNode, needed: list[_Released]) -> list[str]:
    """Find cells whose metadata is gone: by cell id, then by text, then by the functions they define."""
    taken = {index for item in needed for index in item.candidates}
    found: list[str] = []
    same_text = functools.partial(_same_text, plain=functools.cache(_plain))
    same_functions = functools.partial(_same_functions, functools.cache(_defined))
    for same in (_same_cell_id, same_text, same_functions):
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


def _same_cell_id(cell: NotebookNode, released: NotebookNode) -> bool:
    return "id" in released and cell.get("id") == released.id


def _same_text(
    cell: NotebookNode, released: NotebookNode, plain: Callable[[str], str] | None = None
) -> bool:
    return bool(released.source.strip()) and _alike(cell.source, released.source, plain)


def _same_functions(
    defined: Callable[[str], set[str]], cell: NotebookNode, released: NotebookNode
) -> bool:
    if (
        not released.metadata.nbgrader.get("solution")
        or cell.cell_type != "code"
        or released.cell_type != "code"
    ):
        return False
    names = defined(released.source)
    return bool(names) and names <= defined(cell.source)


def _defined(source: str) -> set[str]:
    """The functions and classes at the top level, by their text: parsing it may cost any memory."""
    return set(_DEFINITION.findall(source))


def _choose(notebook: NotebookNode, needed: list[_Released]) -> None:
    """Among copies: of the student's own cells the last one changed, of the tests the first after that."""
    last = -1
    for item in needed:
        if not item.candidates:
            continue
        if item.locked:
            item.place = next((i for i in item.candidates if i > last), item.candidates[-1])
        else:
            changed = [i for i in item.candidates if not _same_text(notebook.cells[i], item.cell)]
            item.place = (changed or item.candidates)[-1]
        last = max(last, item.place)


def _restore_metadata(notebook: NotebookNode, needed: list[_Released]) -> list[str]:
    copied, retyped, edited = [], [], []
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
        if item.locked and not _alike(cell.source, item.cell.source):
            edited.append(item.grade_id)
        if item.locked:
            cell.source = item.cell.source
    said = [
        (
            copied,
            "{} was copied; one copy counts, the others ran as ordinary cells. No points were lost by it.",
        ),
        (retyped, "The type of {} was changed; it was set back."),
        (edited, "The instructor's text of {} was edited; the original was used."),
    ]
    return [text.format(_names(names)) for names, text in said if names]


def _put_back(notebook: NotebookNode, needed: list[_Released]) -> list[str]:
    """Insert every missing cell that carries points behind the cells that come before it in the release."""
    missing, lost = [], []
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
            missing.append(item.grade_id)
        after = max(after, item.place)
    notes = []
    if missing:
        notes.append(f"{_names(missing)} had been deleted; put back.")
    if lost:
        notes.append(
            f"The answer cell {_names(lost)} was not found; the tests ran with what the notebook defines."
        )
    return notes


def metadata_of(released: NotebookNode) -> NotebookNode:
    """The nbgrader metadata that a submitted copy of this released cell must have."""
    meta: dict[str, Any] = dict(released.metadata.nbgrader)
    meta.setdefault("task", False)
    locked = not meta.get("solution", False) and bool(
        meta.get("grade", False) or meta.get("locked", False)
    )
    meta |= {"schema_version": SCHEMA_VERSION, "cell_type": released.cell_type, "locked": locked}
    return nbformat.from_dict(meta)


def _as_type(cell: NotebookNode, cell_type: str) -> NotebookNode:
    fresh = getattr(nbformat.v4, f"new_{cell_type}_cell")(cell.source)
    fresh.id = cell.id
    fresh.metadata = cell.metadata
    return fresh


def _alike(source: str, released: str, plain: Callable[[str], str] | None = None) -> bool:
    """Whether two texts differ by nothing but what editors change by themselves."""
    if len(source) > len(released) + MOST_BLANKS:
        return False
    plain = plain or _plain
    return plain(source) == plain(released)


def _plain(source: str) -> str:
    """Text without what editors change by themselves: line ends, blanks at line ends, blank lines around."""
    return "\n".join(line.rstrip() for line in source.replace("\r\n", "\n").strip().split("\n"))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _names(names: list[str]) -> str:
    return ", ".join(names)
