"""What a box shows and hides, and the order in which it is furnished."""

import os
import sys
from pathlib import Path

import pytest

from autograder.grading.contract.execution import IsolationError, Plan
from autograder.grading.contract.isolation import Isolation
from autograder.grading.contract.limits import Limits
from autograder.grading.run.execute import check_hidden, execute
from autograder.grading.sandbox.grader_side import bubblewrap, levels, probes

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")
NOTEBOOK = b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}'


def test_python_is_bound_on_top_of_the_empty_places(monkeypatch):
    monkeypatch.setattr(
        bubblewrap, "python_paths", lambda: ("/tmp/course/.venv", "/home/student/venv")
    )
    arguments = bubblewrap.arguments(Limits(), root=True)
    for place in ("/tmp", "/dev/shm", bubblewrap.HOME):
        assert arguments[arguments.index(place) - 1] == "--tmpfs"
    last_empty_place = max(i for i, word in enumerate(arguments) if word == "--tmpfs")
    for path in ("/tmp/course/.venv", "/home/student/venv"):
        assert arguments.index(path) > last_empty_place


def test_a_python_inside_a_covered_place_is_bound_on_top_of_it(monkeypatch):
    monkeypatch.setattr(
        bubblewrap, "python_paths", lambda: ("/usr/local", "/usr/local/lib", "/usr/src/app/.venv")
    )
    monkeypatch.setattr(bubblewrap, "covered", lambda: ["/usr/src"])
    arguments = bubblewrap.arguments(Limits(), root=True)
    bound = [arguments[i + 1] for i, word in enumerate(arguments) if word == "--ro-bind"]
    assert bound[-2:] == ["/usr", "/usr/src/app/.venv"]
    cover = arguments.index("/usr/src")
    assert arguments[cover - 1] == "--tmpfs"
    assert arguments.index("/usr/src/app/.venv") > cover
    assert arguments[arguments.index("--remount-ro") + 1] == "/usr/src"


def test_without_namespaces_too_the_covered_places_cannot_be_read(tmp_path, monkeypatch):
    root = tmp_path.resolve()
    for name in ("bin", "local/lib", "local/src/course", "src/app"):
        (root / name).mkdir(parents=True)
    (root / "link").symlink_to(root / "src")
    hidden = [str(root / "local" / "src"), str(root / "src")]
    monkeypatch.setattr(bubblewrap, "SYSTEM", (str(root),))
    monkeypatch.setattr(bubblewrap, "covered", lambda: hidden)
    monkeypatch.setattr(bubblewrap, "python_paths", lambda: (str(root / "src" / "app" / ".venv"),))
    ours = {path for path in bubblewrap.readable() if path.startswith(str(root))}
    assert ours == {str(root / name) for name in ("bin", "local/lib", "src/app/.venv")}


@linux_only
def test_a_course_inside_the_system_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(bubblewrap, "covered", lambda: ["/usr/src"])
    check_hidden(tmp_path)
    check_hidden(Path("/usr/src/app"))
    for folder in ("/usr/local/course", "/usr/share/course", f"{sys.prefix}/course"):
        with pytest.raises(IsolationError, match=rf"could read {folder}.*Move the course"):
            check_hidden(Path(folder))
    monkeypatch.setattr(levels, "probe", lambda: Isolation("isolated"))
    with pytest.raises(IsolationError, match="could read /usr/share"):
        execute(NOTEBOOK, Plan(trusted_files=Path("/usr/share")))


@linux_only
@pytest.mark.skipif(not os.access("/usr/src", os.W_OK), reason="nothing can be planted there")
@pytest.mark.parametrize("level", ["isolated", "restricted"])
def test_the_probe_notices_what_is_not_covered(level, monkeypatch):
    if levels.probe().level != "isolated" or probes._missing(level)[0]:
        pytest.skip(f"{level} cannot be had here")
    assert probes._attack(level)[0]["read"].startswith("failed: ")
    monkeypatch.setattr(bubblewrap, "covered", list)
    assert probes._attack(level)[0]["read"].endswith(probes.SECRET)


def open_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


@linux_only
@pytest.mark.parametrize("program", ["missing", "deaf"])
def test_a_box_that_does_not_start_is_an_error_and_leaves_nothing_open(
    program, tmp_path, monkeypatch
):
    bwrap = tmp_path / "bwrap"
    if program == "deaf":
        bwrap.write_text("#!/bin/sh\nexec sleep 60 <&-\n")
        bwrap.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "find", lambda: str(bwrap))
    monkeypatch.setattr(bubblewrap, "START_TIMEOUT", 0.3)
    before = open_descriptors()
    error = {"missing": FileNotFoundError, "deaf": bubblewrap.BoxError}[program]
    with pytest.raises(error, match={"missing": "No such", "deaf": "did not answer"}[program]):
        bubblewrap.Box(Limits())
    assert open_descriptors() == before
