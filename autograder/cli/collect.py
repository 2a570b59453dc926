"""``autograder collect``: take a learning platform's download into the course."""

import sys
from pathlib import Path
from typing import Any

import click

from autograder.cli.course import clear_errors, course_option


def _pair(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> Any:
    pairs = [value.rpartition("=") for value in values]
    if wrong := [value for value, (key, _, _) in zip(values, pairs, strict=True) if not key]:
        raise click.BadParameter(f"{wrong[0]!r} should be PERSON=STUDENT.")
    return tuple((key.strip(), student.strip()) for key, _, student in pairs)


@click.command("collect")
@click.argument("assignment")
@click.argument("download", type=click.Path(path_type=Path))
@course_option
@click.option(
    "--from",
    "platform",
    metavar="PLATFORM",
    help="Where the download is from; found out by its names.",
)
@click.option(
    "--roster",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="The platform's class list, worksheet or gradebook as CSV.",
)
@click.option(
    "--student-id",
    type=click.Choice(["login", "number", "email", "id"]),
    help="What of the class list becomes a student's name in the course.",
)
@click.option("--timezone", metavar="NAME", help="The platform's time zone, as Europe/Berlin.")
@click.option(
    "--who",
    multiple=True,
    callback=_pair,
    metavar="PERSON=STUDENT",
    help="Whom a name stands for; remembered. Several students of a team: with blanks.",
)
@click.option("--take", multiple=True, metavar="NAME", help="Of several files, the one to take.")
@click.option(
    "--pattern",
    metavar="REGEX",
    help="How names are made, with groups file and name, login, id, number or email; when.",
)
@clear_errors
def command(
    assignment: str,
    download: Path,
    course: Path,
    platform: str | None,
    roster: Path | None,
    student_id: str | None,
    timezone: str | None,
    who: tuple[tuple[str, str], ...],
    take: tuple[str, ...],
    pattern: str | None,
) -> None:
    """Take the submissions of ASSIGNMENT from DOWNLOAD, a zip file as the platform gives it or a folder.

    The newest work of each student goes to submitted/; what could not be placed is listed. Exit
    status: 0 all is placed, 1 something is not, 2 nothing could be done.

    \b
    Examples:
      autograder collect ps1 ~/Downloads/submissions.zip
      autograder collect ps1 PS1.zip --roster grading-worksheet.csv --timezone Europe/Berlin
    """
    from autograder.grading.course import Course
    from autograder.platforms.collect import Options, collect
    from autograder.platforms.handed import Person
    from autograder.platforms.recognise import PLATFORMS

    if platform is not None and platform not in PLATFORMS:
        raise click.BadParameter(f"{platform!r} is none of: {', '.join(PLATFORMS)}.")

    def ask(person: Person) -> str:
        return str(
            click.prompt(
                f"Who is {person}? The student's name in the course (nothing: skip)",
                default="",
                show_default=False,
            )
        )

    options = Options(
        assignment, download, platform, pattern, roster, student_id, timezone, who, take
    )
    result = collect(Course(course), options, ask if sys.stdin.isatty() else None)
    say(result)
    raise SystemExit(1 if result.unplaced else 0)


def say(result: Any) -> None:
    """Print what came of a download."""
    from autograder.grading.contract.text import few
    from autograder.grading.intake.submission import shown

    counts = {
        state: sum(s == state for s in result.placed.values())
        for state in dict.fromkeys(result.placed.values())
    }
    parts = ", ".join(f"{count} {state}" for state, count in counts.items())
    click.echo(
        f"From {result.title}: {len(result.placed)} students placed{f' ({parts})' if parts else ''}."
    )
    for note in result.notes:
        click.echo(note)
    for what, reason in result.unplaced:
        click.echo(f"Not placed: {shown(what)}. {reason}")
    if result.nothing_from:
        names = few(result.nothing_from, 10)
        click.echo(f"Nothing from {len(result.nothing_from)}: {names}")
