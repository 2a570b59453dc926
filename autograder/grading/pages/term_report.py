"""The class over a whole term: how each assignment went, which misconceptions went away, whom to look after.

It reads what was graded; nothing of it is a mark.
"""

import statistics
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.exercises.misconceptions import Misconception
from autograder.grading.contract.results import Outcome, Row
from autograder.grading.course import Course, CourseError, deadlines
from autograder.grading.course.journal import write_whole
from autograder.grading.pages import feedback
from autograder.grading.pages.report import Misunderstanding, catalogue, misunderstandings
from autograder.grading.score.current_rows import current_rows

DROP = 0.25  # so far below one's own mean so far, the last share is worth a look
LOW = 0.5  # so is a mean below this share
WITHOUT = (
    Outcome.EXCUSED,
    Outcome.SUBMISSION_ERROR,
    Outcome.GRADER_ERROR,
)  # no share, and no absence
WIDTH, HEIGHT = 120.0, 24.0  # of the line that shows a student's shares, in CSS pixels


@dataclass
class AssignmentLine:
    """One assignment: how many were graded, handed nothing in or are excused, mean and quartiles of the shares,
    answers that wait."""

    name: str
    graded: int
    missing: int
    excused: int
    waiting: int
    mean: float
    quartiles: tuple[float, float]


@dataclass
class StudentLine:
    """One student: the share of the points in each assignment (None where nothing was graded), why it has none where
    that is not that nothing was handed in, and why to look."""

    id: str
    shares: list[float | None]
    without: list[str]
    look: list[str] = field(default_factory=list)

    @property
    def mean(self) -> float | None:
        """The mean of the shares that there are."""
        known = [share for share in self.shares if share is not None]
        return statistics.fmean(known) if known else None

    @property
    def points(self) -> str:
        """The shares as points of an SVG line; a gap is left out."""
        step = WIDTH / max(len(self.shares) - 1, 1)
        return " ".join(
            f"{index * step:.1f},{2 + (1 - share) * (HEIGHT - 4):.1f}"
            for index, share in enumerate(self.shares)
            if share is not None
        )


@dataclass
class MisconceptionLine:
    """A misconception over the term: how many students had it in each assignment."""

    known: Misunderstanding
    counts: list[int]

    @property
    def gone_after(self) -> int | None:
        """The index of the last assignment that it showed in, if there is a later one."""
        last = max(index for index, count in enumerate(self.counts) if count)
        return last if last + 1 < len(self.counts) else None


def write(course: Course) -> Path:
    """Write ``report/term.html`` over every graded assignment; CourseError if there is none."""
    names = deadlines.handed_in(course)
    if not names:
        raise CourseError("No assignment has been graded yet. Run: autograder grade ASSIGNMENT")
    rows = {name: current_rows(course, name) for name in names}
    path = course.root / "report" / "term.html"
    text = feedback.environment.get_template("term.html.j2").render(
        assignments=[assignment_line(name, of) for name, of in rows.items()],
        misconceptions=misconception_lines(list(rows.values()), catalogue(course, *names)),
        students=student_lines(list(rows.values())),
        names=names,
        pages={name for name in names if path.with_name(f"{name}.html").is_file()},
        width=WIDTH,
        height=HEIGHT,
        drop=DROP,
        low=LOW,
    )
    write_whole(path, text)
    return path


def share(row: Row) -> float | None:
    """The share of the points that a row reached, in [0, 1]; None where nothing was graded."""
    if not row.counts or not row.max_score:
        return None
    return min(max(row.score / row.max_score, 0.0), 1.0)


def assignment_line(name: str, rows: list[Row]) -> AssignmentLine:
    """One assignment's numbers."""
    shares = [known for row in rows if (known := share(row)) is not None]
    outcomes = Counter(row.outcome for row in rows)
    waiting = sum(result.outcome is Outcome.WAITING for row in rows for result in row.exercises)
    several = len(shares) > 1
    low, _, high = (
        statistics.quantiles(shares, n=4, method="inclusive") if several else (shares or [0.0]) * 3
    )
    mean = statistics.fmean(shares) if shares else 0.0
    missing, excused = outcomes[Outcome.MISSING], outcomes[Outcome.EXCUSED]
    return AssignmentLine(name, len(shares), missing, excused, waiting, mean, (low, high))


def misconception_lines(
    rows: list[list[Row]], known: Mapping[str, Misconception]
) -> list[MisconceptionLine]:
    """Every misconception that was named in the term, the one with most students first."""
    by_assignment = [{m.id: m for m in misunderstandings(of, known)} for of in rows]
    ids = {found for of in by_assignment for found in of}
    lines = []
    for found in ids:
        counts = [len(of[found].students) if found in of else 0 for of in by_assignment]
        lines.append(
            MisconceptionLine(next(of[found] for of in by_assignment if found in of), counts)
        )
    return sorted(lines, key=lambda line: (-sum(line.counts), line.known.id))


def student_lines(rows: list[list[Row]]) -> list[StudentLine]:
    """Everyone, those to look after first; then by name."""
    found = [{row.student: row for row in of} for of in rows]
    lines = []
    for student in sorted({student for of in found for student in of}):
        own = [of.get(student) for of in found]
        shares = [share(row) if row else None for row in own]
        without = [str(row.outcome) if row and row.outcome in WITHOUT else "" for row in own]
        asked = [one for one, why in zip(shares, without, strict=True) if not why]
        look = why_to_look(asked)
        if without[-1] == Outcome.SUBMISSION_ERROR:
            look.append("the last file cannot be read")
        lines.append(StudentLine(student, shares, without, look))
    return sorted(lines, key=lambda line: (-len(line.look), line.id))


def why_to_look(shares: list[float | None]) -> list[str]:
    """What in a student's shares over the term is worth a question, in words."""
    known = [share for share in shares if share is not None]
    reasons: list[str] = []
    if not shares:
        return reasons
    if len(shares) > 1 and shares[-1] is None and shares[-2] is None:
        reasons.append("nothing in the last two assignments")
    elif shares[-1] is None and known:
        reasons.append("nothing in the last assignment")
    if len(known) > 1 and known[-1] < statistics.fmean(known[:-1]) - DROP:
        reasons.append("well below before")
    if known and statistics.fmean(known) < LOW:
        reasons.append("less than half of the points")
    return reasons
