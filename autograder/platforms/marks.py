"""Who has which mark: rows of the gradebook with what the platform calls each student.

A student whose answers still wait to be read has no mark yet, nor has one who handed nothing in,
unless that is asked for: on some platforms an empty cell erases, and a nought cannot be taken back.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from autograder.grading.contract.results import Outcome, Row
from autograder.grading.contract.text import some
from autograder.grading.course import Course, deadlines
from autograder.grading.pages.export import unread as unread_answers
from autograder.grading.score.current_rows import OUTDATED, SINCE, current_rows
from autograder.platforms.collected import read_record
from autograder.platforms.roster import Roster
from autograder.platforms.student import Student

GONE = "no longer in the gradebook"
UNREAD = "answers wait to be read"
NO_MARK = {Outcome.MISSING: "handed nothing in", Outcome.GRADER_ERROR: "could not be graded"}
EXCUSED = "excused, with nothing handed in"
NOTHING = (Outcome.MISSING, Outcome.EXCUSED)
UNREADABLE = Outcome.SUBMISSION_ERROR
UNGRADED = "handed in and not graded yet"


@dataclass(frozen=True)
class Mark:
    """One student's mark.

    Attributes:
        student: the student as class lists know them.
        score: points after what lateness took off, as the platform should have it.
        row: everything else that is known of the submission; None for a mark of nought without one.
        origin: what the platform called the submission when it was collected; empty if it was not.
    """

    student: Student
    score: float
    row: Row | None
    origin: dict[str, Any]

    @property
    def text(self) -> str:
        """The score with at most two decimals and a decimal point; half a hundredth goes up."""
        rounded = Decimal(f"{self.score + 0.0:.6f}").quantize(Decimal("0.01"), ROUND_HALF_UP)
        return f"{rounded:f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Marks:
    """The marks of an assignment, and who has none, by the reason; ``others`` are those students."""

    assignment: str
    max_score: float
    marks: list[Mark]
    without: dict[str, list[str]]
    others: list[Student]

    def said(self) -> list[str]:
        """Who is left out and why, and whose mark is out of date, a sentence each."""
        said = [f"Left out, {reason}: {some(names)}." for reason, names in self.without.items()]
        unreadable = [m.student.id for m in self.marks if m.row and m.row.outcome is UNREADABLE]
        if unreadable:
            said.append(f"No points for what could not be read: {some(unreadable)}.")
        said += outdated([mark.row for mark in self.marks if mark.row], self.assignment)
        return said


def read(course: Course, assignment: str, *, unread: bool = False, missing: bool = False) -> Marks:
    """Read the marks as they stand now.

    Args:
        course: the course.
        assignment: its name.
        unread: give students whose answers wait the points that they have so far.
        missing: give students who handed nothing in a nought.
    """
    rows = {row.student: row for row in current_rows(course, assignment)}
    origins = read_record(course, assignment)
    roster = Roster(course)
    with course.gradebook() as gradebook:
        max_score = float(gradebook.find_assignment(assignment).max_score)
    excused = deadlines.read(course, assignment).excused
    marks: list[Mark] = []
    others: list[Student] = []
    without: dict[str, list[str]] = {}
    for identity in sorted(set(roster.students) | set(rows)):
        row = rows.get(identity)
        if row is None:
            late = course.folder("submitted", identity, assignment).is_dir()
        else:
            late = row.outcome in NOTHING and _has(row, SINCE)
        gone = bool(roster.students) and identity not in roster.students
        none = _no_mark(row, unread, missing, identity in excused)
        reason = GONE if gone else UNGRADED if late else none
        student = roster.students.get(identity) or Student(identity)
        if reason:
            without.setdefault(reason, []).append(identity)
            others.append(student)
            continue
        score = row.score if row is not None else 0.0
        marks.append(Mark(student, score, row, origins.get(identity, {})))
    return Marks(assignment, max_score, marks, without, others)


def _has(row: Row, note: str) -> bool:
    return any(text.startswith(note) for text in row.notes)


def outdated(rows: Iterable[Row], assignment: str) -> list[str]:
    """Whose rows are not of the last release, or not of the work that is there now, a sentence each."""
    found: dict[str, list[str]] = {}
    for row in rows:
        for sentence in OUTDATED:
            if _has(row, sentence):
                found.setdefault(sentence.rstrip("."), []).append(row.student)
    again = f"To grade again: autograder grade {assignment}"
    return [f"{sentence}: {some(students)}. {again}" for sentence, students in found.items()]


def pseudonym(course: Course, student: str) -> str:
    """A student's name in every anonymous file of this course; only its secret leads back."""
    digest = hmac.new(
        course.secret(), f"pseudonym:{student}".encode("utf-8", "surrogateescape"), "sha256"
    )
    return f"p{digest.hexdigest()[:12]}"


def _no_mark(row: Row | None, unread: bool, missing: bool, excused: bool) -> str:
    if row is None or row.outcome in NOTHING:
        return EXCUSED if excused else "" if missing else NO_MARK[Outcome.MISSING]
    if row.outcome in NO_MARK:
        return NO_MARK[row.outcome]
    return UNREAD if unread_answers(row) and not unread else ""
