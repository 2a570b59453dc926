"""From the bytes that a student handed in to a notebook with a known shape.

A submission is hostile or broken until shown otherwise: whatever cannot be read becomes an
:class:`UnreadableError` whose text is the plain reason. Nothing here knows what the assignment asks.
"""

import json
import re
import uuid
from itertools import islice
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

MAX_BYTES = 50_000_000
MAX_CELLS = 10_000
MOST_ATTACHED = 100  # pictures, or tags, of one cell
_CELL_TYPES = ("code", "markdown", "raw")


class UnreadableError(Exception):
    """This submission is no notebook; the message is for the student and says what it is."""


def read_file(path: Path) -> tuple[NotebookNode, list[str]]:
    """The notebook in a file; of one that is too large nothing is read.

    Raises :class:`UnreadableError` as :func:`read_notebook` does, OSError where the file cannot be read.
    """
    _check_size(path.stat().st_size)
    with path.open("rb") as file:
        return read_notebook(file.read(MAX_BYTES + 1))


def read_notebook(raw: bytes) -> tuple[NotebookNode, list[str]]:
    """A clean nbformat 4.5 notebook without outputs, and notes on what had to be mended.

    Raises :class:`UnreadableError` with a plain reason.
    """
    data, notes = _parse(raw)
    if not isinstance(data, dict):
        raise UnreadableError("The file is JSON, but not a notebook.")
    cells, old_format = _raw_cells(data)
    if len(cells) > MAX_CELLS:
        raise UnreadableError(
            f"The notebook has too many cells: {len(cells):,}; at most {MAX_CELLS:,} are read."
        )
    if old_format:
        notes.append(f"The notebook was in the old format {old_format}; it was converted.")
    metadata = data.get("metadata")
    notebook = nbformat.v4.new_notebook()
    kernel = _texts(metadata.get("kernelspec")) if isinstance(metadata, dict) else {}
    if "name" in kernel:
        notebook.metadata.kernelspec = nbformat.from_dict(
            {"display_name": kernel["name"], **kernel}
        )
    ids: set[str] = set()
    skipped = 0
    for cell in cells:
        clean = _clean_cell(cell)
        if clean is None:
            skipped += 1
            continue
        if clean.id in ids:
            clean.id = _new_id()
        ids.add(clean.id)
        notebook.cells.append(clean)
    if skipped:
        notes.append(f"{skipped} cells could not be read and were left out.")
    if not notebook.cells:
        raise UnreadableError("The notebook has no cells.")
    return notebook, notes


def _parse(raw: bytes) -> tuple[Any, list[str]]:
    """The JSON in the file, whatever its byte order mark."""
    _check_size(len(raw))
    if not raw.strip(b"\0 \t\r\n"):
        raise UnreadableError("The file is empty.")
    notes: list[str] = []
    encoding = "utf-8"
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if raw.startswith(mark):
            encoding = name
            notes.append("The file began with a byte order mark; it was dropped.")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"The file is not a notebook: {_guess(raw)} (byte {error.start} is no text)."
        ) from None
    try:
        return json.loads(text), notes
    except RecursionError:
        raise UnreadableError(
            "The file is not a notebook: its JSON is nested too deeply."
        ) from None
    except ValueError as error:
        where = (
            f"line {error.lineno}"
            if isinstance(error, json.JSONDecodeError)
            else "one of its numbers"
        )
        if not text.lstrip().startswith("{"):
            raise UnreadableError(f"The file is not a notebook: {_guess(raw)}.") from None
        if not text.rstrip("\0 \t\r\n").endswith("}"):
            lines = text.count("\n") + 1
            raise UnreadableError(
                f"The file breaks off in line {lines}: it was not saved or uploaded whole."
            ) from None
        raise UnreadableError(
            f"The file is not a valid notebook: its JSON is broken at {where}."
        ) from None


def _check_size(size: int) -> None:
    if size > MAX_BYTES:
        raise UnreadableError(
            f"The file is too large: {size / 1e6:.0f} MB; at most {MAX_BYTES / 1e6:.0f} MB are read."
        )


def _guess(raw: bytes) -> str:
    """What a file that is no JSON object probably is."""
    head = raw[:2000].lstrip().lower()
    if head.startswith((b"<!doctype", b"<html")):
        return "it is a web page"
    if head.startswith(b"pk\x03\x04"):
        return "it is a zip archive"
    if head.startswith(b"%pdf"):
        return "it is a PDF"
    if re.search(rb"^\s*(import|from|def|class)\s", raw[:2000], re.MULTILINE):
        return "it is a Python script"
    return "it holds no JSON"


def _raw_cells(data: dict[str, Any]) -> tuple[list[Any], int | None]:
    """The list of cells, and the old format's number when it was not 4."""
    if isinstance(data.get("cells"), list):
        return data["cells"], None
    worksheets = data.get("worksheets")
    if isinstance(worksheets, list):
        sheets = [s.get("cells") for s in worksheets if isinstance(s, dict)]
        old = data.get("nbformat")
        cells = [_upgrade_cell(c) for sheet in sheets if isinstance(sheet, list) for c in sheet]
        return cells, old if isinstance(old, int) else 3
    raise UnreadableError("The file is JSON, but not a notebook: it has no cells.")


def _upgrade_cell(cell: Any) -> Any:
    """nbformat 3's names of things in nbformat 4's: ``input`` is the source, a heading is markdown."""
    if not isinstance(cell, dict):
        return cell
    cell = dict(cell)
    if cell.get("cell_type") == "heading":
        level = cell.get("level")
        marks = "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 1)
        cell |= {"cell_type": "markdown", "source": f"{marks} {_text(cell.get('source')) or ''}"}
    elif cell.get("cell_type") in ("html", "plaintext"):
        cell["cell_type"] = "markdown"
    if "input" in cell:
        cell["source"] = cell.pop("input")
    return cell


def _clean_cell(cell: Any) -> NotebookNode | None:
    """A valid cell with this one's type, source and metadata, without outputs; None if it is no cell."""
    if not isinstance(cell, dict) or cell.get("cell_type") not in _CELL_TYPES:
        return None
    source = _text(cell.get("source", ""))
    if source is None:
        return None
    clean = _new_cell(cell["cell_type"], source)
    metadata = cell.get("metadata")
    if isinstance(metadata, dict):
        clean.metadata = nbformat.from_dict(_metadata(metadata))
    if isinstance(cell.get("id"), str) and re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell["id"]):
        clean.id = cell["id"]
    attachments = cell.get("attachments")
    if cell["cell_type"] == "markdown" and isinstance(attachments, dict):
        some = islice(attachments.items(), MOST_ATTACHED)
        kept = {_encodable(name): _texts(bundle) for name, bundle in some}
        clean.attachments = nbformat.from_dict(kept)
    return clean


def _new_cell(kind: str, source: str) -> NotebookNode:
    """As nbformat makes one, which validates each cell by itself."""
    cell = NotebookNode(id=_new_id(), cell_type=kind, source=source, metadata=NotebookNode())
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    return cell


def _new_id() -> str:
    return uuid.uuid4().hex[:8]


def _metadata(metadata: dict[str, Any]) -> dict[str, Any]:
    """What is believed of a cell's metadata: which of the assignment's cells it is, and its tags."""
    kept: dict[str, Any] = {}
    about = metadata.get("nbgrader")
    if isinstance(about, dict) and isinstance(about.get("grade_id"), str):
        kept["nbgrader"] = {"grade_id": _encodable(about["grade_id"])}
    if _are_tags(metadata.get("tags")):
        kept["tags"] = metadata["tags"]
    return kept


def _are_tags(value: Any) -> bool:
    """Whether nbformat allows these tags of a cell: different texts without a comma."""
    if not isinstance(value, list) or len(value) > MOST_ATTACHED:
        return False
    if not all(isinstance(tag, str) for tag in value):
        return False
    if any(tag != _encodable(tag) for tag in value):
        return False
    return len(set(value)) == len(value) and all(tag and "," not in tag for tag in value)


def _texts(bundle: Any) -> dict[str, str]:
    """The entries of a kernelspec or of an attachment that are text, as they must be."""
    items = bundle.items() if isinstance(bundle, dict) else ()
    return {_encodable(key): _encodable(value) for key, value in items if isinstance(value, str)}


def _text(source: Any) -> str | None:
    """A cell's source as one string, from a string or a list of strings; lone surrogates replaced."""
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return None
    return _encodable(source)


def _encodable(text: str) -> str:
    """Text that every file can hold: lone surrogates replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")
