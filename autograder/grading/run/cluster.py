"""Stage 2 on a Dask cluster: the same jobs, executed by ``distributed`` workers anywhere.

A job travels with its files, so the workers share no disk with the gradebook's machine; each needs this
package installed and its own sandbox (``autograder doctor`` on that machine).
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import Any

from autograder import __version__
from autograder.grading.contract.execution import Execution, Plan
from autograder.grading.course import CourseError
from autograder.grading.course.code_digest import code_digest
from autograder.grading.run.workers import TOO_LONG, Job, JobError, answer, deadline, read_answer

CONNECT_SECONDS = 20
RESTART_SECONDS = 30
LOOK_SECONDS = 2.0  # between two looks at the cluster
ALONE_SECONDS = 6.0  # without a worker, until that is said
WITHOUT_SECONDS = 60.0  # and until the run gives up: one that restarts is gone for less
GO_ON = (
    "What is graded is kept. Start it again and run the same command: it goes on with the others."
)
DIED = "The cluster could not execute this notebook (every worker that ran it died)."
# A job whose worker died is tried again by us, alone: Dask would let it kill the others' workers, too.
LOCAL = {
    "distributed.scheduler.allowed-failures": 0,
    "distributed.scheduler.worker-saturation": 1.0,
}
FOLDER = "autograder-job-"  # then the pid of its worker
Files = dict[str, bytes]


def run_jobs_on_cluster(
    jobs: Iterable[Job], address: str, workers: int, say: Callable[[str], None]
) -> Generator[tuple[Job, Execution | JobError]]:
    """Execute jobs on the cluster at ``address`` ("local": one of ``workers`` processes, made for this run).

    Yields each job as it ends, like :func:`autograder.grading.run.workers.run_jobs`, with the same deadline: a
    worker that hangs, or dies, costs one job. `say` is told what is waited for.
    Raises CourseError if ``distributed`` is not installed, nothing
    answers at the address or no worker is left.
    """
    with _client(address, workers) as client:
        _check_workers(client)
        yield from _Dispatch(client, say).run(iter(jobs))


class _Dispatch:
    """The jobs that are on the cluster, one a thread, each with its deadline."""

    def __init__(self, client: Any, say: Callable[[str], None]) -> None:
        self.client = client
        self.say = say
        self.told = False  # that there is no worker
        self.running: dict[Any, tuple[Job, float]] = {}
        self.seen = self.looked = time.monotonic()  # when a worker was seen, and looked for

    def run(self, jobs: Iterator[Job]) -> Generator[tuple[Job, Execution | JobError]]:
        """Execute the jobs. Those whose workers died run once more, alone: another job may have killed them."""
        suspects = []
        for job, result in self._side_by_side(jobs, max(sum(self.client.nthreads().values()), 1)):
            if isinstance(result, JobError) and result.args == (DIED,):
                suspects.append(job)
            else:
                yield job, result
        for job in suspects:
            yield from self._side_by_side(iter([job]), 1)

    def _side_by_side(
        self, jobs: Iterator[Job], threads: int
    ) -> Generator[tuple[Job, Execution | JobError]]:
        """Keep so many threads busy until the jobs are done."""
        self._send(islice(jobs, threads))
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

        while True:
            first = min(until for _, until in self.running.values())
            patience = min(max(first - time.monotonic(), 0.01), LOOK_SECONDS)
            with suppress(TimeoutError, CancelledError):
                wait(list(self.running), timeout=patience, return_when="FIRST_COMPLETED")
            self._check_cluster()
            now = time.monotonic()
            ended = [f for f, (_, until) in self.running.items() if f.done() or until <= now]
            if ended:
                return ended

    def _check_cluster(self) -> None:
        """Raise CourseError where there is nobody left to wait for."""
        if self.client.status != "running":
            raise CourseError(f"The Dask scheduler is lost. {GO_ON}")
        try:
            there = self.client.nthreads()
        except (OSError, ValueError, RuntimeError):  # it is being lost just now
            raise CourseError(f"The Dask scheduler is lost. {GO_ON}") from None
        former, self.looked = self.looked, time.monotonic()
        if there:
            self.seen, self.told = self.looked, False
            return
        self._put_off(self.looked - former)
        alone = self.looked - self.seen
        if alone > ALONE_SECONDS and not self.told:
            self.told = True
            self.say(
                f"No worker of the Dask cluster is left; waiting for one, {WITHOUT_SECONDS:g} seconds at most."
            )
        if alone > WITHOUT_SECONDS:
            raise CourseError(f"No worker of the Dask cluster is left. {GO_ON}")

    def _result(self, future: Any) -> Execution | JobError:
        from distributed.scheduler import KilledWorker

        if not future.done():
            self._give_up(future)
            return JobError(TOO_LONG)
        try:
            code, text = future.result(timeout=RESTART_SECONDS)
        except (KilledWorker, TimeoutError):  # also where the answer was lost with its worker
            return JobError(DIED)
        except Exception as error:  # whatever the job raised on its worker
            what = str(error) or type(error).__name__
            return JobError(f"The cluster could not execute this notebook ({what}).")
        if code != _code():
            return JobError("A Dask worker that joined later has other code of this package.")
        return read_answer(text)

    def _give_up(self, future: Any) -> None:
        """Take the job back and start its worker anew, whose thread does not come back by itself."""
        holders = [
            worker for worker, keys in self.client.processing().items() if future.key in keys
        ]
        future.cancel(force=True)
        began = time.monotonic()
        if holders:
            self.client.restart_workers(holders, timeout=RESTART_SECONDS, raise_for_error=False)
        self._put_off(time.monotonic() - began)  # the others may have waited for this worker

    def _put_off(self, seconds: float) -> None:
        """Give every job so much more time: nobody was there to execute it."""
        self.running = {f: (job, until + seconds) for f, (job, until) in self.running.items()}


def _check_workers(client: Any) -> None:
    """Raise CourseError for a worker that would not grade as this machine does: other code, other packages."""
    here = worker_facts()
    for worker, there in client.run(worker_facts).items():
        if there != here:
            what = next(name for name in here if there.get(name) != here[name])
            raise CourseError(
                f"The Dask worker at {worker} has another {what} ({there.get(what)}; here {here[what]}). "
                "Install the same version of this package there and restart it."
            )


@cache
def _code() -> str:
    """The digest of this package's code as this process began with it."""
    return code_digest()


def worker_facts() -> dict[str, str]:
    """What a worker's grades rest on: this package's version and code, Python, and NumPy."""
    return {
        "version of this package": __version__,
        "code of this package": _code(),
        "Python": "{}.{}".format(*sys.version_info[:2]),
        "NumPy": metadata.version("numpy"),
    }


@contextmanager
def _client(address: str, workers: int) -> Generator[Any]:
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError:
        raise CourseError(
            "--cluster needs the package distributed. Run: pip install 'sgd-course[cluster]'"
        ) from None
    if address == "local":
        with (
            dask.config.set(LOCAL),
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


def _answer_with_files(
    notebook: bytes, plan: Plan, files: Files, trusted_files: Files
) -> tuple[str, str]:
    """On the worker: put the files into a folder of its own and execute there; its code's digest, and JSON."""
    _clear_folders()
    with tempfile.TemporaryDirectory(prefix=f"{FOLDER}{os.getpid()}-") as folder:
        theirs, ours = Path(folder, "files"), Path(folder, "trusted")
        _unpack(files, theirs)
        _unpack(trusted_files, ours)
        plan = replace(plan, files=theirs, trusted_files=ours)
        return _code(), answer(notebook, plan)


def _clear_folders() -> None:
    """Remove the folders of workers that were killed here."""
    if os.name != "posix":
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        pid = folder.name.removeprefix(FOLDER).partition("-")[0]
        if not pid.isdigit():
            continue
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except PermissionError:  # it lives, and is another user's
            continue


def _unpack(files: Files, folder: Path) -> None:
    folder.mkdir()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
