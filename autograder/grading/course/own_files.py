"""The instructor's own files beside the notebooks: data, pictures, modules that an assignment reads."""

import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nbgrader.utils import find_all_files

from autograder.grading.course.course import CONFIG_FILE, Course, CourseError

ASKED = re.compile(r"""exercise\(\s*\\?["']([a-z]\w*)\.""")
"""A problem set's name where a notebook's file asks for one of its exercises."""


def find(course: Course, assignment: str) -> dict[str, Path]:
    """Every file of the assignment's source but its notebooks, by its path below the source folder.

    So are the problem sets of the course's folder of exercises that the notebooks ask for.
    """
    found = _below(course, course.folder("source", ".", assignment))
    return exercise_files(course, assignment) | found


def release_exercises(course: Course, assignment: str) -> None:
    """Put those problem sets into the released folder; what the assignment has of that name itself stays."""
    released = course.folder("release", ".", assignment)
    for name, path in exercise_files(course, assignment).items():
        place = released / name
        if not (course.folder("source", ".", assignment) / name).exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)


def exercise_folders(course: Course, assignment: str) -> dict[str, Path]:
    """The problem sets in the folder ``c.Execute.exercises`` that the notebooks ask for: name → its package.

    ``week1`` is the package ``week1`` or, as ``autograder new-exercise`` names it, ``week1_exercises``. CourseError
    where there is no such folder.
    """
    named = str(course.config.Execute.get("exercises", ""))
    if not named:
        return {}
    home = (course.root / Path(named).expanduser()).resolve()
    if not home.is_dir():
        raise CourseError(
            f"c.Execute.exercises in {CONFIG_FILE} names {home}, which is not a folder."
        )
    notebooks = course.folder("source", ".", assignment).glob("*.ipynb")
    asked = {name for path in notebooks for name in ASKED.findall(path.read_text("utf-8"))}
    places = {name: (home / name, home / f"{name}_exercises") for name in sorted(asked)}
    packages = {
        name: next((place for place in two if (place / "__init__.py").is_file()), None)
        for name, two in places.items()
    }
    return {name: package for name, package in packages.items() if package}


@contextmanager
def together(course: Course, assignment: str) -> Iterator[Path]:
    """A folder with all of them, as long as the body runs."""
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        copy(course, assignment, Path(folder))
        yield Path(folder)


def exercise_files(course: Course, assignment: str) -> dict[str, Path]:
    """The files of those problem sets, by their paths beside the notebook."""
    return {
        f"{name}/{file}": path
        for name, folder in exercise_folders(course, assignment).items()
        for file, path in _below(course, folder).items()
    }


def _below(course: Course, folder: Path) -> dict[str, Path]:
    found = map(Path, find_all_files(str(folder), [*course.directory.ignore, "*.ipynb"]))
    return {str(path.relative_to(folder)): path for path in sorted(found)}


def copy(
    course: Course, assignment: str, target: Path, except_for: Sequence[str] = ()
) -> list[str]:
    """Copy them; they replace a student's of the same name, as nbgrader has it.

    A student's file or folder that stands where one of them belongs is removed; the notes that come back say so.
    """
    notes: list[str] = []
    for name, path in find(course, assignment).items():
        if name in except_for:
            continue
        place = target / name
        for parent in reversed(place.relative_to(target).parents[:-1]):
            if (target / parent).is_file():
                (target / parent).unlink()
                notes.append(f"{parent} was left out: the assignment has a folder of that name.")
        if place.is_dir():
            shutil.rmtree(place)
            notes.append(f"{name}/ was left out: the assignment has a file of that name.")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    return notes
