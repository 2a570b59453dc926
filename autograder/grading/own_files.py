"""The instructor's own files beside the notebooks: data, pictures, modules that an assignment reads."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from nbgrader.utils import find_all_files

from autograder.grading.course import Course


def find(course: Course, assignment: str) -> dict[str, Path]:
    """Every file of the assignment's source but its notebooks, by its path below the source folder."""
    source = course.folder("source", ".", assignment)
    found = map(Path, find_all_files(str(source), [*course.directory.ignore, "*.ipynb"]))
    return {str(path.relative_to(source)): path for path in sorted(found)}


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
