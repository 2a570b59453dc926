"""The students' version of an instructor's notebook, without nbgrader, which students do not have.

It does to our own problem sets what ``nbgrader generate_assignment`` does; a test holds the two against each other, to
the last byte. An instructor's other assignments go through nbgrader itself, which knows more than is here.
"""

import hashlib
import json
import re
from typing import Any

Cell = dict[str, Any]

STUBS = {"code": "# YOUR CODE HERE\nraise NotImplementedError()", "markdown": "YOUR ANSWER HERE"}
REGION = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")
BELONGS = {"SOLUTION": "solution", "HIDDEN TESTS": "grade", "MARK SCHEME": "task"}


def release(text: str) -> str:
    """The text of the students' notebook from that of the instructor's (nbformat 4).

    ValueError names a cell whose regions are not closed, lie in one another or stand in a cell of another kind.
    """
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        cell["source"] = _without_secrets(cell)
        _clear_output(cell)
        _lock(cell)
        if any(_is(cell, kind) for kind in ("grade", "solution", "locked")):
            cell["metadata"]["nbgrader"] |= {
                "cell_type": cell["cell_type"],
                "checksum": _checksum(cell),
            }
        cell["source"] = cell["source"].splitlines(keepends=True)
    notebook["metadata"].pop("celltoolbar", None)
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _is(cell: Cell, kind: str) -> bool:
    """Whether nbgrader takes the cell for one of this kind; tests are locked, answers never are."""
    about = cell["metadata"].get("nbgrader", {})
    if kind == "locked":
        return not _is(cell, "solution") and (_is(cell, "grade") or about.get("locked", False))
    return bool(about.get(kind, False))


def _without_secrets(cell: Cell) -> str:
    """The cell's source with a stub for each solution, without hidden tests and mark schemes.

    An answer's cell without a region of its solution is the solution, and leaves whole, with its mark scheme.
    """
    regions = {found.group(2) for line in _text(cell).split("\n") if (found := REGION.search(line))}
    if _is(cell, "solution") and regions <= {"MARK SCHEME"}:
        return STUBS[cell["cell_type"]]
    inside = ""
    kept: list[str] = []
    for line in _text(cell).split("\n"):
        mark = REGION.search(line)
        if mark is None:
            kept += [] if inside else [line]
            continue
        edge, region = mark.groups()
        if not _is(cell, BELONGS[region]):
            raise ValueError(f"{_name(cell)}: {region} in a cell that is not marked as such.")
        if (edge == "BEGIN") == bool(inside) or inside not in ("", region):
            raise ValueError(f"{_name(cell)}: {edge} {region} does not match what is before it.")
        inside = region if edge == "BEGIN" else ""
        if edge == "BEGIN" and region == "SOLUTION":
            kept += _indented(STUBS[cell["cell_type"]], line)
    if inside:
        raise ValueError(f"{_name(cell)}: BEGIN {inside} has no end.")
    return "\n".join(kept)


def _text(cell: Cell) -> str:
    return "".join(cell["source"])


def _name(cell: Cell) -> str:
    return f"The cell {cell['metadata'].get('nbgrader', {}).get('grade_id', cell.get('id'))}"


def _indented(text: str, like: str) -> list[str]:
    indent = like[: len(like) - len(like.lstrip())]
    return [indent + line for line in text.split("\n")]


def _clear_output(cell: Cell) -> None:
    if cell["cell_type"] == "code":
        cell["outputs"], cell["execution_count"] = [], None
        for name in ("collapsed", "scrolled"):
            cell["metadata"].pop(name, None)


def _lock(cell: Cell) -> None:
    """No cell of the assignment can be deleted; tests and read-only cells cannot be edited either."""
    if _is(cell, "solution") or _is(cell, "locked"):
        cell["metadata"]["deletable"] = False
    if _is(cell, "locked"):
        cell["metadata"]["editable"] = False


def _checksum(cell: Cell) -> str:
    """nbgrader's ``compute_checksum``: of the text, the kind, the name and the points."""
    about = cell["metadata"]["nbgrader"]
    kinds = [str(_is(cell, kind)) for kind in ("grade", "solution", "locked")]
    points = [str(float(about["points"]))] if _is(cell, "grade") else []
    parts = [cell["source"], cell["cell_type"], *kinds, about["grade_id"], *points]
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()
