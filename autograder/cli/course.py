"""What the instructor's commands share: the option --course, and errors said in one sentence."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

course_option = click.option(
    "--course",
    type=click.Path(path_type=Path),
    default=None,
    callback=lambda ctx, param, value: value or default_course(),
    metavar="DIR",
    help="The course's folder; by default this one, or course/ in the course's repository.",
)


def default_course() -> Path:
    """This folder if it is an nbgrader course, else the repository's course/."""
    from autograder.cli.checkout import find_checkout

    here = Path.cwd()
    if any((here / sign).exists() for sign in ("nbgrader_config.py", "gradebook.db")):
        return here
    return find_checkout() / "course"


def clear_errors(command: Callable[..., None]) -> Callable[..., None]:
    """Say an error of the course in one sentence and exit with status 2."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        from autograder.grading.course import CourseError

        try:
            command(*args, **kwargs)
        except CourseError as error:
            click.echo(f"Error: {error}", err=True)
            raise SystemExit(2) from None

    return wrapped
