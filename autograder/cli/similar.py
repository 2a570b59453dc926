"""``autograder similar``: programs of an assignment that are alike, side by side."""

from pathlib import Path

import click

from autograder.cli.course import clear_errors, course_option


@click.command("similar")
@click.argument("assignment")
@click.option(
    "--at-least",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="The share of the smaller program that must be alike.",
)
@course_option
@clear_errors
def command(assignment: str, at_least: float, course: Path) -> None:
    """Write a page of the programs of ASSIGNMENT that are alike: something to look at, never a verdict.

    Names and numbers count as nothing; what the notebook gives and what many wrote alike is taken out.

    \b
    Examples:
      autograder similar ps1
      autograder similar ps1 --at-least 0.8
    """
    from autograder.grading.contract.text import count
    from autograder.grading.course import Course
    from autograder.grading.pages import similar

    page, found = similar.write(Course(course), assignment, at_least)
    click.echo(f"{count(len(found.pairs), 'pair')}: {page}")
    if found.too_short:
        click.echo(f"Too short to be compared: {len(found.too_short)}.")
    if found.explained:
        click.echo(f"Alike by what many wrote, and not shown: {sum(map(len, found.explained))}.")
