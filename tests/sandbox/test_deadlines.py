"""What a notebook cannot do: keep a worker, or what comes before the sandbox, for ever."""

import dataclasses
import json
import time
from pathlib import Path
from typing import Any

import pytest

from autograder.grading.contract.execution import Execution, Plan
from autograder.grading.contract.isolation import Isolation
from autograder.grading.contract.limits import Limits
from autograder.grading.run import unsandboxed as plain
from autograder.grading.run import workers
from autograder.grading.run.sandboxed import IMPORT
from autograder.grading.run.workers import Job, JobError, run_jobs


def notebook(*sources: str) -> bytes:
    cells = [
        {"cell_type": "code", "id": f"c{i}", "metadata": {}, "outputs": [], "source": source}
        | {"execution_count": None}
        for i, source in enumerate(sources)
    ]
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    return json.dumps(whole).encode()


def run_plain(plan: Plan, *sources: str) -> Execution:
    return plain.run(notebook(*sources), plan, Isolation("none"))


@pytest.mark.parametrize("blank", ["\n", " ", "import "])
def test_blank_text_is_searched_in_one_go(blank: str) -> None:
    """In quadratic time, as it once was, a million blank lines are more than an hour's work."""
    assert IMPORT.findall(blank + "\n" * 1_000_000 + " " * 1_000_000) == []


def test_imports_are_found() -> None:
    assert IMPORT.findall("import scipy\n\n  from pandas import x\nimportant\n") == [
        "scipy",
        "pandas",
    ]


HANGS = b"hangs"


def serve_or_hang(pipe: Any, *start: Any) -> None:
    """A worker that never comes back from one of its jobs."""
    job = pipe.recv()
    if job.notebook == HANGS:
        time.sleep(600)
    pipe.send_bytes(workers.answer(job.notebook, job.plan).encode())


def test_a_worker_that_hangs_is_ended_and_costs_its_own_job(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "_serve", serve_or_hang)
    monkeypatch.setattr(workers, "SLACK", 0.0)
    short = Plan(limits=Limits(notebook_wall=0.5, cell_wall=0.5), lowest_level="none")
    honest = Plan(lowest_level="none")
    jobs = [Job("stuck", "n", HANGS, short), Job("honest", "n", notebook("1 + 1"), honest)]
    results = {job.student: done for job, done in run_jobs(jobs, 1)}
    assert "far longer than its limits" in str(results["stuck"])
    assert isinstance(results["stuck"], JobError)
    assert isinstance(results["honest"], Execution)


def test_a_plain_kernel_stops_after_the_notebooks_time() -> None:
    plan = Plan(limits=dataclasses.replace(Limits(), notebook_wall=1.0))
    done = run_plain(plan, "import time\ntime.sleep(1.5)", "1 + 1")
    assert [cell.outcome for cell in done.cells] == ["ok", "not run"]
    assert "The notebook ran for more than 1 seconds" in done.died


def test_a_plain_kernel_gets_the_files_but_no_notebook(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    for name in ("data.csv", "ps1.ipynb", "below/ps1.ipynb", "below/x.txt"):
        (tmp_path / name).write_text("hidden tests")
    done = run_plain(
        Plan(files=tmp_path),
        "from pathlib import Path\nprint(sorted(map(str, Path().rglob('*.*'))))",
    )
    outputs = json.loads(done.notebook)["cells"][0]["outputs"]
    assert "".join(outputs[0]["text"]) == "['below/x.txt', 'data.csv']\n"
