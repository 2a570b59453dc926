"""Feedback pages as a platform takes them back: a zip file whose names lead to each student."""

import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.grading.course import Course, CourseError
from autograder.grading.course.journal import file_name
from autograder.grading.pages import feedback
from autograder.platforms import sakai
from autograder.platforms.collected import read_record
from autograder.platforms.marks import outdated
from autograder.platforms.patterns import PATTERNS
from autograder.platforms.roster import Roster
from autograder.platforms.student import Student, squeezed

REGEX = {pattern.platform: pattern.regex for pattern in PATTERNS}
PLATFORMS = ("moodle", "canvas", "sakai", "ilias", "openolat", "brightspace", "folders")


@dataclass(frozen=True)
class Packed:
    """A zip file of feedback: whose pages are in it, and whose could not be."""

    path: Path
    students: list[str]
    left_out: dict[str, str]
    notes: list[str]


def pack(
    course: Course,
    assignment: str,
    platform: str | None = None,
    path: Path | None = None,
    participants: dict[str, str] | None = None,
    only: Collection[str] = (),
) -> Packed:
    """Zip the feedback pages of an assignment, written anew: points given by hand since grading are in them.

    Args:
        course: the course.
        assignment: its name.
        platform: one of PLATFORMS; by default the one that the submissions were collected from.
        path: where to; by default ``report/<assignment>-feedback-<platform>.zip``.
        participants: student → Moodle's participant number, where it is not that of the download
            (a team's download names the team).
        only: the students whose pages are wanted; by default everyone's.
    """
    records = read_record(course, assignment)
    platform = (platform or _collected_from(records)).removesuffix("-number")
    if platform not in PLATFORMS:
        raise CourseError(
            f"No feedback can be sent back to {platform} in a zip file. Those that take one: "
            f"{', '.join(PLATFORMS)}. --for folders writes a folder for each student."
        )
    found = feedback.write_all(course, assignment)
    pages = {row.student: files for row, files in found if files}
    notes = outdated((row for row, _ in found), assignment)
    roster = Roster(course)
    if not pages:
        raise CourseError(
            f"There are no feedback pages of {assignment}. Run: autograder grade {assignment}"
        )
    if strangers := sorted(set(only) - set(pages)):
        raise CourseError(f"There is no feedback page of {', '.join(strangers)}.")
    pages = {student: pages[student] for student in only or pages}
    path = path or course.root / "report" / f"{assignment}-feedback-{platform}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    students: list[str] = []
    left_out: dict[str, str] = {}
    written: dict[str, str] = {}  # name in the zip file → whose page it is
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for student, files in sorted(pages.items()):
            record = records.get(student, {})
            number = (participants or {}).get(student) or record.get("participant")
            if platform == "moodle" and not number and record.get("team"):
                left_out[student] = (
                    "was handed in under another name, whose number may be a team's: --participants"
                )
                continue
            known = roster.students.get(student) or Student(student)
            folder = _folder(platform, known, record, number)
            if folder is None:
                left_out[student] = f"was not collected from {platform}: nothing leads back"
                continue
            named = {_name(platform, folder, file): file for file in files}
            if same := next((written[name] for name in named if name in written), None):
                left_out[student] = (
                    f"is in a team with {same}: the platform shows one page to all of it, that of {same}"
                )
                continue
            for name, file in named.items():
                archive.write(file, name)
                written[name] = student
            students.append(student)
    if not students:
        path.unlink()
        raise CourseError(
            f"Of {len(pages)} students no page leads back: each {left_out.popitem()[1]}."
        )
    if platform == "sakai" and not all(records[one].get("feedback_folder") for one in students):
        notes.append(SAKAI_FOLDER)
    return Packed(path, students, left_out, [*notes, *filter(None, [NOTES.get(platform)])])


SAKAI_FOLDER = (
    "The download does not show what Sakai calls the folder of feedback in your language, and the pages are in that "
    f"of English, {sakai.FEEDBACK!r}: upload them from an English Sakai, or download the submissions with feedback "
    "attachments ticked and collect them once more."
)


NOTES = {
    "canvas": "Canvas adds a new comment at every upload, and shows a page under the name of the file "
    "that was handed in.",
    "moodle": "Upload it under 'Upload multiple feedback files in a zip'; students are notified.",
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


def _folder(
    platform: str, student: Student, record: dict[str, Any], number: str | None
) -> str | None:
    """The folder, or beginning of a name, that the platform leads to a student."""
    if platform == "folders":
        return file_name(student.id)
    person = record.get("person", {})
    if platform == "openolat":
        return _openolat_login(student, {} if record.get("team") else person)
    members = record.get("members") or []
    if record.get("platform", "").removesuffix("-number") != platform or not members:
        return None
    if platform == "moodle":
        number = number or person.get("id")
        name = str(person.get("name") or "Participant").replace(
            "_", " "
        )  # the number is behind the first
        return f"{name}_{number}_assignsubmission_file_" if number else None
    match = REGEX[str(record["platform"])].match(_notebook(members))
    if match is None:
        return None
    if platform == "canvas":  # what stands before the file's own name leads back
        return match.string[: match.start("file")].rpartition("/")[2] if match["file"] else None
    if platform == "sakai":
        folder = record.get("feedback_folder") or sakai.FEEDBACK
        return f"{match.string[match.start('title') : match.start('sep')]}/{folder}"
    if platform == "ilias":
        return f"multi_feedback/{match['folder']}"
    return match.string[: match.start("file") - 1].rpartition("/")[2]


def _notebook(members: list[str]) -> str:
    """The name of a notebook that was handed in, or of another file where none was."""
    return next((one for one in members if one.lower().endswith(".ipynb")), members[0])


def _openolat_login(student: Student, person: dict[str, Any]) -> str:
    """The student's login; a download shows it without signs, and nothing marks where it begins."""
    shown = squeezed(str(person.get("name_and_login") or ""))
    for login in filter(None, (student.login, student.id)):
        if any(whole.endswith(form) for whole in shown for form in squeezed(login)):
            return login
    return student.login or str(person.get("login") or student.id)


def _name(platform: str, folder: str, page: Path) -> str:
    if platform == "canvas":
        return f"{folder}{page.stem}-feedback.html"
    return (
        f"{folder}/{page.stem}-feedback.html" if platform == "moodle" else f"{folder}/{page.name}"
    )
