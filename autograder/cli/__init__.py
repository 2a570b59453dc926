"""The command line: ``autograder lab | start | check | grade | report | export | calibrate | demo | doctor``.

Each command is a thin file of this folder, imported when it is called, so that ``--help`` answers at once and a
student's machine needs nothing of the instructor's side.
"""

from importlib import import_module
from typing import Any

import click

from autograder import __version__

# Command → the line that `autograder --help` shows for it, in the order of a course.
COMMANDS = {
    "lab": "Open the lessons and your exercises in JupyterLab.",
    "start": "Copy the assignments to my_work/, never over your own work.",
    "check": "Run a notebook's checks; exit status 1 where one fails.",
    "calibrate": "See which test cells of an assignment can be judged in isolation.",
    "grade": "Grade an assignment's submissions.",
    "report": "Write a graded assignment's feedback pages and class report.",
    "export": "Write the marks as CSV.",
    "demo": "An instructor's day with a class of twenty, in a temporary course.",
    "doctor": "Say what this machine has: packages, isolation, course.",
}


LAB = (
    "jupyterlab",
    "nbclient",
    "nbformat",
)  # the packages of the extra `lab`; others are the instructor's


class Commands(click.Group):
    """Imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"autograder.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; where it lacks a package, say which one and how to get it."""
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as missing:
            package = (missing.name or "").partition(".")[0]
            if package in ("", "autograder"):
                raise
            extra = "lab" if package in LAB else "instructor"
            raise click.ClickException(
                f"`autograder {ctx.invoked_subcommand}` needs the package {package}, which is not installed here. "
                f"In the course's folder, run: pip install -c constraints.txt -e '.[{extra}]'"
            ) from missing

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="autograder")
def main() -> None:
    """A course on batches, iterations and epochs.

    A student begins with `autograder lab`, an instructor with `autograder demo`.
    """
