"""Writes marks for a platform, or all marks of a term, as files."""

from dataclasses import dataclass
from pathlib import Path

from autograder.grading.contract.results import Outcome
from autograder.grading.contract.text import some
from autograder.grading.course import Course, CourseError, deadlines
from autograder.grading.course.journal import write_whole
from autograder.grading.pages import export
from autograder.grading.score.current_rows import current_rows
from autograder.platforms import marks as reading
from autograder.platforms.gradebooks import FORMATS, Target

BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class Written:
    """Where marks were written, how many, and what to know before the file is imported."""

    path: Path
    marks: int
    warnings: list[str]


def marks_for(
    course: Course,
    assignment: str,
    platform: str,
    *,
    path: Path | None = None,
    title: str | None = None,
    template: Path | None = None,
    unread: bool = False,
    missing: bool = False,
) -> Written:
    """Write what a platform's gradebook imports.

    Args:
        course: the course.
        assignment: its name.
        platform: one of FORMATS.
        path: where to; by default ``report/<assignment>-<platform>.csv``.
        title: the platform's name of the assignment; by default ours.
        template: the platform's own file, to be filled in.
        unread: count answers that wait to be read as no points yet, instead of leaving the student out.
        missing: write a nought for those who handed nothing in, instead of leaving them out.
    """
    marks = reading.read(course, assignment, unread=unread, missing=missing)
    sheet = FORMATS[platform](Target(marks, title or assignment, template))
    ending = "txt" if platform == "openolat" else "csv"
    path = path or course.root / "report" / f"{assignment}-{platform}.{ending}"
    write_whole(path, sheet.text)
    return Written(path, sheet.marks, [*sheet.warnings, *marks.said()])


def anonymous(course: Course, assignment: str, path: Path | None = None) -> Written:
    """Write marks and outcomes under pseudonyms that stay the same in all files of the course."""
    rows = current_rows(course, assignment)
    lines = sorted(
        [
            reading.pseudonym(course, row.student),
            "" if row.outcome is Outcome.EXCUSED else f"{row.score:g}",
            f"{row.max_score:g}",
            str(len(export.unread(row))),
            str(row.outcome),
            row.misconception or "",
        ]
        for row in rows
    )
    head = ["student", "score", "max_score", "unread", "outcome", "misconception"]
    path = path or course.root / "report" / f"{assignment}-anonymous.csv"
    write_whole(path, BYTE_ORDER_MARK + export.as_csv([head, *lines]))
    return Written(path, len(lines), reading.outdated(rows, assignment))


def term(
    course: Course,
    path: Path | None = None,
    weights: dict[str, float] | None = None,
    *,
    pseudonyms: bool = False,
) -> Written:
    """Write every graded assignment's marks in one table, with a total.

    The total is Σ weight · score / max_score over Σ weight, in percent; weights are 1 by default, and 0 for an
    assignment of no points.
    Where nothing was handed in, that counts as nought; who waits for a reader or a run has no total. An assignment that
    somebody is excused from and handed nothing in to is in neither of their sums.
    With ``pseudonyms`` nobody is named, and the order says nothing.
    """
    weights = weights or {}
    names = deadlines.handed_in(course)
    with course.gradebook() as gradebook:
        people = {
            s.id: [s.id, s.last_name or "", s.first_name or "", s.email or ""]
            for s in gradebook.students
        }
    if unknown := set(weights) - set(names):
        raise CourseError(
            f"No graded assignment is called {', '.join(sorted(unknown))}; there are {', '.join(names) or 'none'}."
        )
    if not names:
        raise CourseError("No assignment has been graded yet. Run: autograder grade ASSIGNMENT")
    every = {name: reading.read(course, name) for name in names}
    scores = {
        name: {mark.student.id: mark for mark in marks.marks} for name, marks in every.items()
    }
    nothing = reading.NO_MARK[Outcome.MISSING]
    waits: dict[str, set[str]] = {}  # reason → who has no mark for it, which is no nought
    excused = {n: set(marks.without.get(reading.EXCUSED, ())) for n, marks in every.items()}
    for marks in every.values():
        for reason in marks.without.keys() - {nothing, reading.EXCUSED}:
            waits.setdefault(reason, set()).update(marks.without[reason])
    open_still: set[str] = set().union(*waits.values())
    shares = {n: weights.get(n, 1.0) if every[n].max_score else 0.0 for n in names}
    if not sum(shares.values()) > 0:
        raise CourseError("No assignment counts: give one of them a weight above 0.")
    lines = [
        [
            "student",
            "last_name",
            "first_name",
            "email",
            *(f"{n} [{every[n].max_score:g}]" for n in names),
            "percent",
        ]
    ]
    for student, facts in sorted(people.items()):
        cells = [scores[n][student].text if student in scores[n] else "" for n in names]
        reached = sum(
            shares[n] * scores[n][student].score / every[n].max_score
            for n in names
            if student in scores[n] and shares[n]
        )
        whole = sum(shares[n] for n in names if student not in excused[n])
        total = "" if student in open_still or not whole else f"{100 * reached / whole:.2f}"
        lines.append([*map(export.safe, facts), *cells, total])
    if pseudonyms:
        hidden = [[reading.pseudonym(course, line[0]), *line[4:]] for line in lines[1:]]
        lines = [[lines[0][0], *lines[0][4:]], *sorted(hidden)]
    name = "term-anonymous.csv" if pseudonyms else "term.csv"
    path = path or course.root / "report" / name
    write_whole(path, BYTE_ORDER_MARK + export.as_csv(lines))
    notes = [f"No total, {why}: {some(sorted(who))}." for why, who in waits.items()]
    notes += [
        f"{name} is not in the total of who is excused: {some(sorted(who))}."
        for name, who in excused.items()
        if who
    ]
    return Written(path, len(people), notes)
