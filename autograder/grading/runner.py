"""Grade an assignment: every student gets a row, whatever happens to one of them or to the run.

One process reads, prepares and writes; workers execute. What is done is in the run journal, so the same
command goes on where a run was stopped, and grades again only what has changed.
"""

import json
import os
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from nbgrader.api import InvalidEntry
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from autograder.grading import calibrate, calibration, feedback
from autograder.grading.cluster import run_jobs_on_cluster
from autograder.grading.course import Course, CourseError
from autograder.grading.execution import (
    LEVELS_THAT_HIDE,
    Execution,
    IsolationError,
    check_hidden,
    get_ready,
)
from autograder.grading.gradebook import LOCKED, in_one_transaction, is_full, is_locked, what_to_do
from autograder.grading.journal import Journal
from autograder.grading.outcomes import Outcome, Row, Summary
from autograder.grading.rows import still_standing
from autograder.grading.sandbox.levels import probe
from autograder.grading.stages import Assignment, Prepared, missing_row, prepare, publish, record
from autograder.grading.submission import Submission
from autograder.grading.version import version_of
from autograder.grading.workers import Job, JobError, run_jobs

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 3  # students in a row whom a locked gradebook may cost before the run stops


class _StillLockedError(Exception):
    pass


@dataclass(frozen=True)
class GradeOptions:
    """What to grade and how.

    jobs
        Worker processes; the number of cores by default.
    students
        Only these; everyone by default.
    force
        Grade again also what has not changed.
    limit
        At most so many submissions in this run.
    allow_level
        The lowest level of isolation that is accepted (see ``autograder doctor``).
    cluster
        Execute on this Dask scheduler ("tcp://host:8786"), or on a local Dask cluster ("local").
    """

    course: Path
    assignment: str
    jobs: int | None = None
    students: tuple[str, ...] = ()
    force: bool = False
    limit: int | None = None
    allow_level: str = "isolated"
    cluster: str | None = None


class Watcher(Protocol):
    """Whoever shows the progress of a run."""

    def started(self, to_grade: int, kept: int) -> None:
        """So many submissions will be graded; so many are unchanged and kept."""

    def noted(self, text: str) -> None:
        """Something about the run or the assignment that the instructor should read."""

    def finished(self, row: Row) -> None:
        """One more student is done."""


def grade_assignment(options: GradeOptions, watcher: Watcher | None = None) -> Summary:
    """Grade and return everyone's row; ``Summary.exit_status`` is 0, 1 (rows with errors) or 2 (run stopped).

    Raises CourseError where there is no such course, assignment or student, and BusyError where another run has it.
    """
    course = Course(options.course)
    journal = Journal(course.state(options.assignment))
    with journal.locked():
        try:
            return _Run(options, course, journal, watcher).go()
        except DatabaseError as error:
            raise CourseError(what_to_do(error)) from error


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
        self.fingerprints: dict[str, str] = {}
        self.not_found: dict[str, Exception] = {}
        self.pending: dict[str, Prepared] = {}
        self.executed: dict[str, dict[str, Execution]] = {}
        self.graded_now = 0
        self.isolation = ""
        self.locked_in_a_row = 0

    def go(self) -> Summary:
        started = time.monotonic()
        stopped: str | None = None
        todo = self._todo()
        if todo:
            self._check_isolation()
            self._calibrate()
        if self.watcher:
            self.watcher.started(len(todo), len(self.rows))
        workers = min(self.options.jobs or os.cpu_count() or 1, len(todo))
        try:
            with closing(self._results(self._jobs(todo), workers)) as results:
                for job, result in results:
                    self._take(job, result)
        except KeyboardInterrupt:
            stopped = "The run was interrupted."
        except _StillLockedError:
            stopped = LOCKED
        except (OSError, SQLAlchemyError, InvalidEntry) as error:
            if not is_full(error):
                raise
            stopped = "The disk is full. Free some space."
        if stopped:
            left = len(todo) - self.graded_now
            stopped += f" {self.graded_now} submissions are graded and kept; the same command goes on with {left}."
        rows = sorted(self.rows.values(), key=lambda row: row.student)
        seconds = time.monotonic() - started
        name = self.assignment.name
        return Summary(name, rows, self.graded_now, seconds, self.isolation, stopped)

    def _check_isolation(self) -> None:
        """Refuse the run, not student by student, where this machine gives less than was asked for."""
        if self.options.cluster is not None:
            return
        released = [json.dumps(notebook).encode() for notebook in self.assignment.released.values()]
        course = self.assignment.course
        try:
            given = get_ready(*released, lowest_level=self.options.allow_level)
            if given.level in LEVELS_THAT_HIDE:
                for folder in (course.root, course.folder("source", ".", self.assignment.name)):
                    check_hidden(folder)
        except IsolationError as error:
            raise CourseError(str(error)) from error

    def _calibrate(self) -> None:
        """Find out which test cells the judge can run, once for each version of the notebooks and of the engine."""
        course, name = self.assignment.course, self.assignment.name
        if calibration.is_current(course, name) or probe().level not in calibrate.LEVELS_WITH_JUDGE:
            return
        if self.watcher:
            self.watcher.noted(f"Calibrating the tests of {name} on its solution.")
        found = calibrate.calibrate(course.root, name)
        for notebook in found.notebooks.values():
            for cell in notebook.cells:
                if cell.remark and self.watcher:
                    self.watcher.noted(f"Test cell {cell.grade_id}: {cell.remark}.")

    def _results(
        self, jobs: Iterator[Job], workers: int
    ) -> Generator[tuple[Job, Execution | JobError]]:
        if self.options.cluster is None:
            return run_jobs(jobs, workers)
        return run_jobs_on_cluster(jobs, self.options.cluster, workers)

    def _todo(self) -> list[Submission]:
        """Who must be graded; the rows of everyone else are kept as they are."""
        course, options = self.assignment.course, self.options
        students = course.students(self.assignment.name)
        unknown = sorted(set(options.students) - set(students))
        if unknown:
            raise CourseError(f"There is no student {unknown[0]!r} in this course.")
        wanted = [self._find(s) for s in dict.fromkeys(options.students or students)]
        recorded = {s.student: row for s in wanted if (row := self._recorded(s)) is not None}
        self.rows = still_standing(course, self.assignment.name, recorded)
        todo = [submission for submission in wanted if submission.student not in self.rows]
        return todo[: options.limit]

    def _recorded(self, submission: Submission) -> Row | None:
        """The row of this very submission under this very version; None asks for grading."""
        kept = None if self.options.force else self.journal.read(submission.student)
        return kept[1] if kept and kept[0] == self.fingerprints.get(submission.student) else None

    def _find(self, student: str) -> Submission:
        """What this student handed in, with its fingerprint of now: what changes later is graded next time."""
        try:
            submission = self.assignment.find(student)
            self.fingerprints[student] = f"{self.version}:{submission.fingerprint()}"
        except Exception as error:  # one folder must not keep the others from being graded
            self.not_found[student] = error
            folder = self.assignment.course.folder("submitted", student, self.assignment.name)
            return Submission(student, folder)
        return submission

    def _jobs(self, todo: list[Submission]) -> Iterator[Job]:
        for submission in todo:
            if submission.student in self.not_found:
                self._fail(submission, self.not_found[submission.student])
                continue
            if submission.missing or submission.blocked:
                self._finish(submission, self._row_without_files(submission))
                continue
            try:
                prepared = self._in_one_transaction(prepare, self.assignment, submission)
            except Exception as error:
                self._fail(submission, error)
                continue
            self.pending[submission.student] = prepared
            self.executed[submission.student] = {}
            if not prepared.jobs:
                self._record(prepared)
            yield from prepared.jobs

    def _row_without_files(self, submission: Submission) -> Row:
        """Nothing was handed in; what was graded before it went away stands, as it does in the gradebook."""
        before = self.journal.read(submission.student) if submission.missing else None
        if before is None or not before[1].exercises:
            return missing_row(self.assignment, submission)
        note = "The submission is no longer there; these are its points from when it was."
        return replace(before[1], notes=tuple(dict.fromkeys((*before[1].notes, note))))

    def _take(self, job: Job, result: Execution | JobError) -> None:
        prepared = self.pending.get(job.student)
        if prepared is None:  # another notebook of this student already failed
            return
        if isinstance(result, JobError):
            self._fail(prepared.submission, result)
            return
        self.isolation = str(result.isolation)
        executed = self.executed[job.student]
        executed[job.name] = result
        if len(executed) == len(prepared.jobs):
            self._record(prepared)

    def _record(self, prepared: Prepared) -> None:
        submission = prepared.submission
        try:
            executions = self.executed[submission.student]
            self.journal.forget(submission.student)
            row = self._in_one_transaction(record, self.assignment, prepared, executions)
            publish(self.assignment, prepared)
            self._finish(submission, row)
        except Exception as error:
            self._fail(submission, error)

    def _in_one_transaction(self, step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        db_url = self.assignment.course.directory.db_url
        return in_one_transaction(db_url, step, *args, **kwargs)

    def _finish(self, submission: Submission, row: Row) -> None:
        """Write the feedback pages, then the journal's record: only then is the student done."""
        course, name = self.assignment.course, self.assignment.name
        pages = self._in_one_transaction(feedback.write, course, name, row)
        row = replace(row, feedback=tuple(str(page) for page in pages))
        if row.outcome is not Outcome.GRADER_ERROR:  # without a record, the next run tries again
            self.journal.write(submission.student, self.fingerprints[submission.student], row)
        self.graded_now += 1
        self._done(row)

    def _fail(self, submission: Submission, error: Exception) -> None:
        """A row for a student whom the grader failed; without a record, the next run tries again."""
        if is_full(error):
            raise error
        self.locked_in_a_row = self.locked_in_a_row + 1 if is_locked(error) else 0
        if self.locked_in_a_row == PATIENCE:
            raise _StillLockedError
        reason = LOCKED if is_locked(error) else _one_line(error)
        row = missing_row(self.assignment, submission)
        self._done(replace(row, outcome=Outcome.GRADER_ERROR, reason=reason))

    def _done(self, row: Row) -> None:
        self.pending.pop(row.student, None)
        self.executed.pop(row.student, None)
        self.rows[row.student] = row
        if self.watcher:
            self.watcher.finished(row)


def _one_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    if isinstance(error, JobError) and lines:
        return lines[0]
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
