"""``autograder reread``: have a second person read the written answers, and compare."""

from pathlib import Path

import click

from autograder.cli.course import clear_errors, course_option


@click.command("reread")
@click.argument("assignment")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help="The second reader's course folder; by default ASSIGNMENT-second-reader beside the course.",
)
@click.option("--compare", is_flag=True, help="Say how far the two readers agree.")
@course_option
@clear_errors
def command(assignment: str, folder: Path | None, compare: bool, course: Path) -> None:
    """Copy the course for a second person who reads the written answers of ASSIGNMENT without seeing the first one's
    points; with --compare, say how far the two agree, where question and answer are the same still. The course itself
    is never changed.

    \b
    Examples:
      autograder reread ps1
      autograder reread ps1 --compare
    """
    from autograder.grading.contract.text import points
    from autograder.grading.course import Course
    from autograder.grading.score import second_reading

    where = Course(course)
    place = folder or where.root.parent / f"{assignment}-second-reader"
    if not compare:
        answers = second_reading.prepare(where, assignment, place)
        click.echo(f"{answers} written answers to read: {place}")
        click.echo("Start JupyterLab there and open Nbgrader → Formgrader → Manual Grading.")
        return
    compared = second_reading.compare(where, assignment, Course(place))
    read = compared.read
    for grade_id, students in compared.changed.items():
        click.echo(
            f"{grade_id}: not compared, the two have read other versions of question, mark scheme or answer: "
            f"{len(students)} ({', '.join(students)})"
        )
    if not read:
        raise click.ClickException(
            f"No written answer of {assignment} has the points of both readers yet."
        )
    for one in second_reading.agreements(read):
        click.echo(
            f"{one.grade_id}: {one.equal} of {one.answers} equal, mean difference {one.mean_difference:.2f}, "
            f"largest {points(one.largest_difference)}"
        )
    for answer in read:
        if answer.first != answer.second:
            of = points(answer.max_points)
            both = f"{points(answer.first)} and {points(answer.second)} of {of}"
            click.echo(f"  {answer.student}, {answer.grade_id}: {both}")
