"""A released course for each test, and downloads made as platforms make them."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from autograder.grading.course import Course
from autograder.platforms.roster import Roster
from tests.grading import small_course
from tests.grading.conftest import course, in_process, released_course
from tests.platforms.taking import CLASS

__all__ = ["course", "in_process", "released_course"]  # fixtures of grading's tests

Make = Callable[..., Path]


@pytest.fixture
def right(course: Course) -> bytes:
    """A right answer to the assignment, as a file."""
    return nbformat.writes(small_course.answered(course.root, small_course.RIGHT)).encode()


@pytest.fixture
def zipped(tmp_path: Path) -> Make:
    """Makes a zip file of names and contents."""

    def make(files: dict[str, bytes | str], name: str = "download.zip") -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as archive:
            for member, content in files.items():
                archive.writestr(member, content)
        return path

    return make


@pytest.fixture
def roster(course: Course) -> Roster:
    known = Roster(course)
    known.students |= {student.id: student for student in CLASS}
    known.save()
    return known
