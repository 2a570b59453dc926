"""Stock nbgrader in a course with our configuration, called by its path without an activated environment."""

import copy
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.grading.course import Course
from autograder.grading.score.current_rows import current_rows
from tests.grading import small_course
from tests.grading.small_course import RIGHT, answered, submit

pytestmark = pytest.mark.slow

NBGRADER = Path(sys.executable).with_name("nbgrader")


def nbgrader(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(root)}
    return subprocess.run(
        [NBGRADER, *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = small_course.make(tmp_path_factory.mktemp("stock"))
    small_course.configure(root, '\nc.Execute.allow_level = "none"\n')
    made = nbgrader(root, "generate_assignment", "small")
    assert made.returncode == 0, made.stderr
    ann = answered(root, RIGHT)
    ann.cells += [copy.deepcopy(cell) for cell in ann.cells if "nbgrader" in cell.metadata]
    for cell in ann.cells:
        cell.id = nbformat.v4.new_raw_cell().id
    ann.cells[3].metadata.nbgrader.schema_version = 1
    submit(root, "ann", ann)
    noisy = "import sys, warnings\ndef mean(v):\n    warnings.warn('x')\n    print('y', file=sys.stderr)\n"
    submit(root, "bob", answered(root, {"mean": noisy + "    return sum(v) / len(v)"}))
    submit(root, "cut", b'{"cells"')
    graded = nbgrader(root, "autograde", "small")
    assert "error processing assignment" in graded.stderr  # one file is no notebook
    told = nbgrader(root, "generate_feedback", "small", "--force")
    assert told.returncode == 0, told.stderr
    return Course(root)


def test_copied_cells_old_metadata_and_warnings_cost_nothing(stock: Course) -> None:
    with stock.gradebook() as gradebook:
        scores = {s.student.id: s.score for s in gradebook.assignment_submissions("small")}
        essay = gradebook.find_grade("essay", "small", "small", "ann")
        assert essay.needs_manual_grade
    assert scores["ann"] == 5
    assert scores["bob"] == 2


def test_feedback_is_our_page(stock: Course) -> None:
    page = (stock.folder("feedback", "bob", "small") / "small.html").read_text()
    assert "Squares" in page
    assert "not attempted" in page
    assert "hidden expectation" not in page


def test_the_release_holds_no_hidden_test_and_the_calibration_is_kept(stock: Course) -> None:
    release = stock.folder("release", ".", "small") / "small.ipynb"
    assert "hidden expectation" not in release.read_text()
    assert "hidden expectation" not in "".join(
        p.read_text() for p in stock.state("small").glob("*.json")
    )


def test_our_report_reads_what_nbgrader_graded(stock: Course) -> None:
    rows = {row.student: row for row in current_rows(stock, "small")}
    assert rows["ann"].score == 5
    assert "was copied" in rows["ann"].notes[0]
    assert [e.grade_id for e in rows["ann"].exercises] == ["test_squares", "test_mean", "essay"]


def test_names_with_brackets_are_no_patterns(tmp_path: Path) -> None:
    """A course, an assignment and a student with brackets in their names, by every command from release to feedback."""
    root = small_course.make(tmp_path / "[2026] sci*nce", "ps[1]")
    exchange = tmp_path / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    small_course.configure(
        root,
        "\nc.Execute.allow_level = 'none'\nc.CourseDirectory.course_id = 'c[1]'\n"
        f"c.Exchange.root = {str(exchange)!r}\n",
    )
    students = ("ann [1]", "bob", "x?")
    for command in ("generate_assignment", "release_assignment"):
        ran = nbgrader(root, command, "ps[1]")
        assert ran.returncode == 0, ran.stderr
    for student in students:
        submit(root, student, answered(root, RIGHT, "ps[1]"), "ps[1]")
    (root / "submitted/bob/ps1").mkdir()  # what the name would find as a pattern
    for command in ("autograde", "generate_feedback", "release_feedback"):
        ran = nbgrader(root, command, "ps[1]")
        assert ran.returncode == 0, ran.stderr
        assert "ERROR" not in ran.stderr
    with Course(root).gradebook() as gradebook:
        scores = {s.student.id: s.score for s in gradebook.assignment_submissions("ps[1]")}
    assert scores == dict.fromkeys(students, 5)
    assert len([*exchange.rglob("feedback/*.html")]) == 3


def test_a_release_that_is_not_the_gradebook_s_is_said_and_nobody_is_graded(tmp_path: Path) -> None:
    root = small_course.make(tmp_path / "course")
    small_course.configure(root, "\nc.Execute.allow_level = 'none'\n")
    Course(root).release("small")
    submit(root, "ann", answered(root, RIGHT))
    source = root / "source/small/small.ipynb"
    source.write_text(source.read_text().replace("squares(1) == [1]", "squares(2) == [1, 4]"))
    said = nbgrader(root, "autograde", "small").stderr
    assert said.count("not released since") == 1
    release = root / "release/small/small.ipynb"
    release.chmod(0o644)
    release.write_text(release.read_text().replace("mean([1, 2, 3])", "mean([2, 2])"))
    ran = nbgrader(root, "autograde", "small", "--force")
    assert ran.returncode != 0
    assert "differ in cell test_mean" in ran.stderr


@pytest.mark.hostile
def test_what_was_never_calibrated_is_calibrated_first(tmp_path: Path) -> None:
    """A release by another configuration, or by the version before: no test runs where it would lose points."""
    root = small_course.make(tmp_path / "course")
    small_course.configure(root)
    Course(root).release("small")  # leaves calibrating to grading
    submit(root, "ann", answered(root, RIGHT))
    ran = nbgrader(root, "autograde", "small")
    assert "Calibrating the tests of small" in ran.stderr
    assert "Calibrating" not in nbgrader(root, "autograde", "small", "--force").stderr
