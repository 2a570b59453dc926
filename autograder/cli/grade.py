"""``autograder grade``: grade an assignment's submissions."""

from pathlib import Path

import click

from autograder.cli.course import clear_errors, course_option
from autograder.cli.importing import importing
from autograder.grading.contract.isolation import LEVELS


@click.command("grade")
@click.argument("assignment")
@course_option
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    help="Worker processes; the number of cores by default.",
)
@click.option(
    "--student", "students", multiple=True, metavar="ID", help="Only this student; may be repeated."
)
@click.option("--force", is_flag=True, help="Grade again also what has not changed.")
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="At most N submissions in this run."
)
@click.option(
    "--allow-level",
    type=click.Choice(LEVELS),
    default="isolated",
    show_default=True,
    help="The weakest isolation to accept; `autograder doctor` says what this machine gives.",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Run the notebooks on a Dask cluster: its address, or `local`.",
)
@clear_errors
def command(
    assignment: str,
    course: Path,
    jobs: int | None,
    students: tuple[str, ...],
    force: bool,
    limit: int | None,
    allow_level: str,
    cluster: str | None,
) -> None:
    """Grade the submissions of ASSIGNMENT, a row for every student.

    What has not changed since it was graded is kept; after an interruption the same command goes on.
    Exit status: 0 everyone is graded, 1 some rows have errors and say so, 2 the run could not be done.

    \b
    Examples:
      autograder grade ps1
      autograder grade ps1 --jobs 4 --student alice --force
    """
    from autograder.grading.run import ahead

    if cluster is None:  # warm up meanwhile; release/ is where nbgrader puts it by default
        ahead.begin(course / "release" / assignment)
    with importing():
        from rich.console import Console

        from autograder.grading.pages import console as show
        from autograder.grading.run.stopping import stoppable
        from autograder.grading.runner import GradeOptions, grade_assignment

    show.quieten()
    console = Console()
    options = GradeOptions(course, assignment, jobs, students, force, limit, allow_level, cluster)
    with stoppable():
        with show.progress(console) as watcher:
            summary = grade_assignment(options, watcher)
        show.table(console, summary)
        raise SystemExit(summary.exit_status)
