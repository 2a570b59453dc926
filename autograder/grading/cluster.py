"""Stage 2 on a Dask cluster: the same jobs, executed by ``distributed`` workers anywhere.

A job travels with its files, so the workers share no disk with the gradebook's machine; each needs this
package installed and its own sandbox (``autograder doctor`` on that machine).
"""

import tempfile
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from autograder.grading.course import CourseError
from autograder.grading.execution import Execution, Plan
from autograder.grading.workers import (
    TOO_LONG,
    Job,
    JobError,
    answer,
    deadline,
    read_answer,
)

CONNECT_SECONDS = 20
RESTART_SECONDS = 30
Files = dict[str, bytes]


def run_jobs_on_cluster(
    jobs: Iterable[Job], address: str, workers: int
) -> Generator[tuple[Job, Execution | JobError]]:
    """Execute jobs on the cluster at ``address`` ("local": one of ``workers`` processes, made for this run).

    Yields each job as it ends, like :func:`autograder.grading.workers.run_jobs`, with the same deadline: a
    worker that hangs, or dies, costs one job. Raises CourseError if ``distributed`` is not installed, nothing
    answers at the address or no worker is left.
    """
    with _client(address, workers) as client:
        yield from _Dispatch(client).run(iter(jobs))


class _Dispatch:
    """The jobs that are on the cluster, one a thread, each with its deadline."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.running: dict[Any, tuple[Job, float]] = {}

    def run(self, jobs: Iterator[Job]) -> Generator[tuple[Job, Execution | JobError]]:
        """Keep every thread busy until the jobs are done."""
        self._send(islice(jobs, max(sum(self.client.nthreads().values()), 1)))
        while self.running:
            ended = [(self.running.pop(future)[0], self._result(future)) for future in self._wait()]
            self._send(islice(jobs, len(ended)))  # before they are recorded
            yield from ended

    def _send(self, jobs: Iterable[Job]) -> None:
        for job in jobs:
            future = self.client.submit(_answer_with_files, *_packed(job), pure=False)
            self.running[future] = job, deadline(job)

    def _wait(self) -> list[Any]:
        """Those that have ended or are past their deadline; not before there is one."""
        from distributed import wait

        first = min(until for _, until in self.running.values())
        patience = max(first - time.monotonic(), 0.01)
        with suppress(TimeoutError):
            wait(list(self.running), timeout=patience, return_when="FIRST_COMPLETED")
        now = time.monotonic()
        return [f for f, (_, until) in self.running.items() if f.done() or until <= now]

    def _result(self, future: Any) -> Execution | JobError:
        if not future.done():
            self._give_up(future)
            return JobError(TOO_LONG)
        if future.status == "finished":
            return read_answer(future.result())
        return JobError(f"The cluster could not execute this notebook ({_why(future)}).")

    def _give_up(self, future: Any) -> None:
        """Take the job back and start its worker anew, whose thread does not come back by itself."""
        holders = [
            worker for worker, keys in self.client.processing().items() if future.key in keys
        ]
        future.cancel(force=True)
        began = time.monotonic()
        if holders:
            self.client.restart_workers(holders, timeout=RESTART_SECONDS, raise_for_error=False)
        lost = time.monotonic() - began  # for the others, too: they may have waited for this worker
        self.running = {f: (job, until + lost) for f, (job, until) in self.running.items()}
        if not self.client.nthreads():
            raise CourseError(
                "No worker of the Dask cluster is left. Start some and run the command again."
            )


def _why(future: Any) -> str:
    """What became of a job that gave no answer."""
    from distributed.scheduler import KilledWorker

    error = future.exception() if future.status == "error" else None
    if isinstance(error, KilledWorker):
        return "every worker that ran it died"
    return str(error) if error is not None else f"it is {future.status}"


@contextmanager
def _client(address: str, workers: int) -> Generator[Any]:
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise CourseError(
            "--cluster needs the package distributed. Run: pip install 'sgd-course[cluster]'"
        ) from None
    if address == "local":
        with (
            LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise CourseError(f"No Dask scheduler answers at {address} ({error}).") from None
    with client:
        if not client.nthreads():
            raise CourseError(f"The Dask cluster at {address} has no workers.")
        yield client


def _packed(job: Job) -> tuple[bytes, Plan, Files, Files]:
    """What a worker elsewhere needs: the notebook, the plan without paths, the files themselves."""
    plan = replace(job.plan, files=None, trusted_files=None)
    return job.notebook, plan, _read(job.plan.files), _read(job.plan.trusted_files)


def _read(folder: Path | None) -> Files:
    if folder is None:
        return {}
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _answer_with_files(notebook: bytes, plan: Plan, files: Files, trusted_files: Files) -> str:
    """On the worker: put the files into a folder of its own and execute there; JSON."""
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        theirs, ours = Path(folder, "files"), Path(folder, "trusted")
        _unpack(files, theirs)
        _unpack(trusted_files, ours)
        return answer(notebook, replace(plan, files=theirs, trusted_files=ours))


def _unpack(files: Files, folder: Path) -> None:
    folder.mkdir()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
