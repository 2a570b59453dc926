"""Stage 2: execute jobs in worker processes that have neither gradebook nor course.

A worker sends back text (JSON); the parent never unpickles what a student's program made. A worker
that dies costs only the job it had, and a new one takes its place.
"""

import json
import multiprocessing
import os
import socket
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from multiprocessing import connection
from typing import Any

from autograder.grading.contract.execution import Execution, Plan
from autograder.grading.contract.isolation import Isolation
from autograder.grading.run.execute import execute
from autograder.grading.sandbox.grader_side import levels, warm

_SPAWN = multiprocessing.get_context("spawn")

SLACK = 300.0
"""Seconds that a worker has beyond a notebook's own limits: to start, to probe, to read and write."""


@dataclass(frozen=True)
class Job:
    """One notebook to execute."""

    student: str
    name: str
    notebook: bytes
    plan: Plan


class JobError(Exception):
    """The grader itself could not execute a job; the message says why."""


TOO_LONG = "Executing this notebook took far longer than its limits allow."


def deadline(job: Job) -> float:
    """When a job that starts now is given up, on the clock of ``time.monotonic``."""
    limits = job.plan.limits
    return time.monotonic() + limits.notebook_wall + limits.cell_wall + SLACK


def run_jobs(jobs: Iterable[Job], workers: int) -> Generator[tuple[Job, Execution | JobError]]:
    """Execute jobs on ``workers`` processes and yield each as it ends, in no fixed order.

    ``jobs`` is read as workers become free and one job ahead, so that no worker waits for a submission to be
    prepared or recorded. Closing the iterator, or an exception in its consumer, ends the workers at once.
    """
    waiting = iter(jobs)
    idle = [_Worker() for _ in range(workers)]
    busy: dict[Any, _Worker] = {}
    ended: deque[tuple[Job, Execution | JobError]] = deque()
    try:
        spare = next(waiting, None)
        while spare or busy or ended:
            while spare and len(busy) < workers:
                worker = idle.pop() if idle else _Worker()
                worker.give(spare)
                busy[worker.pipe] = worker
                spare = next(waiting, None)
            if ended:
                yield ended.popleft()
            for worker in _done(busy, wait=not ended):
                del busy[worker.pipe]
                ended.append(worker.take())
                if worker.alive:
                    idle.append(worker)
    finally:
        _end([*idle, *busy.values()])


def _done(busy: dict[Any, "_Worker"], wait: bool) -> list["_Worker"]:
    """Those that have answered, died or run out of time; with ``wait``, not before there is one."""
    if not busy:
        return []
    patience = min(worker.deadline for worker in busy.values()) - time.monotonic()
    ready = connection.wait(list(busy), max(patience, 0.0) if wait else 0.0)
    now = time.monotonic()
    return [worker for pipe, worker in busy.items() if pipe in ready or worker.deadline <= now]


def _end(workers: list["_Worker"]) -> None:
    for worker in workers:
        worker.dismiss()
    for worker in workers:
        worker.end()


class _Worker:
    """One worker process and the job it has."""

    def __init__(self) -> None:
        self.pipe, theirs = _SPAWN.Pipe()
        zygote = warm.running()
        shared = (zygote.control, zygote.modules) if zygote is not None else None
        arguments = (theirs, shared, levels.known())
        self.process = _SPAWN.Process(target=_serve, args=arguments, name="autograder-worker")
        self.process.start()
        theirs.close()
        self.alive = True
        self.job: Job | None = None
        self.deadline = 0.0

    def give(self, job: Job) -> None:
        self.job = job
        self.deadline = deadline(job)
        try:
            self.pipe.send(job)
        except OSError:  # it died while idle; the pipe's end is then seen by take()
            self.alive = False

    def take(self) -> tuple[Job, Execution | JobError]:
        """The answer; a worker without one is ended: it has died or does not keep to the limits."""
        assert self.job is not None
        job = self.job
        if not self.pipe.poll():
            self.end()
            return job, JobError(TOO_LONG)
        try:
            result = read_answer(self.pipe.recv_bytes())
        except (EOFError, OSError):
            self.end()
            code = self.process.exitcode
            return job, JobError(
                f"The worker process that executed this notebook died (exit status {code})."
            )
        self.job = None
        return job, result

    def dismiss(self) -> None:
        """Let an idle worker leave in order, so that it ends what it started; stop a busy one."""
        self.alive = False
        self.pipe.close()
        if self.job is not None:
            self.process.terminate()

    def end(self) -> None:
        """Wait until it has gone, and see to it."""
        self.dismiss()
        self.process.join(5)
        self.process.terminate()
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def _serve(
    pipe: Any, shared: tuple[socket.socket, frozenset[str]] | None, isolation: Isolation | None
) -> None:
    """A worker's life: take a job, execute it, send the answer as JSON; end with the parent.

    It forks from the parent's warm process and believes its probes, where there are such.
    """
    if hasattr(os, "setsid"):
        os.setsid()  # the terminal's Ctrl-C is for the parent, which then ends its workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if shared is not None:
        warm.share(*shared)
    if isolation is not None:
        levels.believe(isolation)
    while True:
        try:
            job = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send_bytes(answer(job.notebook, job.plan).encode())


def answer(notebook: bytes, plan: Plan) -> str:
    """Execute one notebook; JSON with either the execution or the grader's own error."""
    try:
        return json.dumps({"execution": execute(notebook, plan).to_json()})
    except Exception as error:
        lines = str(error).strip().splitlines()
        return json.dumps(
            {"error": f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__}
        )


def read_answer(text: bytes | str) -> Execution | JobError:
    """What :func:`answer` gave, read back from JSON."""
    data = json.loads(text)
    return JobError(data["error"]) if "error" in data else Execution.from_json(data["execution"])


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)
