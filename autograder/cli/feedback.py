"""``autograder feedback``: zip the feedback pages as a learning platform takes them back."""

from pathlib import Path

import click

from autograder.cli.course import clear_errors, course_option


@click.command("feedback")
@click.argument("assignment")
@course_option
@click.option(
    "--for",
    "platform",
    metavar="PLATFORM",
    help="Where they go; by default where the submissions came from. folders: one for each student.",
)
@click.option("--to", "path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option(
    "--participants",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Moodle's grading worksheet, for submissions of teams.",
)
@click.option(
    "--student", "only", multiple=True, metavar="ID", help="Only this student; repeatable."
)
@clear_errors
def command(
    assignment: str,
    course: Path,
    platform: str | None,
    path: Path | None,
    participants: Path | None,
    only: tuple[str, ...],
) -> None:
    """Zip the feedback pages of ASSIGNMENT, named so that the platform finds each student.

    The pages are written anew, with the points given by hand since grading.

    \b
    Examples:
      autograder feedback ps1
      autograder feedback ps1 --student jdoe
      autograder feedback ps1 --for moodle --participants worksheet.csv
    """
    from autograder.grading.course import Course
    from autograder.platforms import feedback, roster

    where = Course(course)
    numbers = roster.participants(where, participants) if participants else None
    packed = feedback.pack(where, assignment, platform, path, numbers, only)
    for student, reason in packed.left_out.items():
        click.echo(f"Left out: {student} {reason}.")
    for note in packed.notes:
        click.echo(note)
    click.echo(f"Feedback of {len(packed.students)}: {packed.path}")
