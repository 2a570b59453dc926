"""Stage 2 on a Dask cluster gives the scores of local workers; files travel with the job."""

import os
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.grading.contract.execution import Plan
from autograder.grading.course import Course, CourseError
from autograder.grading.run import cluster
from autograder.grading.run.workers import TOO_LONG, Job, JobError
from autograder.grading.runner import GradeOptions, grade_assignment
from autograder.grading.score.current_rows import current_rows
from tests.grading.small_course import RIGHT, answered, submit

pytestmark = pytest.mark.slow

GRADE = """
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from autograder.grading.runner import GradeOptions, grade_assignment

if __name__ == "__main__":
    root = Path(sys.argv[1])
    summary = grade_assignment(GradeOptions(root, "small", jobs=1, allow_level="none", cluster="local"))
    raise SystemExit(summary.exit_status)
"""
HANG_OR_DIE = """
import os, sys, time
from collections.abc import Generator, Iterator
from pathlib import Path
import nbformat
from autograder.grading.run import cluster, workers
from autograder.grading.contract.execution import Execution, Plan
from autograder.grading.contract.limits import Limits

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
    limits = Limits(notebook_wall=1, cell_wall=1) if student == "hangs" else Limits(notebook_wall=900, cell_wall=60)
    return workers.Job(student, "n", text, Plan(limits=limits, lowest_level="none"))

if __name__ == "__main__":
    workers.SLACK = 3.0  # the one that hangs is not waited for; the others have their own long limits
    cluster._answer_with_files = answer
    jobs = [job(student) for student in (sys.argv[1], "ann", "bob", "cy", "dee")]
    for done, result in cluster.run_jobs_on_cluster(jobs, "local", 2, print):
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
    monkeypatch.setattr("autograder.grading.run.cluster.CONNECT_SECONDS", 0.5)
    submit(course.root, "ann", answered(course.root, RIGHT))
    options = GradeOptions(course.root, "small", allow_level="none", cluster="tcp://127.0.0.1:9")
    with pytest.raises(CourseError, match="No Dask scheduler answers"):
        grade_assignment(options)


@pytest.mark.parametrize(
    ("student", "reason"), [("hangs", TOO_LONG), ("dies", "every worker that ran it died")]
)
def test_a_worker_that_hangs_or_dies_costs_its_own_job(
    student: str, reason: str, tmp_path: Path
) -> None:
    script = tmp_path / "hang.py"
    script.write_text(HANG_OR_DIE)
    done = subprocess.run(
        [sys.executable, script, student],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    lines = [line.split(maxsplit=3) for line in done.stdout.splitlines() if line.startswith("done")]
    results = {name: (kind, *said) for _, name, kind, *said in lines}
    kind, said = results.pop(student)
    assert kind == "JobError"
    assert reason in said
    assert results == dict.fromkeys(("ann", "bob", "cy", "dee"), ("Execution",))


def test_a_job_whose_worker_another_one_killed_is_executed_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jobs = [Job(student, "n", b"", Plan()) for student in ("ann", "kills", "bob")]
    executed: list[list[str]] = []

    def side_by_side(
        dispatch: object, jobs: Iterator[Job], threads: int
    ) -> Generator[tuple[Job, str | JobError]]:
        there = list(jobs)
        executed.append([job.student for job in there])
        for job in there:
            dies = job.student == "kills" or (job.student == "bob" and len(there) > 1)
            yield job, JobError(cluster.DIED) if dies else "executed"

    monkeypatch.setattr(cluster._Dispatch, "_side_by_side", side_by_side)
    results = cluster._Dispatch(Client({}), print).run(iter(jobs))
    assert [(job.student, str(result)) for job, result in results] == [
        ("ann", "executed"),
        ("kills", cluster.DIED),
        ("bob", "executed"),
    ]
    assert executed == [["ann", "kills", "bob"], ["kills"], ["bob"]]


class Client:
    """A cluster of which the test says who is there."""

    status = "running"

    def __init__(self, facts: dict[str, str], workers: int = 1) -> None:
        self.facts = facts
        self.workers = workers

    def run(self, function: object) -> dict[str, dict[str, str]]:
        """What a function says on each worker."""
        return {"tcp://10.0.0.2:40000": self.facts}

    def nthreads(self) -> dict[str, int]:
        """The workers."""
        return {f"tcp://10.0.0.{n}": 1 for n in range(self.workers)}


def test_workers_of_the_same_code_are_taken() -> None:
    cluster._check_workers(Client(cluster.worker_facts()))


@pytest.mark.parametrize("name", [*cluster.worker_facts()])
def test_a_worker_of_another_version_is_refused_before_the_first_job(name: str) -> None:
    facts = {**cluster.worker_facts(), name: "of last year"}
    with pytest.raises(
        CourseError, match=rf"10\.0\.0\.2.* has another {name} \(of last year; here"
    ):
        cluster._check_workers(Client(facts))
    del facts[name]
    with pytest.raises(CourseError, match=f"has another {name}"):
        cluster._check_workers(Client(facts))


@pytest.mark.parametrize(
    ("workers", "status", "said"),
    [(0, "running", "No worker of the Dask cluster is left"), (1, "closed", "scheduler is lost")],
)
def test_a_lost_cluster_is_one_sentence(
    workers: int, status: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client({}, workers)
    client.status = status
    told: list[str] = []
    dispatch = cluster._Dispatch(client, told.append)
    dispatch.seen -= cluster.ALONE_SECONDS + 1
    if status == "running":
        dispatch._check_cluster()
        dispatch._check_cluster()
        assert told == [
            "No worker of the Dask cluster is left; waiting for one, 60 seconds at most."
        ]
    dispatch.seen -= cluster.WITHOUT_SECONDS
    with pytest.raises(CourseError, match=f"{said}.*What is graded is kept"):
        dispatch._check_cluster()


def test_time_without_a_worker_is_no_jobs_time(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client({}, 0)
    monkeypatch.setattr(client, "processing", lambda: {"tcp://10.0.0.0": ["key"]}, raising=False)
    monkeypatch.setattr(client, "restart_workers", lambda *args, **options: None, raising=False)
    dispatch = cluster._Dispatch(client, print)
    job = Job("ann", "n", b"", Plan())
    now = time.monotonic()
    dispatch.running = {"waits": (job, now + 5)}
    dispatch.looked -= 20
    dispatch._check_cluster()
    assert dispatch.running["waits"][1] >= now + 25
    future: Any = SimpleNamespace(key="key", cancel=lambda force: None)
    dispatch._give_up(future)  # its worker may come back
    client.workers = 1
    dispatch._check_cluster()


def test_folders_of_killed_workers_are_cleared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster.tempfile, "tempdir", str(tmp_path))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for pid in (dead.pid, os.getpid()):
        (tmp_path / f"{cluster.FOLDER}{pid}-x" / "files").mkdir(parents=True)
    cluster._clear_folders()
    assert [path.name for path in tmp_path.iterdir()] == [f"{cluster.FOLDER}{os.getpid()}-x"]
