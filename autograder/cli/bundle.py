"""``autograder bundle``: an assignment for the students, as a zip without solutions."""

from pathlib import Path

import click

from autograder.cli.course import clear_errors, course_option


@click.command("bundle")
@click.argument("assignment")
@course_option
@clear_errors
def command(assignment: str, course: Path) -> None:
    """Release ASSIGNMENT and write bundle/ASSIGNMENT.zip for your students: no solutions, no hidden tests.

    \b
    Example:
      autograder bundle ps1
    """
    from autograder.grading.course import Course
    from autograder.grading.course.bundle import bundle

    click.echo(f"For your students: {bundle(Course(course), assignment)}")
