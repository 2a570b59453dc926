"""Run one submission's notebook: `execute(notebook, plan)`, the only place where student code runs.

It is a pure function from bytes to bytes and plain data. It knows nothing of the gradebook, of the
course directory or of scores.
"""

from __future__ import annotations

import sys
from pathlib import Path

from autograder.grading.contract.execution import LEVELS_THAT_HIDE, Execution, IsolationError, Plan
from autograder.grading.contract.isolation import LEVELS, Isolation
from autograder.grading.run import sandboxed, unsandboxed
from autograder.grading.sandbox.grader_side import bubblewrap, levels


def check_hidden(folder: Path) -> None:
    """Raise IsolationError for a folder that every submission could read: it is part of the system.

    A sandbox shows the system and this Python, but for a few folders that are kept out of sight.
    """
    place = bubblewrap.shown(folder)
    if place:
        raise IsolationError(
            f"Every submission could read {folder}, because it is in {place}, which programs need. "
            "Move the course to a folder outside, for example below /home or /srv."
        )


def execute(notebook: bytes, plan: Plan) -> Execution:
    """Run every code cell of `notebook` under `plan`.

    The notebook must be valid nbformat 4 JSON (ValueError otherwise). Its nbgrader metadata is
    believed, so repair comes before: a cell marked as locked or as a test runs in the judge. A cell
    that fails, hangs or kills its kernel is no error of this function: it is in the reports.

    Raises IsolationError if the machine cannot give `plan.lowest_level`, or if the files of the
    plan lie where every submission could read them.
    """

    isolation = get_ready(notebook, lowest_level=plan.lowest_level)
    if isolation.level in LEVELS_THAT_HIDE:
        for folder in (plan.files, plan.trusted_files):
            if folder is not None:
                check_hidden(folder)
    if isolation.level == "none":
        return unsandboxed.run(notebook, plan, isolation)
    return sandboxed.run(notebook, plan, isolation)


def get_ready(*notebooks: bytes, lowest_level: str) -> Isolation:
    """Warm up for these notebooks and probe this machine: what `execute` needs once in a process.

    Raises IsolationError if the machine cannot give `lowest_level`.
    """
    if sys.platform == "linux":
        sandboxed.warm_up(*notebooks)
    isolation = levels.probe()
    if LEVELS.index(isolation.level) > LEVELS.index(lowest_level):
        raise IsolationError(isolation.refusal(lowest_level))
    return isolation
