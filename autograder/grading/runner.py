"""Grade an assignment: every student gets a row, whatever happens to one of them or to the run.

One process reads, prepares and writes; workers execute. What is done is in the run journal, so the same
command goes on where a run was stopped, and grades again only what has changed.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import ParamSpec, TypeVar

from nbgrader.api import InvalidEntry
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from autograder.grading.assignment import Assignment
from autograder.grading.before_grading import check_isolation
from autograder.grading.contract.execution import (
    OUT_OF_MEMORY,
    Execution,
)
from autograder.grading.contract.results import Outcome, Row, Summary
from autograder.grading.course import CONFIG_FILE, Course, CourseError
from autograder.grading.course.agreement import disagreements
from autograder.grading.course.gradebook import (
    FULL,
    LOCKED,
    in_one_transaction,
    is_full,
    is_locked,
    what_to_do,
    while_locked,
)
from autograder.grading.course.journal import Journal
from autograder.grading.intake.submission import Submission
from autograder.grading.options import GradeOptions, Watcher
from autograder.grading.pages import feedback
from autograder.grading.run.cluster import run_jobs_on_cluster
from autograder.grading.run.workers import Job, JobError, run_jobs
from autograder.grading.sandbox.grader_side.files import take_files
from autograder.grading.score.calibrate import calibrate_if_due
from autograder.grading.score.current_rows import Notebooks, graded_notebooks, still_standing
from autograder.grading.stages import Prepared, missing_row, prepare, publish, record
from autograder.grading.version import version_of

__all__ = ["GradeOptions", "Watcher", "grade_assignment"]

P = ParamSpec("P")
T = TypeVar("T")

MANY, SHARE = 3, 0.2  # of a class, from which on a limit is spoken of
PATIENCE = 3  # students in a row whom a locked gradebook may cost before the run stops


class _StillLockedError(Exception):
    pass


def grade_assignment(options: GradeOptions, watcher: Watcher | None = None) -> Summary:
    """Grade and return everyone's row; ``Summary.exit_status`` is 0, 1 (rows with errors) or 2 (run stopped).

    Raises CourseError where there is no such course, assignment or student, and BusyError where another run has it.
    """
    course = Course(options.course)
    journal = Journal(course.state(options.assignment))
    with journal.locked():
        try:
            say = watcher.noted if watcher else lambda text: None
            return while_locked(say, lambda: _Run(options, course, journal, watcher)).go()
        except (DatabaseError, InvalidEntry) as error:
            raise CourseError(what_to_do(error)) from error
        except KeyboardInterrupt:
            raise CourseError(
                "The run was interrupted before anything was graded; the same command begins again."
            ) from None
        except OSError as error:
            if not is_full(error):
                raise
            raise CourseError(what_to_do(error)) from error


@dataclass
class _Submitter:
    """A student on the way through a run.

    fingerprint
        Of what was handed in when the run began.
    error
        Why the folder could not be looked into, if it could not.
    prepared, executed
        While the notebooks are on their way: what was prepared, and those that are back, by name.
    """

    submission: Submission
    fingerprint: str = ""
    error: Exception | None = None
    prepared: Prepared | None = None
    executed: dict[str, Execution] = field(default_factory=dict)


class _Run:
    """One run over one assignment."""

    def __init__(
        self, options: GradeOptions, course: Course, journal: Journal, watcher: Watcher | None
    ) -> None:
        self.options = options
        self.journal = journal
        self.watcher = watcher
        self.assignment = Assignment.load(
            course, options.assignment, journal.next_run(), options.allow_level
        )
        self.version = version_of(self.assignment)
        self.rows: dict[str, Row] = {}
        self.submitters: dict[str, _Submitter] = {}
        self.graded_now = 0  # and have points
        self.done_now = 0  # those too who handed in nothing that can be graded
        self.isolation = ""
        self.locked_in_a_row = 0
        self.disturbed: dict[int, Job] = {}  # to be tried once more, by id
        self.tried: dict[int, Job] = {}
        self.later: dict[str, list[list[Job]]] = {}  # notebooks that wait for files of others

    def go(self) -> Summary:
        started = time.monotonic()
        stopped: str | None = None
        for remark in disagreements(
            self.assignment.course, self.assignment.name, self.assignment.released
        ):
            self._say(remark)
        todo = self._todo()
        if todo and self.options.cluster is None:
            check_isolation(self.assignment)
        if todo:
            calibrate_if_due(self.assignment.course, self.assignment.name, self._say)
        if self.watcher:
            self.watcher.started(len(todo), len(self.rows))
        workers = min(self.options.jobs or os.cpu_count() or 1, len(todo))
        try:
            self._run(self._jobs(todo), workers)
            while any(self.later.values()):
                self._run(self._next_jobs(), workers)
        except KeyboardInterrupt:
            stopped = "The run was interrupted."
        except _StillLockedError:
            stopped = LOCKED
        except (OSError, SQLAlchemyError, InvalidEntry) as error:
            if not is_full(error):
                raise
            stopped = f"{FULL}."
        self._remark_on_limits()
        if stopped:
            left = len(todo) - self.done_now
            stopped += f" {self.done_now} submissions are graded and kept; the same command goes on with {left}."
        rows = sorted(self.rows.values(), key=lambda row: row.student)
        seconds = time.monotonic() - started
        name = self.assignment.name
        return Summary(name, rows, self.graded_now, seconds, self.isolation, stopped)

    def _run(self, jobs: Iterator[Job], workers: int) -> None:
        with closing(self._results(jobs, workers)) as results:
            for job, result in results:
                self._take(job, result)
        self._try_again()

    def _next_jobs(self) -> Iterator[Job]:
        """The notebooks whose turn it is now, of everyone who is not done."""
        for student, turns in self.later.items():
            if turns and self.submitters[student].prepared is None:  # it failed
                turns.clear()
            if turns:
                yield from turns.pop(0)

    def _results(
        self, jobs: Iterator[Job], workers: int
    ) -> Generator[tuple[Job, Execution | JobError]]:
        if self.options.cluster is None:
            return run_jobs(jobs, workers)
        return run_jobs_on_cluster(jobs, self.options.cluster, workers, self._say)

    def _todo(self) -> list[_Submitter]:
        """Who must be graded; the rows of everyone else are kept as they are."""
        course, options = self.assignment.course, self.options
        students = course.students(self.assignment.name)
        unknown = sorted(set(options.students) - set(students))
        if unknown:
            raise CourseError(f"There is no student {unknown[0]!r} in this course.")
        self.submitters = {s: self._find(s) for s in options.students or students}
        recorded = {
            student: row
            for student, who in self.submitters.items()
            if (row := self._recorded(who)) is not None
        }
        self.rows = still_standing(course, self.assignment.name, recorded)
        todo = [who for student, who in self.submitters.items() if student not in self.rows]
        return todo[: options.limit]

    def _recorded(self, who: _Submitter) -> Row | None:
        """The row of this very submission under this very version; None asks for grading."""
        kept = None if self.options.force else self.journal.read(who.submission.student)
        return kept[1] if kept and kept[0] == who.fingerprint else None

    def _find(self, student: str) -> _Submitter:
        """What this student handed in, with its fingerprint of now: what changes later is graded next time."""
        try:
            submission = self.assignment.find(student)
            due = self.assignment.deadline.digest(student)
            return _Submitter(submission, f"{self.version}:{submission.fingerprint()}:{due}")
        except Exception as error:  # one folder must not keep the others from being graded
            folder = self.assignment.course.folder("submitted", student, self.assignment.name)
            return _Submitter(Submission(student, folder), error=error)

    def _jobs(self, todo: list[_Submitter]) -> Iterator[Job]:
        for who in todo:
            submission = who.submission
            if who.error is not None:
                self._fail(who, who.error)
                continue
            if submission.missing or submission.blocked:
                self._finish(who, *self._without_files(submission))
                continue
            try:
                prepared = self._in_one_transaction(prepare, self.assignment, submission)
            except Exception as error:
                self._fail(who, error)
                continue
            who.prepared = prepared
            if not prepared.jobs:
                self._record(who, prepared)
                continue
            first, *self.later[submission.student] = prepared.turns()
            yield from first

    def _without_files(self, submission: Submission) -> tuple[Row, Notebooks]:
        """Nothing was handed in; what was graded before it went away stands, as it does in the gradebook."""
        before = self.journal.read(submission.student) if submission.missing else None
        if before is None or not before[1].exercises:
            return missing_row(self.assignment, submission), {}
        note = "The submission is no longer there; these are its points from when it was."
        row = replace(before[1], notes=tuple(dict.fromkeys((*before[1].notes, note))))
        course, name = self.assignment.course, self.assignment.name
        return row, graded_notebooks(course, name, submission.student)

    def _take(self, job: Job, result: Execution | JobError) -> None:
        who = self.submitters[job.student]
        if who.prepared is None:  # another notebook of this student already failed
            return
        if isinstance(result, JobError):
            self._fail(who, result)
            return
        if result.disturbed and id(job) not in self.tried:
            self.disturbed[id(job)] = job
            return
        if result.disturbed.startswith(OUT_OF_MEMORY):
            remedy = "Close other programs, or use fewer --jobs."
            self._fail(who, JobError(f"Twice {result.disturbed}. {remedy}"))
            return
        self.isolation = str(result.isolation)
        who.executed[job.name] = result
        if job.plan.files is not None:
            take_files(job.plan.files, result.left)
        if len(who.executed) == len(who.prepared.jobs):
            self._record(who, who.prepared)

    def _try_again(self) -> None:
        """What the machine has disturbed, once more, one after the other, with nothing beside it."""
        again = [*self.disturbed.values()]
        if not again:
            return
        self.tried |= self.disturbed
        self.disturbed = {}
        self._say(
            f"{len(again)} notebooks were disturbed by the machine (no memory, or too little time while "
            "it was busy) and are run once more, one at a time."
        )
        with closing(self._results(iter(again), 1)) as results:
            for job, result in results:
                self._take(job, result)

    def _remark_on_limits(self) -> None:
        """Say so where many have met the same limit: then it is the limit's fault, and not theirs."""
        met = Counter(limit for row in self.rows.values() for limit in row.limits)
        for limit, count in sorted(met.items()):
            if count >= max(MANY, SHARE * len(self.rows)):
                self._say(
                    f"{count} of {len(self.rows)} submissions met the same limit, {limit} "
                    f"({self.assignment.limits.amount(limit)}). If the exercise needs more, set "
                    f"c.Execute.limits = {{{limit!r}: ...}} in {CONFIG_FILE} and grade again."
                )

    def _record(self, who: _Submitter, prepared: Prepared) -> None:
        try:
            self.journal.forget(who.submission.student)
            row = self._in_one_transaction(record, self.assignment, prepared, who.executed)
            publish(self.assignment, prepared)
            self._finish(who, row, prepared.graded)
        except Exception as error:
            self._fail(who, error)

    def _in_one_transaction(self, step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        db_url = self.assignment.course.directory.db_url
        return in_one_transaction(db_url, self._say, step, *args, **kwargs)

    def _say(self, text: str) -> None:
        if self.watcher:
            self.watcher.noted(text)

    def _finish(self, who: _Submitter, row: Row, notebooks: Notebooks) -> None:
        """Write the feedback pages, then the journal's record: only then is the student done."""
        course, name = self.assignment.course, self.assignment.name
        pages = self._in_one_transaction(feedback.write, course, name, row, notebooks)
        row = replace(row, feedback=tuple(str(page) for page in pages))
        if row.outcome is not Outcome.GRADER_ERROR:  # without a record, the next run tries again
            self.journal.write(row.student, who.fingerprint, row)
        self.graded_now += row.counts
        self.done_now += 1
        self._done(who, row)

    def _fail(self, who: _Submitter, error: Exception) -> None:
        """A row for a student whom the grader failed; without a record, the next run tries again."""
        if is_full(error):
            raise error
        self.locked_in_a_row = self.locked_in_a_row + 1 if is_locked(error) else 0
        if self.locked_in_a_row == PATIENCE:
            raise _StillLockedError
        reason = LOCKED if is_locked(error) else _one_line(error)
        row = missing_row(self.assignment, who.submission)
        self._done(who, replace(row, outcome=Outcome.GRADER_ERROR, reason=reason))

    def _done(self, who: _Submitter, row: Row) -> None:
        who.prepared, who.executed = None, {}
        self.rows[row.student] = row
        if self.watcher:
            self.watcher.finished(row)


def _one_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    if isinstance(error, JobError) and lines:
        return lines[0]
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
