"""``autograder report``: the class report of a graded assignment."""

from pathlib import Path

import click

from autograder.cli.course import clear_errors, course_option


@click.command("report")
@click.argument("assignment")
@course_option
@clear_errors
def command(assignment: str, course: Path) -> None:
    """Write the class report of ASSIGNMENT: what the class misunderstands, and how each exercise went.

    \b
    Example:
      autograder report ps1
    """
    from autograder.grading import report
    from autograder.grading.course import Course

    page = report.write(Course(course), assignment)
    click.echo(f"Class report: {page}")
