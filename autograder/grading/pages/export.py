"""Marks as CSV: one line a student, everyone in the class, as the gradebook has them now."""

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

from autograder.grading.contract.results import ExerciseResult, Outcome, Row, cell_labels
from autograder.grading.course import Course, deadlines
from autograder.grading.course.journal import write_whole
from autograder.grading.score.current_rows import OUTDATED, current_rows


def write_csv(course: Course, assignment: str, path: Path | None = None) -> Path:
    """Write the marks of one assignment; returns the path (``report/<assignment>.csv`` by default).

    Student, names, e-mail, score, points before lateness, what it took off, the time of submission, how many answers
    wait to be read, outcome, misconception, reason, and the points of each exercise, blank where an answer waits. Who
    is excused and handed nothing in has no score. The file begins with a byte order mark, by which spreadsheets know
    that it is UTF-8.
    """
    path = path or course.root / "report" / f"{assignment}.csv"
    rows = {row.student: row for row in current_rows(course, assignment)}
    with course.gradebook() as gradebook:
        stored = gradebook.find_assignment(assignment)
        max_score = float(stored.max_score)
        students = {
            s.id: (s.first_name or "", s.last_name or "", s.email or "") for s in gradebook.students
        }
        moments = {s.student.id: s.timestamp for s in stored.submissions if s.timestamp}
    deadline = deadlines.read(course, assignment)
    times = {student: deadline.local(moment) for student, moment in moments.items()}
    write_whole(path, "\ufeff" + as_csv(_plain(max_score, students, times, rows)))
    return path


def as_csv(lines: Iterable[Iterable[str]], separator: str = ",", end: str = "\r\n") -> str:
    """Lines of cells as the text of a CSV file."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator=end).writerows(lines)
    return buffer.getvalue()


_FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=[ \u00a0]*[=+@\uff1d\uff0b\uff0d\uff20-]|[\t\r\n])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
Names = dict[str, tuple[str, str, str]]
COLUMNS = (
    *("student", "first_name", "last_name", "email", "score", "max_score", "raw_score"),
    *("late_penalty", "handed_in", "unread", "outcome", "misconception", "reason"),
)


def _plain(
    max_score: float,
    students: Names,
    times: dict[str, str],
    rows: dict[str, Row],
) -> list[list[str]]:
    cells = cell_labels(rows.values())
    lines = [[*COLUMNS, *cells.values()]]
    for student in sorted(set(students) | set(rows)):
        row = rows.get(student)
        facts = {"student": student, "max_score": _number(max_score), "outcome": "not graded"}
        facts |= zip(COLUMNS[1:4], students.get(student, ()), strict=False)
        facts["handed_in"] = times.get(student, "")
        points: dict[tuple[str, str], str] = {}
        if row is not None:
            points = {e.cell: _points(e) for e in row.exercises}
            facts |= {"outcome": str(row.outcome), "reason": _reason(row)}
            facts["misconception"] = row.misconception or ""
        if row is not None and row.outcome is not Outcome.EXCUSED:
            facts |= {"score": _number(row.score), "unread": str(len(unread(row)))}
            facts["raw_score"] = _number(row.score + row.late_penalty)
            facts["late_penalty"] = _number(row.late_penalty)
        known = [safe(facts.get(column, "")) for column in COLUMNS]
        lines.append([*known, *(points.get(cell, "") for cell in cells)])
    return lines


def _points(result: ExerciseResult) -> str:
    return "" if result.outcome is Outcome.WAITING else _number(result.points)


def unread(row: Row) -> list[str]:
    """The answers that nobody has read yet."""
    return [result.grade_id for result in row.exercises if result.outcome is Outcome.WAITING]


def _reason(row: Row) -> str:
    """Why the score is what it is, whether that is out of date, and which answers nobody has read yet."""
    names = unread(row)
    waits = (
        f"{', '.join(names)} {'waits' if len(names) == 1 else 'wait'} to be read." if names else ""
    )
    earlier = [note for note in row.notes if note.startswith(OUTDATED)]
    return " ".join(filter(None, [*earlier, row.reason, waits]))


def _number(value: float) -> str:
    return f"{round(value, 4):g}"


def safe(text: str) -> str:
    """Text that nothing obeys.

    No terminal does, and a spreadsheet finds no formula, also where it takes ``;``, a tab or a line's end for a new
    cell.
    """
    return text if _is_number(text) else _FORMULA.sub("'", _CONTROL.sub("\ufffd", text))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
