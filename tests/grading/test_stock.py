"""Stock nbgrader in a course with our configuration, called by its path without an activated environment."""

import copy
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.grading.course import Course
from autograder.grading.rows import current_rows
from tests.grading import small_course
from tests.grading.small_course import RIGHT, answered, submit

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
