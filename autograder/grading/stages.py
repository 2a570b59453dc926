"""What the parent does before and after a submission runs; the only code that writes to the gradebook.

:func:`prepare` reads, mends and sanitizes, and gives one job a notebook; workers execute the jobs;
:func:`record` writes scores and files.
"""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.utils import is_grade, is_task, parse_utc

from autograder.grading import own_files
from autograder.grading.conversion import check, sanitize, save_scores
from autograder.grading.course import Course
from autograder.grading.execution import Execution
from autograder.grading.gradebook import points_of
from autograder.grading.journal import file_name
from autograder.grading.limits import Limits
from autograder.grading.outcomes import ExerciseResult, Outcome, Row, judge_row
from autograder.grading.preprocessors import (
    course_limits,
    make_plan,
    mark,
    released_notebook,
    report_into,
    scored_cells,
)
from autograder.grading.reading import UnreadableError, read_file
from autograder.grading.repair import repair
from autograder.grading.scores import read_results, settle
from autograder.grading.submission import MAX_FOLDER_BYTES, Submission, find_submission
from autograder.grading.workers import Job


@dataclass(frozen=True)
class Assignment:
    """What grading one assignment needs to know once: its notebooks as released, its points, its run."""

    course: Course
    name: str
    run: str
    allow_level: str
    limits: Limits
    released: dict[str, NotebookNode]
    max_score: float

    @classmethod
    def load(cls, course: Course, name: str, run: str, allow_level: str) -> "Assignment":
        """Read limits and released notebooks; CourseError for a wrong limit or an assignment never released."""
        limits = course_limits(course)
        released = {n: released_notebook(course, name, n) for n in course.notebook_names(name)}
        for notebook in released.values():
            check(notebook, name)
        with course.gradebook() as gradebook:
            max_score = float(gradebook.find_assignment(name).max_score)
        return cls(course, name, run, allow_level, limits, released, max_score)

    @property
    def grade_ids(self) -> dict[str, set[str]]:
        """The nbgrader cells of each notebook."""
        cells = {
            name: [c for c in nb.cells if "nbgrader" in c.metadata]
            for name, nb in self.released.items()
        }
        return {
            name: {c.metadata.nbgrader.get("grade_id") for c in found}
            for name, found in cells.items()
        }

    def find(self, student: str) -> Submission:
        """What this student handed in."""
        folder = self.course.folder("submitted", student, self.name)
        room = int(min(MAX_FOLDER_BYTES, self.limits.disk / 2, self.limits.file_size))
        return find_submission(student, folder, list(self.released), self.grade_ids, room)


@dataclass
class Prepared:
    """A submission on its way: its jobs, and what was noted and what could not be read so far."""

    submission: Submission
    work: Path
    jobs: list[Job] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)
    stamp: str = ""


def prepare(assignment: Assignment, submission: Submission) -> Prepared:
    """Stage 1: files to the work folder, notebooks mended and sanitized, the student in the gradebook."""
    course, student = assignment.course, submission.student
    work = course.state(assignment.name) / "work" / file_name(student)
    shutil.rmtree(work, ignore_errors=True)
    files, own = work / "files", work / "own"
    for folder in (files, own):
        folder.mkdir(parents=True)
    submission.copy_extras(files)
    kept = course.config.Autograde.get("exclude_overwriting", {}).get(assignment.name, [])
    clashes = own_files.copy(course, assignment.name, files, except_for=kept)
    own_files.copy(course, assignment.name, own)
    prepared = Prepared(submission, work, notes=[*submission.notes, *clashes])
    _register(assignment, prepared)
    seed = course.grading_seed(assignment.name, student, assignment.run)
    for name, released in assignment.released.items():
        path = submission.notebooks.get(name)
        if path is None:
            prepared.unreadable[name] = submission.problem or f"{name}.ipynb is missing."
            continue
        try:
            notebook, notes = read_file(path)
        except UnreadableError as problem:
            prepared.unreadable[name] = str(problem)
            continue
        notebook, more = repair(notebook, released)
        mark(notebook, released, notes + more)
        text = sanitize(course, assignment.name, student, name, notebook)
        limits, level = assignment.limits, assignment.allow_level
        plan = make_plan(course, assignment.name, name, seed, limits, files, own, level)
        prepared.jobs.append(Job(student, name, text.encode(), plan))
    return prepared


def record(assignment: Assignment, prepared: Prepared, executions: dict[str, Execution]) -> Row:
    """Stage 3: scores and penalties to the gradebook; the executed notebooks ready for :func:`publish`."""
    student = prepared.submission.student
    ready = prepared.work / "ready"
    shutil.rmtree(ready, ignore_errors=True)
    shutil.copytree(prepared.work / "files", ready)
    exercises: list[ExerciseResult] = []
    notes = list(prepared.notes)
    isolation = ""
    for name in assignment.released:
        if name not in executions:
            exercises += _nothing(name, assignment.released[name], prepared.unreadable[name])
            _score_nothing(assignment, student, name)
            continue
        scored = scored_cells(assignment.course, assignment.name, name)
        notebook = report_into(executions[name], scored)
        notebook.metadata.autograder["notes"] += settle(notebook)
        exercises += read_results(notebook, name)
        notes += notebook.metadata.autograder["notes"]
        isolation = executions[name].isolation.level
        text = save_scores(assignment.course, assignment.name, student, name, notebook)
        (ready / f"{name}.ipynb").write_text(text, "utf-8")
    if prepared.stamp:
        (ready / "timestamp.txt").write_text(prepared.stamp, "utf-8")
    score, max_score, penalty = _total(assignment, student)
    outcome, reason, misconception = judge_row(exercises)
    if not executions:
        outcome, reason = Outcome.SUBMISSION_ERROR, next(iter(prepared.unreadable.values()))
    return Row(
        student=student,
        score=score,
        max_score=max_score,
        outcome=outcome,
        reason=reason,
        misconception=misconception,
        exercises=tuple(exercises),
        notes=tuple(dict.fromkeys(notes)),
        isolation=isolation,
        seconds=sum(execution.seconds for execution in executions.values()),
        late_penalty=penalty,
    )


def publish(assignment: Assignment, prepared: Prepared) -> None:
    """Put the finished files under ``autograded`` in one step; what was there before stays until then."""
    ready = prepared.work / "ready"
    target = assignment.course.folder("autograded", prepared.submission.student, assignment.name)
    for path in ready.rglob("*"):
        if path.is_file():
            path.chmod(0o444)
    if not any(ready.glob("*.ipynb")):  # nothing ran: stock nbgrader must not take it for graded
        shutil.rmtree(target, ignore_errors=True)
        shutil.rmtree(prepared.work, ignore_errors=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    ready.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(prepared.work, ignore_errors=True)


def missing_row(assignment: Assignment, submission: Submission) -> Row:
    """The line of a student who handed nothing in, or nothing that can be looked at."""
    outcome = Outcome.SUBMISSION_ERROR if submission.blocked else Outcome.MISSING
    return Row(submission.student, 0.0, assignment.max_score, outcome, submission.problem)


def _register(assignment: Assignment, prepared: Prepared) -> None:
    """Student and submission in the gradebook, with the time at which it was handed in."""
    submission = prepared.submission
    facts: dict[str, Any] = {}
    try:
        stamp = _read_stamp(submission.folder / "timestamp.txt")
        if stamp:
            facts["timestamp"] = parse_utc(stamp.strip())
            prepared.stamp = stamp
    except (ValueError, ArithmeticError):  # of a date beyond all calendars, or of odd decimals
        prepared.notes.append("timestamp.txt holds no time; lateness was not counted.")
    except OSError:
        prepared.notes.append("timestamp.txt cannot be read; lateness was not counted.")
    with assignment.course.gradebook() as gradebook:
        gradebook.update_or_create_student(submission.student)
        with gradebook.db.no_autoflush:
            gradebook.update_or_create_submission(assignment.name, submission.student, **facts)


def _read_stamp(path: Path) -> str:
    """The first characters of the file with the time; empty without one. Links are not followed."""
    if path.is_symlink() or not path.is_file():
        return ""
    with path.open(encoding="utf-8-sig") as file:
        return file.read(100)


def _nothing(name: str, released: NotebookNode, reason: str) -> list[ExerciseResult]:
    """The results of a notebook that could not be read: every exercise without points, and why."""
    graded = [cell.metadata.nbgrader for cell in released.cells if is_grade(cell) or is_task(cell)]
    return [
        ExerciseResult(
            name,
            m["grade_id"],
            m["grade_id"],
            0.0,
            float(m["points"]),
            Outcome.SUBMISSION_ERROR,
            message=reason,
        )
        for m in graded
    ]


def _score_nothing(assignment: Assignment, student: str, name: str) -> None:
    with assignment.course.gradebook() as gradebook:
        for grade in gradebook.find_submission_notebook(name, assignment.name, student).grades:
            grade.auto_score = 0
            grade.needs_manual_grade = False
        gradebook.db.commit()


def _total(assignment: Assignment, student: str) -> tuple[float, float, float]:
    """Score with manual points, the most there is, and the late penalty already taken off the score."""
    with assignment.course.gradebook() as gradebook:
        submission = gradebook.find_submission(assignment.name, student)
        score, penalty = points_of(submission)
        return score, float(submission.max_score), penalty
