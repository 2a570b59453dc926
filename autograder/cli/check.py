"""``autograder check``: run a notebook from top to bottom and say what its exercises' checks found."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from autograder.exercises.agreed import GRADE_MIME

MARKS = {True: ("✓", "green"), False: ("✗", "red"), None: ("–", "bright_black")}


@click.command("check")
@click.argument("notebook", type=click.Path(path_type=Path))
@click.option(
    "--timeout",
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="The most that one cell may take.",
)
def command(notebook: Path, timeout: int) -> None:
    """Run NOTEBOOK's checks without opening JupyterLab.

    The notebook itself is left as it is. Exit status: 0 all visible checks passed, 1 a check failed,
    2 the notebook could not be read or holds no exercise.

    \b
    Example:
      autograder check my_work/ps1/ps1.ipynb
    """
    cells = execute(read(notebook), notebook.resolve().parent, timeout)
    grades = [grade for cell in cells for grade in grades_of(cell)]
    unreached = [name for cell in cells if (name := error_in_grade_cell(cell))]
    if not grades and not unreached:
        raise click.UsageError(
            f"{notebook} holds no exercise: no cell of it calls exercise(...).grade(...). "
            "Is it one of the notebooks in my_work/?"
        )
    for cell in cells:
        show_stop(cell)
    for grade in grades:
        show(grade)
    for name in unreached:
        click.secho(f"✗ {name}: its cell stopped before the checks could run", fg="red")
    passed = sum(grade["outcome"] == "passed" for grade in grades)
    click.echo(
        f"\n{passed} of {len(grades) + len(unreached)} exercises pass their visible checks; "
        "hidden checks run at grading."
    )
    raise SystemExit(0 if passed == len(grades) and not unreached else 1)


def read(path: Path) -> Any:
    """The notebook at ``path`` (nbformat 4), or one sentence on why it cannot be read."""
    from autograder.grading.intake.reading import UnreadableError, read_file

    if not path.is_file():
        raise click.UsageError(
            f"{path} is not a file. Name a notebook, such as my_work/ps1/ps1.ipynb."
        )
    try:
        return read_file(path)[0]
    except UnreadableError as problem:
        raise click.UsageError(
            f"{path} is not a valid notebook. {problem} "
            "Open it in JupyterLab and save it again, or restore it from a checkpoint."
        ) from None
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read: {error.strerror or error}.") from None


def execute(notebook: Any, folder: Path, timeout: int) -> list[Any]:
    """Run every cell in a new kernel in ``folder``; return the code cells with their outputs."""
    from nbclient import NotebookClient
    from nbclient.exceptions import DeadKernelError

    client = NotebookClient(
        notebook,
        timeout=timeout,
        interrupt_on_timeout=True,
        allow_errors=True,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    )
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("AUTOGRADER_GRADING")
    }
    try:
        with client.setup_kernel(
            env=env, stderr=subprocess.DEVNULL
        ):  # of the kernel, not of its cells
            code = [(i, cell) for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
            with click.progressbar(code, label="Running", file=sys.stderr) as bar:
                for index, cell in bar:
                    client.execute_cell(cell, index)
    except DeadKernelError:
        raise click.ClickException(
            "The notebook's kernel died while it ran (was it out of memory, or does a cell call exit?)."
        ) from None
    return [cell for _, cell in code]


def grades_of(cell: Any) -> list[dict[str, Any]]:
    """The grades that a cell's outputs carry."""
    bundles = (output.get("data", {}) for output in cell.outputs)
    return [bundle[GRADE_MIME] for bundle in bundles if GRADE_MIME in bundle]


def error_in_grade_cell(cell: Any) -> str | None:
    """The grade_id of a grade cell that ended in an error before it gave a grade."""
    about = cell.metadata.get("nbgrader", {})
    if ".grade(" not in cell.source or grades_of(cell):
        return None
    failed = any(output.output_type == "error" for output in cell.outputs)
    return str(about.get("grade_id", "a grade cell")) if failed else None


def show_stop(cell: Any) -> None:
    """One line for a cell that ended in an error."""
    for output in cell.outputs:
        if output.output_type == "error":
            reason = f"{output.ename}: {output.evalue}".rstrip(": ")
            first = next((line for line in cell.source.splitlines() if line.strip()), "")
            click.secho(
                f"! The cell that begins `{first[:60]}` stopped: {reason}",
                fg="red",
            )


def show(grade: dict[str, Any]) -> None:
    """One exercise: its checks by name and, after a failure, its one message."""
    click.secho(f"\n{grade['exercise']}: {grade['outcome']}", bold=True)
    for check in grade["checks"]:
        mark, colour = MARKS[bool(check["passed"]) if check.get("asked", True) else None]
        click.echo(f"  {click.style(mark, fg=colour)} {check['name']}")
    if grade["message"]:
        named = f"[{grade['misconception']}] " if grade["misconception"] else ""
        click.echo(
            click.wrap_text(named + grade["message"], 96, "  ", "  ", preserve_paragraphs=True)
        )
