"""What the instructor's commands share: the option --course, and errors said in one sentence."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

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
    """Say an error of the course, its files, its gradebook or the sandbox in one sentence and exit with status 2."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except ModuleNotFoundError:
            raise  # `autograder` itself says which package is missing
        except Exception as error:
            sentence = _sentence(error)
            if sentence is None:
                raise
            _stop(sentence)

    return wrapped


def _sentence(error: Exception) -> str | None:
    """What to say of an expected error; None for any other, which is a fault of the program."""
    from autograder.grading.course import CourseError
    from autograder.grading.sandbox.warm import StartError

    if isinstance(error, CourseError):
        return str(error)
    if isinstance(error, StartError):
        return f"The sandbox did not start: {error}. `autograder doctor` says what it lacks."
    if isinstance(error, OSError):
        return f"{error.filename or 'A file'} cannot be used: {error.strerror or error}."

    from nbgrader.api import InvalidEntry
    from sqlalchemy.exc import DatabaseError

    from autograder.grading.gradebook import what_to_do

    if isinstance(error, DatabaseError):
        return what_to_do(error)
    if isinstance(error, InvalidEntry):  # nbgrader's own wrapping of the gradebook's errors
        return f"The gradebook cannot be used ({error})."
    return None


def _stop(sentence: str) -> NoReturn:
    click.echo(f"Error: {sentence}", err=True)
    raise SystemExit(2) from None
