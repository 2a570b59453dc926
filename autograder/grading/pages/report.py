"""The class report: who got what, what the class misunderstands, which items and checks were hard.

It reads what was graded.
"""

import os
import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from autograder.exercises.misconceptions import Misconception, misconceptions
from autograder.grading.contract.results import ExerciseResult, Outcome, Row, cell_labels
from autograder.grading.course import Course, own_files
from autograder.grading.course.journal import write_whole
from autograder.grading.pages import feedback
from autograder.grading.pages.effort import effort_lines
from autograder.grading.pages.export import unread
from autograder.grading.score import intervals


@dataclass
class Item:
    """One exercise over the whole class.

    ``difficulty`` is the mean share of its points (nbgrader shows sums alone), None where nobody's is known: of a
    written answer until the first is read, blank ones apart, and of an item of no points. ``waiting`` answers are not
    read yet and count in nothing. ``discrimination`` is the correlation of its points with the points of all other
    items (point-biserial for items that are all or nothing), None where it is not defined: fewer than three students,
    or no spread. Of the others those count that are known of all these students. Intervals: see ``intervals``.
    """

    name: str
    max_points: float
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    waiting: int = 0
    difficulty: float | None = None
    discrimination: float | None = None
    difficulty_interval: tuple[float, float] | None = None
    discrimination_interval: tuple[float, float] | None = None
    checks: list[tuple[str, int, int]] = field(default_factory=list)


@dataclass
class Misunderstanding:
    """A misconception, where it showed, who has it, what the first of them was told, and what the catalogue says."""

    id: str
    exercises: list[str] = field(default_factory=list)
    students: list[str] = field(default_factory=list)
    message: str = ""
    known: Misconception | None = None


def write(course: Course, assignment: str) -> Path:
    """Write the class report of a graded assignment, and every feedback page anew; gives the report's path.

    Raises CourseError if nothing of the assignment has been graded.
    """
    written = feedback.write_all(course, assignment)
    rows = [row for row, _ in written]
    with course.gradebook() as gradebook:
        max_score = float(gradebook.find_assignment(assignment).max_score)
    path = course.root / "report" / f"{assignment}.html"
    graded = [row for row in rows if row.counts]
    labels, of_exercises = cell_labels(graded), items(graded)
    text = feedback.environment.get_template("report.html.j2").render(
        assignment=assignment,
        rows=rows,
        links={row.student: _links(path, pages) for row, pages in written},
        outcomes=Counter(row.outcome for row in rows).most_common(),
        mean=statistics.fmean(row.score for row in graded) if graded else 0.0,
        median=statistics.median(row.score for row in graded) if graded else 0.0,
        max_score=max_score,
        graded=len(graded),
        intervals=intervals,
        waiting=sum(len(unread(row)) for row in graded),
        levels=Counter(row.isolation for row in graded if row.isolation).most_common(),
        misunderstandings=misunderstandings(rows, catalogue(course, assignment)),
        items=of_exercises,
        efforts=effort_lines(
            course, assignment, [row.student for row in rows], {item.name for item in of_exercises}
        ),
        shared=sorted({labels[e.cell] for row in graded for e in row.exercises if e.shared}),
    )
    write_whole(path, text)
    return path


def catalogue(course: Course, *assignments: str) -> Mapping[str, Misconception]:
    """The misconceptions that grading these assignments can name, by id."""
    found = (own_files.exercise_folders(course, name) for name in assignments)
    return misconceptions(*dict.fromkeys(path for own in found for path in own.values()))


def misunderstandings(
    rows: list[Row], known: Mapping[str, Misconception]
) -> list[Misunderstanding]:
    """Every misconception that was named, the one with most students first."""
    found: dict[str, Misunderstanding] = {}
    for row in rows:
        for result in row.exercises:
            if result.misconception is None:
                continue
            id = result.misconception
            entry = Misunderstanding(id, message=result.message, known=known.get(id))
            entry = found.setdefault(id, entry)
            if result.name not in entry.exercises:
                entry.exercises.append(result.name)
            if row.student not in entry.students:
                entry.students.append(row.student)
    return sorted(found.values(), key=lambda entry: (-len(entry.students), entry.id))


def items(rows: list[Row]) -> list[Item]:
    """Statistics of every exercise, in the order of the assignment: those of a written answer by who was read."""
    known: dict[tuple[str, str], dict[str, ExerciseResult]] = defaultdict(dict)
    waiting: dict[tuple[str, str], list[ExerciseResult]] = defaultdict(list)
    labels = cell_labels(rows)
    for row in rows:
        for result in row.exercises:
            if result.outcome is Outcome.WAITING:
                waiting[result.cell].append(result)
            else:
                known[result.cell][row.student] = result
    return [_item(label, known[cell], waiting[cell], known) for cell, label in labels.items()]


def _item(
    label: str,
    of: dict[str, ExerciseResult],
    waiting: list[ExerciseResult],
    known: Mapping[tuple[str, str], dict[str, ExerciseResult]],
) -> Item:
    first = next(iter([*of.values(), *waiting]))
    name = next((r.name for r in of.values() if r.checks), first.name)
    item = Item(label if name == first.grade_id else name, first.max_points, waiting=len(waiting))
    item.outcomes = Counter(result.outcome for result in [*of.values(), *waiting])
    if waiting and all(result.outcome is Outcome.NOT_ATTEMPTED for result in of.values()):
        return item
    points = [result.points for result in of.values()]
    if first.max_points:
        shares = [min(max(n / first.max_points, 0.0), 1.0) for n in points]
        item.difficulty = statistics.fmean(points) / first.max_points
        item.difficulty_interval = intervals.of_mean(shares)
    others = [one for one in known.values() if one is not of and of.keys() <= one.keys()]
    rest = [sum(one[student].points for one in others) for student in of]
    if len(points) > 2 and len(set(points)) > 1 and len(set(rest)) > 1:
        item.discrimination = statistics.correlation(points, rest)
        item.discrimination_interval = intervals.of_correlation(points, rest)
    failed: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for result in of.values():
        for check in filter(lambda check: check.asked, result.checks):
            asked[check.name] += 1
            failed[check.name] += not check.passed
    item.checks = [(name, failed[name], asked[name]) for name in asked if failed[name]]
    return item


def _links(page: Path, targets: list[Path]) -> list[str]:
    """The student's feedback pages, relative to the report."""
    return [quote(os.fsencode(os.path.relpath(path, page.parent))) for path in targets]
