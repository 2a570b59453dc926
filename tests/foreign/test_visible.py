"""Data outside the course: named where a solution misses it, readable where the course says so."""

from pathlib import Path

import pytest

from autograder.grading.course import Course, CourseError
from autograder.grading.course.planning import course_visible
from autograder.grading.score import calibrate
from tests.foreign.assignment import Cells, Foreign, points
from tests.grading import small_course


@pytest.mark.hostile
def test_a_file_outside_is_named_and_can_be_made_visible(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "ages.csv").write_text("3\n5\n")
    cells: Cells = [
        ("given", "", f"lines = open('{data}/ages.csv').read().split()"),
        ("answer", "mean", "### BEGIN SOLUTION\nmean = sum(map(int, lines)) / 2\n### END SOLUTION"),
        ("test", "t_mean", f"assert mean == 4 == int(open('{data}/ages.csv').read(1)) + 1"),
        ("answer", "run", "### BEGIN SOLUTION\nout = !python report.py\n### END SOLUTION"),
        ("test", "t_run", "assert list(out) == ['6']"),
    ]
    files = {"report.py": "import numpy\nprint(numpy.arange(4).sum())\n"}
    made = Foreign(tmp_path / "course", {"a": cells}, files=files)
    made.release()
    (cell, run) = calibrate.calibrate(made.root, "a").notebooks["a"].cells
    assert "FileNotFoundError" in cell.remark
    assert "name its folder in c.Execute.visible" in cell.remark
    assert run.in_kernel[0] == 1
    small_course.configure(made.root, f"\nc.Execute.visible = ['{data}']\n")
    made.hand_in("ada")
    assert points(made.grade()["ada"]) == {"t_mean": 1, "t_run": 1}


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("no/such/place", "which is not there"),
        (".", "could read the course"),
        ("..", "could read the course"),
        ("source/small", "could read the course"),
        ("/", "could read the course"),
    ],
)
def test_what_would_show_the_course_is_refused(tmp_path: Path, named: str, said: str) -> None:
    root = small_course.make(tmp_path / "course")
    small_course.configure(root, f"\nc.Execute.visible = [{named!r}]\n")
    with pytest.raises(CourseError, match=said):
        course_visible(Course(root))


def test_a_folder_of_the_course_with_nothing_of_it_may_be_shown(tmp_path: Path) -> None:
    root = small_course.make(tmp_path / "course")
    (root / "data").mkdir()
    small_course.configure(root, "\nc.Execute.visible = ['data']\n")
    assert course_visible(Course(root)) == (str(root / "data"),)
