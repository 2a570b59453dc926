"""``autograder new-exercise``: a package with an exercise of an instructor's own."""

from pathlib import Path

import click

from autograder.material.new_exercise import new_exercise


@click.command("new-exercise")
@click.argument("id")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to write it; by default SET-exercises here.",
)
def command(id: str, folder: Path | None) -> None:
    """Make the exercise ID (SET.NAME): checks, hints, a misconception, right and wrong programs, a notebook.

    It runs as it is, with an example in it; put your own in its place.

    \b
    Example:
      autograder new-exercise week1.mean
    """
    folder = folder or Path(f"{id.partition('.')[0]}-exercises")
    try:
        done = new_exercise(id, folder)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.ClickException(
            f"{error.filename or folder} cannot be written: {error.strerror or error}."
        ) from None
    click.echo(
        f"{len(done.new)} files in {folder}. What to do next stands in {folder / 'README.md'}."
    )
