"""What our steps ask the gradebook and write at once, nbgrader's own ask and write cell by cell: to the same end."""

import copy
from typing import Any

import nbformat
import pytest
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import OverwriteCells, SaveAutoGrades

from autograder.grading.course import Course
from autograder.grading.course.deadlines import Deadline
from autograder.grading.intake.hand_in import enter
from autograder.grading.nbgrader.repair_submission import OverwriteAtOnce
from autograder.grading.nbgrader.scores import SaveScores


@pytest.fixture
def released(course: Course) -> NotebookNode:
    return nbformat.read(course.folder("release", ".", "small") / "small.ipynb", as_version=4)


def through(
    course: Course, notebook: NotebookNode, step: type
) -> tuple[NotebookNode, dict[str, Any]]:
    """The notebook after a step, and what the gradebook then holds of its student."""
    enter(course, "small", "zoe", None, Deadline())
    place = {"student": "zoe", "assignment": "small", "notebook": "small"}
    resources = ResourcesDict(nbgrader={**place, "db_url": course.directory.db_url})
    notebook, _ = step().preprocess(copy.deepcopy(notebook), resources)
    with course.gradebook() as gradebook:
        stored = gradebook.find_submission_notebook("small", "small", "zoe")
        held = {g.name: (g.auto_score, g.needs_manual_grade) for g in stored.grades}
        held |= {f"about {c.name}": c.auto_comment for c in stored.comments}
        gradebook.remove_submission("small", "zoe")
    return notebook, held


def test_scores_are_saved_as_by_nbgrader(course: Course, released: NotebookNode) -> None:
    said = nbformat.v4.new_output("execute_result", {"text/plain": "1.5"}, execution_count=1)
    answers = {"squares": "squares = None", "essay": "Outliers."}
    answered = copy.deepcopy(released)
    for cell in answered.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = answers.get(name, cell.source)
        if name == "test_squares":
            cell.outputs = [said]
    _, ours = through(course, answered, SaveScores)
    assert ours == through(course, answered, SaveAutoGrades)[1]
    assert ours["test_squares"] == (1.5, False)
    assert ours["about mean"] == "No response."
    assert ours["about squares"] is None


def test_cells_are_overwritten_as_by_nbgrader(course: Course, released: NotebookNode) -> None:
    changed = copy.deepcopy(released)
    for cell in changed.cells:
        marks = cell.metadata.get("nbgrader")
        if marks and marks.grade:
            marks.points, marks.checksum, cell.source = 99, "0" * 32, "# nothing is asked"
        elif marks:
            marks.grade_id += "_unknown" if marks.grade_id == "mean" else ""
    ours, _ = through(course, changed, OverwriteAtOnce)
    assert ours == through(course, changed, OverwriteCells)[0]
    tests = [c for c in ours.cells if c.metadata.get("nbgrader", {}).get("locked")]
    assert tests
    assert all("nothing is asked" not in c.source for c in tests)
    assert all(c.metadata.nbgrader.points < 99 for c in tests)
