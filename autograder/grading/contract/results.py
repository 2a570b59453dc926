"""What grading says about an exercise and about a student: outcomes and the records that hold them.

Plain data, JSON in and out; report, export and the run journal all read these.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from autograder.grading.contract.text import points


class Outcome(StrEnum):
    """How it went. MISSING is for a student who handed nothing in, EXCUSED for one who need not."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_ATTEMPTED = "not attempted"
    WAITING = "waits to be read"
    BY_HAND = "graded by hand"
    SUBMISSION_ERROR = "submission error"
    GRADER_ERROR = "grader error"
    MISSING = "missing"
    EXCUSED = "excused"


OTHER_ASSIGNMENT = "This is another assignment's notebook"


def counted(number: int, outcome: Outcome) -> str:
    """A number with an outcome: ``3 failed``, ``1 waits to be read``, ``2 wait to be read``."""
    several = outcome is Outcome.WAITING and number != 1
    return f"{number} {outcome.replace('waits', 'wait') if several else outcome}"


NOT_GRADED = (Outcome.MISSING, Outcome.EXCUSED, Outcome.SUBMISSION_ERROR, Outcome.GRADER_ERROR)


@dataclass(frozen=True)
class Check:
    """One check of an exercise; not ``asked`` where that would have charged one cause twice."""

    name: str
    passed: bool
    weight: float = 1.0
    visible: bool = True
    asked: bool = True


@dataclass(frozen=True)
class ExerciseResult:
    """What one grade cell of a notebook came to."""

    notebook: str
    grade_id: str
    name: str
    points: float
    max_points: float
    outcome: Outcome
    misconception: str | None = None
    message: str = ""
    checks: tuple[Check, ...] = ()
    limit: str | None = None
    shared: bool = False

    @property
    def cell(self) -> tuple[str, str]:
        """Which of the assignment's cells it is: a grade_id is unique in its notebook only."""
        return self.notebook, self.grade_id


@dataclass(frozen=True)
class Row:
    """One student's line: the score, how it went, and the one reason worth reading."""

    student: str
    score: float
    max_score: float
    outcome: Outcome
    reason: str = ""
    misconception: str | None = None
    exercises: tuple[ExerciseResult, ...] = ()
    notes: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    isolation: str = ""
    seconds: float = 0.0
    late_penalty: float = 0.0
    feedback: tuple[str, ...] = ()

    @property
    def waiting(self) -> float:
        """The points of answers that nobody has read yet."""
        return sum(e.max_points for e in self.exercises if e.outcome is Outcome.WAITING)

    @property
    def standing(self) -> str:
        """The score out of what was looked at, and what waits: ``7.45 of 8, 2 waiting``."""
        if self.outcome is Outcome.EXCUSED:
            return "–"
        looked_at = self.max_score - self.waiting
        said = [f"{points(self.score)} of {points(looked_at)}"] if looked_at or self.score else []
        said += [f"{points(self.waiting)} waiting"] if self.waiting else []
        return ", ".join(said or ["0 of 0"])

    @property
    def counts(self) -> bool:
        """Whether it is graded: what means, medians and shares are taken over, in every page and line."""
        return self.outcome not in NOT_GRADED

    def excused(self, is_excused: bool) -> "Row":
        """The same of a student who handed nothing in, and need not where ``is_excused``."""
        if self.outcome not in (Outcome.MISSING, Outcome.EXCUSED):
            return self
        return replace(self, outcome=Outcome.EXCUSED if is_excused else Outcome.MISSING)


def cell_labels(rows: Iterable[Row]) -> dict[tuple[str, str], str]:
    """The cells that these rows have results of, in order; with the notebook's name where there are several."""
    cells = dict.fromkeys(result.cell for row in rows for result in row.exercises)
    several = len({notebook for notebook, _ in cells}) > 1
    return {cell: "/".join(cell) if several else cell[1] for cell in cells}


@dataclass
class Summary:
    """What a run of the grader came to; ``exit_status`` is the command's."""

    assignment: str
    rows: list[Row] = field(default_factory=list)
    graded_now: int = 0
    seconds: float = 0.0
    isolation: str = ""
    stopped: str | None = None

    @property
    def exit_status(self) -> int:
        """0 everyone graded · 1 rows with errors name who was not · 2 the run itself was stopped."""
        if self.stopped is not None:
            return 2
        errors = {Outcome.SUBMISSION_ERROR, Outcome.GRADER_ERROR}
        return int(any(row.outcome in errors for row in self.rows))


def judge_row(
    exercises: Sequence[ExerciseResult], notes: Iterable[str] = ()
) -> tuple[Outcome, str, str | None]:
    """A submission's outcome, reason and misconception from its exercises: the first that needs saying speaks.

    Of written answers alone it is that they wait to be read, or were graded by hand. Where the ``notes`` say that it is
    another assignment's notebook, that is the reason why it failed.
    """
    other = next((note for note in notes if note.startswith(OTHER_ASSIGNMENT)), None)
    if other is not None:
        return Outcome.FAILED, other, None
    written = [e for e in exercises if e.outcome in (Outcome.WAITING, Outcome.BY_HAND)]
    machine = [e for e in exercises if e not in written]
    broken = next((e for e in machine if e.outcome is Outcome.GRADER_ERROR), None)
    if any(e.max_points for e in machine):  # a test of 0 points is for practice alone
        machine = [e for e in machine if e.max_points]
    if broken is not None:
        return Outcome.GRADER_ERROR, f"{broken.name}: {broken.message}", None
    if not written and machine and all(e.outcome is Outcome.NOT_ATTEMPTED for e in machine):
        return Outcome.NOT_ATTEMPTED, "No exercise was attempted.", None
    short = [e for e in machine if e.outcome is not Outcome.PASSED or e.points < e.max_points]
    if not machine and written:
        waits = any(e.outcome is Outcome.WAITING for e in written)
        return Outcome.WAITING if waits else Outcome.BY_HAND, "", None
    if not short:
        return Outcome.PASSED, "", None
    first = next((e for e in short if e.misconception), short[0])
    return Outcome.FAILED, f"{first.name}: {first.message or first.outcome}", first.misconception
