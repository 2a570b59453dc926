"""A small assignment, and a way to submit hostile cells to it and look at what came of it."""

import dataclasses
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from autograder.grading.contract.execution import CellReport, Execution, Plan
from autograder.grading.contract.limits import MIB, Limits
from autograder.grading.run.execute import execute
from autograder.grading.sandbox.grader_side.usage import tree
from tests.specimens.hostile.attacks.attack import (
    RIGHT_SQUARE,
    RIGHT_TOTAL,
    Attack,
)

LIMITS = Limits(
    cell_cpu=2.5,
    cell_wall=12,
    notebook_cpu=25,
    notebook_wall=60,
    grace=1,
    memory=768 * MIB,
    processes=32,
    output=100_000,
    rich_output=1_000_000,
    file_size=8 * MIB,
    disk=32 * MIB,
)
SEED = "5eed" * 16

SETUP = "import os\nimport numpy as np"
SQUARE_TEST = (
    "assert square(3) == 9\nnp.testing.assert_allclose(square(np.array([1.0, 2.0])), [1.0, 4.0])"
)
TOTAL_TEST = (
    f"assert os.environ['AUTOGRADER_GRADING_SEED'] == {SEED!r}\n"
    "hidden = [7, 35]\n"
    "assert total(hidden) == 42"
)


def nbgrader_cell(source: str, grade_id: str, points: int, **marks: bool) -> Any:
    """A code cell with nbgrader's metadata."""
    marks = {"grade": False, "solution": False, "locked": False, "task": False} | marks
    meta = {"grade_id": grade_id, "schema_version": 3, "points": points, **marks}
    return new_code_cell(source, metadata={"nbgrader": meta})


def submission(first: list[str], second: list[str]) -> bytes:
    """The assignment with the student's cells before the first and before the second test."""
    cells = [nbgrader_cell(SETUP, "setup", 0, locked=True)]
    cells += [nbgrader_cell(first[0], "a1", 0, solution=True), *map(new_code_cell, first[1:])]
    cells += [nbgrader_cell(SQUARE_TEST, "t1", 2, grade=True, locked=True)]
    cells += [nbgrader_cell(second[0], "a2", 0, solution=True), *map(new_code_cell, second[1:])]
    cells += [nbgrader_cell(TOTAL_TEST, "t2", 3, grade=True, locked=True)]
    notebook = new_notebook(cells=cells)
    return str(nbformat.writes(notebook)).encode()


@dataclass(frozen=True)
class Graded:
    """What came of a submission."""

    execution: Execution
    seconds: float

    @property
    def notebook(self) -> Any:
        return nbformat.reads(self.execution.notebook.decode(), as_version=4)

    @property
    def points(self) -> list[float]:
        """The points of the two tests, by nbgrader's own rule."""
        tests = [c for c in self.notebook.cells if c.metadata.get("nbgrader", {}).get("grade")]
        return [float(determine_grade(cell)[0]) for cell in tests]

    @property
    def printed(self) -> str:
        """What the student's cells printed."""
        outputs = [o for cell in self.notebook.cells for o in cell.outputs]
        return "".join(o.text for o in outputs if o.output_type == "stream")

    @property
    def shown(self) -> str:
        """Everything that was printed, displayed or raised."""
        return str([cell.get("outputs", []) for cell in self.notebook.cells])

    def outcomes(self) -> list[str]:
        return [cell.outcome for cell in self.execution.cells]

    def report(self, index: int) -> CellReport:
        return self.execution.cells[index]


Submit = Callable[..., Graded]
GradeAttack = Callable[[Attack], Graded]


@pytest.fixture
def submit() -> Submit:
    """Grade a submission; afterwards no process of it may be left."""

    def grade(
        first: list[str] | None = None,
        second: list[str] | None = None,
        files: Path | None = None,
        limits: Limits = LIMITS,
    ) -> Graded:
        before = set(tree([os.getpid()]))
        notebook = submission(first or [RIGHT_SQUARE], second or [RIGHT_TOTAL])
        began = time.monotonic()
        execution = execute(notebook, Plan(seed=SEED, limits=limits, files=files))
        seconds = time.monotonic() - began
        assert left_over(before) == []
        return Graded(execution, seconds)

    return grade


@pytest.fixture
def grade_attack(submit: Submit, tmp_path: Path) -> GradeAttack:
    """Grade an attack on a course in ``tmp_path`` and check what its entry says of it."""

    def grade(attack: Attack) -> Graded:
        cells = [
            [source.replace("@COURSE@", str(tmp_path)) for source in sources]
            for sources in (attack.first, attack.second)
        ]
        limits = dataclasses.replace(LIMITS, cell_wall=3) if attack.waits else LIMITS
        graded = submit(*cells, limits=limits)
        assert graded.points == list(attack.points)
        if attack.outcome:
            assert graded.report(attack.cell).outcome in attack.outcome.split(" or ")
        assert attack.alive is None or bool(graded.execution.died) is not attack.alive
        assert [text for text in attack.unseen if text in graded.shown] == []
        return graded

    return grade


def left_over(before: set[int], patience: float = 30.0) -> list[str]:
    """The names of processes below this one that were not there before, once they had a moment."""
    deadline = time.monotonic() + patience
    while True:
        new = [pid for pid in tree([os.getpid()]) if pid not in before]
        names = [name for name in map(_name, new) if name]
        if not names or time.monotonic() > deadline:
            return names
        time.sleep(0.02)


def _name(pid: int) -> str:
    """What runs there; empty for the warm process, which may stay, and for what is gone."""
    try:
        process = psutil.Process(pid)
        command = " ".join(process.cmdline()) or process.name()
        warm = "sandbox.zygote" in command and process.ppid() == os.getpid()
        return "" if warm or process.status() == psutil.STATUS_ZOMBIE else command
    except psutil.NoSuchProcess:
        return ""
