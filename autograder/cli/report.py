"""``autograder report``: the class report of a graded assignment, or of the term."""

from pathlib import Path

import click

from autograder.cli.course import clear_errors, course_option


@click.command("report")
@click.argument("assignment", required=False)
@click.option("--all", "term", is_flag=True, help="The class over the whole term.")
@course_option
@clear_errors
def command(assignment: str | None, term: bool, course: Path) -> None:
    """Write the class report of ASSIGNMENT: what the class misunderstands, and how each exercise went.

    The feedback pages are written anew, with the points given by hand since grading.
    With --all, over the term: how each assignment went, which misconceptions went away, whom to look after.

    \b
    Examples:
      autograder report ps1
      autograder report --all
    """
    from autograder.grading.course import Course
    from autograder.grading.pages import report, term_report

    if term:
        page = term_report.write(Course(course))
    elif assignment is None:
        raise click.UsageError("Name an assignment, or use --all.")
    else:
        page = report.write(Course(course), assignment)
    click.echo(f"Class report: {page}")
