"""Writes a submission to the student's folder, and keeps what it takes the place of."""

import hashlib
import re
import shutil
import tempfile
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath

from autograder.grading.course.course import Course
from autograder.grading.course.journal import file_name
from autograder.platforms import times
from autograder.platforms.collected import last_time
from autograder.platforms.download import Download
from autograder.platforms.handed import Handed

STAMP = "timestamp.txt"
NEW, NEWER, SAME, OLDER = "new", "newer", "the same", "older than what is there"
TIMED = "the same with another time"
OTHER = "other than what was there"


def place(
    course: Course,
    assignment: str,
    student: str,
    files: list[Handed],
    download: Download,
    local: tzinfo | None,
    *,
    same_hand_in: bool,
) -> str:
    """Write a submission to the student's folder, whole or not at all; returns what it is to what was there.

    Of the same files of the ``same_hand_in`` another time is the right one: it was read in a wrong zone, or not at all.
    """
    folder = course.folder("submitted", student, assignment)
    when = last_time(files, local)
    contents = {_inside(one.file): download.read(one.member) for one in files}
    if when is not None:
        contents[STAMP] = times.stamp(when).encode()
    if folder.is_dir():
        present = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and not path.is_symlink()
        }
        if present == contents:
            return SAME
        if same_hand_in and present | {STAMP: b""} == contents | {STAMP: b""}:
            if when is None:
                return SAME
            (folder / STAMP).write_bytes(contents[STAMP])
            return TIMED
        before = present.get(STAMP, b"").decode("utf-8", "replace").strip()
        if when is not None and before and before > times.stamp(when) and before.endswith(" UTC"):
            return OLDER
    state = (OTHER if when is None else NEWER) if folder.exists() else NEW
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=course.state(assignment)) as made:
        fresh = Path(made) / "submission"
        for name, content in contents.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if folder.exists():
            _put_aside(course, assignment, student, folder)
        shutil.move(fresh, folder)
    return state


def _put_aside(course: Course, assignment: str, student: str, folder: Path) -> None:
    """Move a submission that is replaced to ``.autograder/<assignment>/replaced``."""
    moment = f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%S.%f}"
    target = course.state(assignment) / "replaced" / file_name(student) / moment
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(folder, target)


def _inside(file: str) -> str:
    """A student's file name as a path that stays in the student's folder."""
    parts = [re.sub(r"[\x00-\x1f\x7f]", "_", part) for part in file.split("/")]
    parts = [_short(part) for part in parts if part not in ("", ".", "..")]
    return "/".join(parts) or "file"


def _short(part: str, most: int = 200) -> str:
    """A part of a path that every file system takes; the ending stays."""
    if len(part.encode()) <= most:
        return part
    digest = hashlib.sha256(part.encode()).hexdigest()[:8]
    return f"{part[:40]}-{digest}{PurePosixPath(part).suffix[:20]}"
