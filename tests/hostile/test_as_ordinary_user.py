"""The same as an ordinary user: user namespaces instead of root, or Landlock alone."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.hostile

REPOSITORY = Path(__file__).resolve().parents[2]
UID = 54321  # nobody's

# Grades four submissions under a level and prints what came of them, and which processes are left.
SCRIPT = """
import json, os, sys
from autograder.grading.contract.execution import Plan
from autograder.grading.run.execute import execute
from autograder.grading.sandbox.grader_side.levels import probe
from autograder.grading.sandbox.grader_side import probes
from autograder.grading.run import sandboxed
from autograder.grading.contract.isolation import Isolation
from tests.specimens.hostile.attacks.attack import *
from tests.hostile.conftest import *
level = sys.argv[1]
isolation = probe() if level == "isolated" else Isolation(level)
assert isolation.level == level, str(isolation)
plan = Plan(seed=SEED, limits=LIMITS)
def grade(first, second):
    execution = sandboxed.run(submission([first], second), plan, isolation)
    return Graded(execution, 0).points
peek = "import os, signal\\n" + "\\n".join(
    f"try:\\n    print(open({path!r}).read(100))\\nexcept OSError: pass"
    for path in (__file__, f"/proc/{os.getpid()}/cmdline", f"/proc/{os.getpid()}/environ")
) + f"\\ntry: os.kill({os.getpid()}, 9)\\nexcept OSError: pass"
spying = Graded(sandboxed.run(submission([RIGHT_SQUARE], [peek, RIGHT_TOTAL]), plan, isolation), 0)
orphan = "import subprocess\\nsubprocess.Popen(['sleep', '1000'], start_new_session=True)"
told = {
    "euid": os.geteuid(),
    "level": isolation.level,
    "right": grade(RIGHT_SQUARE, [RIGHT_TOTAL]),
    "wrong": grade(WRONG_SQUARE, [WRONG_TOTAL]),
    "loop": grade(RIGHT_SQUARE, ["while True: pass", RIGHT_TOTAL]),
    "forks": grade(RIGHT_SQUARE, ["import os\\nwhile True: os.fork()"])[:1],
    "orphan": grade(RIGHT_SQUARE, [orphan, RIGHT_TOTAL]),
    "spying": spying.points,
    "seen": spying.printed,
    "left": left_over({os.getpid()}),
}
print(json.dumps(told))
"""


@cache
def interpreter() -> tuple[list[str], dict[str, str]] | None:
    """A command for Python as an ordinary user who can read it, and its environment."""
    if os.geteuid() != 0:
        return [sys.executable], dict(os.environ)
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return None
    drop = [setpriv, "--reuid", str(UID), "--regid", str(UID), "--clear-groups", "--inh-caps=-all"]
    packages = next(p for p in sys.path if p.endswith("site-packages"))
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8"}
    environment |= {"MPLCONFIGDIR": f"/tmp/matplotlib-{UID}"}
    same_version = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    for python, path in (
        (sys.executable, str(REPOSITORY)),
        (same_version, f"{packages}:{REPOSITORY}"),
    ):
        candidate = {**environment, "PYTHONPATH": path}
        command = [*drop, python, "-P"]
        # setpriv's own exec may still have rights, so Python starts itself once more.
        modules = "import IPython, numpy, autograder.grading.contract.execution, nbgrader, tests"
        again = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {modules!r}], check=True)"
        try:
            done = subprocess.run(
                [*command, "-c", again], env=candidate, cwd="/", timeout=60, capture_output=True
            )
        except OSError:
            continue
        if done.returncode == 0:
            return command, candidate
    return None


@pytest.mark.timeout(300)
def test_a_class_is_graded_as_right_by_an_ordinary_user() -> None:
    """A third of the class of a hundred, by the real command, in a course that this user owns."""
    found = interpreter()
    if found is None:
        pytest.skip("no Python here can be read by an ordinary user")
    command, environment = found
    python = next(part for part in reversed(command) if part != "-P")
    with tempfile.TemporaryDirectory(prefix="autograder-programs-") as folder:
        alembic = Path(
            folder, "alembic"
        )  # nbgrader calls it by name; this Python may have none beside it
        alembic.write_text(f'#!/bin/sh\nexec {python} -m alembic.config "$@"\n')
        alembic.chmod(0o755)
        Path(folder).chmod(0o755)
        done = subprocess.run(
            [*command, "-m", "tests.hostile.hundred", "--students", "36"],
            env={**environment, "PATH": f"{folder}:{environment['PATH']}"},
            cwd="/",
            timeout=280,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "36 students" in done.stdout


@pytest.mark.parametrize("level", ["isolated", "restricted"])
def test_an_ordinary_user_is_as_safe(level: str, tmp_path: Path) -> None:
    found = interpreter()
    if found is None:
        pytest.skip("no Python here can be read by an ordinary user")
    command, environment = found
    script = Path("/tmp", f"autograder-{os.getpid()}-{level}.py")
    script.write_text(SCRIPT)
    script.chmod(0o644)
    try:
        done = subprocess.run(
            [*command, str(script), level],
            env=environment,
            cwd="/",
            timeout=200,
            capture_output=True,
            text=True,
        )
    finally:
        script.unlink()
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told.pop("euid") != 0
    assert told.pop("seen") == ""
    assert told == {
        "level": level,
        "right": [2.0, 3.0],
        "wrong": [0.0, 0.0],
        "loop": [2.0, 3.0],
        "forks": [2.0],
        "orphan": [2.0, 3.0],
        "spying": [2.0, 3.0],
        "left": [],
    }
