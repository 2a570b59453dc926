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

from autograder.grading.contract.limits import Limits
from autograder.grading.sandbox.grader_side import bubblewrap, usage
from autograder.grading.sandbox.wire import Channel

START_TIMEOUT = 120.0
FORK_TIMEOUT = 20.0
ZEROMQ = (socket.AF_UNIX, socket.AF_NETLINK)
"""The sockets of kernels that use ZeroMQ: it asks by netlink for the network, of which a box has none."""


class StartError(RuntimeError):
    """A sandboxed process did not start; the message is its last words."""


class Zygote:
    """One warm process, from which kernels fork. Workers of one run may share it: each has `control`.

    `modules` are imported there beside what every notebook needs.
    """

    def __init__(
        self,
        modules: frozenset[str],
        control: socket.socket,
        process: subprocess.Popen[bytes] | None = None,
    ) -> None:
        self.modules = modules
        self.control = control
        self._process = process

    @classmethod
    def start(cls, modules: frozenset[str]) -> Zygote:
        """Start one and wait until it is warm. Raises StartError."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-P", "-m", "autograder.grading.sandbox.zygote.zygote"]
        with theirs:
            process = subprocess.Popen(
                [*command, str(theirs.fileno()), *sorted(modules)],
                env=_environment(),
                cwd="/",
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        started = cls(modules, ours, process)
        ours.settimeout(START_TIMEOUT)
        try:
            ready = ours.recv(4096)
        except TimeoutError:
            ready = b""
        ours.settimeout(None)  # the mode is shared with every worker that gets this socket
        if not ready:
            process.kill()
            _, errors = process.communicate()
            words = errors.decode(errors="replace").strip()[-2000:] or "no message"
            raise StartError(f"the warm process did not start: {words}")
        if process.stderr is not None:
            process.stderr.close()
        if json.loads(ready)["threads"] != 1:
            started.close()
            raise StartError("the warm process has more than one thread and cannot be forked")
        return started

    @property
    def alive(self) -> bool:
        """False once it has ended: its end of the socket is then closed."""
        return not select.select([self.control], [], [], 0)[0]

    def fork(self, request: dict[str, Any], fds: list[int]) -> None:
        """Send one request; the fork reports on the status socket among `fds`."""
        socket.send_fds(self.control, [json.dumps(request).encode()], fds)

    def close(self) -> None:
        """Let go of it; it ends with the last who holds it. Kernels that run already are not touched."""
        self.control.close()
        if self._process is None:
            return
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _environment() -> dict[str, str]:
    """What the warm process gets of the grader's environment: no secret is among it."""
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
    return environment


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
        return _keep(Zygote.start(modules))


def running() -> Zygote | None:
    """The warm process of this process if it has one by now."""
    with _lock:
        current = _zygotes.get(os.getpid())
        return current if current is not None and current.alive else None


def share(control: socket.socket, modules: frozenset[str]) -> None:
    """Fork from the warm process of another process, which handed over its `control`."""
    with _lock:
        _keep(Zygote(modules, control))


def _keep(new: Zygote) -> Zygote:
    old = _zygotes.get(os.getpid())
    if old is not None:
        atexit.unregister(old.close)
        old.close()
    _zygotes[os.getpid()] = new
    atexit.register(new.close)
    return new


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
        visible: tuple[str, ...] = (),
        sockets: tuple[int, ...] = (socket.AF_UNIX,),
    ) -> None:
        self._open = contextlib.ExitStack()
        self.pidfd = -1
        try:
            self.box = bubblewrap.Box(limits, visible) if level == "isolated" else None
            if self.box is not None:
                self._open.callback(self.box.close)
            boxed, locked = self.box is not None, level in ("isolated", "restricted")
            cwd = bubblewrap.HOME if boxed else (folder or "/")
            request = {
                "role": role,
                "number": secrets.randbelow(1_000_000_000),
                "box": boxed,
                "peer": peer is not None,
                "largest": limits.output + 2 * limits.rich_output,
                "limits": limits.to_dict(),
                "environment": environment,
                "cwd": cwd,
                "landlock": locked,
                "readable": ["/"] if boxed else [*bubblewrap.readable(), *visible],
                "writable": [cwd, "/tmp", "/dev", "/proc"] if boxed else [cwd],
                "seccomp": locked,
                "sockets": [int(family) for family in sockets] if boxed else [],
            }
            self._start(request, peer)
        except BaseException:
            self.close()
            raise

    def _start(self, request: dict[str, Any], peer: socket.socket | None) -> None:
        ours, theirs = socket.socketpair()
        self.status, their_status = socket.socketpair()
        self.stdout, their_stdout = os.pipe()
        self.stderr, their_stderr = os.pipe()
        self.channel = Channel(ours, limit=request["largest"])
        self._open.callback(ours.close)
        self._open.callback(self.status.close)
        self._open.callback(os.close, self.stdout)
        self._open.callback(os.close, self.stderr)
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

    def kill_all(self) -> None:
        """End it and what is in its box; who ends several first and closes them then waits only once."""
        self.kill()
        if self.box is not None:
            self.box.kill()

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
