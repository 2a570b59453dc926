"""What was handed in, and when, and what the gradebook holds of that: decided here, whoever grades."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode

from autograder.grading.contract.cells import grade_id
from autograder.grading.contract.limits import Limits
from autograder.grading.course import Course
from autograder.grading.course.deadlines import Deadline
from autograder.grading.intake.submission import MAX_FOLDER_BYTES, Submission, find_submission
from autograder.grading.intake.time_stamp import UncertainTimeError, read_time

STAMP = "timestamp.txt"


@dataclass(frozen=True)
class HandIn:
    """The moment in UTC, without a zone, or None; the text that says it; a note where it says none for certain."""

    moment: datetime | None = None
    text: str = ""
    note: str = ""


def find_hand_in(
    course: Course,
    assignment: str,
    student: str,
    released: dict[str, NotebookNode],
    limits: Limits,
) -> Submission:
    """Which files of a student's folder are the released notebooks, whatever they are called."""
    folder = course.folder("submitted", student, assignment)
    grade_ids = {
        name: {found for cell in notebook.cells if (found := grade_id(cell))}
        for name, notebook in released.items()
    }
    room = int(min(MAX_FOLDER_BYTES, limits.disk / 2, limits.file_size))
    return find_submission(student, folder, list(released), grade_ids, room)


def read_hand_in(folder: Path, config: Any) -> HandIn:
    """What the file with the time in the folder of a submission says, in a course of this configuration."""
    try:
        text = _read(folder / STAMP)
        if not text.strip():
            return HandIn()
        return HandIn(read_time(text, str(config.Exchange.get("timezone", "UTC"))), text)
    except UncertainTimeError as error:
        said = f"holds no time that is certain: {error}"
    except UnicodeDecodeError:
        said = "holds no text"
    except OSError:
        said = "cannot be read"
    return HandIn(note=f"{STAMP} {said}; lateness was not counted.")


def enter(
    course: Course, assignment: str, student: str, moment: datetime | None, deadline: Deadline
) -> None:
    """Student and submission in the gradebook, with the time at which it was handed in, and an extension."""
    with course.gradebook() as gradebook:
        gradebook.update_or_create_student(student)
        with gradebook.db.no_autoflush:
            stored = gradebook.update_or_create_submission(assignment, student, timestamp=moment)
        stored.extension = deadline.extensions.get(student)
        gradebook.db.commit()


def _read(path: Path) -> str:
    """The first characters of the file; empty without one. Links are not followed."""
    if path.is_symlink() or not path.is_file():
        return ""
    with path.open(encoding="utf-8-sig") as file:
        return file.read(100)
