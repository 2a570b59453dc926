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
    """The nearest nbgrader course at or above this folder, else the repository's course/."""
    from autograder.material.places import checkout

    here = Path.cwd()
    for folder in (here, *here.parents):
        if any((folder / sign).exists() for sign in ("nbgrader_config.py", "gradebook.db")):
            return folder
    repository = checkout()
    if repository and repository in (here, *here.parents):
        return repository / "course"
    raise click.ClickException(
        f"There is no course in {here} or above it. `autograder new mycourse` makes one; "
        "go there, or name a course with --course."
    )


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
    from autograder.grading.course import CONFIG_FILE, CourseError
    from autograder.grading.sandbox.grader_side.warm import StartError

    if isinstance(error, CourseError):
        return str(error)
    if isinstance(error, StartError):
        return f"The sandbox did not start: {error}. `autograder doctor` says what it lacks."

    from nbgrader.api import InvalidEntry
    from sqlalchemy.exc import DatabaseError
    from traitlets import TraitError

    from autograder.grading.course.gradebook import what_to_do

    if isinstance(error, TraitError):
        return f"{CONFIG_FILE}: {error}"
    if isinstance(error, DatabaseError | InvalidEntry | OSError):
        return what_to_do(error)
    return None


def _stop(sentence: str) -> NoReturn:
    click.echo(f"Error: {sentence}", err=True)
    raise SystemExit(2) from None
