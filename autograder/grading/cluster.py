"""Stage 2 on a Dask cluster: the same jobs, executed by ``distributed`` workers anywhere.

A job travels with its files, so the workers share no disk with the gradebook's machine; each needs this
package installed and its own sandbox (``autograder doctor`` on that machine).
"""

import tempfile
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from autograder.grading.course import CourseError
from autograder.grading.execution import Execution, Plan
from autograder.grading.workers import Job, JobError, answer, read_answer

CONNECT_SECONDS = 20
Files = dict[str, bytes]


def run_jobs_on_cluster(
    jobs: Iterable[Job], address: str, workers: int
) -> Generator[tuple[Job, Execution | JobError]]:
    """Execute jobs on the cluster at ``address`` ("local": one of ``workers`` processes, made for this run).

    Yields each job as it ends, like :func:`autograder.grading.workers.run_jobs`. Raises CourseError if
    ``distributed`` is not installed or nothing answers at the address.
    """
    waiting = iter(jobs)
    with _client(address, workers) as client:
        from distributed import as_completed

        ended = as_completed(with_results=True, raise_errors=False)
        running: dict[Any, Job] = {}

        def send(number: int) -> None:
            batch = list(islice(waiting, number))
            packed = [_packed(job) for job in batch]
            if batch:
                futures = client.map(_answer_with_files, *zip(*packed, strict=True), pure=False)
                running.update(
                    (future.key, job) for future, job in zip(futures, batch, strict=True)
                )
                ended.update(futures)

        send(max(2 * sum(client.nthreads().values()), 2))
        while running:
            future, text = next(ended)
            job = running.pop(future.key)
            if future.status == "finished":
                yield job, read_answer(text)
            else:
                yield (
                    job,
                    JobError(
                        f"The cluster could not execute this notebook ({future.exception()})."
                    ),
                )
            send(1)


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
