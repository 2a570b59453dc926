"""What the machine has disturbed is run once more; a limit that many meet is spoken of."""

from collections.abc import Callable, Generator, Iterable
from dataclasses import replace

import nbformat
import pytest

from autograder.grading import runner
from autograder.grading.contract.execution import OUT_OF_MEMORY, CellReport, Execution
from autograder.grading.contract.results import Outcome, Row, Summary
from autograder.grading.course import Course
from autograder.grading.run.workers import Job
from autograder.grading.runner import GradeOptions, grade_assignment
from tests.grading.conftest import execute_here
from tests.grading.small_course import RIGHT, answered, submit

STUDENTS = ("ann", "bob", "cy", "dee")
Change = Callable[[Job, int, Execution], Execution]
Grade = Callable[[Change], tuple[Summary, list[str], list[tuple[str, int]]]]


class Notes:
    """A watcher that keeps what it is told."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def started(self, to_grade: int, kept: int) -> None:
        """The run begins."""

    def finished(self, row: Row) -> None:
        """One more is done."""

    def noted(self, text: str) -> None:
        """Keep it."""
        self.texts.append(text)


@pytest.fixture
def grade(course: Course, monkeypatch: pytest.MonkeyPatch) -> Grade:
    """Grade four right submissions, each execution changed: the summary, the notes, who ran and beside how many."""

    def run(change: Change) -> tuple[Summary, list[str], list[tuple[str, int]]]:
        ran: list[tuple[str, int]] = []

        def run_jobs(jobs: Iterable[Job], workers: int) -> Generator[tuple[Job, Execution]]:
            for job in jobs:
                ran.append((job.student, workers))
                tries = [student for student, _ in ran].count(job.student)
                yield job, change(job, tries, execute_here(job))

        monkeypatch.setattr(runner, "run_jobs", run_jobs)
        for student in STUDENTS:
            submit(course.root, student, answered(course.root, RIGHT))
        notes = Notes()
        options = GradeOptions(course.root, "small", jobs=2, allow_level="none")
        return grade_assignment(options, notes), notes.texts, ran

    return run


def without_points(execution: Execution, disturbed: str) -> Execution:
    """As if every cell had failed."""
    notebook = nbformat.reads(execution.notebook.decode(), as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("error", ename="NameError", evalue="no squares")]
    text = nbformat.writes(notebook).encode()
    return replace(execution, notebook=text, disturbed=disturbed)


def test_a_disturbed_notebook_is_run_once_more_and_alone(grade: Grade) -> None:
    def change(job: Job, tries: int, done: Execution) -> Execution:
        return (
            without_points(done, "the machine was busy")
            if (job.student, tries) == ("bob", 1)
            else done
        )

    summary, notes, ran = grade(change)
    assert [row.score for row in summary.rows] == [5, 5, 5, 5]
    assert ran == [("ann", 2), ("bob", 2), ("cy", 2), ("dee", 2), ("bob", 1)]
    assert any("1 notebooks were disturbed by the machine" in note for note in notes)


def test_a_busy_machine_has_no_third_try(grade: Grade) -> None:
    def change(job: Job, tries: int, done: Execution) -> Execution:
        return without_points(done, "the machine was busy") if job.student == "bob" else done

    summary, _, ran = grade(change)
    assert [row.score for row in summary.rows] == [5, 0, 5, 5]
    assert [student for student, _ in ran].count("bob") == 2


def test_the_machines_want_of_memory_is_no_students_error(grade: Grade) -> None:
    def change(job: Job, tries: int, done: Execution) -> Execution:
        return (
            without_points(done, f"{OUT_OF_MEMORY} while it ran") if job.student == "bob" else done
        )

    summary, _, _ = grade(change)
    bob = summary.rows[1]
    assert (bob.outcome, summary.exit_status) == (Outcome.GRADER_ERROR, 1)
    assert bob.reason == (
        "Twice the machine ran out of memory while it ran. Close other programs, or use fewer --jobs."
    )


def stopped(execution: Execution) -> Execution:
    """As if the first cell had been stopped at its limit, and a test had missed what it defines."""
    first, *others = without_points(execution, "").cells
    report = CellReport(first.index, "squares", "limit", 20.0, limit="cell_cpu")
    return replace(without_points(execution, ""), cells=(report, *others))


def test_a_row_says_what_was_stopped_and_not_which_name_is_missing(
    grade: Grade,
) -> None:
    summary, notes, _ = grade(lambda job, tries, done: stopped(done) if job.student < "d" else done)
    ann = summary.rows[0]
    assert (ann.reason, ann.limits) == ("Stopped at 20 s of computing in cell 3.", ("cell_cpu",))
    (remark,) = [note for note in notes if "same limit" in note]
    assert remark.startswith("3 of 4 submissions met the same limit, cell_cpu (20 s of computing).")
    assert "c.Execute.limits = {'cell_cpu': ...} in nbgrader_config.py" in remark


def test_a_limit_that_few_meet_is_not_spoken_of(grade: Grade) -> None:
    _, notes, _ = grade(lambda job, tries, done: stopped(done) if job.student == "ann" else done)
    assert not any("same limit" in note for note in notes)
