"""``autograder start``: hand out problem sets into my_work/, never over a student's own work."""

from pathlib import Path

import click

from autograder.material.places import (
    Files,
    lesson_files,
    problem_set_files,
    problem_sets,
)
from autograder.material.work import hand_out, working_folder


@click.command("start")
@click.argument("assignments", nargs=-1)
def command(assignments: tuple[str, ...]) -> None:
    """Copy ASSIGNMENTS (all of them without a name) to my_work/.

    A file that you have edited is left as it is; the course's newer version is put beside it.

    \b
    Example:
      autograder start ps1
    """
    names = problem_sets()
    unknown = [name for name in assignments if name not in names]
    if unknown:
        raise click.UsageError(
            f"There is no assignment {unknown[0]}. There are: {', '.join(names)}."
        )
    folder = working_folder(Path.cwd())
    for name in assignments or names:
        hand_out_one(folder, name, problem_set_files(name))


def hand_out_all(folder: Path) -> None:
    """Lessons and problem sets into the working folder; a line on each that says what was done."""
    click.echo(f"Your copies are in {folder}")
    hand_out_one(folder, "lessons", lesson_files())
    for name in problem_sets():
        hand_out_one(folder, name, problem_set_files(name))


def hand_out_one(folder: Path, name: str, files: Files) -> None:
    """The files of the lessons or of one problem set into the folder of that name."""
    try:
        done = hand_out({f"{name}/{path}": content for path, content in files.items()}, folder)
    except OSError as error:
        raise click.ClickException(
            f"{error.filename or folder} cannot be written: {error.strerror or error}."
        ) from None
    parts = [
        f"{len(paths)} {what}"
        for paths, what in (
            (done.new, "new"),
            (done.updated, "brought up to date"),
            (done.beside, "newer beside yours"),
        )
        if paths
    ]
    click.echo(f"{name}: {', '.join(parts) or 'as you left it'}")
    for mine, other in done.beside.items():
        click.echo(f"  {mine} is yours and stays; the course's new version is {other}")
