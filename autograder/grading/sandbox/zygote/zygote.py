"""The warm parent of kernels: everything is imported once, every submission gets a fork.

Started as a process of its own with a clean environment, it holds no secret, opens no notebook
and stays single-threaded. For each request that arrives on its socket it forks a *supervisor*,
which joins the sandbox and forks the kernel; the supervisor reports the kernel's end and, where
no pid namespace does it, kills whatever the kernel left behind.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.util
import json
import os
import select
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from typing import Any

from autograder.grading.contract.limits import Limits
from autograder.grading.sandbox.zygote import landlock, linux, seccomp, users

ALWAYS = (
    "numpy",
    "numpy.testing",
    "autograder.exercises.engine",  # a notebook imports these two at its first check
    "autograder.exercises.feedback",
)
JUDGE = ("autograder.grading.judge.student_side.peer", "autograder.grading.sandbox.judge_side")


def main() -> None:
    """Warm up, say so, then fork for every request until the grader closes the socket."""
    control = socket.socket(fileno=int(sys.argv[1]))
    gc.disable()  # imports make no garbage to speak of
    kernel = warm_up(sys.argv[2:])
    gc.collect()
    gc.freeze()
    gc.enable()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # supervisors are reaped by the system
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    threads = len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else 1
    control.send(json.dumps({"ready": os.getpid(), "threads": threads}).encode())
    while True:
        data, fds, _, _ = socket.recv_fds(control, 65536, 8)
        if not data:
            os._exit(0)  # at once: there is nothing to put in order
        if os.fork() == 0:
            control.close()
            run_and_exit(supervise, json.loads(data), fds, kernel)
        for fd in fds:
            os.close(fd)


def run_and_exit(work: Callable[..., None], *arguments: Any) -> None:
    """Do `work` in a forked process, which never returns into its parent's code."""
    status = 1
    try:
        work(*arguments)
        status = 0
    except (EOFError, BrokenPipeError, ConnectionResetError):
        status = 0  # the grader has gone or is done
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode(errors="replace"))
    finally:
        os._exit(status)


def warm_up(modules: list[str]) -> Any:
    """Build the kernel and import what notebooks import, down to the first drawn figure."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # None forbids the import
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        os.environ["IPYTHONDIR"] = folder
        from autograder.grading.sandbox.student_side.kernel import StudentKernel

        kernel = StudentKernel()
        for name in (*ALWAYS, *JUDGE, *modules):
            if importlib.util.find_spec(name.partition(".")[0]) is not None:
                importlib.import_module(name)
        if "matplotlib" in sys.modules:
            warm_matplotlib()
        kernel.warm_up()
    os.environ["IPYTHONDIR"] = "/tmp/ipython"
    return kernel


def warm_matplotlib() -> None:
    """Draw a figure, so that the inline backend, Agg, the PNG writer and the fonts are loaded."""
    import io

    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    axes.plot([0, 1], label="a")
    axes.set(title="t", xlabel="x")
    axes.legend()
    figure.savefig(io.BytesIO(), format="png")
    plt.close(figure)


def supervise(request: dict[str, Any], fds: list[int], kernel: Any) -> None:
    """Join the sandbox, fork the kernel, report its pid and its end; kill what it leaves.

    `fds` are: channel, status, stdout, stderr, then the judge's socket and the box's pidfd if the
    request names them.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    linux.become_subreaper()
    status = socket.socket(fileno=fds[1])
    root = os.geteuid() == 0
    uid = throw_away_user(request["number"]) if root else None
    limits = Limits.from_dict(request["limits"])
    processes = limits.processes + 4
    if not request["box"] and not root:
        processes += threads_of_user(os.geteuid())
    box = fds.pop() if request["box"] else None
    if box is not None:
        linux.join(box, user=not root)
    pid = os.fork()
    if pid == 0:
        status.close()
        run_and_exit(become_kernel, request, fds, kernel, limits, processes, uid)
    for fd in fds:
        if fd != status.fileno():
            os.close(fd)
    devnull = os.open("/dev/null", os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(devnull, fd)
    try:
        status.sendall(b"%d\n" % pid)
        wait_for_end(pid, status)
    finally:
        clear_away(pid, box, uid)


def wait_for_end(pid: int, status: socket.socket) -> None:
    """Until the grader hangs up; if the kernel ends before, report it."""
    pidfd = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    poll.register(status, select.POLLIN)
    if all(fd != pidfd for fd, _ in poll.poll()):
        return
    _, code = os.waitpid(pid, 0)
    status.sendall(b"%d\n" % os.waitstatus_to_exitcode(code))
    poll.unregister(pidfd)
    poll.poll()


def clear_away(pid: int, box: int | None, uid: int | None) -> None:
    """Kill the kernel, if it has not ended, and everything that it has left: also in a box, which that keeps alive."""
    with contextlib.suppress(ChildProcessError):
        if os.waitpid(pid, os.WNOHANG) == (0, 0):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)  # a box is gone only when its last process has been reaped
    if box is None:
        kill_descendants(uid)
        return
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(box, signal.SIGKILL)


def kill_descendants(uid: int | None) -> None:
    """Kill every descendant, orphans included, until none is left."""
    if uid is None:
        stop_descendants()
    else:
        pid = os.fork()
        if pid == 0:  # as that user, kill(-1) reaches all of its processes at once
            os.setresuid(uid, uid, uid)
            try:
                os.kill(-1, signal.SIGKILL)
            finally:
                os._exit(0)
    while True:
        for pid in descendants():
            send(pid, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def stop_descendants() -> None:
    """Stop all of them: what is stopped starts nothing, yet counts towards the limit of what still runs.

    Killed one by one, processes that fork without end would take the places that become free.
    """
    stopped: set[int] = set()
    while running := descendants() - stopped:
        for pid in running:
            send(pid, signal.SIGSTOP)
        stopped |= running


def send(pid: int, what: signal.Signals) -> None:
    """A signal to a process that may have ended."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, what)


def descendants() -> set[int]:
    """The pids of all that this process started, and what those started."""
    parents: dict[int, int] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    parents[int(name)] = int(file.read().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found: set[int] = set()
    level = {os.getpid()}
    while level := {pid for pid, parent in parents.items() if parent in level} - found:
        found |= level
    return found


def throw_away_user(number: int) -> int:
    """A user whom nobody else is; where there are few, one who runs nothing now."""
    ids = users.available()
    uid = ids[number % len(ids)]
    while len(ids) < users.COUNT and threads_of_user(uid):
        uid = ids[(uid + 1 - ids.start) % len(ids)]
    return uid


def threads_of_user(uid: int) -> int:
    """How many threads the user runs already: RLIMIT_NPROC counts them too."""
    count = 0
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                if os.stat(f"/proc/{name}").st_uid == uid:
                    count += len(os.listdir(f"/proc/{name}/task"))
            except OSError:
                continue
    return count


def become_kernel(
    request: dict[str, Any],
    fds: list[int],
    kernel: Any,
    limits: Limits,
    processes: int,
    uid: int | None,
) -> None:
    """Lock this process down for good, then serve as the student's kernel or as the judge."""
    os.setsid()
    channel, _, stdout, stderr, *rest = fds
    peer = rest[0] if request["peer"] else None
    null = os.open("/dev/null", os.O_RDONLY)
    channel, peer = arrange_fds(null, stdout, stderr, channel, peer)
    os.umask(0o077)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["cwd"])
    lock_down(request, limits, processes, uid)
    reseed()
    sock = socket.socket(fileno=channel)
    peer_sock = socket.socket(fileno=peer) if peer is not None else None
    if request["role"] == "student":
        kernel.run(sock, peer_sock, request["largest"])
    elif peer_sock is not None:
        from autograder.grading.sandbox import judge_side as judging

        judging.run(sock, peer_sock)


def arrange_fds(
    null: int, stdout: int, stderr: int, channel: int, peer: int | None
) -> tuple[int, int | None]:
    """0, 1, 2, then the channel and the judge's socket; every other descriptor is closed."""
    wanted = [null, stdout, stderr, channel] + ([peer] if peer is not None else [])
    high = [os.dup2(fd, 100 + i) for i, fd in enumerate(wanted)]
    for position, fd in enumerate(high):
        os.dup2(fd, position, inheritable=position < 3)
    os.closerange(len(wanted), 65536)
    return 3, (4 if peer is not None else None)


def lock_down(request: dict[str, Any], limits: Limits, processes: int, uid: int | None) -> None:
    """Give up every right, in the order in which each step still has the right to the next."""
    linux.set_rlimits(limits, processes)
    if request["box"] or uid is not None:
        linux.drop_bounding_set()  # without privileges there is nothing to drop
    if uid is not None:
        linux.become_user(uid)
    linux.drop_capabilities()
    linux.no_new_privileges()
    if request["landlock"]:
        landlock.restrict(request["readable"], request["writable"])
    if request["seccomp"]:
        seccomp.install(tuple(request["sockets"]))


def reseed() -> None:
    """Random numbers differ from fork to fork, as they do from process to process."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


if __name__ == "__main__":
    main()
