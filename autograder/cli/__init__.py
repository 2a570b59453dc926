"""The command line: ``autograder lab | start | check | new | bundle | grade | report | export | …``.

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
    "start": "Copy problem sets to my_work/, never over your own work.",
    "check": "Run a notebook's checks; exit status 1 where one fails.",
    "audit": "Run a training program of your own and say what it counted.",
    "new": "Make an instructor's course folder, anywhere.",
    "bundle": "Zip an assignment for the students, without solutions.",
    "due": "Say or set when an assignment is due, for everyone or for one student.",
    "new-exercise": "Make a package with an exercise of your own, and its tests.",
    "collect": "Take a learning platform's download into the course.",
    "calibrate": "See which test cells of an assignment can be judged in isolation.",
    "grade": "Grade an assignment's submissions.",
    "look": "Open a copy of a submission, its cells in the sandbox.",
    "report": "Write a graded assignment's feedback pages and class report.",
    "reread": "Have a second person read the written answers, and compare.",
    "similar": "Show programs that are alike, side by side; never a verdict.",
    "export": "Write the marks, for a spreadsheet or a learning platform.",
    "feedback": "Zip the feedback pages as a learning platform takes them back.",
    "demo": "An instructor's day with a class of twenty, in a temporary course.",
    "doctor": "Say what this machine has: packages, isolation, course.",
}


class Commands(click.Group):
    """Imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"autograder.cli.{cmd_name.replace('-', '_')}").command
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
            from autograder.cli import install

            raise click.ClickException(
                f"`autograder {ctx.invoked_subcommand}` needs the package {package}, which is not installed here. "
                f"Run: {install.line(install.extra_for(package))}"
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
