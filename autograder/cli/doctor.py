"""``autograder doctor``: what this machine has, and the command that mends what it lacks."""

import platform
import sys
from importlib.metadata import PackageNotFoundError, version

import click

from autograder.cli import install

STUDENT = ("numpy", "matplotlib", "ipywidgets", "anywidget", "click", "jupyterlab", "nbclient")
INSTRUCTOR = ("nbgrader", "rich", "jinja2")


@click.command("doctor")
def command() -> None:
    """Say what this machine has: packages, isolation, course.

    Exit status 1 where something that grading needs is missing.

    \b
    Example:
      autograder doctor
    """
    click.echo(f"python: {platform.python_version()} on {platform.system()} ({sys.prefix})")
    fine = packages("lessons and exercises", STUDENT, extra="lab")
    fine &= packages("grading", INSTRUCTOR, extra="instructor")
    if fine:
        fine &= isolation()
    course()
    raise SystemExit(0 if fine else 1)


def packages(purpose: str, names: tuple[str, ...], extra: str) -> bool:
    """One line on the packages that ``purpose`` needs; true where all are installed."""
    found, missing = [], []
    for name in names:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    click.echo(f"{purpose}: {', '.join(found) or 'nothing'}")
    if missing:
        click.secho(f"  missing: {', '.join(missing)}", fg="red")
        click.echo(f"  to mend it: {install.line(extra)}")
    return not missing


def isolation() -> bool:
    """The level of isolation that a real kernel reached here, with its mend; true for the highest."""
    from autograder.grading.sandbox.grader_side.levels import probe
    from autograder.grading.sandbox.grader_side.warm import StartError

    try:
        found = probe()
    except (StartError, OSError) as error:
        click.secho(f"isolation: none, the sandbox did not start ({error})", fg="red")
        return False
    click.echo(str(found))
    return found.level == "isolated"


def course() -> None:
    """What the course's material is, and where a course to grade is."""
    from autograder.cli.course import default_course
    from autograder.material.places import checkout, lesson_files, problem_sets

    lessons = sum(name.endswith(".ipynb") for name in lesson_files())
    where = checkout() or "this package"
    click.echo(f"material: {lessons} lessons, {', '.join(problem_sets())} ({where})")
    try:
        click.echo(f"course to grade: {default_course()}")
    except click.ClickException as error:
        click.echo(f"course to grade: none. {error.message}")
