"""What one student handed in: which file is which notebook, which other files come along.

The folder is the student's: names may be odd, files may be links or pipes. Nothing outside it is read.
"""

import hashlib
import os
import re
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from autograder.grading.reading import MAX_BYTES, UnreadableError, read_notebook

MAX_FILES = 2000
MAX_FOLDER_BYTES = 200_000_000
_SUFFIX = re.compile(r"(?:\(\d+\)|[-_ ]copy\s*\d*)$", re.IGNORECASE)


@dataclass(frozen=True)
class Submission:
    """A student's folder as it was found: notebook name → its file, and the files beside them."""

    student: str
    folder: Path
    notebooks: dict[str, Path] = field(default_factory=dict)
    extras: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""

    def fingerprint(self) -> str:
        """A digest of everything handed in; another digest means that the student changed something."""
        digest = hashlib.sha256()
        for path in sorted([*self.notebooks.values(), *self.extras, self.folder / "timestamp.txt"]):
            if path.is_file():
                digest.update(os.fsencode(path.relative_to(self.folder)) + b"\0")
                with path.open("rb") as file:
                    digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    def copy_extras(self, target: Path) -> None:
        """Copy the files beside the notebooks into ``target``, which is made new."""
        for path in self.extras:
            place = target / path.relative_to(self.folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place, follow_symlinks=False)


def find_submission(
    student: str, folder: Path, wanted: list[str], grade_ids: dict[str, set[str]]
) -> Submission:
    """Look into ``folder`` for the notebooks ``wanted``.

    ``grade_ids`` gives each wanted notebook's graded cells, by which a renamed notebook is known.
    """
    if not folder.is_dir():
        return Submission(student, folder, problem="Nothing was handed in.")
    files, notes = _regular_files(folder)
    found = {path.stem: path for path in files if path.parent == folder and path.suffix == ".ipynb"}
    notebooks = {name: found[name] for name in wanted if name in found}
    others = [
        path for path in files if path.suffix.lower() == ".ipynb" and path not in notebooks.values()
    ]
    problem = ""
    for name in wanted:
        if name in notebooks or not others:
            continue
        match, why = _renamed(name, others, grade_ids[name])
        if match is None:
            problem = why
            continue
        notebooks[name] = match
        others.remove(match)
        notes.append(f"{shown(match.relative_to(folder))} was taken for {name}.ipynb.")
    if not notebooks and not problem:
        problem = (
            f"The folder holds no notebook; {', '.join(n + '.ipynb' for n in wanted)} was expected."
        )
        if not files:
            problem = "The folder is empty."
    extras = tuple(
        p for p in files if p.suffix.lower() != ".ipynb" and p != folder / "timestamp.txt"
    )
    return Submission(student, folder, notebooks, extras, tuple(notes), problem)


def _regular_files(folder: Path) -> tuple[list[Path], list[str]]:
    """The plain files below ``folder``; links, pipes and devices are left out and said."""
    files: list[Path] = []
    odd: list[str] = []
    size = 0
    for path in _walk(folder):
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            odd.append(shown(path.name))
            continue
        size += status.st_size
        if len(files) >= MAX_FILES or (size > MAX_FOLDER_BYTES and path.suffix != ".ipynb"):
            return files, [
                f"Only the first {len(files)} files were taken: the folder is too large."
            ]
        files.append(path)
    notes = [f"{', '.join(odd[:3])} is no ordinary file and was left out."] if odd else []
    return files, notes


def _walk(folder: Path) -> Iterator[Path]:
    ignored = (".ipynb_checkpoints", "__pycache__", "*.pyc", "feedback", ".DS_Store", "__MACOSX")
    for place, names, files in os.walk(folder, followlinks=False):
        names[:] = sorted(n for n in names if not any(fnmatch(n, pattern) for pattern in ignored))
        links = [n for n in names if (Path(place) / n).is_symlink()]
        for name in sorted([*files, *links]):
            if not any(fnmatch(name, pattern) for pattern in ignored):
                yield Path(place) / name


def _renamed(name: str, others: list[Path], grade_ids: set[str]) -> tuple[Path | None, str]:
    """The one other notebook that must be ``name``, or None and why none was chosen."""
    holders = [path for path in others if _shares_cells(path, grade_ids)]
    alike = [path for path in holders or others if _like(path.stem) == _like(name)]
    for group in (alike, holders, others):
        if len(group) == 1:
            return group[0], ""
    listing = ", ".join(sorted(shown(path.name) for path in holders or others)[:4])
    return None, f"{name}.ipynb is not there, and it is not clear which of {listing} it is."


def _like(stem: str) -> str:
    """A file's name without what file managers and upload forms add: ``PS1 (2)``, ``ps1-Copy1``."""
    stem = stem.strip()
    while (shorter := _SUFFIX.sub("", stem).rstrip()) != stem:
        stem = shorter
    return re.sub(r"[\W_]+", "", stem).casefold()


def shown(name: str | Path) -> str:
    """A file's or a folder's name as text; what is not UTF-8 in it is replaced."""
    return os.fsencode(name).decode("utf-8", "replace")


def _shares_cells(path: Path, grade_ids: set[str]) -> bool:
    if path.stat().st_size > MAX_BYTES:
        return False
    try:
        notebook, _ = read_notebook(path.read_bytes())
    except UnreadableError:
        return False
    metas = (cell.metadata.get("nbgrader") for cell in notebook.cells)
    return any(isinstance(m, dict) and m.get("grade_id") in grade_ids for m in metas)
