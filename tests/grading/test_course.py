"""The course's secret and its configuration: whole, private, or refused with a sentence."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from autograder.grading.course import Course, CourseError
from tests.grading import small_course


def test_a_secret_is_made_once_for_its_owner_alone(course: Course) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: Course(course.root).secret(), range(16)))
    assert len(found) == 1
    assert len(found.pop()) >= 32
    assert (course.root / ".secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in course.root.glob(".secret*")] == [".secret"]


@pytest.mark.parametrize("content", [b"", b"short"])
def test_an_empty_or_short_secret_is_refused(course: Course, content: bytes) -> None:
    (course.root / ".secret").write_bytes(content)
    with pytest.raises(CourseError, match=r"\.secret has \d bytes"):
        course.grading_seed("small", "ann", "1")


def test_a_secret_that_could_not_be_written_whole_leaves_none(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            course.secret()
    assert list(course.root.glob(".secret*")) == []
    assert len(course.secret()) >= 32


def test_a_file_system_without_hard_links_has_a_secret_too(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(old: str, new: str) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    assert course.secret() == course.secret()
    assert [path.name for path in course.root.glob(".secret*")] == [".secret"]


@pytest.mark.parametrize("program", ["c = get_config(\n", "c.CourseDirectory.root = lost\n"])
def test_a_broken_configuration_is_said_in_one_sentence(course: Course, program: str) -> None:
    path = course.root / "nbgrader_config.py"
    path.write_text(program)
    with pytest.raises(
        CourseError, match=r"nbgrader_config\.py cannot be used \((Syntax|Name)Error"
    ):
        Course(course.root)


def test_a_release_that_fails_leaves_the_last_one_in_place(course: Course) -> None:
    before = small_course.released(course.root)
    source = course.root / "source" / "small" / "small.ipynb"
    source.write_text("no notebook")
    with pytest.raises(CourseError, match="could not be released"):
        course.release("small")
    assert small_course.released(course.root) == before
    assert [path.name for path in (course.root / "release").iterdir()] == ["small"]
