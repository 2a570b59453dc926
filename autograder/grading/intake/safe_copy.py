"""A submission to look at: a copy from which nothing runs before somebody runs a cell."""

from pathlib import Path

import nbformat

from autograder.grading.intake.reading import read_file
from autograder.grading.intake.submission import find_submission


def make_safe_copy(file: Path, folder: Path) -> list[str]:
    """Write the notebook's cells into ``folder``, with the plain files beside it; notes on what was mended.

    Outputs, widgets and metadata stay behind: they may run scripts as soon as a notebook is opened.
    Links and other notebooks stay behind, too. Raises UnreadableError where the file is no notebook.
    """
    notebook, notes = read_file(file)
    own = find_submission(file.parent.parent.name, file.parent, [file.stem], {file.stem: set()})
    own.copy_extras(folder)
    for hidden in [path for path in folder.rglob("*") if _is_configuration(path, folder)]:
        hidden.unlink()
    nbformat.write(notebook, folder / f"{file.stem}.ipynb")
    return [*notes, *own.notes]


def _is_configuration(path: Path, folder: Path) -> bool:
    """Whether Jupyter or IPython might read the file by itself."""
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return path.is_file() and (hidden or path.stem.endswith(("_config", "startup")))
