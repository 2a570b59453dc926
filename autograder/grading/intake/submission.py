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
from itertools import islice
from pathlib import Path

from autograder.grading.contract.cells import grade_id
from autograder.grading.intake.reading import UnreadableError, read_file

MAX_FILES = 1000
MAX_FOLDER_BYTES = 100_000_000
LONGEST_PATH = 2000  # bytes, below the student's folder: it must have room below other folders
MOST_VISITED = 100_000  # entries of a folder that are looked at
MOST_COMPARED = 100  # notebooks of other names that are looked into for the one that is wanted
NOTHING = "Nothing was handed in."
ODD = "is no ordinary file and was left out."
TOO_MUCH = "was left out: the files beside the notebook are too many or too large."
CLOSED = "cannot be read by this user and was left out."
LONG = "was left out: its path is too long."
EMPTY = "The folder is empty."
_NOTEBOOK = re.compile(
    r"\.ipynb(?:\.(?:txt|json|(?:cr)?download|part|bak|backup|old|orig|save))?$", re.IGNORECASE
)
_SUFFIX = re.compile(r"(?:\(\d+\)|[-_ ]copy\s*\d*|\.ipynb)$", re.IGNORECASE)
_SAVED_AS = (".txt", ".json", "")  # what browsers make of a notebook's name


@dataclass(frozen=True)
class Submission:
    """A student's folder as it was found: notebook name → its file, and the files beside them."""

    student: str
    folder: Path
    notebooks: dict[str, Path] = field(default_factory=dict)
    extras: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""
    blocked: bool = False
    """Whether nothing can be done with it: its name, or a folder that cannot be read, keeps it from grading."""

    @property
    def missing(self) -> bool:
        """Whether nothing was handed in."""
        return self.problem in (NOTHING, EMPTY)

    def fingerprint(self) -> str:
        """A digest of everything handed in; another digest means that the student changed something."""
        digest = hashlib.sha256(self.problem.encode())
        if self.blocked:
            return digest.hexdigest()
        known = {*self.notebooks.values(), *self.extras, self.folder / "timestamp.txt"}
        for path in sorted(known):
            if not path.is_symlink() and path.is_file():
                digest.update(os.fsencode(path.relative_to(self.folder)) + b"\0")
                digest.update(_digest(path))
        return digest.hexdigest()

    def copy_extras(self, target: Path) -> None:
        """Copy the files beside the notebooks into ``target``, which is made new."""
        for path in self.extras:
            place = target / path.relative_to(self.folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place, follow_symlinks=False)


def find_submission(
    student: str,
    folder: Path,
    wanted: list[str],
    grade_ids: dict[str, set[str]],
    room: int = MAX_FOLDER_BYTES,
) -> Submission:
    """Look into ``folder`` for the notebooks ``wanted``.

    ``grade_ids`` gives each wanted notebook's graded cells, by which a renamed notebook is known. Beside
    the notebooks, files of at most ``room`` bytes together are taken.
    """
    if problem := unusable(student) or _linked(student, folder) or _closed(folder):
        return Submission(student, folder, problem=problem, blocked=True)
    if not folder.is_dir():
        return Submission(student, folder, problem=NOTHING)
    files, notes = _regular_files(folder, room)
    found = {path.stem: path for path in files if path.parent == folder and path.suffix == ".ipynb"}
    notebooks = {name: found[name] for name in wanted if name in found}
    lost = [name for name in wanted if name not in notebooks]
    others = [path for path in files if path not in notebooks.values()]
    renamed, problem = _renamed(lost, others, grade_ids)
    for name, match in renamed.items():
        notebooks[name] = match
        notes.append(f"{shown(match.relative_to(folder))} was taken for {name}.ipynb.")
    if not notebooks and not problem:
        problem = (
            f"The folder holds no notebook; {', '.join(n + '.ipynb' for n in wanted)} was expected."
        )
        if notes:
            problem = f"{problem} {notes[0]}"
        elif not files:
            problem = EMPTY
    extras = tuple(
        path
        for path in files
        if path not in (folder / "timestamp.txt", *renamed.values())
        and not any(part.lower().endswith(".ipynb") for part in path.relative_to(folder).parts)
    )
    return Submission(student, folder, notebooks, extras, tuple(notes), problem)


def _regular_files(folder: Path, room: int) -> tuple[list[Path], list[str]]:
    """The plain files below ``folder``; links, pipes, devices and what is too much are left out and said.

    Every notebook is taken; of the other files as many as there may be and fit into ``room``.
    """
    files: list[Path] = []
    left: dict[str, list[Path]] = {reason: [] for reason in (ODD, LONG, TOO_MUCH, CLOSED)}
    others = 0
    for path in islice(_walk(folder), MOST_VISITED):
        if len(os.fsencode(path.relative_to(folder))) > LONGEST_PATH:
            left[LONG].append(path)
            continue
        try:
            status = path.lstat()
        except OSError:  # in a folder that may be listed but not entered, or just removed
            left[CLOSED].append(path)
            continue
        if not stat.S_ISREG(status.st_mode):
            left[ODD].append(path)
        elif not os.access(path, os.R_OK):
            left[CLOSED].append(path)
        elif names_a_notebook(path.name):
            files.append(path)
        elif others == MAX_FILES or status.st_size > room:
            left[TOO_MUCH].append(path)
        else:
            files.append(path)
            others += 1
            room -= status.st_size
    return files, [f"{_listing(paths)} {reason}" for reason, paths in left.items() if paths]


def _listing(paths: list[Path]) -> str:
    names = ", ".join(shown(path.name) for path in paths[:3])
    return names if len(paths) <= 3 else f"{names} and {len(paths) - 3:,} more"


def _walk(folder: Path) -> Iterator[Path]:
    ignored = (".ipynb_checkpoints", "__pycache__", "*.pyc", "feedback", ".DS_Store", "__MACOSX")
    for place, names, files in os.walk(folder, followlinks=False):
        names[:] = sorted(n for n in names if not any(fnmatch(n, pattern) for pattern in ignored))
        links = [n for n in names if os.path.islink(os.path.join(place, n))]
        for name in sorted([*files, *links]):
            if not any(fnmatch(name, pattern) for pattern in ignored):
                yield Path(place) / name


def _renamed(
    lost: list[str], others: list[Path], grade_ids: dict[str, set[str]]
) -> tuple[dict[str, Path], str]:
    """Which of the other files must be which of the lost notebooks, and why none was chosen for the rest.

    What a notebook holds or is called speaks first, for all of them; then only a single one is left to take.
    A file that is called no notebook is one if it holds the assignment's cells.
    """
    called = [path for path in others if names_a_notebook(path.name)]
    disguised = [path for path in others if path.suffix.lower() in _SAVED_AS if path not in called]
    cells = _cells_of([*called[:MOST_COMPARED], *disguised[:MOST_COMPARED]]) if lost else {}
    asked = set().union(*grade_ids.values())
    others = [path for path in cells if path in called or cells[path] & asked]
    found: dict[str, Path] = {}
    problem = ""
    for by_likeness in (True, False):
        for name in lost:
            left = [path for path in others if path not in found.values()]
            if name in found or not left:
                continue
            holders = [path for path in left if cells[path] & grade_ids[name]]
            alike = [path for path in holders or left if _like(path.stem) == _like(name)]
            groups = (alike, holders) if by_likeness else (left,)
            match = next((group[0] for group in groups if len(group) == 1), None)
            if match is not None:
                found[name] = match
            elif not by_likeness:
                listing = ", ".join(sorted(shown(path.name) for path in holders or left)[:4])
                problem = (
                    f"{name}.ipynb is not there, and it is not clear which of {listing} it is."
                )
    return found, problem


def names_a_notebook(name: str) -> bool:
    """Whether a file's name says that it is a notebook, be it as a browser or an editor saved it: ``ps1.ipynb.txt``."""
    return _NOTEBOOK.search(name) is not None


def _like(stem: str) -> str:
    """A file's name without what file managers and upload forms add: ``PS1 (2)``, ``ps1-Copy1``."""
    stem = stem.strip()
    while (shorter := _SUFFIX.sub("", stem).rstrip()) != stem:
        stem = shorter
    return re.sub(r"[\W_]+", "", stem).casefold()


def unusable(student: str) -> str:
    """Why nothing can be graded under this name, and what to do; empty for a name that will do."""
    try:
        student.encode()
    except UnicodeEncodeError:
        return "The folder's name is no text that the gradebook can hold. Rename the folder, in letters of UTF-8."
    if student in (".", "..") or "/" in student or "\0" in student:
        return (
            "The gradebook has a student whose name no folder can have. Rename the student there."
        )
    return ""


def _linked(student: str, folder: Path) -> str:
    """Why a folder that leads elsewhere is not looked into: it may be another student's; empty if it does not."""
    own = [path for path in (folder, folder.parent) if path == folder or path.name == student]
    if any(path.is_symlink() for path in own):
        return "The folder is a link to another place. Put the folder itself there."
    return ""


def _closed(folder: Path) -> str:
    """Why the folder cannot be looked into; empty if it can, or is not there."""
    try:
        next(folder.iterdir(), None)
    except PermissionError:
        return (
            "The folder cannot be read by this user. Give the user who grades the right to read it."
        )
    except OSError:
        return ""
    return ""


def shown(name: str | Path) -> str:
    """A file's or a folder's name as text; what is not UTF-8 in it is replaced."""
    return os.fsencode(name).decode("utf-8", "replace")


def _cells_of(paths: list[Path], room: int = MAX_FOLDER_BYTES) -> dict[Path, set[str]]:
    """The nbgrader cells that each notebook says it holds; none where it cannot be read, or beyond ``room``."""
    cells: dict[Path, set[str]] = {}
    for path in paths:
        cells[path] = set()
        room -= path.stat().st_size
        if room < 0:
            continue
        try:
            notebook, _ = read_file(path)
        except (UnreadableError, OSError):
            continue
        cells[path] = {name for cell in notebook.cells if (name := grade_id(cell))}
    return cells


def _digest(path: Path) -> bytes:
    """A digest of a file: of its start, its size and its time where more is there than is ever read."""
    status = path.stat()
    if status.st_size <= MAX_FOLDER_BYTES:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    return hashlib.sha256(f"{status.st_size} {status.st_mtime_ns}".encode()).digest()
