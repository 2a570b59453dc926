"""Stage 2 on a Dask cluster gives the scores of local workers; files travel with the job."""

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.grading.course import Course, CourseError
from autograder.grading.rows import current_rows
from autograder.grading.runner import GradeOptions, grade_assignment
from autograder.grading.workers import TOO_LONG
from tests.grading.small_course import RIGHT, answered, submit

GRADE = """
import sys
from pathlib import Path
from autograder.grading.runner import GradeOptions, grade_assignment

if __name__ == "__main__":
    root = Path(sys.argv[1])
    summary = grade_assignment(GradeOptions(root, "small", jobs=1, allow_level="none", cluster="local"))
    raise SystemExit(summary.exit_status)
"""
HANG_OR_DIE = """
import os, time
from pathlib import Path
import nbformat
from autograder.grading import cluster, workers
from autograder.grading.execution import Execution, Plan
from autograder.grading.limits import Limits

honest = cluster._answer_with_files

def answer(notebook, *rest):
    if b"hangs" in notebook:
        time.sleep(1000)
    if b"dies" in notebook:
        os._exit(1)
    return honest(notebook, *rest)

def job(student):
    cells = [nbformat.v4.new_code_cell(f"'{student}'")]
    text = nbformat.writes(nbformat.v4.new_notebook(cells=cells)).encode()
    return workers.Job(student, "n", text, Plan(limits=Limits(notebook_wall=1, cell_wall=1), lowest_level="none"))

if __name__ == "__main__":
    workers.SLACK = 18.0  # more than the restarts of the worker that dies take on a busy machine
    cluster._answer_with_files = answer
    jobs = [job(student) for student in ("hangs", "ann", "dies", "bob", "cy", "dee")]
    for done, result in cluster.run_jobs_on_cluster(jobs, "local", 2):
        print("done", done.student, type(result).__name__, result if isinstance(result, Exception) else "")
"""
ROOT = Path(__file__).resolve().parents[2]


def test_a_local_cluster_grades_the_class(course: Course, tmp_path: Path) -> None:
    reads = RIGHT | {"mean": "offset = float(open('offset.txt').read())\n" + RIGHT["mean"]}
    for student in ("ann", "bob"):
        submit(course.root, student, answered(course.root, reads))
    (course.folder("submitted", "ann", "small") / "offset.txt").write_text("0.5")
    script = tmp_path / "grade.py"
    script.write_text(GRADE)
    done = subprocess.run(
        [sys.executable, script, course.root],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    ann, bob = current_rows(course, "small")
    assert ann.score == 5
    assert bob.score == 3  # without its file, the cell that defines mean stops


def test_an_address_where_nothing_answers_is_one_sentence(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.grading.cluster.CONNECT_SECONDS", 0.5)
    submit(course.root, "ann", answered(course.root, RIGHT))
    options = GradeOptions(course.root, "small", allow_level="none", cluster="tcp://127.0.0.1:9")
    with pytest.raises(CourseError, match="No Dask scheduler answers"):
        grade_assignment(options)


@pytest.mark.timeout(200)
def test_a_worker_that_hangs_or_dies_costs_its_own_job(tmp_path: Path) -> None:
    script = tmp_path / "hang.py"
    script.write_text(HANG_OR_DIE)
    done = subprocess.run(
        [sys.executable, script], cwd=ROOT, capture_output=True, text=True, check=False, timeout=150
    )
    assert done.returncode == 0, done.stderr[-3000:]
    lines = [line.split(maxsplit=3) for line in done.stdout.splitlines() if line.startswith("done")]
    results = {student: (kind, *said) for _, student, kind, *said in lines}
    assert results["hangs"] == ("JobError", TOO_LONG)
    assert results["dies"][0] == "JobError"
    assert "every worker that ran it died" in results["dies"][1]
    honest = {student: results[student] for student in ("ann", "bob", "cy", "dee")}
    assert honest == dict.fromkeys(honest, ("Execution",))
