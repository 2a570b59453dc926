"""When a submission was handed in, and what the gradebook holds of that: decided here, whoever grades."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.grading.course import Course
from autograder.grading.course.deadlines import Deadline
from autograder.grading.intake.time_stamp import UncertainTimeError, read_time

__all__ = ["HandIn", "enter", "read_hand_in"]

STAMP = "timestamp.txt"


@dataclass(frozen=True)
class HandIn:
    """The moment in UTC, without a zone, or None; the text that says it; a note where it says none for certain."""

    moment: datetime | None = None
    text: str = ""
    note: str = ""


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
