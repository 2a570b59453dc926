"""The command line: ``autograder lab | start | check | grade | report | export | calibrate | demo | doctor``.

Each command is a thin file of this folder, imported when it is called, so that ``--help`` answers at once and a
student's machine needs nothing of the instructor's side.
"""

from importlib import import_module

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


class Commands(click.Group):
    """Imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        try:
            module = import_module(f"autograder.cli.{cmd_name}")
        except ModuleNotFoundError as missing:
            return _unavailable(cmd_name, missing)
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _unavailable(name: str, missing: ModuleNotFoundError) -> click.Command:
    """A command that says which package it lacks, in place of one that cannot be imported."""

    @click.command(name, context_settings={"ignore_unknown_options": True})
    @click.argument("args", nargs=-1, type=click.UNPROCESSED)
    def command(args: tuple[str, ...]) -> None:
        raise click.ClickException(
            f"`autograder {name}` needs the package {missing.name}, which is not installed here. "
            "In the course's folder, run: pip install -c constraints.txt -e '.[instructor]'"
        )

    return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="autograder")
def main() -> None:
    """A course on batches, iterations and epochs.

    A student begins with `autograder lab`, an instructor with `autograder demo`.
    """
