"""``autograder export``: marks as CSV, for a spreadsheet or for a learning platform's gradebook."""

from pathlib import Path
from typing import Any

import click

from autograder.cli.course import clear_errors, course_option

PLATFORMS = ["plain", "canvas", "moodle", "sakai", "blackboard", "brightspace", "openolat"]
FILE = click.Path(path_type=Path, dir_okay=False)


def _weights(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> Any:
    weights = {}
    for value in values:
        name, _, number = value.rpartition("=")
        try:
            weights[name] = float(number)
        except ValueError as error:
            raise click.BadParameter(f"{value!r} should be ASSIGNMENT=NUMBER.") from error
        if not 0 <= weights[name] < float("inf"):
            raise click.BadParameter(f"{value!r}: a weight is 0 or more.")
    return weights


@click.command("export")
@click.argument("assignment", required=False)
@course_option
@click.option("--to", "path", type=FILE, metavar="FILE", help="Where to write.")
@click.option(
    "--for",
    "platform",
    type=click.Choice(PLATFORMS),
    default="plain",
    show_default=True,
    help="All columns, or what a platform imports.",
)
@click.option(
    "--fill",
    type=FILE,
    metavar="FILE",
    help="The platform's own file, to be filled in or compared with.",
)
@click.option("--title", help="The assignment's title on the platform; Canvas: 'ps1 (12345)'.")
@click.option("--unread", is_flag=True, help="Also those whose answers wait to be read.")
@click.option("--missing", is_flag=True, help="A nought for those who handed nothing in.")
@click.option("--anonymous", is_flag=True, help="Pseudonyms, the same in every file of the course.")
@click.option("--all", "term", is_flag=True, help="Every assignment in one table, with a total.")
@click.option(
    "--weight",
    "weights",
    multiple=True,
    callback=_weights,
    metavar="ASSIGNMENT=NUMBER",
    help="With --all: how much an assignment counts; 1 by default.",
)
@clear_errors
def command(
    assignment: str | None,
    course: Path,
    path: Path | None,
    platform: str,
    fill: Path | None,
    title: str | None,
    unread: bool,
    missing: bool,
    anonymous: bool,
    term: bool,
    weights: dict[str, float],
) -> None:
    """Write the marks of ASSIGNMENT, or of the whole term with --all.

    Nothing is sent anywhere. What the platform would change or erase with the file is said.

    \b
    Examples:
      autograder export ps1
      autograder export ps1 --for canvas --title "ps1 (12345)"
      autograder export ps1 --for moodle --fill worksheet.csv
      autograder export --all --weight ps1=2
    """
    from autograder.grading.course import Course
    from autograder.grading.pages import export
    from autograder.platforms import write

    where = Course(course)
    if term and (assignment or platform != "plain" or fill or title or unread or missing):
        raise click.UsageError("--all goes with --to, --weight and --anonymous alone.")
    if platform == "plain" and (fill or title or unread or missing):
        raise click.UsageError("--fill, --title, --unread and --missing go with --for PLATFORM.")
    if anonymous and platform != "plain":
        raise click.UsageError("A platform cannot take pseudonyms in: --anonymous or --for.")
    if term:
        written = write.term(where, path, weights, pseudonyms=anonymous)
    elif assignment is None:
        raise click.UsageError("Name an assignment, or use --all.")
    elif anonymous:
        written = write.anonymous(where, assignment, path)
    elif platform == "plain":
        click.echo(f"Marks: {export.write_csv(where, assignment, path)}")
        return
    else:
        written = write.marks_for(
            where,
            assignment,
            platform,
            path=path,
            title=title,
            template=fill,
            unread=unread,
            missing=missing,
        )
    for warning in written.warnings:
        click.echo(warning)
    click.echo(f"Marks of {written.marks}: {written.path}")
