"""Feedback pages as a platform takes them back: a zip file whose names lead to each student."""

import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.grading.course import Course, CourseError
from autograder.grading.course.journal import file_name
from autograder.platforms.collected import read_record
from autograder.platforms.handed import Person
from autograder.platforms.patterns import PATTERNS
from autograder.platforms.roster import Roster
from autograder.platforms.student import Student, other_name

CANVAS, ILIAS, SAKAI = (
    next(p.regex for p in PATTERNS if p.platform == name) for name in ("canvas", "ilias", "sakai")
)
PLATFORMS = ("moodle", "canvas", "sakai", "ilias", "openolat", "brightspace", "folders")


@dataclass(frozen=True)
class Packed:
    """A zip file of feedback: whose pages are in it, and whose could not be."""

    path: Path
    students: list[str]
    left_out: dict[str, str]
    note: str = ""


def pack(
    course: Course,
    assignment: str,
    platform: str | None = None,
    path: Path | None = None,
    participants: dict[str, str] | None = None,
) -> Packed:
    """Zip the feedback pages of an assignment.

    Args:
        course: the course.
        assignment: its name.
        platform: one of PLATFORMS; by default the one that the submissions were collected from.
        path: where to; by default ``report/<assignment>-feedback-<platform>.zip``.
        participants: student → Moodle's participant number, where it is not that of the download
            (a team's download names the team).
    """
    records = read_record(course, assignment)
    platform = platform or _collected_from(records)
    if platform not in PLATFORMS:
        raise CourseError(
            f"No feedback can be sent back to {platform} in a zip file. Those that take one: "
            f"{', '.join(PLATFORMS)}. --for folders writes a folder for each student."
        )
    pages, roster = _pages(course, assignment), Roster(course)
    if not pages:
        raise CourseError(
            f"There are no feedback pages of {assignment}. Run: autograder grade {assignment}"
        )
    path = path or course.root / "report" / f"{assignment}-feedback-{platform}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    students: list[str] = []
    left_out: dict[str, str] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for student, files in sorted(pages.items()):
            record = records.get(student, {})
            number = (participants or {}).get(student)
            if (
                platform == "moodle"
                and not number
                and _of_team(roster.students.get(student), record)
            ):
                left_out[student] = "handed in as a team, whose number is nobody's: --participants"
                continue
            folder = _folder(platform, student, record, number)
            if folder is None:
                left_out[student] = f"was not collected from {platform}: nothing leads back"
                continue
            for file in files:
                archive.write(file, _name(platform, folder, file))
            students.append(student)
    if not students:
        path.unlink()
        raise CourseError(
            f"Of {len(pages)} students no page leads back: each {left_out.popitem()[1]}."
        )
    return Packed(path, students, left_out, NOTES.get(platform, ""))


NOTES = {
    "canvas": "Canvas adds a new comment at every upload, and shows a page under the name of the file "
    "that was handed in.",
    "moodle": "Upload it under 'Upload multiple feedback files in a zip'; students are notified. For team "
    "submissions give each member's number with --participants.",
    "sakai": "Choose 'feedback attachments' alone when you upload it.",
    "ilias": "Upload it under 'Multi feedback'; students are notified.",
}


def _collected_from(records: dict[str, Any]) -> str:
    found = {record["platform"] for record in records.values()}
    if len(found) != 1:
        raise CourseError(
            "The submissions were not collected from one platform. Name it with --for."
        )
    return str(found.pop())


def _of_team(student: Student | None, record: dict[str, Any]) -> bool:
    """Whether a download called a student's work by somebody else's name."""
    return student is not None and other_name(student, Person(**record.get("person", {})))


def _pages(course: Course, assignment: str) -> dict[str, list[Path]]:
    """Everyone's feedback pages."""
    found = {}
    for student in course.students(assignment):
        folder = course.folder("feedback", student, assignment)
        files = sorted(folder.glob("*.html")) if folder.is_dir() else []
        if files:
            found[student] = files
    return found


def _folder(platform: str, student: str, record: dict[str, Any], number: str | None) -> str | None:
    """The folder, or beginning of a name, that the platform leads to a student."""
    if platform == "folders":
        return file_name(student)
    person = record.get("person", {})
    if platform == "openolat":
        return str(person.get("login") or student)
    members = record.get("members") or []
    if record.get("platform") != platform or not members:
        return None
    if platform == "moodle":
        number = number or person.get("id")
        return (
            f"{person.get('name') or 'Participant'}_{number}_assignsubmission_file_"
            if number
            else None
        )
    if platform == "canvas":
        return str(next((m for m in members if m.lower().endswith(".ipynb")), members[0]))
    parts = PurePosixPath(members[0]).parts
    if platform == "sakai":
        match = SAKAI.match(members[0])
        return f"{members[0][: match.start('sep')]}/Feedback Attachment(s)" if match else None
    if platform == "ilias":
        match = ILIAS.match(members[0])
        return f"multi_feedback/{match['folder']}" if match else None
    return next((p for p in parts[:-1] if " - " in p), parts[0])


def _name(platform: str, folder: str, page: Path) -> str:
    if platform == "canvas":  # what stands before the file's own name leads back
        match = CANVAS.match(PurePosixPath(folder).name)
        start = folder if match is None else match.string[: match.start("file")]
        return f"{start}{page.stem}-feedback.html"
    return (
        f"{folder}/{page.stem}-feedback.html" if platform == "moodle" else f"{folder}/{page.name}"
    )
