"""Runs a lesson from top to bottom in a kernel of its own, with warnings as errors."""

from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from autograder.lab import lessons

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "lessons"
LESSONS = lessons.read(FOLDER)
STRICT = """\
import warnings
warnings.simplefilter("error")
warnings.filterwarnings("ignore", module="ipykernel")  # the kernel's own, when it is shut down
"""


@cache
def run(path: Path) -> Any:
    """The lesson's notebook with outputs; raises CellExecutionError where a cell fails."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(STRICT))
    client = NotebookClient(
        notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    )
    client.execute()
    del notebook.cells[0]
    return notebook
