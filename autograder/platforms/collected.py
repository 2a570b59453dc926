"""What was collected of an assignment: kept in the course's state folder, so that feedback finds its way back."""

import json
from dataclasses import asdict
from datetime import datetime, tzinfo
from typing import Any

from autograder.grading.course import CourseError
from autograder.grading.course.course import Course
from autograder.grading.course.journal import write_whole
from autograder.platforms import times
from autograder.platforms.handed import Handed, Person

FILE = "collected.json"


def read_record(course: Course, assignment: str) -> dict[str, Any]:
    """What was collected, by student: platform, person, names in the download, time."""
    path = course.state(assignment) / FILE
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise CourseError(f"{path} cannot be read. Remove it and collect again.") from error
    return dict(data)


def write_record(course: Course, assignment: str, records: dict[str, Any]) -> None:
    """Keep it; the file is whole at every moment."""
    text = json.dumps(records, indent=1, ensure_ascii=False)
    write_whole(course.state(assignment) / FILE, text + "\n")


def last_time(files: list[Handed], local: tzinfo | None) -> datetime | None:
    """When the last of these files was handed in, in UTC; None where nothing says it."""
    dated = [times.in_utc(one.when, local) for one in files if one.when is not None]
    return max(dated) if dated else None


def members(files: list[Handed]) -> list[str]:
    """The names of a submission's files in the download, a packed one's by its zip file."""
    return list(dict.fromkeys(one.packed_in or one.member for one in files))


def record(
    platform: str,
    person: Person,
    files: list[Handed],
    local: tzinfo | None,
    *,
    team: bool = False,
    participant: str | None = None,
    feedback_folder: str = "",
) -> dict[str, Any]:
    """What is kept of a submission that was taken in; ``participant`` is Moodle's number of the student, where
    ``person`` is a ``team``; ``feedback_folder`` what the platform calls that in the language of who downloaded."""
    when = last_time(files, local)
    return {
        "platform": platform,
        "person": asdict(person),
        "members": members(files),
        "when": when.isoformat() if when else None,
        "late": any(one.late for one in files),
        "team": team,
        "participant": participant,
        "feedback_folder": feedback_folder,
    }
