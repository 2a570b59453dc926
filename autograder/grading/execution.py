"""Run one submission's notebook: `execute(notebook, plan)`, the only place where student code runs.

It is a pure function from bytes to bytes and plain data. It knows nothing of the gradebook, of the
course directory or of scores; what it returns can be sent as JSON (`Execution.to_json`), so it can
run in this process, in a worker process or on another machine.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autograder.grading.limits import Limits
from autograder.grading.sandbox.levels import LEVELS, Isolation

__all__ = [
    "CellReport",
    "Execution",
    "IsolationError",
    "Plan",
    "check_hidden",
    "execute",
    "get_ready",
]

LEVELS_THAT_HIDE = LEVELS[:2]
"""Under these a submission sees the system and its own files alone."""


class IsolationError(RuntimeError):
    """The isolation that the plan asks for cannot be had here; the message says the remedy."""


@dataclass(frozen=True)
class Plan:
    """How to run one notebook.

    seed
        The grading seed (`AUTOGRADER_GRADING_SEED`). It reaches the judge alone; only where there
        is no judge (level "limited" or "none") does the kernel of the student see it.
    limits
        What the submission may use.
    shared
        The grade_ids of test cells that must run in the kernel of the student. Every other test
        cell (nbgrader: grade and not solution) runs in the judge.
    theirs, modules, variables, functions
        From the calibration: the names that student cells define, those that are modules there or
        come from one (name → `module` or `module:name`), the global names that their functions use
        (true for those they change), and the names that are functions.
    files
        A folder whose contents are copied into the working directory of the student's kernel,
        notebooks excepted.
    trusted_files
        The same for the judge: files of the release, never of the submission.
    lowest_level
        The lowest level of isolation that is accepted; below it `execute` raises IsolationError.
    """

    seed: str | None = None
    limits: Limits = field(default_factory=Limits)
    shared: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()
    modules: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, bool] = field(default_factory=dict)
    functions: frozenset[str] = frozenset()
    files: Path | None = None
    trusted_files: Path | None = None
    lowest_level: str = "isolated"

    def __post_init__(self) -> None:
        if self.lowest_level not in LEVELS:
            raise ValueError(
                f"lowest_level must be one of {', '.join(LEVELS)}, not {self.lowest_level!r}"
            )


@dataclass(frozen=True)
class CellReport:
    """What happened to one code cell.

    outcome
        "ok" · "error" (an exception) · "limit" (interrupted at `limit`; later cells ran) ·
        "died" (the kernel ended in this cell) · "not run" (no kernel was left) · "grader error" (the
        judge itself failed; the student is not to blame).
    limit
        Which limit was hit, as a field name of Limits ("cell_cpu", "output", …), or None.
    judged
        "isolated" (a test cell that ran in the judge), "shared" (a test cell that ran in the kernel
        of the student), or None for a cell that is no test. Only outputs of "isolated" cells are
        beyond the reach of the student's code.
    """

    index: int
    grade_id: str | None
    outcome: str
    seconds: float
    limit: str | None = None
    judged: str | None = None
    message: str = ""


@dataclass(frozen=True)
class Execution:
    """A notebook that has been run.

    notebook
        The executed notebook as UTF-8 JSON (nbformat 4).
    cells
        One report for each code cell, in order.
    isolation
        Under which level it ran, and the probes that show it.
    died
        Empty, or one sentence about why the kernel of the student ended early.
    """

    notebook: bytes
    cells: tuple[CellReport, ...]
    isolation: Isolation
    seconds: float
    died: str = ""

    def to_json(self) -> str:
        """Everything as one JSON string."""
        data = asdict(self)
        data["notebook"] = base64.b64encode(self.notebook).decode("ascii")
        return json.dumps(data)

    @classmethod
    def from_json(cls, text: str) -> Execution:
        """The inverse of `to_json`."""
        data: dict[str, Any] = json.loads(text)
        data["notebook"] = base64.b64decode(data["notebook"])
        data["cells"] = tuple(CellReport(**cell) for cell in data["cells"])
        data["isolation"] = Isolation.from_dict(data["isolation"])
        return cls(**data)


def check_hidden(folder: Path) -> None:
    """Raise IsolationError for a folder that every submission could read: it is part of the system.

    A sandbox shows the system and this Python, but for a few folders that are kept out of sight.
    """
    from autograder.grading.sandbox import bubblewrap

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
    from autograder.grading.sandbox import notebook as sandboxed
    from autograder.grading.sandbox import plain

    isolation = get_ready(notebook, lowest_level=plan.lowest_level)
    if isolation.level in LEVELS_THAT_HIDE:
        for folder in (plan.files, plan.trusted_files):
            if folder is not None:
                check_hidden(folder)
    if isolation.level == "none":
        return plain.run(notebook, plan, isolation)
    return sandboxed.run(notebook, plan, isolation)


def get_ready(*notebooks: bytes, lowest_level: str) -> Isolation:
    """Warm up for these notebooks and probe this machine: what `execute` needs once in a process.

    Raises IsolationError if the machine cannot give `lowest_level`.
    """
    from autograder.grading.sandbox import notebook as sandboxed
    from autograder.grading.sandbox.levels import probe

    if sys.platform == "linux":
        sandboxed.warm_up(*notebooks)
    isolation = probe()
    if LEVELS.index(isolation.level) > LEVELS.index(lowest_level):
        raise IsolationError(isolation.refusal(lowest_level))
    return isolation
