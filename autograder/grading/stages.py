"""What the parent does before and after a submission runs; the only code that writes points to the gradebook.

:func:`prepare` reads, mends and sanitizes, and gives one job a notebook; workers execute the jobs;
:func:`record` writes scores and files.
"""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.api import SubmittedAssignment
from nbgrader.utils import is_grade, is_task

from autograder.grading.assignment import Assignment
from autograder.grading.contract.execution import CellReport, Execution
from autograder.grading.contract.facts import NotebookFacts, add_notes, begin, reported
from autograder.grading.contract.limits import Limits
from autograder.grading.contract.results import ExerciseResult, Outcome, Row, judge_row
from autograder.grading.contract.text import count
from autograder.grading.course import own_files
from autograder.grading.course.deadlines import Deadline
from autograder.grading.course.gradebook import points_of
from autograder.grading.course.journal import file_name
from autograder.grading.course.planning import make_plan
from autograder.grading.intake.hand_in import enter, read_hand_in
from autograder.grading.intake.reading import UnreadableError, read_file
from autograder.grading.intake.repair import repair
from autograder.grading.intake.submission import Submission
from autograder.grading.nbgrader.conversion import sanitize, save_scores
from autograder.grading.run.workers import Job
from autograder.grading.score.by_hand import points_by_hand, take_back_points
from autograder.grading.score.read_results import read_results
from autograder.grading.score.settle import settle


@dataclass
class Prepared:
    """A submission on its way: its jobs, what was noted, what could not be read, what has been graded so far."""

    submission: Submission
    work: Path
    jobs: list[Job] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)
    graded: dict[str, NotebookNode] = field(default_factory=dict)
    stamp: str = ""

    def turns(self) -> list[list[Job]]:
        """The jobs that may run at once, and those that wait for the files of ones before them."""
        turns: list[list[Job]] = [[]]
        for job in self.jobs:
            turns[-1].append(job)
            if job.plan.leave:
                turns.append([])
        return [turn for turn in turns if turn]


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
    for name, released in sorted(assignment.released.items()):
        path = submission.notebooks.get(name)
        if path is None:
            prepared.unreadable[name] = submission.problem or f"{name}.ipynb is missing."
            continue
        try:
            notebook, notes = read_file(path)
        except UnreadableError as problem:
            prepared.unreadable[name] = str(problem)
            continue
        notebook, more = repair(notebook, released, assignment.releases[name])
        begin(notebook, released, notes + more + prepared.notes)
        text = sanitize(course, assignment.name, student, name, notebook)
        plan = make_plan(
            assignment.calibration.of(name),
            seed=seed,
            limits=assignment.limits,
            files=files,
            trusted_files=own,
            visible=assignment.visible,
            lowest_level=assignment.allow_level,
        )
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
        notebook = reported(executions[name], assignment.calibration.of(name).scored)
        add_notes(notebook, settle(notebook))
        exercises += read_results(notebook, name)
        notes += NotebookFacts.of(notebook).notes
        isolation = executions[name].isolation.level
        place = student, assignment.name, name
        notes += take_back_points(
            assignment.course, *place, notebook
        )  # lateness has no share of them
        text = save_scores(assignment.course, assignment.name, student, name, notebook)
        (ready / f"{name}.ipynb").write_text(text, "utf-8")
        prepared.graded[name] = nbformat.reads(text, as_version=4)
    if prepared.stamp:
        (ready / "timestamp.txt").write_text(prepared.stamp, "utf-8")
    with assignment.course.gradebook() as gradebook:
        submission = gradebook.find_submission(assignment.name, student)
        grades = {(n.name, grade.name): grade for n in submission.notebooks for grade in n.grades}
        exercises = [points_by_hand(result, grades.get(result.cell)) for result in exercises]
        score, penalty = points_of(submission)
        max_score = float(submission.max_score)
        notes += _lateness(assignment.deadline, submission)
    outcome, reason, misconception = judge_row(exercises, notes)
    reports = [report for execution in executions.values() for report in execution.cells]
    if outcome is Outcome.FAILED and "NameError" in reason:
        reason = _stopped(reports, assignment.limits) or reason
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
        limits=tuple(sorted({report.limit for report in reports if report.limit})),
        isolation=isolation,
        seconds=sum(execution.seconds for execution in executions.values()),
        late_penalty=penalty,
    )


def _stopped(reports: Iterable[CellReport], limits: Limits) -> str:
    """Which cell of the student's own was stopped, and at what; names that it should have defined are
    missing for that reason. Empty if none was."""
    for report in reports:
        if report.limit and report.judged is None:
            return f"Stopped at {limits.amount(report.limit)} in cell {report.index + 1}."
    return ""


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
    row = Row(submission.student, 0.0, assignment.max_score, outcome, submission.problem)
    return row.excused(submission.student in assignment.deadline.excused)


def _register(assignment: Assignment, prepared: Prepared) -> None:
    """Student and submission in the gradebook, with the time at which it was handed in."""
    submission = prepared.submission
    found = read_hand_in(submission.folder, assignment.course.config)
    prepared.stamp = found.text
    prepared.notes += filter(None, [found.note])
    enter(assignment.course, assignment.name, submission.student, found.moment, assignment.deadline)


def _lateness(deadline: Deadline, submission: SubmittedAssignment) -> list[str]:
    """How late it was, what that cost, and an extension, in a sentence; nothing for what was in time."""
    due = submission.duedate if submission.assignment.duedate else None
    extension, handed_in = submission.extension, submission.timestamp
    score, penalty = points_of(submission)
    said = []
    if due is not None and handed_in is not None and handed_in > due:
        said.append(f"{_span(deadline.late_by(due, handed_in).total_seconds())} late")
        if penalty:
            said.append(f"−{100 * penalty / (score + penalty):.0f} %")
        if submission.student_id in deadline.excused:
            said.append("excused")
    if extension and due is not None:
        said.append(f"extension until {deadline.local(due)}")
    return [", ".join(said)[0].upper() + ", ".join(said)[1:] + "."] if said else []


def _span(seconds: float) -> str:
    """A length of time in its largest unit, begun units counted: "2 days", "3 hours", "1 minute"."""
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= length or unit == "minute":
            return count(ceil(seconds / length), unit)
    raise AssertionError("minutes are the smallest unit")


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
