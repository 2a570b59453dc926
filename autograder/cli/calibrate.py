"""``autograder calibrate``: which test cells of an assignment can be judged in isolation."""

from pathlib import Path

import click

from autograder.cli.course import clear_errors, course_option


@click.command("calibrate")
@click.argument("assignment")
@course_option
@clear_errors
def command(assignment: str, course: Path) -> None:
    """Run ASSIGNMENT's solution and stub both ways, and mark each test cell isolated or shared.

    A shared cell runs in the student's own kernel, where a hostile program could tamper with it.

    \b
    Example:
      autograder calibrate ps1
    """
    from autograder.grading.score.calibrate import calibrate

    click.echo(str(calibrate(course, assignment)))
