"""The grader's handle on warm processes: start the zygote, ask it for forks, watch and end them."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import threading
from typing import Any

from autograder.grading.limits import Limits
from autograder.grading.sandbox import bubblewrap, usage
from autograder.grading.sandbox.wire import Channel

START_TIMEOUT = 120.0
FORK_TIMEOUT = 20.0


class StartError(RuntimeError):
    """A sandboxed process did not start; the message is its last words."""


class Zygote:
    """One warm process, from which kernels fork.

    `modules` are imported there beside what every notebook needs.
    """

    def __init__(self, modules: frozenset[str]) -> None:
        self.modules = modules
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": os.path.expanduser("~"),
            "LANG": "C.UTF-8",
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
        }
        for name in ("PYTHONPATH", "MPLCONFIGDIR", "XDG_CACHE_HOME"):
            if name in os.environ:
                environment[name] = os.environ[name]
        command = [sys.executable, "-P", "-m", "autograder.grading.sandbox.zygote"]
        with theirs:
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno()), *sorted(modules)],
                env=environment,
                cwd="/",
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        self._control = ours
        ours.settimeout(START_TIMEOUT)
        try:
            ready = ours.recv(4096)
        except TimeoutError:
            ready = b""
        if not ready:
            raise StartError(f"the warm process did not start: {self._last_words()}")
        if self._process.stderr is not None:
            self._process.stderr.close()
        if json.loads(ready)["threads"] != 1:
            self.close()
            raise StartError("the warm process has more than one thread and cannot be forked")

    def _last_words(self) -> str:
        self._process.kill()
        _, errors = self._process.communicate()
        return errors.decode(errors="replace").strip()[-2000:] or "no message"

    @property
    def alive(self) -> bool:
        """False after it has ended, or in a fork of the process that started it."""
        return self._process.poll() is None

    def fork(self, request: dict[str, Any], fds: list[int]) -> None:
        """Send one request; the fork reports on the status socket among `fds`."""
        socket.send_fds(self._control, [json.dumps(request).encode()], fds)

    def close(self) -> None:
        """End it. Kernels that run already are not touched."""
        self._control.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


_zygotes: dict[int, Zygote] = {}
_lock = threading.RLock()


def zygote(modules: frozenset[str] = frozenset()) -> Zygote:
    """The warm process of this process, started when it is first needed.

    If it lacks some of `modules`, one that has them takes its place.
    """
    with _lock:
        current = _zygotes.get(os.getpid())
        if current is not None and current.alive and modules <= current.modules:
            return current
        if current is not None:
            modules |= current.modules
            atexit.unregister(current.close)
            current.close()
        current = _zygotes[os.getpid()] = Zygote(modules)
        atexit.register(current.close)
        return current


class Process:
    """One forked process, the student's kernel or the judge, in a box or (lower levels) without.

    Raises StartError if it does not come up.
    """

    def __init__(
        self,
        role: str,
        level: str,
        limits: Limits,
        environment: dict[str, str],
        peer: socket.socket | None = None,
        folder: str | None = None,
    ) -> None:
        self._open = contextlib.ExitStack()
        self.pidfd = -1
        try:
            self.box = bubblewrap.Box(limits) if level == "isolated" else None
            if self.box is not None:
                self._open.callback(self.box.close)
            self._start(role, level, limits, environment, peer, folder)
        except BaseException:
            self.close()
            raise

    def _start(
        self,
        role: str,
        level: str,
        limits: Limits,
        environment: dict[str, str],
        peer: socket.socket | None,
        folder: str | None,
    ) -> None:
        cwd = bubblewrap.HOME if self.box is not None else (folder or "/")
        ours, theirs = socket.socketpair()
        self.status, their_status = socket.socketpair()
        self.stdout, their_stdout = os.pipe()
        self.stderr, their_stderr = os.pipe()
        largest = limits.output + 2 * limits.rich_output
        self.channel = Channel(ours, limit=largest)
        self._open.callback(ours.close)
        self._open.callback(self.status.close)
        self._open.callback(os.close, self.stdout)
        self._open.callback(os.close, self.stderr)
        request = {
            "role": role,
            "number": secrets.randbelow(1_000_000_000),
            "box": self.box is not None,
            "peer": peer is not None,
            "largest": largest,
            "limits": limits.to_dict(),
            "environment": environment,
            "cwd": cwd,
            "landlock": level in ("isolated", "restricted"),
            "readable": ["/"] if self.box is not None else list(bubblewrap.readable()),
            "writable": [cwd, "/tmp", "/dev", "/proc"] if self.box is not None else [cwd],
            "seccomp": level in ("isolated", "restricted"),
            "sockets": [int(socket.AF_UNIX)] if self.box is not None else [],
        }
        fds = [theirs.fileno(), their_status.fileno(), their_stdout, their_stderr]
        fds += [peer.fileno()] if peer is not None else []
        fds += [self.box.pidfd] if self.box is not None else []
        try:
            with _lock:  # nobody may put another warm process in its place meanwhile
                zygote().fork(request, fds)
        finally:
            theirs.close()
            their_status.close()
            os.close(their_stdout)
            os.close(their_stderr)
        self.status.settimeout(FORK_TIMEOUT)
        line = self.status.recv(64)
        if not line:
            raise StartError(self.last_words() or "the sandboxed process did not start")
        self.pid = int(line.split()[0])
        self.pidfd = os.pidfd_open(self.pid)
        self._open.callback(os.close, self.pidfd)
        for fd in (self.stdout, self.stderr):
            os.set_blocking(fd, False)
        self.exit_code: int | None = None

    def last_words(self) -> str:
        """What it wrote to file descriptor 2 and nobody has read yet."""
        os.set_blocking(self.stderr, False)
        try:
            return os.read(self.stderr, 4096).decode(errors="replace").strip()
        except OSError:
            return ""

    def interrupt(self) -> None:
        """As Ctrl-C would: the process and those that it waits for, its process group."""
        if not self.ended():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGINT)

    def kill(self) -> None:
        """End the process itself, at once; `close` ends what it started."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def ended(self) -> bool:
        """True when the process has ended; `exit_code` is then known, negative for a signal."""
        if self.exit_code is None and select.select([self.status], [], [], 0)[0]:
            data = self.status.recv(64)
            self.exit_code = int(data.split()[-1]) if data else -signal.SIGKILL
        return self.exit_code is not None

    def usage(self) -> usage.Usage:
        """CPU seconds and memory of this process and everything that it started."""
        return usage.measure([self.pid] + ([self.box.pid] if self.box is not None else []))

    def close(self) -> None:
        """Kill it and everything that it started, and give back what it held."""
        if self.pidfd >= 0:
            self.kill()
            self.pidfd = -1
        self._open.close()
