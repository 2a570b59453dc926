"""``autograder due``: when an assignment is due, for everyone or for one student."""

from datetime import timedelta
from pathlib import Path

import click

from autograder.cli.course import clear_errors, course_option


@click.command("due")
@click.argument("assignment")
@click.argument("when", required=False)
@click.option(
    "--student",
    "students",
    multiple=True,
    metavar="ID",
    help="An extension for this student, `excused`, or `none`; may be repeated, for a section.",
)
@click.option("--timezone", metavar="NAME", help="The course's time zone, as Europe/Berlin.")
@course_option
@clear_errors
def command(
    assignment: str,
    when: str | None,
    students: tuple[str, ...],
    timezone: str | None,
    course: Path,
) -> None:
    """Say when ASSIGNMENT is due, or set it to WHEN. It stands in deadlines.toml of the course.

    What is graded already is graded again by the next `autograder grade`, where the change concerns it.

    \b
    Examples:
      autograder due ps1
      autograder due ps1 "2026-03-05 23:59" --timezone Europe/Berlin
      autograder due ps1 "3 days" --student jdoe
      autograder due ps1 "2026-03-07 23:59" --student jdoe --student mlee
      autograder due ps1 excused --student mlee
    """
    from autograder.grading.course import Course, deadlines

    where = Course(course)
    if when is None and timezone is not None:
        raise click.UsageError(
            "--timezone goes with a time: autograder due ASSIGNMENT WHEN --timezone NAME."
        )
    if when is None and students:
        raise click.UsageError("--student goes with a time, a span, `excused` or `none`.")
    if when is not None:
        for student in students or (None,):
            deadlines.change(where, assignment, when, student, timezone)
    deadline = deadlines.read(where, assignment)
    if deadline.due is None:
        click.echo(f"{assignment} has no due time in {where.root / deadlines.FILE}.")
        for name, extension in sorted(deadline.extensions.items()):
            click.echo(f"  {name}: {extension / timedelta(days=1):g} days later")
    else:
        click.echo(f"{assignment} is due {deadline.local(deadline.due)}.")
        for name, extension in sorted(deadline.extensions.items()):
            click.echo(f"  {name}: {deadline.local(deadline.due + extension)}")
    for name in sorted(deadline.excused):
        click.echo(f"  {name}: excused")
    with where.gradebook() as gradebook:
        known = {one.id for one in gradebook.students}
        released = {one.name for one in gradebook.assignments}
    if strangers := sorted({*deadline.extensions, *deadline.excused} - known):
        click.echo(f"The gradebook has no student called {', '.join(strangers)}.")
    if assignment not in released:
        click.echo(f"No assignment called {assignment} has been released.")
