"""``autograder lab``: release the assignments, hand out fresh copies, open JupyterLab on the first lesson."""

import os
import subprocess
import sys
from importlib import import_module

import click

from autograder.cli.checkout import find_checkout
from autograder.cli.start import hand_out

FIRST_LESSON = "lessons/00_start_here.ipynb"


@click.command(
    "lab",
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
@click.argument("jupyter_args", nargs=-1, type=click.UNPROCESSED)
def command(jupyter_args: tuple[str, ...]) -> None:
    """Open the lessons and your exercises in JupyterLab.

    Exercises are in my_work/; copies that you already work on are left as they are. Everything after
    `lab` goes to JupyterLab.

    \b
    Examples:
      autograder lab
      autograder lab --no-browser --port 8899
    """
    import_module("jupyterlab")  # where it is missing, that is said before anything is handed out

    checkout = find_checkout()
    hand_out(checkout)
    arguments = [
        f"--ServerApp.root_dir={checkout}",
        f"--LabApp.default_url=/lab/tree/{FIRST_LESSON}",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and "--allow-root" not in jupyter_args:
        click.echo(
            "You are root, which JupyterLab refuses unless it is told --allow-root; adding that."
        )
        arguments.append("--allow-root")
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *arguments, *jupyter_args], cwd=checkout
    )
    while True:
        try:
            raise SystemExit(server.wait())
        except KeyboardInterrupt:
            continue  # JupyterLab got the same Ctrl-C and asks whether to stop
