"""``autograder doctor``: what this machine has, and the command that mends what it lacks."""

import platform
import sys
from importlib.metadata import PackageNotFoundError, version

import click

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
        click.echo(f"  to mend it: pip install -c constraints.txt -e '.[{extra}]'")
    return not missing


def isolation() -> bool:
    """The level of isolation that a real kernel reached here, with its mend; true for the highest."""
    from autograder.grading.sandbox import probe
    from autograder.grading.sandbox.warm import StartError

    try:
        found = probe()
    except (StartError, OSError) as error:
        click.secho(f"isolation: none, the sandbox did not start ({error})", fg="red")
        return False
    click.echo(str(found))
    return found.level == "isolated"


def course() -> None:
    """Where the course is, and which assignments it has."""
    from autograder.cli.checkout import find_checkout

    try:
        checkout = find_checkout()
    except click.ClickException as error:
        click.echo(f"course: {error.message}")
        return
    names = sorted(folder.name for folder in (checkout / "solutions").iterdir() if folder.is_dir())
    lessons = len(list((checkout / "lessons").glob("*.ipynb")))
    click.echo(f"course: {checkout} ({lessons} lessons; assignments {', '.join(names) or 'none'})")
