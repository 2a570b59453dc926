"""Stage 2: execute jobs in worker processes that have neither gradebook nor course.

A worker sends back text (JSON); the parent never unpickles what a student's program made. A worker
that dies costs only the job it had, and a new one takes its place.
"""

import json
import multiprocessing
import os
import threading
import time
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from multiprocessing import connection
from typing import Any

from autograder.grading.execution import Execution, Plan, execute

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


def run_jobs(jobs: Iterable[Job], workers: int) -> Generator[tuple[Job, Execution | JobError]]:
    """Execute jobs on ``workers`` processes and yield each as it ends, in no fixed order.

    ``jobs`` is read as workers become free, so preparing one submission overlaps with executing others.
    Closing the iterator, or an exception in its consumer, ends the workers at once.
    """
    waiting = iter(jobs)
    idle: list[_Worker] = []
    busy: dict[Any, _Worker] = {}
    exhausted = False
    ended: list[tuple[Job, Execution | JobError]] = []
    try:
        while True:
            while not exhausted and len(busy) < workers:
                job = next(waiting, None)
                if job is None:
                    exhausted = True
                    break
                worker = idle.pop() if idle else _Worker()
                worker.give(job)
                busy[worker.pipe] = worker
            yield from ended  # recorded while the workers have their next jobs
            if not busy:
                return
            ended = []
            patience = min(worker.deadline for worker in busy.values()) - time.monotonic()
            ready = connection.wait(list(busy), max(patience, 0.0))
            for pipe in ready or [p for p, w in busy.items() if w.deadline <= time.monotonic()]:
                worker = busy.pop(pipe)
                ended.append(worker.take() if ready else worker.give_up())
                if worker.alive:
                    idle.append(worker)
    finally:
        for worker in [*idle, *busy.values()]:
            worker.end()


class _Worker:
    """One worker process and the job it has."""

    def __init__(self) -> None:
        self.pipe, theirs = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=_serve, args=(theirs,), name="autograder-worker")
        self.process.start()
        theirs.close()
        self.alive = True
        self.job: Job | None = None
        self.deadline = 0.0

    def give(self, job: Job) -> None:
        self.job = job
        limits = job.plan.limits
        self.deadline = time.monotonic() + limits.notebook_wall + limits.cell_wall + SLACK
        try:
            self.pipe.send(job)
        except OSError:  # it died while idle; the pipe's end is then seen by take()
            self.alive = False

    def take(self) -> tuple[Job, Execution | JobError]:
        assert self.job is not None
        job, self.job = self.job, None
        try:
            return job, read_answer(self.pipe.recv_bytes())
        except (EOFError, OSError):
            self.end()
            code = self.process.exitcode
            return job, JobError(
                f"The worker process that executed this notebook died (exit status {code})."
            )

    def give_up(self) -> tuple[Job, Execution | JobError]:
        """End a worker that is past its deadline: nothing that runs in it keeps to the limits."""
        assert self.job is not None
        job = self.job
        self.end()
        return job, JobError("Executing this notebook took far longer than its limits allow.")

    def end(self) -> None:
        """Let an idle worker leave in order, so that it ends what it started; stop a busy one."""
        self.alive = False
        self.pipe.close()
        if self.job is None:
            self.process.join(5)
        self.process.terminate()
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def _serve(pipe: Any) -> None:
    """A worker's life: take a job, execute it, send the answer as JSON; end with the parent."""
    if hasattr(os, "setsid"):
        os.setsid()  # the terminal's Ctrl-C is for the parent, which then ends its workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
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
