"""A run says at its start where source, release and gradebook do not agree."""

import os
import re
from pathlib import Path

import nbformat
import pytest

from autograder.grading.course import Course, CourseError
from autograder.grading.course import calibration_file as calibration
from autograder.grading.course.agreement import disagreements
from autograder.grading.course.released import released_notebook


def said(course: Course) -> list[str]:
    return [*disagreements(course, "small", {"small": released_notebook(course, "small", "small")})]


def change(path: Path, old: str, new: str) -> None:
    path.chmod(0o644)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_what_one_release_has_written_agrees(course: Course) -> None:
    assert said(course) == []


@pytest.mark.parametrize("old", ["squares(3) == [1, 4, 9]", "mean([1, 2, 3]) == 2"])
def test_a_test_that_was_changed_and_not_released_is_named(course: Course, old: str) -> None:
    change(course.root / "source/small/small.ipynb", old, "1 == 1")
    cell = "test_squares" if "squares" in old else "test_mean"
    (remark,) = said(course)
    assert re.search(rf"small\.ipynb was changed in cell {cell} and not released since", remark)
    assert "nbgrader generate_assignment small" in remark
    course.release("small")
    assert said(course) == []


def test_a_solution_that_was_mended_is_no_disagreement(course: Course) -> None:
    change(course.root / "source/small/small.ipynb", "return sum(values)", "return 0 + sum(values)")
    assert said(course) == []


def test_a_release_that_is_missing_is_said(course: Course) -> None:
    (course.root / "release/small/small.ipynb").unlink()
    (remark,) = said(course)
    assert "There is no" in remark
    assert "nbgrader generate_assignment small" in remark


def test_a_gradebook_of_another_release_is_refused(course: Course) -> None:
    change(course.root / "release/small/small.ipynb", "mean([1, 2, 3]) == 2", "mean([1]) == 1")
    with pytest.raises(
        CourseError, match=r"differ in cell test_mean\. They were not written by the same"
    ):
        said(course)


def test_a_calibration_knows_its_source_by_content_and_not_by_time(course: Course) -> None:
    source = course.root / "source/small/small.ipynb"
    assert calibration.is_current(course, "small")
    source.touch()
    assert calibration.is_current(course, "small")
    before = source.stat()
    change(source, "mean([1, 2, 3]) == 2", "mean([1, 2, 3]) == 3")
    os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not calibration.is_current(course, "small")
    outputs = nbformat.read(source, as_version=4)
    digest = calibration.source_digest(outputs)
    outputs.cells[3].outputs = [nbformat.v4.new_output("stream", text="run by hand")]
    assert calibration.source_digest(outputs) == digest
