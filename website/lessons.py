"""Executes a lesson once, and makes of its notebook a page's source and the files behind its widgets."""

import base64
import html
import io
import re
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from PIL import Image

VIEW = "application/vnd.jupyter.widget-view+json"
LESSON = re.compile(r'(href="[^":]*)\.ipynb')
SECONDS = 600
RECORD = """\
import sys
sys.path.insert(0, {root!r})
from website.recording import record
record({shown!r}, {folder!r})
"""
ROOT = Path(__file__).resolve().parents[1]


def make_page(lesson: Path, source: Path, files: Path, live: str, opener: str) -> None:
    """Execute ``lesson``; write its notebook below ``source`` and its widgets' files below ``files``.

    live: the address where everything moves. opener: HTML that stands under the lesson's opening, or "".
    A cell that fails raises nbclient's CellExecutionError.
    """
    notebook = nbformat.read(lesson, as_version=4)
    folder = files / "widgets" / lesson.stem
    _execute(notebook, lesson.parent, folder)
    number = 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = cell.source.replace("](README.md", "](index.md")
        if "source_hidden" in cell.metadata.get("jupyter", {}):
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), "remove-input"]
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output.data["text/html"] = LESSON.sub(r"\1.html", output.data["text/html"])
            if VIEW in output.get("data", {}):
                output.data = {"text/html": _place(output, folder, number, live)}
                number += 1
    if opener:
        notebook.cells.insert(1, nbformat.v4.new_markdown_cell(opener))
    source.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, source / lesson.name)


def _execute(notebook: Any, at: Path, folder: Path) -> None:
    resources = {"metadata": {"path": str(at)}}
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        resources=resources,
        store_widget_state=False,
        extra_arguments=["--log-level=ERROR"],  # its warnings are for who runs it for others
    )
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
        outputs = [o for cell in notebook.cells for o in cell.get("outputs", [])]
        shown = [o.data[VIEW]["model_id"] for o in outputs if VIEW in o.get("data", {})]
        text = RECORD.format(root=str(ROOT), shown=shown, folder=str(folder))
        notebook.cells.append(nbformat.v4.new_code_cell(text))
        client.execute_cell(notebook.cells[-1], len(notebook.cells) - 1)
        notebook.cells.pop()


def _place(output: Any, folder: Path, number: int, live: str) -> str:
    """The HTML that stands where a widget will: its still picture, or its own HTML."""
    attributes = {
        "class": "course-live",
        "data-model": output.data[VIEW]["model_id"],
        "data-widgets": f"../widgets/{folder.name}/",
        "data-live": live,
    }
    if "image/png" in output.data:
        name = f"{number}.webp"
        about = output.metadata["image/png"]
        picture = Image.open(io.BytesIO(base64.b64decode(output.data["image/png"])))
        small = picture.convert("RGB").resize(
            (about["width"], about["height"]), Image.Resampling.LANCZOS
        )
        small.save(folder / name, quality=82, method=6)
        about = about | ({"loading": "lazy"} if number else {})
        still = f'<img src="../widgets/{folder.name}/{name}"{_said(about)}>'
    else:
        still = output.data.get("text/html") or html.escape(output.data.get("text/plain", ""))
    return f"<div{_said(attributes)}>{still}</div>"


def _said(attributes: dict[str, Any]) -> str:
    return "".join(f' {name}="{html.escape(str(value))}"' for name, value in attributes.items())
