"""Level "none": an ordinary kernel through nbclient, for machines where nothing better exists.

Nothing here contains the student's code. Test cells run in the student's own kernel.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from typing import TYPE_CHECKING

from autograder.grading.execution import CellReport, Execution
from autograder.grading.sandbox.drive import sentence
from autograder.grading.sandbox.environment import SEED_VARIABLE
from autograder.grading.sandbox.levels import Isolation
from autograder.grading.sandbox.notebook import is_test

if TYPE_CHECKING:
    from autograder.grading.execution import Plan


def run(notebook: bytes, plan: Plan, isolation: Isolation) -> Execution:
    """Run the notebook in a kernel process of its own, in a temporary working directory."""
    import nbformat
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    started = time.monotonic()
    nb = nbformat.reads(notebook.decode("utf-8"), as_version=4)
    reports: list[CellReport] = []
    died = ""
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        if plan.files is not None:
            # The working copies of notebooks hold the hidden tests.
            no_notebooks = shutil.ignore_patterns("*.ipynb")
            shutil.copytree(
                plan.files, folder, ignore=no_notebooks, dirs_exist_ok=True, symlinks=True
            )
        env = dict(os.environ)
        env.pop(SEED_VARIABLE, None)
        if plan.seed is not None:
            env[SEED_VARIABLE] = plan.seed
        km = AsyncKernelManager(kernel_name="python3")
        if os.name == "posix":
            km.transport = "ipc"  # ports can collide between parallel kernels, paths cannot
            km.ip = f"{folder}-ipc"  # an absolute path: the kernel runs in another folder
        client = NotebookClient(
            nb,
            km=km,
            timeout=int(plan.limits.cell_wall),
            interrupt_on_timeout=True,
            allow_errors=True,
            raise_on_iopub_timeout=True,
            resources={"metadata": {"path": folder}},
        )
        client.owns_km = True
        with client.setup_kernel(env=env, cwd=folder):
            for index, cell in enumerate(nb.cells):
                if cell.cell_type != "code":
                    continue
                began = time.monotonic()
                limit = None
                if not died and began - started > plan.limits.notebook_wall:
                    died = sentence("notebook_wall", plan.limits)
                if died:
                    cell.outputs, outcome = [], "not run"
                else:
                    try:
                        client.execute_cell(cell, index)
                        failed = any(o.output_type == "error" for o in cell.outputs)
                        outcome = "error" if failed else "ok"
                    except CellTimeoutError:
                        outcome, limit = "limit", "cell_wall"
                    except DeadKernelError:
                        outcome, died = "died", "The kernel ended while this cell ran."
                    except CellExecutionError:
                        outcome = "error"
                    if time.monotonic() - began > plan.limits.cell_wall and outcome == "error":
                        outcome, limit = "limit", "cell_wall"
                reports.append(
                    CellReport(
                        index=index,
                        grade_id=cell.metadata.get("nbgrader", {}).get("grade_id"),
                        outcome=outcome,
                        seconds=time.monotonic() - began,
                        limit=limit,
                        judged="shared" if is_test(cell) else None,
                    )
                )
    return Execution(
        notebook=nbformat.writes(nb).encode("utf-8"),
        cells=tuple(reports),
        isolation=isolation,
        seconds=time.monotonic() - started,
        died=died,
    )
