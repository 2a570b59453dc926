"""Two plain processes, a judge (this one) and a student (a fork), without a sandbox."""

import linecache
import os
import signal
import socket
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.grading.judge.judge_side.judge import Judge
from autograder.grading.judge.student_side.peer import serve

Pair = Callable[..., Judge]


def run_student(sock: socket.socket, source: str, folder: Path) -> None:
    """The student's process: runs the submission as one cell, then serves the judge."""
    os.chdir(folder)
    namespace: dict[str, Any] = {"__name__": "__main__", "__builtins__": __builtins__}
    linecache.cache["<submission>"] = (len(source), None, source.splitlines(True), "<submission>")
    namespace["socket_of_judge"] = sock
    exec(compile(source, "<submission>", "exec"), namespace)
    while sock.fileno() >= 0 and sock.recv(1, socket.MSG_PEEK):
        serve(sock, namespace)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Start a student's process with this source; its judge."""
    pids: list[int] = []
    sockets: list[socket.socket] = []

    def start(source: str, **options: Any) -> Judge:
        ours, theirs = socket.socketpair()
        folder = tmp_path / f"student{len(pids)}"
        folder.mkdir()
        pid = os.fork()
        if pid == 0:
            try:
                ours.close()
                signal.setitimer(signal.ITIMER_REAL, 0)
                run_student(theirs, source, folder)
            finally:
                os._exit(0)
        theirs.close()
        pids.append(pid)
        sockets.append(ours)
        options.setdefault("grace", 0.5)
        return Judge(ours, **options)

    with warnings.catch_warnings():
        warnings.resetwarnings()  # as in the judge's own process, where none is an error
        for category in (
            DeprecationWarning,
            PendingDeprecationWarning,
            ImportWarning,
            ResourceWarning,
        ):
            warnings.simplefilter("ignore", category)
        yield start
    for sock in sockets:
        sock.close()
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


@pytest.fixture
def judge_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory for the judge."""
    folder = tmp_path / "judge"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder
