"""Find the course's folder (the one with lessons/, solutions/ and course/) from where the user stands."""

from pathlib import Path

import click

PARTS = ("lessons", "solutions", "course")


def find_checkout(start: Path | None = None) -> Path:
    """The nearest folder at or above ``start`` that holds the course; a clear error where there is none."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[2]):
        if all((folder / part).is_dir() for part in PARTS):
            return folder
    raise click.ClickException(
        f"No course was found in {here} or above it: a course has the folders lessons/, solutions/ and course/. "
        "Clone the course's repository and run the command inside it."
    )
