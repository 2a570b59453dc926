"""``autograder start``: hand out the assignments into my_work/, never over a student's own work."""

import shutil
from pathlib import Path

import click

from autograder.cli.checkout import find_checkout

WORK = "my_work"


@click.command("start")
@click.argument("assignments", nargs=-1)
def command(assignments: tuple[str, ...]) -> None:
    """Copy ASSIGNMENTS (all of them without a name) to my_work/.

    A file that is already there is left as it is.

    \b
    Example:
      autograder start ps1
    """
    hand_out(find_checkout(), assignments)


def hand_out(checkout: Path, assignments: tuple[str, ...] = ()) -> None:
    """Release ``assignments`` (default: all) and copy to my_work/ what is not there yet."""
    names = sorted(folder.name for folder in (checkout / "solutions").iterdir() if folder.is_dir())
    unknown = [name for name in assignments if name not in names]
    if unknown:
        raise click.UsageError(
            f"There is no assignment {unknown[0]}. There are: {', '.join(names)}."
        )
    for name in assignments or names:
        target = checkout / WORK / name
        new = copy_missing(released(checkout, name), target)
        where = f"{target.relative_to(checkout)}/"
        if new:
            click.echo(f"{name}: {new} new {'file' if new == 1 else 'files'} in {where}")
        else:
            click.echo(f"{name}: your work in {where} is as you left it")


def released(checkout: Path, name: str) -> Path:
    """The folder of the students' version, made anew where the instructor's version is younger."""
    source, release = checkout / "solutions" / name, checkout / "course" / "release" / name
    if newest(release) <= newest(source):
        from autograder.grading.course import Course

        click.echo(f"{name}: releasing")
        Course(checkout / "course").release(name)
    return release


def newest(folder: Path) -> float:
    """The time of the last change to a file in ``folder``; 0 where there is none."""
    return max((path.stat().st_mtime for path in folder.rglob("*") if path.is_file()), default=0.0)


def copy_missing(source: Path, target: Path) -> int:
    """Copy the files of ``source`` that ``target`` lacks; return how many they were."""
    copied = 0
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        destination = target / file.relative_to(source)
        if destination.exists() or destination.is_symlink():
            continue
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, destination)
        copied += 1
    return copied
