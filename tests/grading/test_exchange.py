"""nbgrader's exchange from end to end: release, fetch, submit, collect, grade, feedback and back."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.grading.course import Course
from autograder.grading.runner import GradeOptions, grade_assignment
from tests.grading.small_course import RIGHT, answered, submit

pytestmark = pytest.mark.slow

NBGRADER = Path(sys.executable).with_name("nbgrader")


@pytest.fixture
def exchange(course: Course, tmp_path: Path):
    """Runs nbgrader's commands for one exchange, in the course or as the student."""
    root = tmp_path / "exchange"
    root.mkdir()
    root.chmod(0o777)
    configuration = (
        "c = get_config()\n"
        f"c.Exchange.root = {str(root)!r}\n"
        f"c.Exchange.cache = {str(tmp_path / 'cache')!r}\n"
        "c.CourseDirectory.course_id = 'c1'\n"
    )
    student = tmp_path / "student"
    student.mkdir()
    for folder in (course.root, student):
        (folder / "nbgrader_config.py").write_text(configuration)

    def nbgrader(folder: Path, *arguments: str) -> str:
        ran = subprocess.run(
            [NBGRADER, *arguments],
            cwd=folder,
            env={"PATH": os.defpath, "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stderr

    return nbgrader, student


def test_the_whole_round(course: Course, in_process: list[str], exchange) -> None:
    nbgrader, student = exchange
    nbgrader(course.root, "release_assignment", "small")
    nbgrader(student, "fetch_assignment", "small")
    nbformat.write(answered(course.root, RIGHT), student / "small" / "small.ipynb")
    nbgrader(student, "submit", "small")
    nbgrader(course.root, "collect", "small")
    submit(course.root, "by-hand", answered(course.root, RIGHT))  # never saw the exchange
    grade_assignment(GradeOptions(course.root, "small", allow_level="none"))
    said = nbgrader(course.root, "release_feedback", "small")
    assert "by-hand" in said
    nbgrader(student, "fetch_feedback", "small")
    (page,) = (student / "small" / "feedback").rglob("*.html")
    assert "Squares" in page.read_text("utf-8")


def test_work_handed_in_again_is_collected_and_its_page_has_the_points_by_hand(
    course: Course, in_process: list[str], exchange
) -> None:
    """As the guide says it: collect with --update, and report before release_feedback."""
    nbgrader, student = exchange
    nbgrader(course.root, "release_assignment", "small")
    nbgrader(student, "fetch_assignment", "small")
    options = GradeOptions(course.root, "small", allow_level="none")
    for answers in (RIGHT | {"squares": "def squares(n): return []"}, RIGHT):
        nbformat.write(answered(course.root, answers), student / "small" / "small.ipynb")
        nbgrader(student, "submit", "small")
        nbgrader(course.root, "collect", "small", "--update")
        (row,) = grade_assignment(options).rows
    assert (row.score, row.standing) == (5, "5 of 5, 2 waiting")
    with course.gradebook() as gradebook:
        gradebook.find_grade("essay", "small", "small", row.student).manual_score = 2
        gradebook.db.commit()
    done = CliRunner().invoke(main, ["report", "small", "--course", str(course.root)])
    assert done.exit_code == 0, done.output
    nbgrader(course.root, "release_feedback", "small")
    nbgrader(student, "fetch_feedback", "small")
    pages = sorted((student / "small" / "feedback").rglob("*.html"))
    assert "graded by hand" in pages[-1].read_text("utf-8")


def test_a_page_s_secret_is_the_submission_s_own_or_one_that_nobody_knows(
    course: Course, in_process: list[str]
) -> None:
    submit(course.root, "ann", answered(course.root, RIGHT))
    submit(course.root, "bob", answered(course.root, RIGHT))
    given = course.folder("submitted", "ann", "small") / "submission_secret.txt"
    given.write_text("abc")
    grade_assignment(GradeOptions(course.root, "small", allow_level="none"))
    secrets = {
        student: (course.folder("feedback", student, "small") / "submission_secret.txt").read_text()
        for student in ("ann", "bob")
    }
    assert secrets["ann"] == "abc"
    assert len(secrets["bob"]) == 64
