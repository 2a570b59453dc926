"""Level "none": an ordinary kernel through nbclient, for machines where nothing better exists.

Nothing here contains the student's code. Test cells run in the student's own kernel.
"""

from __future__ import annotations

import base64
import os
import shutil
import tempfile
import time

from autograder.exercises.agreed import GRADING_SEED
from autograder.grading.contract.cells import about, is_test
from autograder.grading.contract.execution import SHARED, CellReport, Execution, Plan
from autograder.grading.contract.isolation import Isolation
from autograder.grading.judge.both_sides.files import Folder
from autograder.grading.run.kernelspec import kernel_name
from autograder.grading.sandbox.grader_side.drive import sentence


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
        changed = Folder(known=True, root=folder)
        env = dict(os.environ)
        env.pop(GRADING_SEED, None)
        if plan.seed is not None:
            env[GRADING_SEED] = plan.seed
        km = AsyncKernelManager(kernel_name=kernel_name(nb))
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
            ready = time.monotonic()  # starting a kernel is not the notebook's time
            for index, cell in enumerate(nb.cells):
                if cell.cell_type != "code":
                    continue
                began = time.monotonic()
                limit = None
                if not died and began - ready > plan.limits.notebook_wall:
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
                        grade_id=about(cell).get("grade_id"),
                        outcome=outcome,
                        seconds=time.monotonic() - began,
                        limit=limit,
                        judged=SHARED if is_test(cell) else None,
                    )
                )
        found = changed.changes() if plan.leave else {}
        left = {path: base64.b64encode(data).decode() for path, data in found.items()}
    return Execution(
        notebook=nbformat.writes(nb).encode("utf-8"),
        cells=tuple(reports),
        isolation=isolation,
        seconds=time.monotonic() - started,
        died=died,
        left=left,
    )
