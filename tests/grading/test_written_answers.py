"""A written answer that is not in its cell is found and waits to be read; tests run after answers."""

import copy
import json
from pathlib import Path

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode
from nbgrader.utils import determine_grade

from autograder.grading.intake.reading import read_notebook
from autograder.grading.intake.repair import repair
from tests.grading import small_course

PICTURE = {"img.png": {"image/png": "aGk="}}


@pytest.fixture(scope="module")
def released(released_course: Path) -> NotebookNode:
    return small_course.released(released_course)


@pytest.fixture
def submitted(released_course: Path) -> NotebookNode:
    return small_course.answered(released_course, small_course.RIGHT)


def mend(notebook: NotebookNode, released: NotebookNode) -> tuple[NotebookNode, list[str]]:
    clean, _ = read_notebook(json.dumps(notebook).encode())
    return repair(clean, released)


def find(notebook: NotebookNode, name: str) -> NotebookNode:
    (found,) = (
        cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name
    )
    return found


def waits(released: NotebookNode, mended: NotebookNode) -> bool:
    """Whether nbgrader leaves the essay to a person."""
    essay = find(mended, "essay")
    stored = copy.deepcopy(essay)
    stored.metadata.nbgrader.checksum = find(released, "essay").metadata.nbgrader.checksum
    return determine_grade(stored)[0] is None


def strip(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)
        cell.id = nbformat.v4.new_raw_cell().id


def test_an_answer_whose_metadata_was_lost_is_found_beside_its_question(
    submitted: NotebookNode, released: NotebookNode
) -> None:
    strip(submitted)
    mended, notes = mend(submitted, released)
    assert find(mended, "essay").source == small_course.RIGHT["essay"]
    assert waits(released, mended)
    assert "The answer of essay was found in cell 9; it waits to be read." in notes
    assert [c.source for c in mended.cells] == [c.source for c in submitted.cells]


def test_an_answer_in_a_sheet_without_the_assignments_cells_waits_to_be_read(
    submitted: NotebookNode, released: NotebookNode
) -> None:
    """Nothing says where the question is: the reader is sent to the whole notebook."""
    text = "\n".join(c.source for c in submitted.cells if c.cell_type == "code")
    sheet = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(f"# all I know\n{text}")])
    mended, notes = mend(sheet, released)
    assert mended.cells[0].source.startswith("# all I know")
    assert waits(released, mended)
    assert "anywhere" in find(mended, "essay").source
    assert any("essay waits to be read" in note for note in notes)
    empty, _ = mend(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("")]), released)
    assert not waits(released, empty)


def test_an_answer_below_the_untouched_cell_takes_its_place(
    submitted: NotebookNode, released: NotebookNode
) -> None:
    find(submitted, "essay").source = "YOUR ANSWER HERE"
    for text in ("Outliers", "pull the mean: ![i](attachment:img.png)"):
        submitted.cells.append(nbformat.v4.new_markdown_cell(text))
    submitted.cells[-1].attachments = PICTURE
    mended, notes = mend(submitted, released)
    essay = find(mended, "essay")
    assert essay.source == "Outliers\n\npull the mean: ![i](attachment:img.png)"
    assert essay.attachments == PICTURE
    assert waits(released, mended)
    assert notes == ["The answer of essay was found in cell 10, 11; it waits to be read."]


def test_a_plot_below_the_untouched_cell_waits_too(
    submitted: NotebookNode, released: NotebookNode
) -> None:
    find(submitted, "essay").source = ""
    submitted.cells.append(nbformat.v4.new_code_cell("plot()"))
    mended, notes = mend(submitted, released)
    assert waits(released, mended)
    assert mended.cells[-1].source == "plot()"
    assert "found in cell 10" in notes[0]


def test_no_answer_is_no_answer(submitted: NotebookNode, released: NotebookNode) -> None:
    find(submitted, "essay").source = "YOUR ANSWER HERE"
    submitted.cells.insert(1, nbformat.v4.new_markdown_cell("my thoughts on squares"))
    mended, notes = mend(submitted, released)
    assert not waits(released, mended)
    assert notes == []


def test_a_test_above_its_answer_runs_after_it(
    submitted: NotebookNode, released: NotebookNode
) -> None:
    answer = find(submitted, "squares")
    submitted.cells.remove(answer)
    submitted.cells.append(answer)
    mended, notes = mend(submitted, released)
    order = [c.metadata.nbgrader.grade_id for c in mended.cells if "nbgrader" in c.metadata]
    assert order == ["mean", "test_mean", "essay", "squares", "test_squares"]
    assert notes == ["test_squares stood above the answer that is tested; the test ran after it."]


def test_an_answer_in_a_cell_of_its_own_is_taken(
    submitted: NotebookNode, released: NotebookNode
) -> None:
    find(submitted, "squares").source = find(released, "squares").source
    own = nbformat.v4.new_code_cell(small_course.RIGHT["squares"])
    submitted.cells.insert(5, own)  # below the test
    mended, notes = mend(submitted, released)
    assert find(mended, "squares").source == small_course.RIGHT["squares"]
    sources = [c.source for c in mended.cells]
    assert sources.index(small_course.RIGHT["squares"]) < sources.index(
        find(mended, "test_squares").source
    )
    assert find(released, "squares").source not in sources
    assert "written in another cell" in notes[0]
    assert "the test ran after it" in notes[1]
