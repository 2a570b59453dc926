"""The lessons run natively, too, with the packages that the browser's Python has: the versions of Pyodide's lock.

Where there is a Python of the lock's version it runs them; else the one that runs the tests does.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from packaging.utils import canonicalize_name

from website import distribution

ROOT = Path(__file__).resolve().parents[2]
DIRECT = ["numpy", "matplotlib", "traitlets", "click"]
TESTERS = ["pytest", "pytest-timeout", "nbclient", "nbformat", "ipykernel"]
pytestmark = [pytest.mark.live, pytest.mark.timeout(1200)]


def locked(lock: dict[str, Any]) -> dict[str, str]:
    """What the course takes from the lock: version by name, with all that it depends on."""
    return {name: entry["version"] for name, entry in distribution.closure(lock, DIRECT).items()}


def pins(lock: dict[str, str]) -> str:
    """The course's own pins, but for what the lock has."""
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line]
    own = {canonicalize_name(name): version for name, version in (x.split("==") for x in lines)}
    return "".join(f"{name}=={version}\n" for name, version in (own | lock).items())


def python_of(version: str) -> str:
    """A Python of this version, if one works here; else the one that runs this."""
    named = shutil.which(f"python{version}")
    works = named and subprocess.run([named, "-c", "import venv"], capture_output=True)
    return named if named and works and works.returncode == 0 else sys.executable


def test_every_lesson_runs_at_the_versions_of_the_lock(runtime, tmp_path):
    lock = json.loads((runtime / distribution.LOCK).read_text("utf-8"))
    taken = locked(lock["packages"])
    python = python_of(".".join(lock["info"]["python"].split(".")[:2]))
    subprocess.run([python, "-m", "venv", "--without-pip", tmp_path / "env"], check=True)
    inside = tmp_path / "env/bin/python"
    (tmp_path / "pins.txt").write_text(pins(taken))
    pip = [sys.executable, "-m", "pip", "--python", inside, "--quiet"]
    what = ["install", "--no-compile", "-c", tmp_path / "pins.txt", *TESTERS, ROOT]
    subprocess.run(list(map(str, [*pip, *what])), check=True, cwd=tmp_path)
    shutil.copytree(ROOT / "tests", tmp_path / "tests")
    for name in ("lessons", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    command = [inside, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/lessons/test_run.py"]
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        list(map(str, command)), cwd=tmp_path, env=variables, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    said = "import matplotlib, numpy; print(numpy.__version__, matplotlib.__version__)"
    seen = subprocess.run([inside, "-c", said], capture_output=True, text=True, check=True).stdout
    assert seen.split() == [taken["numpy"], taken["matplotlib"]]
