"""What a cell of an assignment is, by nbgrader's metadata. For plain data as for nbformat's cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Cell = Mapping[str, Any]

SOLUTIONS_CLOSED = "solutions-closed"
"""The grade_id of the cell that a release adds where a course keeps its solutions closed."""


def about(cell: Cell) -> Mapping[str, Any]:
    """The cell's nbgrader metadata, empty for a cell without."""
    meta = cell["metadata"].get("nbgrader", {})
    return meta if isinstance(meta, dict) else {}


def grade_id(cell: Cell) -> str | None:
    """The cell's name in nbgrader; None for a cell without a usable one."""
    name = about(cell).get("grade_id")
    return name if isinstance(name, str) and name else None


def is_test(cell: Cell) -> bool:
    """A cell that is scored by running it."""
    meta = about(cell)
    return cell["cell_type"] == "code" and bool(meta.get("grade")) and not meta.get("solution")


def is_setup(cell: Cell) -> bool:
    """One of the instructor's own cells that is no test: imports and data."""
    meta = about(cell)
    return bool(meta.get("locked")) and not meta.get("grade") and not meta.get("solution")


def is_instructors(cell: Cell) -> bool:
    """A cell whose text is the instructor's: a test or set-up."""
    meta = about(cell)
    return not meta.get("solution") and bool(meta.get("grade") or meta.get("locked"))
