"""The run journal: one small file for each graded student, written whole or not at all.

A run that was stopped, killed or ran out of disk goes on from here; report and export read it.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from autograder.grading.contract.records import from_plain, to_plain
from autograder.grading.contract.results import Row
from autograder.grading.course import CourseError


class BusyError(CourseError):
    """Another run is grading this assignment; the message says which process."""


class Journal:
    """The records of one assignment in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows = folder / "rows"
        self.rows.mkdir(parents=True, exist_ok=True)

    def read(self, student: str) -> tuple[str, Row] | None:
        """The fingerprint and the row of the last grading that was finished, or None."""
        return _read(self.rows / f"{file_name(student)}.json")

    def moment(self, student: str) -> float:
        """When the last grading was finished, in seconds since 1970; 0 if none was."""
        path = self.rows / f"{file_name(student)}.json"
        return path.stat().st_mtime if path.is_file() else 0.0

    def write(self, student: str, fingerprint: str, row: Row) -> None:
        """Record that this student is graded: the last thing that is done for a student."""
        write_whole(
            self.rows / f"{file_name(student)}.json",
            json.dumps({"fingerprint": fingerprint, "row": to_plain(row)}),
        )

    def forget(self, student: str) -> None:
        """Drop the record before the student's scores and files are replaced: until the new one, not graded."""
        (self.rows / f"{file_name(student)}.json").unlink(missing_ok=True)

    def all_rows(self) -> list[Row]:
        """Every recorded row, by student."""
        records = (_read(path) for path in self.rows.glob("*.json"))
        return sorted((record[1] for record in records if record), key=lambda row: row.student)

    def next_run(self) -> str:
        """A number for a new run; it is part of what draws the hidden tests."""
        path = self.folder / "run"
        try:
            number = int(path.read_text()) + 1 if path.is_file() else 1
        except ValueError as error:
            raise CourseError(
                f"{path} holds no number of a run. Remove it and run the same command again."
            ) from error
        write_whole(path, str(number))
        return str(number)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the assignment for this process; BusyError if another run holds it. Ends with the process."""
        with (self.folder / "lock").open("a+") as file:
            _lock(file)
            file.seek(0)
            file.truncate()
            file.write(str(os.getpid()))
            file.flush()
            yield


def write_whole(path: Path, text: str, mode: int = 0o600) -> None:
    """Write a file so that a reader, or a crash, sees the old text or the new one and nothing between.

    Marks are for their owner alone; ``mode``, less the umask, is for files that others may read.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _lock(file: Any) -> None:
    try:
        import fcntl
    except ImportError:  # Windows has no flock; two runs at once are then the user's care
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        raise BusyError(
            f"Another run (process {file.read().strip() or '?'}) is grading this assignment."
        ) from None


def file_name(student: str) -> str:
    """A name for a student's file or folder that every file system takes, whatever the student is called."""
    name = quote(os.fsencode(student), safe=" ")
    if len(name) > 150:
        name = name[:100] + hashlib.sha256(name.encode()).hexdigest()[:16]
    return name


def _read(path: Path) -> tuple[str, Row] | None:
    """A record, or None where there is none that can be read (then the student is graded again)."""
    try:
        data = json.loads(path.read_text("utf-8"))
        return str(data["fingerprint"]), from_plain(Row, data["row"])
    except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):
        return None
