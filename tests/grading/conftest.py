"""A released course for each test, and an executor that runs a notebook in this process, in a blink."""

import shutil
from collections.abc import Generator, Iterable
from pathlib import Path

import nbformat
import pytest

from autograder.grading import runner
from autograder.grading.contract.execution import CellReport, Execution
from autograder.grading.contract.isolation import Isolation
from autograder.grading.course import Course
from autograder.grading.course import calibration_file as calibration
from autograder.grading.course.code_digest import code_digest
from autograder.grading.run.workers import Job
from tests.grading import small_course


@pytest.fixture(scope="session")
def released_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = small_course.make(tmp_path_factory.mktemp("course"))
    course = Course(root)
    course.release("small")
    source = nbformat.read(root / "source/small/small.ipynb", as_version=4)
    nothing = calibration.NotebookCalibration(
        code=code_digest(), source=calibration.source_digest(source)
    )
    calibration.keep(course, "small", {"small": nothing})  # so that no test has to calibrate
    return root


@pytest.fixture
def course(released_course: Path, tmp_path: Path) -> Course:
    """A course of its own for each test, its assignment "small" released, nobody in it."""
    root = tmp_path / "course"
    shutil.copytree(released_course, root)
    return Course(root)


def execute_here(job: Job) -> Execution:
    """Run the code cells with ``exec``: what the runner needs to see, without a kernel."""
    notebook = nbformat.reads(job.notebook.decode(), as_version=4)
    namespace: dict[str, object] = {}
    reports = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        outcome = "ok"
        try:
            exec(cell.source, namespace)
        except Exception as error:
            outcome = "error"
            name = type(error).__name__
            cell.outputs = [nbformat.v4.new_output("error", ename=name, evalue=str(error))]
        cell.execution_count = index
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        reports.append(CellReport(index, grade_id, outcome, 0.001))
    text = nbformat.writes(notebook).encode()
    return Execution(text, tuple(reports), Isolation("none", "this process"), 0.01)


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the runner execute in this process; gives the list of students that were executed."""
    executed: list[str] = []

    def run_jobs(jobs: Iterable[Job], workers: int) -> Generator[tuple[Job, Execution]]:
        for job in jobs:
            executed.append(job.student)
            yield job, execute_here(job)

    monkeypatch.setattr(runner, "run_jobs", run_jobs)
    return executed
