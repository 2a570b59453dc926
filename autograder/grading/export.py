"""Marks as CSV: one line a student, everyone in the class, as the gradebook has them now."""

import csv
import io
import re
from pathlib import Path

from autograder.grading.course import Course
from autograder.grading.journal import write_whole
from autograder.grading.outcomes import Row, cell_labels
from autograder.grading.rows import current_rows


def write_csv(
    course: Course, assignment: str, path: Path | None = None, style: str = "plain"
) -> Path:
    """Write the marks of one assignment; returns the path (``report/<assignment>.csv`` by default).

    ``style="plain"``: student, names, e-mail, score, points of each exercise, outcome, misconception, reason.
    ``style="canvas"``: what Canvas's gradebook imports: Student, ID, SIS User ID, SIS Login ID, Section and
    one column for the assignment with its points possible in the second line.
    """
    if style not in ("plain", "canvas"):
        raise ValueError(f"style must be 'plain' or 'canvas', not {style!r}")
    path = (
        path or course.root / "report" / f"{assignment}{'-canvas' if style == 'canvas' else ''}.csv"
    )
    rows = {row.student: row for row in current_rows(course, assignment)}
    with course.gradebook() as gradebook:
        max_score = float(gradebook.find_assignment(assignment).max_score)
        students = {
            s.id: (s.first_name or "", s.last_name or "", s.email or "") for s in gradebook.students
        }
    table = _canvas if style == "canvas" else _plain
    buffer = io.StringIO()
    csv.writer(buffer).writerows(table(assignment, max_score, students, rows))
    write_whole(path, buffer.getvalue())
    return path


_FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=[ \u00a0]*[=+@\uff1d\uff0b\uff0d\uff20-]|[\t\r\n])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
Names = dict[str, tuple[str, str, str]]


def _plain(
    assignment: str,
    max_score: float,
    students: Names,
    rows: dict[str, Row],
) -> list[list[str]]:
    cells = cell_labels(rows.values())
    head = [
        "student",
        "first_name",
        "last_name",
        "email",
        "score",
        "max_score",
        "outcome",
        "misconception",
        "reason",
    ]
    lines = [head + list(cells.values())]
    for student in sorted(set(students) | set(rows)):
        row = rows.get(student)
        points = {e.cell: _number(e.points) for e in row.exercises} if row else {}
        facts = (
            [str(row.outcome), row.misconception or "", row.reason]
            if row
            else ["not graded", "", ""]
        )
        score = _number(rows[student].score) if student in rows else ""
        line = [student, *students.get(student, ("", "", "")), score, _number(max_score), *facts]
        lines.append([_safe(item) for item in line] + [points.get(cell, "") for cell in cells])
    return lines


def _canvas(
    assignment: str,
    max_score: float,
    students: Names,
    rows: dict[str, Row],
) -> list[list[str]]:
    lines = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", assignment],
        ["    Points Possible", "", "", "", "", _number(max_score)],
    ]
    for student in sorted(set(students) | set(rows)):
        first, last, _ = students.get(student, ("", "", ""))
        name = ", ".join(filter(None, [last, first])) or student
        lines.append(
            [
                _safe(name),
                "",
                _safe(student),
                _safe(student),
                "",
                _number(rows[student].score) if student in rows else "",
            ]
        )
    return lines


def _number(value: float) -> str:
    return f"{round(value, 4):g}"


def _safe(text: str) -> str:
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
