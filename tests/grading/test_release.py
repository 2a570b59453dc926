"""Nothing of the instructor's leaves with a release; what is odd in a source is said by its name."""

import copy
import json
from pathlib import Path

import nbformat
import pytest

from autograder.grading.course import Course, CourseError
from tests.grading import small_course
from tests.grading.small_course import cell

PIXEL = "aVZCT1J3MEtHZ29BQUFBTlNVaEVVZ0FBQUFFQUFBQUJDQVlBQUFBZkZjU0pBQUFB"
SECRET = "the secret of the instructor"


def attached(name: str) -> dict[str, dict[str, str]]:
    return {name: {"image/png": PIXEL + name.encode().hex()}}


def source(root: Path) -> nbformat.NotebookNode:
    small_course.make(root)
    small_course.configure(root)
    path = root / "source/small/small.ipynb"
    notebook = nbformat.read(path, as_version=4)
    given, essay = notebook.cells[0], notebook.cells[-1]
    given.source += "\n![see](attachment:given%201.png) <img src='attachment:two.png'>"
    given.attachments = nbformat.from_dict(
        attached("given 1.png") | attached("two.png") | attached("old.png")
    )
    essay.source = "![model](attachment:model.png)\n" + essay.source
    essay.attachments = nbformat.from_dict(attached("model.png"))
    task = cell(
        "markdown",
        "Draw.\n### BEGIN MARK SCHEME\n![s](attachment:scheme.png)\n### END MARK SCHEME",
        "draw",
        1,
        task=True,
        locked=True,
    )
    task.metadata.nbgrader.grade = False
    task.attachments = nbformat.from_dict(attached("scheme.png"))
    notebook.cells.append(task)
    state = {"state": {"m": {"model_name": "HTMLModel", "state": {"value": SECRET}}}}
    notebook.metadata.widgets = {"application/vnd.jupyter.widget-state+json": state}
    notebook.metadata.authors = [{"name": SECRET}]
    notebook.metadata.toc = {"base_numbering": 1}
    code = notebook.cells[2]
    code.metadata.note = SECRET
    code.metadata.tags = ["kept"]
    code.outputs = [nbformat.v4.new_output("stream", text=SECRET)]
    code.execution_count = 7
    nbformat.write(notebook, path)
    return notebook


def test_nothing_of_the_instructors_leaves_with_a_release(tmp_path: Path) -> None:
    source(tmp_path)
    Course(tmp_path).release("small")
    text = (tmp_path / "release/small/small.ipynb").read_text()
    assert SECRET not in text
    assert "widget" not in text
    released = nbformat.reads(text, as_version=4)
    shown = [sorted(c.get("attachments", {})) for c in released.cells]
    assert shown == [["given 1.png", "two.png"], *[[]] * (len(shown) - 1)]
    assert released.cells[2].metadata.tags == ["kept"]
    assert released.cells[2].execution_count is None
    assert released.metadata.toc == {"base_numbering": 1}
    assert set(released.metadata) <= {"kernelspec", "language_info", "toc"}
    assert json.loads(text)["cells"][2]["outputs"] == []


@pytest.mark.parametrize("name", ["hw [1]", "week 100%", "what?", "a % b ] c["])
def test_odd_names_of_an_assignment_and_of_folders(
    name: str, tmp_path: Path, in_process: list[str]
) -> None:
    from autograder.grading.runner import GradeOptions, grade_assignment

    root = tmp_path / f"course {name}"
    small_course.make(root, name)
    small_course.configure(root, '\nc.Execute.allow_level = "none"\n')
    course = Course(root)
    course.release(name)
    small_course.submit(
        root, f"ann {name}", small_course.answered(root, small_course.RIGHT, name), name
    )
    summary = grade_assignment(GradeOptions(root, name, allow_level="none"))
    assert [row.score for row in summary.rows] == [5]
    assert all(Path(page).is_file() for page in summary.rows[0].feedback)
    assert grade_assignment(GradeOptions(root, name, allow_level="none")).graded_now == 0


def test_names_that_two_cells_have_are_named(tmp_path: Path) -> None:
    notebook = source(tmp_path)
    notebook.cells.append(copy.deepcopy(notebook.cells[2]))
    notebook.cells[-1].id = "another"
    nbformat.write(notebook, tmp_path / "source/small/small.ipynb")
    with pytest.raises(CourseError, match="squares"):
        Course(tmp_path).release("small")
