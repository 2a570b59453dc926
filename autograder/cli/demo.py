"""``autograder demo``: an instructor's day, in a temporary course."""

from pathlib import Path

import click

from autograder.cli.course import clear_errors


@click.command("demo")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help="Where to make the course; by default a temporary folder.",
)
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    help="Worker processes; the number of cores by default.",
)
@clear_errors
def command(folder: Path | None, jobs: int | None) -> None:
    """Release problem set 1, take in a class of twenty, grade it, write feedback and marks.

    The class has right programs in different styles, wrong ones, an endless loop, a broken notebook and a
    student who handed nothing in. Nothing outside the demo's folder is touched.

    \b
    Example:
      autograder demo --folder /tmp/demo
    """
    from autograder import demo

    demo.run(folder, jobs)
