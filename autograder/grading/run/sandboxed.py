"""One notebook in sandboxed processes: which cell runs where, and what becomes of it."""

from __future__ import annotations

import json
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.grading.contract.cells import about, grade_id, is_setup, is_test
from autograder.grading.contract.execution import (
    GRADER_ERROR,
    IN_JUDGE,
    KERNEL_DIED,
    LIMIT_REACHED,
    NOT_RUN,
    OUT_OF_MEMORY,
    REFUSED,
    SHARED,
    CellReport,
    Execution,
    KernelError,
    Plan,
)
from autograder.grading.contract.isolation import Isolation
from autograder.grading.contract.records import to_plain
from autograder.grading.run.handover import Handover, released_texts
from autograder.grading.run.kernelspec import other_kernel
from autograder.grading.sandbox.grader_side.drive import Driver, JudgeError, Result, sentence
from autograder.grading.sandbox.grader_side.environment import workplace
from autograder.grading.sandbox.grader_side.files import send_files
from autograder.grading.sandbox.grader_side.outputs import Outputs
from autograder.grading.sandbox.grader_side.pace import BUSY, oom_kills, slowness
from autograder.grading.sandbox.grader_side.warm import ZEROMQ, Process, zygote

BY_HAND = "A person gives the points."
KERNEL_START = 90.0  # seconds that a kernel of another language may take to start
SLOW_TO_IMPORT = frozenset(
    ("ipywidgets", "matplotlib", "networkx", "pandas", "plotly", "scipy", "seaborn", "sklearn")
)
IMPORT = re.compile(r"^[ \t]*(?:import|from)[ \t]+(\w+)", re.MULTILINE)

CLOCK = re.compile(r"\b(perf_counter|monotonic|process_time|%?timeit|time\.time)(_ns)?\b")


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
        self.kernel = other_kernel(self.nb)
        self.killed = oom_kills()
        self.handover = Handover(
            {i: c for i, c in enumerate(self.nb["cells"]) if c["cell_type"] == "code"},
            in_kernel=lambda cell: self.place(cell) != IN_JUDGE,
            in_judge=lambda cell: self.place(cell) == IN_JUDGE or is_setup(cell),
            released=released_texts(self.nb),
        )

    def execution(self) -> Execution:
        began = time.monotonic()
        with ExitStack() as stack:
            self.start(stack)
            for index, cell in enumerate(self.nb["cells"]):
                if cell["cell_type"] == "code":
                    self.cell(index, cell)
            left = self.driver.left() if self.plan.leave else {}
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
            disturbed=self.disturbed(),
            left=left,
        )

    def disturbed(self) -> str:
        """What the machine has had to do with it, if something went wrong."""
        if oom_kills() > self.killed and any(r.outcome != "ok" for r in self.reports):
            return f"{OUT_OF_MEMORY} while it ran"
        return "the machine was busy when a limit of time was met" if self.driver.busy else ""

    def start(self, stack: ExitStack) -> None:
        """Start the student's kernel and, where a cell needs it, the judge."""
        judged = any(self.place(cell) == IN_JUDGE for cell in self.nb["cells"])
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
        if self.kernel is not None:
            self.start_other(self.kernel)

    def start_other(self, kernel: dict[str, Any]) -> None:
        """Have the kernel of another language run the cells. Raises KernelError if it does not start."""
        unseen = Outputs(self.plan.limits)
        limits = self.plan.limits
        self.driver.limits = replace(limits, cell_wall=KERNEL_START, cell_cpu=KERNEL_START)
        done = self.driver.run({"kernel": kernel, "index": -1}, -1, unseen)
        self.driver.limits = limits
        if done.reply is None or done.reply.get("status") != "ok":
            why = done.reply.get("evalue") if done.reply else self.driver.died
            raise KernelError(str(why))

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
        sockets = {} if self.kernel is None else {"sockets": ZEROMQ}
        visible = self.plan.visible
        process = Process(role, level, limits, environment, peer, folder, visible, **sockets)
        stack.callback(process.close)
        if role == "judge":
            process.channel.send({"names": to_plain(self.plan.names), "grace": limits.grace})
        send_files(process, files, limits.disk)
        if role == "judge":
            process.channel.send({"files": "complete"})
        return process

    def place(self, cell: dict[str, Any]) -> str | None:
        """Where a test runs: IN_JUDGE or SHARED; None for a cell that is no test."""
        if not is_test(cell):
            return None
        if self.kernel is not None:  # the judge knows Python
            return SHARED
        return SHARED if about(cell).get("grade_id") in self.plan.shared else IN_JUDGE

    def cell(self, index: int, cell: dict[str, Any]) -> None:
        """Run one code cell and report it."""
        self.outputs.begin(is_test(cell))
        cell["outputs"], cell["execution_count"] = self.outputs.cell, None
        if self.driver.died:
            self.outputs.error(NOT_RUN, self.driver.died)
            self.report(index, cell, "not run", Result(None, None, 0.0), self.driver.died)
            return
        if not cell["source"].strip():
            self.report(index, cell, "ok", Result({}, None, 0.0))
            return
        self.count += 1
        cell["execution_count"] = self.count
        try:
            result = self.run_where_it_belongs(index, cell)
            failed = result.reply is not None and result.reply.get("status") != "ok"
            if failed and is_test(cell) and CLOCK.search(cell["source"]):
                self.driver.busy |= slowness() > BUSY  # it may have measured the machine
        except JudgeError as error:
            self.broken = self.broken or f"The judge failed: {error}"
            result = Result(None, None, 0.0)
        outcome, message = self.judgement(result)
        self.report(index, cell, outcome, result, message)

    def run_where_it_belongs(self, index: int, cell: dict[str, Any]) -> Result:
        """A test in the judge, the instructor's own cells on both sides, all else in the kernel."""
        driver = self.driver
        judged = self.place(cell) == IN_JUDGE
        if (judged or (driver.judge is not None and is_setup(cell))) and self.broken:
            raise JudgeError(self.broken)
        if judged:
            return self.in_judge(index, cell)
        if driver.judge is not None and is_setup(cell):
            driver.test({"setup": cell["source"]}, index, Outputs(self.plan.limits))
        if driver.died:
            return Result(None, None, 0.0)
        request = {"run": cell["source"], "index": index, "cell_id": cell.get("id")}
        result = driver.run(request, index, self.outputs)
        goes_on = driver.judge is not None and not driver.died and not self.broken
        left = self.handover.to_judge(index, cell, grade_id(cell) or "") if is_test(cell) else ""
        if left and goes_on:
            driver.test({"setup": left}, index, Outputs(self.plan.limits))
        return result

    def in_judge(self, index: int, cell: dict[str, Any]) -> Result:
        """Run a test in the judge, and leave to the student's kernel what later cells need of it."""
        driver, handover, name = self.driver, self.handover, grade_id(cell) or ""
        needed = handover.to_kernel(index, cell, name)
        order: dict[str, Any] = {"test": cell["source"]}
        names = self.plan.names
        for what, known in (("frozen", names.changing), ("matched", names.stretching)):
            order[what] = known is not None and name not in known
        order |= {"facts": (names.facts or {}).get(name, []), "noting": names.facts is None}
        order["anew"] = names.anew.get(name, [])
        if needed and handover.by_value(cell, name):
            order["hand"] = sorted(needed)
        result = driver.test(order, index, self.outputs)
        if needed and result.reply is not None and not driver.died:
            left = result.reply["left"] if "hand" in order else needed
            if statements := handover.statements(cell, name, left):
                driver.run({"run": statements, "index": index}, index, Outputs(self.plan.limits))
        return result

    def judgement(self, result: Result) -> tuple[str, str]:
        """The outcome of a cell, and its sentence; an error output says it in the notebook too."""
        outputs = self.outputs
        if result.reply is None and self.broken and not self.driver.died:
            outputs.error(GRADER_ERROR, self.broken)
            return "grader error", self.broken
        if result.reply is None:
            outputs.error(KERNEL_DIED, self.driver.died)
            return "died", self.driver.died
        if result.reply.get("lost"):
            return "died", self.driver.died
        if result.limit is not None:
            message = sentence(result.limit, self.plan.limits)
            outputs.error(LIMIT_REACHED, message)
            return "limit", message
        if (result.reply.get("error") or {}).get("refused"):
            return REFUSED, f"{result.reply['error']['evalue']}. {BY_HAND}"
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
                grade_id=about(cell).get("grade_id"),
                outcome=outcome,
                seconds=result.seconds,
                limit=result.limit,
                judged=self.place(cell),
                message=message,
                changed=bool(result.reply and result.reply.get("changed")),
                stretched=bool(result.reply and result.reply.get("stretched")),
                facts=tuple((result.reply or {}).get("facts", ())),
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
