"""``autograder export``: the marks of an assignment as CSV."""

from pathlib import Path

import click

from autograder.cli.course import clear_errors, course_option


@click.command("export")
@click.argument("assignment")
@course_option
@click.option(
    "--to",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write.",
)
@click.option(
    "--style",
    type=click.Choice(["plain", "canvas"]),
    default="plain",
    show_default=True,
    help="All columns, or what Canvas imports.",
)
@clear_errors
def command(assignment: str, course: Path, path: Path | None, style: str) -> None:
    """Write the marks of ASSIGNMENT as CSV, everyone in the gradebook included.

    \b
    Examples:
      autograder export ps1
      autograder export ps1 --style canvas --to marks.csv
    """
    from autograder.grading import export
    from autograder.grading.course import Course

    click.echo(f"Marks: {export.write_csv(Course(course), assignment, path, style)}")
