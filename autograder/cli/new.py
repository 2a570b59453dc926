"""``autograder new``: an instructor's course folder, anywhere."""

from datetime import date
from pathlib import Path

import click

from autograder.material.new_course import NotEmptyError, new_course


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--graded", is_flag=True, help="Keep `.solution()` closed to students, for good or see below."
)
@click.option(
    "--solutions-open",
    "opens",
    metavar="DATE",
    help="With --graded: the day on which `.solution()` opens, such as 2027-02-01.",
)
def command(folder: Path, graded: bool, opens: str | None) -> None:
    """Make a course in FOLDER: configuration, problem sets with solutions, a README with the term's commands.

    In a course that was made so it brings the problem sets up to date; what you edited stays as it is.

    \b
    Examples:
      autograder new mycourse
      autograder new mycourse --graded --solutions-open 2027-02-01
    """
    if opens is not None:
        if not graded:
            raise click.UsageError(
                "--solutions-open closes solutions until then; say --graded too."
            )
        try:
            date.fromisoformat(opens)
        except ValueError:
            raise click.UsageError(f"{opens} is not a day such as 2027-02-01.") from None
    try:
        done = new_course(folder, (opens or "never") if graded else "")
    except NotEmptyError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(
            f"{error.filename or folder} cannot be written: {error.strerror or error}."
        ) from None
    for paths, what in ((done.new, "new"), (done.updated, "brought up to date")):
        if paths:
            click.echo(f"{len(paths)} files {what} in {folder}")
    for mine, other in done.beside.items():
        click.echo(f"  {mine} is yours and stays; the course's new version is {other}")
    click.echo(f"What to do next stands in {folder / 'README.md'}.")
