"""What executing one submission's notebook takes and gives: a `Plan` goes in, an `Execution` comes out.

Both are plain data, so that a notebook can be executed in this process, in a worker process or on
another machine.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.grading.contract.isolation import LEVELS, Isolation
from autograder.grading.contract.limits import Limits
from autograder.grading.contract.names import Names
from autograder.grading.contract.records import from_plain, to_plain

NOT_RUN, KERNEL_DIED, LIMIT_REACHED, GRADER_ERROR = (
    "NotRun",
    "KernelDied",
    "LimitReached",
    "GraderError",
)
"""What ended a cell that ended by no error of its own: the ``ename`` of the error output that says it."""

REFUSED = "refused"
"""The outcome of a test with whose answer the judge does not do what the test does: a person gives the points."""

IN_JUDGE, SHARED = "judge", "shared"
"""Where a test cell runs."""

LEVELS_THAT_HIDE = LEVELS[:2]
"""Under these a submission sees the system and its own files alone."""


class IsolationError(RuntimeError):
    """The isolation that the plan asks for cannot be had here; the message says the remedy."""


class KernelError(RuntimeError):
    """The kernel that a notebook needs is not here, or does not start; the message says which."""


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
    names
        From the calibration: which names are the student's, and what they are.
    files
        A folder whose contents are copied into the working directory of the student's kernel,
        notebooks excepted.
    trusted_files
        The same for the judge: files of the release, never of the submission.
    visible
        Folders and files outside the course that student and judge may read.
    leave
        Whether the files that the program has written are asked for, for the notebooks after this one.
    lowest_level
        The lowest level of isolation that is accepted; below it `execute` raises IsolationError.
    """

    seed: str | None = None
    limits: Limits = field(default_factory=Limits)
    shared: frozenset[str] = frozenset()
    names: Names = field(default_factory=Names)
    files: Path | None = None
    trusted_files: Path | None = None
    visible: tuple[str, ...] = ()
    leave: bool = False
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
        judge itself failed) · `REFUSED` (the judge does not do what the test does with this answer).
    limit
        Which limit was hit, as a field name of Limits ("cell_cpu", "memory", …), or None.
    judged
        `IN_JUDGE` (a test cell that ran in the judge), `SHARED` (a test cell that ran in the kernel
        of the student), or None for a cell that is no test. Only outputs of cells in the judge are
        beyond the reach of the student's code.
    changed
        Whether arguments of a test in the judge came back changed.
    stretched
        Whether a test in the judge compared arrays that do not fit each other as they are.
    facts
        What never happened in a test in the judge, where the plan does not know it of the solution.
    """

    index: int
    grade_id: str | None
    outcome: str
    seconds: float
    limit: str | None = None
    judged: str | None = None
    message: str = ""
    changed: bool = False
    stretched: bool = False
    facts: tuple[str, ...] = ()


OUT_OF_MEMORY = "the machine ran out of memory"
"""How what `disturbed` says begins where that is it."""


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
    disturbed
        Empty, or how the machine has had a part in what went wrong: worth another try, alone.
    left
        The files that the program has written, by path, in base64; where the plan asks for them.
    """

    notebook: bytes
    cells: tuple[CellReport, ...]
    isolation: Isolation
    seconds: float
    died: str = ""
    disturbed: str = ""
    left: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """Everything as one JSON string."""
        notebook = base64.b64encode(self.notebook).decode("ascii")
        return json.dumps({**to_plain(self), "notebook": notebook})

    @classmethod
    def from_json(cls, text: str) -> Execution:
        """The inverse of `to_json`."""
        data = json.loads(text)
        return from_plain(cls, {**data, "notebook": base64.b64decode(data["notebook"])})
