"""Test groups: a group whose tools are missing is skipped and said; in CI that is a failure.

Groups are marks: ``browser``, ``site`` and ``live`` need a Chromium, ``wheel`` a build tool, ``hostile`` an
isolating sandbox, ``parity`` PyTorch.
"""

import importlib.util
import os
from collections.abc import Callable
from functools import cache

import pytest

from tests import chromium

IN_CI = os.environ.get("CI", "").lower() in ("1", "true")


def _browser() -> str | None:
    return (
        None
        if chromium.find()
        else "no Chromium was found; `python -m tests.chromium` installs one"
    )


def _wheel() -> str | None:
    return (
        None if importlib.util.find_spec("build") else "`build` is not installed; run `make test`"
    )


def _hostile() -> str | None:
    from autograder.grading.sandbox.grader_side.levels import probe

    isolation = probe()
    return None if isolation.level == "isolated" else str(isolation)


def _parity() -> str | None:
    return (
        None if importlib.util.find_spec("torch") else "PyTorch is not installed; run `make parity`"
    )


# Group → what is missing for it, or None. Every group here is one of pyproject.toml's markers.
MISSING: dict[str, Callable[[], str | None]] = {
    "browser": cache(_browser),
    "live": cache(_browser),
    "site": cache(_browser),
    "wheel": cache(_wheel),
    "hostile": cache(_hostile),
    "parity": cache(_parity),
}
# Heavy packages that not every machine can get: missing, they are said and not held against a CI run.
OPTIONAL_IN_CI = {"parity"}
SKIPPED_GROUP = "The group"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip (in CI: fail) a test whose group lacks what it needs, before any fixture starts."""
    for group, missing in MISSING.items():
        if item.get_closest_marker(group) and (reason := missing()):
            if IN_CI and group not in OPTIONAL_IN_CI:
                pytest.fail(f"the group '{group}' cannot run in CI: {reason}", pytrace=False)
            pytest.skip(f"{SKIPPED_GROUP} '{group}' did not run: {reason}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which groups did not run, and why; from the reports, for tests may run in other processes."""
    reports = terminalreporter.stats.get("skipped", [])
    reasons = {report.longrepr[2].removeprefix("Skipped: ") for report in reports}
    for reason in sorted(reason for reason in reasons if reason.startswith(SKIPPED_GROUP)):
        terminalreporter.write_line(reason, yellow=True)
