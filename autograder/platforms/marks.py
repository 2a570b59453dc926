"""Who has which mark: rows of the gradebook with what the platform calls each student.

A student whose answers still wait to be read has no mark yet, nor has one who handed nothing in,
unless that is asked for: on some platforms an empty cell erases, and a nought cannot be taken back.
"""

import hmac
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from autograder.grading.contract.results import Outcome, Row
from autograder.grading.course import Course
from autograder.grading.score.current_rows import current_rows
from autograder.platforms.collected import read_record
from autograder.platforms.roster import Roster
from autograder.platforms.student import Student

NO_MARK = {Outcome.MISSING: "handed nothing in", Outcome.GRADER_ERROR: "could not be graded"}


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
    """The marks of an assignment, and who has none, by the reason."""

    assignment: str
    max_score: float
    marks: list[Mark]
    without: dict[str, list[str]]

    def said(self) -> list[str]:
        """Who is left out and why, a sentence each."""
        return [
            f"Left out, {reason}: {len(students)} ({', '.join(students[:5])}{', …' if len(students) > 5 else ''})."
            for reason, students in self.without.items()
        ]


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
    marks: list[Mark] = []
    without: dict[str, list[str]] = {}
    for identity in sorted(set(roster.students) | set(rows)):
        row = rows.get(identity)
        reason = _no_mark(row, unread=unread, missing=missing)
        if reason:
            without.setdefault(reason, []).append(identity)
            continue
        student = roster.students.get(identity) or Student(identity)
        score = row.score if row is not None else 0.0
        marks.append(Mark(student, score, row, origins.get(identity, {})))
    return Marks(assignment, max_score, marks, without)


def waiting(row: Row) -> int:
    """How many answers of a row wait to be read."""
    return sum(result.outcome is Outcome.WAITING for result in row.exercises)


def pseudonym(course: Course, student: str) -> str:
    """A student's name in every anonymous file of this course; only its secret leads back."""
    digest = hmac.new(
        course.secret(), f"pseudonym:{student}".encode("utf-8", "surrogateescape"), "sha256"
    )
    return f"p{digest.hexdigest()[:12]}"


def _no_mark(row: Row | None, *, unread: bool, missing: bool) -> str:
    if row is None or row.outcome is Outcome.MISSING:
        return "" if missing else NO_MARK[Outcome.MISSING]
    if row.outcome in NO_MARK:
        return NO_MARK[row.outcome]
    return "answers wait to be read" if waiting(row) and not unread else ""
