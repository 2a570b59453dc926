"""Real workers: a worker that dies costs one job, a run that is killed leaves nobody behind and loses nothing."""

import multiprocessing
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import nbformat
import psutil
import pytest

from autograder.grading.contract.execution import Execution, Plan
from autograder.grading.course import Course
from autograder.grading.run.workers import Job, JobError, run_jobs
from autograder.grading.runner import GradeOptions, grade_assignment
from tests.grading.small_course import RIGHT, answered, submit

SLOW = RIGHT | {"mean": "import time\ntime.sleep(2)\n" + RIGHT["mean"]}
ROOT = Path(__file__).resolve().parents[2]


def job(student: str, *sources: str) -> Job:
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    return Job(student, "n", nbformat.writes(notebook).encode(), Plan(lowest_level="none"))


def wait_until(true: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def test_a_worker_that_dies_costs_its_own_job() -> None:
    results = {}
    stream = run_jobs(
        [job("ann", "1 + 1"), job("bob", "import time; time.sleep(30)"), job("cy", "2 + 2")], 1
    )
    first, done = next(stream)
    results[first.student] = done
    for worker in multiprocessing.active_children():  # it has the next job already
        if worker.name == "autograder-worker":
            worker.kill()
    for one, done in stream:
        results[one.student] = done
    assert isinstance(results["ann"], Execution)
    assert isinstance(results["bob"], JobError)
    assert "died" in str(results["bob"])
    assert isinstance(results["cy"], Execution)


def test_a_plan_that_cannot_be_met_is_an_error_of_the_grader() -> None:
    ((_, done),) = run_jobs([Job("ann", "n", b"no json", Plan(lowest_level="none"))], 1)
    assert isinstance(done, JobError)


GRADE = """
import sys
from contextlib import closing
from pathlib import Path
from autograder.grading.runner import GradeOptions, grade_assignment

if __name__ == "__main__":
    grade_assignment(GradeOptions(Path(sys.argv[1]), "small", jobs=1, allow_level="none"))
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_run_leaves_nobody_behind_and_loses_nothing(
    how: signal.Signals, course: Course, tmp_path: Path
) -> None:
    students = ["a", "b", "c"]
    for student in students:
        submit(course.root, student, answered(course.root, RIGHT if student == "a" else SLOW))
    script = tmp_path / "grade.py"
    script.write_text(GRADE)
    run = subprocess.Popen(
        [sys.executable, script, course.root], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    rows = course.state("small") / "rows"
    wait_until(lambda: list(rows.glob("*.json")))
    family = psutil.Process(run.pid).children(recursive=True)
    assert family
    run.send_signal(how)
    run.wait(60)
    _, alive = psutil.wait_procs(family, timeout=60)
    assert not alive, [p.cmdline() for p in alive]
    summary = grade_assignment(GradeOptions(course.root, "small", allow_level="none"))
    assert [row.score for row in summary.rows] == [5, 5, 5]
    assert summary.graded_now < 3
    with closing(sqlite3.connect(course.root / "gradebook.db")) as book:
        assert book.execute("PRAGMA integrity_check").fetchone() == ("ok",)
