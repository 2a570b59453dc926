"""One notebook in sandboxed processes: which cell runs where, and what becomes of it."""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import stat
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from autograder.grading.execution import CellReport, Execution
from autograder.grading.sandbox.drive import Driver, JudgeError, Result, sentence
from autograder.grading.sandbox.environment import workplace
from autograder.grading.sandbox.levels import Isolation
from autograder.grading.sandbox.outputs import Outputs
from autograder.grading.sandbox.warm import Process, zygote

if TYPE_CHECKING:
    from autograder.grading.execution import Plan

MAX_FILES = 2000
PIECE = 4 * 2**20
SLOW_TO_IMPORT = frozenset(
    ("ipywidgets", "matplotlib", "networkx", "pandas", "plotly", "scipy", "seaborn", "sklearn")
)
IMPORT = re.compile(r"^[ \t]*(?:import|from)[ \t]+(\w+)", re.MULTILINE)


def warm_up(*notebooks: bytes) -> None:
    """Have a warm process that has imported the slow libraries that these notebooks name."""
    cells = [cell for notebook in notebooks for cell in read(notebook)["cells"]]
    code = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    named = {name for source in code for name in IMPORT.findall(source)}
    zygote(frozenset(named & SLOW_TO_IMPORT))


def run(notebook: bytes, plan: Plan, isolation: Isolation) -> Execution:
    """Run every code cell; test cells in the judge where there is one."""
    return _Run(notebook, plan, isolation).execution()


class _Run:
    def __init__(self, notebook: bytes, plan: Plan, isolation: Isolation) -> None:
        self.plan = plan
        self.isolation = isolation
        self.nb = read(notebook)
        self.outputs = Outputs(plan.limits)
        self.reports: list[CellReport] = []
        self.count = 0
        self.broken = ""

    def execution(self) -> Execution:
        began = time.monotonic()
        with ExitStack() as stack:
            self.start(stack)
            for index, cell in enumerate(self.nb["cells"]):
                if cell["cell_type"] == "code":
                    self.cell(index, cell)
            for process in filter(None, (self.driver.student, self.driver.judge)):
                process.kill_all()
        self.nb["metadata"].pop("widgets", None)  # what was handed in is nobody's result
        state = self.outputs.widget_state()
        if state is not None:
            self.nb["metadata"]["widgets"] = state
        return Execution(
            notebook=json.dumps(self.nb, indent=1).encode("ascii"),
            cells=tuple(self.reports),
            isolation=self.isolation,
            seconds=time.monotonic() - began,
            died=self.driver.died,
        )

    def start(self, stack: ExitStack) -> None:
        """Start the student's kernel and, where a cell needs it, the judge."""
        judged = any(self.place(cell) == "isolated" for cell in self.nb["cells"])
        student_end, judge_end = socket.socketpair()
        seed, files = self.plan.seed, self.plan.files
        with student_end, judge_end, ThreadPoolExecutor(1) as side:
            judge = None
            if judged:  # both start at once
                trusted = self.plan.trusted_files
                judge = side.submit(self.process, stack, "judge", seed, judge_end, trusted)
                seed = None
            student = self.process(stack, "student", seed, student_end, files)
        self.driver = Driver(student, self.plan.limits, judge.result() if judge else None)

    def process(
        self,
        stack: ExitStack,
        role: str,
        seed: str | None,
        peer: socket.socket,
        files: Path | None,
    ) -> Process:
        level, limits = self.isolation.level, self.plan.limits
        folder, environment = stack.enter_context(workplace(level, seed))
        process = Process(role, level, limits, environment, peer, folder)
        stack.callback(process.close)
        if role == "judge":
            opening = {"theirs": sorted(self.plan.theirs), "modules": dict(self.plan.modules)}
            opening["variables"] = dict(self.plan.variables)
            opening["functions"] = sorted(self.plan.functions)
            process.channel.send({**opening, "grace": limits.grace})
        send_files(process, files, limits.disk)
        return process

    def place(self, cell: dict[str, Any]) -> str | None:
        """Where a test runs: "isolated" or "shared"; None for a cell that is no test."""
        if not is_test(cell):
            return None
        return "shared" if nbgrader(cell).get("grade_id") in self.plan.shared else "isolated"

    def cell(self, index: int, cell: dict[str, Any]) -> None:
        """Run one code cell and report it."""
        self.outputs.begin(is_test(cell))
        cell["outputs"], cell["execution_count"] = self.outputs.cell, None
        if self.driver.died:
            self.outputs.error("NotRun", self.driver.died)
            self.report(index, cell, "not run", Result(None, None, 0.0), self.driver.died)
            return
        if not cell["source"].strip():
            self.report(index, cell, "ok", Result({}, None, 0.0))
            return
        self.count += 1
        cell["execution_count"] = self.count
        try:
            result = self.run_where_it_belongs(index, cell)
        except JudgeError as error:
            self.broken = self.broken or f"The judge failed: {error}"
            result = Result(None, None, 0.0)
        outcome, message = self.judgement(result)
        self.report(index, cell, outcome, result, message)

    def run_where_it_belongs(self, index: int, cell: dict[str, Any]) -> Result:
        """A test in the judge, the instructor's own cells on both sides, all else in the kernel."""
        driver = self.driver
        judged = self.place(cell) == "isolated"
        if (judged or (driver.judge is not None and is_locked(cell))) and self.broken:
            raise JudgeError(self.broken)
        if judged:
            return driver.test({"test": cell["source"]}, index, self.outputs)
        if driver.judge is not None and is_locked(cell):
            driver.test({"setup": cell["source"]}, index, Outputs(self.plan.limits))
        if driver.died:
            return Result(None, None, 0.0)
        request = {"run": cell["source"], "index": index, "cell_id": cell.get("id")}
        return driver.run(request, index, self.outputs)

    def judgement(self, result: Result) -> tuple[str, str]:
        """The outcome of a cell, and its sentence; an error output says it in the notebook too."""
        outputs = self.outputs
        if result.reply is None and self.broken and not self.driver.died:
            outputs.error("GraderError", self.broken)
            return "grader error", self.broken
        if result.reply is None:
            outputs.error("KernelDied", self.driver.died)
            return "died", self.driver.died
        if result.reply.get("lost"):
            return "died", self.driver.died
        if result.limit is not None:
            message = sentence(result.limit, self.plan.limits)
            outputs.error("LimitReached", message)
            return "limit", message
        if result.reply.get("status") != "ok":
            if not any(output["output_type"] == "error" for output in outputs.cell):
                name, value = str(result.reply.get("ename")), str(result.reply.get("evalue"))
                outputs.error(name, value)
            return "error", ""
        return "ok", ""

    def report(
        self, index: int, cell: dict[str, Any], outcome: str, result: Result, message: str = ""
    ) -> None:
        self.reports.append(
            CellReport(
                index=index,
                grade_id=nbgrader(cell).get("grade_id"),
                outcome=outcome,
                seconds=result.seconds,
                limit=result.limit,
                judged=self.place(cell),
                message=message,
            )
        )


def read(notebook: bytes) -> dict[str, Any]:
    """A notebook of format 4 as plain data; ValueError if it is none.

    Not by nbformat: importing its validator costs more than grading a notebook.
    """
    nb = json.loads(notebook)
    if not isinstance(nb, dict) or nb.get("nbformat") != 4 or not isinstance(nb.get("cells"), list):
        raise ValueError("not a notebook of format 4")
    nb.setdefault("metadata", {})
    for cell in nb["cells"]:
        cell.setdefault("metadata", {})
        source = cell.get("source", "")
        cell["source"] = source if isinstance(source, str) else "".join(source)
    return nb


def nbgrader(cell: dict[str, Any]) -> dict[str, Any]:
    """The cell's nbgrader metadata, empty for a cell without."""
    meta = cell["metadata"].get("nbgrader", {})
    return meta if isinstance(meta, dict) else {}


def is_test(cell: dict[str, Any]) -> bool:
    """True for a cell that nbgrader scores by running it."""
    meta = nbgrader(cell)
    return cell["cell_type"] == "code" and bool(meta.get("grade")) and not meta.get("solution")


def is_locked(cell: dict[str, Any]) -> bool:
    """True for the instructor's own cells that are no tests: imports and data."""
    meta = nbgrader(cell)
    return bool(meta.get("locked")) and not meta.get("grade") and not meta.get("solution")


def send_files(process: Process, folder: Path | None, room: int) -> None:
    """Copy the regular files of a folder into a process's working directory.

    Links are not followed and no special file is opened; notebooks stay behind, for the working
    copy of nbgrader holds the hidden tests. ValueError if the files do not fit.
    """
    if folder is None:
        return
    count = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            if name.endswith(".ipynb") or not stat.S_ISREG(os.lstat(path).st_mode):
                continue
            fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            with open(fd, "rb") as file:
                count += 1
                room -= os.fstat(fd).st_size
                if room < 0 or count > MAX_FILES:
                    raise ValueError(f"the files of the submission do not fit: {folder}")
                for piece in _pieces(file):
                    data = base64.b64encode(piece).decode("ascii")
                    process.channel.send({"file": os.path.relpath(path, folder), "data": data})


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    """A file in pieces that cost nobody's memory; at least one, so that an empty file arrives too."""
    yield file.read(PIECE)
    while piece := file.read(PIECE):
        yield piece
