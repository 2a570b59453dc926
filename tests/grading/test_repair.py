"""A mended notebook has every graded cell once; what the student wrote is kept; an intact one is left alone."""

import copy
import json
import tracemalloc
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.notebooknode import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator

from autograder.grading.contract.results import ExerciseResult, Outcome, judge_row
from autograder.grading.intake import repair as repairing
from autograder.grading.intake.reading import read_notebook
from autograder.grading.intake.repair import repair
from tests.grading import small_course


@pytest.fixture(scope="module")
def released(released_course: Path) -> NotebookNode:
    return small_course.released(released_course)


@pytest.fixture
def submitted(released_course: Path) -> NotebookNode:
    return small_course.answered(released_course, small_course.RIGHT)


def mend(notebook: NotebookNode, released: NotebookNode) -> tuple[NotebookNode, list[str]]:
    clean, _ = read_notebook(json.dumps(notebook).encode())
    return repair(clean, released)


def grade_ids(notebook: NotebookNode) -> list[str]:
    return [c.metadata.nbgrader.grade_id for c in notebook.cells if "nbgrader" in c.metadata]


def find(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    return next(
        c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


ALL = ["squares", "test_squares", "mean", "test_mean", "essay"]


def test_an_honest_notebook_is_left_alone_without_a_word(
    submitted: NotebookNode, released: NotebookNode
) -> None:
    mended, notes = mend(submitted, released)
    assert notes == []
    assert [c.source for c in mended.cells] == [c.source for c in submitted.cells]
    assert grade_ids(mended) == ALL


def test_blanks_and_line_ends_are_no_edit(submitted: NotebookNode, released: NotebookNode) -> None:
    find(submitted, "test_mean").source += "  \r\n\n"
    assert mend(submitted, released)[1] == []


def test_a_copied_answer_counts_once_and_is_said(
    submitted: NotebookNode, released: NotebookNode
) -> None:
    stub = copy.deepcopy(find(released, "squares"))
    submitted.cells.append(stub)
    mended, notes = mend(submitted, released)
    assert grade_ids(mended) == ALL
    assert find(mended, "squares").source == small_course.RIGHT["squares"]
    assert "squares was copied" in notes[0]
    assert "No points were lost" in notes[0]


def test_of_a_copied_test_the_first_after_the_answer_counts(
    submitted: NotebookNode, released: NotebookNode
) -> None:
    test = find(submitted, "test_squares")
    submitted.cells.insert(0, copy.deepcopy(test))
    submitted.cells.append(copy.deepcopy(test))
    mended, _ = mend(submitted, released)
    assert grade_ids(mended) == ALL


def test_deleted_tests_are_put_back_behind_their_answers(
    submitted: NotebookNode, released: NotebookNode
) -> None:
    submitted.cells = [
        c for c in submitted.cells if not c.metadata.get("nbgrader", {}).get("grade")
    ]
    mended, notes = mend(submitted, released)
    assert grade_ids(mended) == ALL
    assert notes == ["test_squares, test_mean, essay had been deleted; put back."]


def test_a_deleted_answer_cell_does_not_shadow_the_function(
    submitted: NotebookNode, released: NotebookNode
) -> None:
    place = submitted.cells.index(find(submitted, "squares"))
    submitted.cells[place] = nbformat.v4.new_code_cell(
        "squares = lambda n: [i * i for i in range(1, n + 1)]"
    )
    mended, notes = mend(submitted, released)
    assert grade_ids(mended) == ALL[1:]
    assert "answer cell squares was not found" in notes[0]


def test_the_text_of_a_cell_is_prepared_once_for_all_that_may_be_lost(
    released: NotebookNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared: list[str] = []
    plain = repairing.plain_text

    def counting(source: str) -> str:
        prepared.append(source)
        return plain(source)

    monkeypatch.setattr(repairing, "plain_text", counting)
    stranger = nbformat.v4.new_code_cell("print('another assignment')")
    repair(nbformat.v4.new_notebook(cells=[stranger]), released)
    assert prepared.count(stranger.source) == 1


def test_a_lost_answer_among_millions_of_lines_costs_no_memory(
    submitted: NotebookNode, released: NotebookNode
) -> None:
    answer = find(submitted, "squares")
    answer.metadata, answer.id = nbformat.from_dict({}), "of-my-own"
    submitted.cells.insert(0, nbformat.v4.new_code_cell("x=1\n" * 1_000_000))
    clean, _ = read_notebook(json.dumps(submitted).encode())
    tracemalloc.start()
    mended, notes = repair(clean, released)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert find(mended, "squares").source == small_course.RIGHT["squares"]
    assert "The metadata of squares was lost" in notes[0]
    assert peak < 20_000_000


@pytest.mark.parametrize("keep_ids", [True, False])
def test_stripped_metadata_is_restored(
    keep_ids: bool, submitted: NotebookNode, released: NotebookNode
) -> None:
    for cell in submitted.cells:
        cell.metadata = nbformat.from_dict({})
        if not keep_ids:
            cell.id = nbformat.v4.new_raw_cell().id
    mended, notes = mend(submitted, released)
    found = grade_ids(mended)
    assert found == ALL
    assert find(mended, "squares").source == small_course.RIGHT["squares"]
    assert "was lost; it was restored" in notes[0]


@pytest.mark.parametrize(
    "odd",
    [
        {"schema_version": 1},
        {"schema_version": 99},
        {"schema_version": "three"},
        {"points": -5},
        {"points": "many"},
        {"locked": "no", "grade": "yes"},
        {"solution": True},
        {"extra": [1]},
    ],
)
def test_odd_metadata_is_replaced_by_the_releases(
    odd: dict[str, object], submitted: NotebookNode, released: NotebookNode
) -> None:
    find(submitted, "test_squares").metadata.nbgrader.update(odd)
    mended, _ = mend(submitted, released)
    assert find(mended, "test_squares").metadata.nbgrader.points == 3
    MetadataValidator().validate_nb(mended)


def test_metadata_that_is_no_dict_is_restored(
    submitted: NotebookNode, released: NotebookNode
) -> None:
    data = json.loads(nbformat.writes(submitted))
    odd_ones: list[object] = [[], "x", {"nbgrader": 3}, None, {"nbgrader": {"grade_id": 4}}]
    for cell, odd in zip(data["cells"], odd_ones, strict=False):
        cell["metadata"] = odd
    clean, _ = read_notebook(json.dumps(data).encode())
    mended, _ = repair(clean, released)
    assert grade_ids(mended) == ALL


@pytest.mark.parametrize(
    "pattern", ["{answer}\n\n{test}", "{test}\n{answer}", "{answer}\n{test}\n# end"]
)
def test_an_answer_that_was_merged_into_its_test_is_kept(
    submitted: NotebookNode, released: NotebookNode, pattern: str
) -> None:
    answer, test = find(submitted, "mean"), find(submitted, "test_mean")
    test.source = pattern.format(answer=answer.source, test=test.source)
    submitted.cells.remove(answer)
    mended, notes = mend(submitted, released)
    assert find(mended, "mean").source == small_course.RIGHT["mean"]
    assert find(mended, "test_mean").source == find(released, "test_mean").source
    assert grade_ids(mended) == ALL
    assert "test_mean held more than the instructor's text; that ran in a cell of its own." in notes
    assert not any("edited" in note or "not found" in note for note in notes)


def test_a_text_that_only_goes_on_is_an_edit(
    submitted: NotebookNode, released: NotebookNode
) -> None:
    find(submitted, "test_mean").source += " or True"
    mended, notes = mend(submitted, released)
    assert find(mended, "test_mean").source == find(released, "test_mean").source
    assert notes == ["The instructor's text of test_mean was edited; the original was used."]


def test_a_changed_cell_type_is_set_back(submitted: NotebookNode, released: NotebookNode) -> None:
    place = submitted.cells.index(find(submitted, "mean"))
    raw = nbformat.v4.new_raw_cell(submitted.cells[place].source)
    raw.metadata = submitted.cells[place].metadata
    submitted.cells[place] = raw
    mended, notes = mend(submitted, released)
    assert find(mended, "mean").cell_type == "code"
    assert "type of mean was changed" in notes[0]


def test_an_edited_test_is_replaced_and_said(
    submitted: NotebookNode, released: NotebookNode
) -> None:
    find(submitted, "test_squares").source = "assert True"
    mended, notes = mend(submitted, released)
    assert find(mended, "test_squares").source == find(released, "test_squares").source
    assert "test_squares was edited" in notes[0]


def test_another_kernel_is_set_back(submitted: NotebookNode, released: NotebookNode) -> None:
    submitted.metadata.kernelspec = {"name": "julia", "display_name": "Julia", "language": "julia"}
    mended, notes = mend(submitted, released)
    assert mended.metadata.kernelspec.name == "python3"
    assert "'julia'" in notes[0]


def test_no_submission_chooses_a_kernel_where_the_assignment_names_none(
    submitted: NotebookNode, released: NotebookNode
) -> None:
    """In a kernel of another language the tests would run beside the program."""
    released.metadata.pop("kernelspec")
    submitted.metadata.kernelspec = {"name": "julia", "display_name": "Julia", "language": "julia"}
    mended, _ = mend(submitted, released)
    assert "kernelspec" not in mended.metadata


def test_cells_of_another_assignment_run_as_ordinary_cells(
    submitted: NotebookNode, released: NotebookNode
) -> None:
    foreign = nbformat.v4.new_code_cell("x = 1")
    foreign.metadata.nbgrader = {
        "grade_id": "ps9",
        "grade": True,
        "points": 100,
        "solution": False,
        "locked": True,
    }
    submitted.cells.append(foreign)
    mended, notes = mend(submitted, released)
    assert grade_ids(mended) == ALL
    assert "1 cell from another assignment" in notes[0]


def test_the_notebook_of_another_assignment_is_called_so(released: NotebookNode) -> None:
    """Last week's under this week's name: its essay is no answer here, and the row says what it is."""
    other = nbformat.v4.new_notebook(
        cells=[
            small_course.cell("markdown", "# Last week"),
            small_course.cell("code", "def cubes(n):\n    return []", "cubes", solution=True),
            small_course.cell("code", "assert cubes(0) == []", "test_cubes", 3, locked=True),
            small_course.cell("markdown", "My essay of last week.", "old_essay", 2, solution=True),
        ]
    )
    mended, notes = mend(other, released)
    assert (
        notes[0]
        == "This is another assignment's notebook: no graded cell or answer of this one is in it."
    )
    assert "last week" not in find(mended, "essay").source
    failed = ExerciseResult("n", "t", "t", 0, 3, Outcome.FAILED, message="NameError")
    assert judge_row([failed], notes) == (Outcome.FAILED, notes[0], None)


@pytest.mark.parametrize("lost", [False, True])
def test_what_was_given_out_is_nobody_s_answer(released: NotebookNode, lost: bool) -> None:
    """An assignment that shows a function, and asks for it again."""
    shown = nbformat.v4.new_code_cell(small_course.RIGHT["mean"])
    released.cells.insert(1, shown)
    submitted = copy.deepcopy(released)
    if lost:
        submitted.cells.remove(find(submitted, "mean"))
    mended, notes = mend(submitted, released)
    assert mended.cells[1].source == shown.source
    assert "nbgrader" not in mended.cells[1].metadata
    assert not any("another cell" in note or "restored" in note for note in notes)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_shuffling_copying_and_deleting_leaves_every_graded_cell_once(
    data: st.DataObject, released_course: Path
) -> None:
    released = small_course.released(released_course)
    submitted = small_course.answered(released_course, small_course.RIGHT)
    picks = data.draw(st.lists(st.integers(0, len(submitted.cells) - 1), min_size=1, max_size=14))
    submitted.cells = [copy.deepcopy(submitted.cells[i]) for i in picks]
    mended, _ = mend(submitted, released)
    found = grade_ids(mended)
    assert len(found) == len(set(found))
    assert {"test_squares", "test_mean", "essay"} <= set(found)
    nbformat.validate(mended)
    MetadataValidator().validate_nb(mended)
