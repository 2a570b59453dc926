"""nbgrader's own determine_grade, after settling, gives the points that were earned: no trap is left."""

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode
from nbgrader.utils import determine_grade

from autograder.exercises.agreed import GRADE_MIME
from autograder.grading.contract.results import ExerciseResult, Outcome, judge_row
from autograder.grading.score.read_results import read_results
from autograder.grading.score.settle import numbered, settle
from tests.grading.small_course import cell


def test_cell(*outputs: NotebookNode, **facts: object) -> NotebookNode:
    made = cell("code", "check(f)", "test_f", 3, locked=True, cell_type="code")
    made.outputs = list(outputs)
    made.metadata.autograder = nbformat.from_dict({"outcome": "ok", "hidden": True} | facts)
    return made


test_cell.__test__ = False  # type: ignore[attr-defined]  # for pytest alone


def result(text: str, **data: object) -> NotebookNode:
    return nbformat.v4.new_output("execute_result", {"text/plain": text} | data, execution_count=1)


def stderr(text: str = "RuntimeWarning: overflow") -> NotebookNode:
    return nbformat.v4.new_output("stream", name="stderr", text=text)


def error(name: str = "AssertionError", text: str = "expected 14") -> NotebookNode:
    return nbformat.v4.new_output("error", ename=name, evalue=text, traceback=["secret line", text])


def score(made: NotebookNode) -> float:
    notebook = nbformat.v4.new_notebook(cells=[made])
    settle(notebook)
    return float(determine_grade(notebook.cells[0])[0])


@pytest.mark.parametrize(
    ("outputs", "points"),
    [
        ([], 3),
        ([stderr()], 3),
        ([stderr(), result("1.5")], 1.5),
        ([result("np.float64(0.5)")], 0.5),
        ([result("0.0")], 0),
        ([result("3")], 3),
        ([result("7")], 3),
        ([result("-1")], 0),
        ([result("nan")], 0),
        ([result("np.float64(nan)")], 0),
        ([result("inf")], 3),
        ([result("-inf")], 0),
        ([result("True")], 3),
        ([result("'great'")], 3),
        ([error()], 0),
        ([stderr(), error()], 0),
        ([nbformat.v4.new_output("display_data", {"text/plain": "2.0"})], 3),
    ],
)
def test_a_cell_scores_what_its_tests_say(outputs: list[NotebookNode], points: float) -> None:
    assert score(test_cell(*outputs)) == points


@pytest.mark.parametrize("outcome", ["limit", "died", "not run", "error", "grader error"])
def test_a_cell_that_did_not_end_scores_nothing(outcome: str) -> None:
    assert score(test_cell(outcome=outcome)) == 0


def test_a_cell_that_nobody_ran_scores_nothing() -> None:
    made = test_cell()
    del made.metadata["autograder"]
    assert score(made) == 0


@pytest.mark.parametrize("text", ["(5+0.2j)", "array([2.9])", "Fraction(1, 3)", "'3'", "None"])
def test_where_the_solution_makes_a_number_of_points_nothing_else_scores(text: str) -> None:
    assert score(test_cell(result(text), scored=True)) == 0
    assert score(test_cell(scored=True)) == 0
    assert score(test_cell(result("1.5"), scored=True)) == 1.5
    assert score(test_cell(error(), scored=True)) == 0


def test_cells_that_end_with_a_number_of_points_are_found() -> None:
    for text, found in (("3", True), ("np.float64(0.5)", True), ("7", False), ("'3'", False)):
        notebook = nbformat.v4.new_notebook(cells=[test_cell(result(text))])
        assert numbered(notebook) == ({"test_f"} if found else set())


def test_a_score_out_of_range_is_noted() -> None:
    notebook = nbformat.v4.new_notebook(cells=[test_cell(result("7"))])
    assert settle(notebook) == ["test_f gave 7 of 3 points; it was held to that range."]


def read(*outputs: NotebookNode, **facts: object) -> ExerciseResult:
    notebook = nbformat.v4.new_notebook(cells=[test_cell(*outputs, **facts)])
    settle(notebook)
    return read_results(notebook, "small")[0]


def test_an_exercises_own_grade_is_read() -> None:
    grade = {
        "exercise": "ps1.minibatches",
        "points": 1.5,
        "max_points": 3.0,
        "outcome": "failed",
        "misconception": "tail-in-loop",
        "message": "epoch 2 never used samples 8 and 9",
        "checks": [{"name": "coverage", "passed": False, "weight": 2.0, "visible": True}],
    }
    found = read(result("1.5", **{GRADE_MIME: grade}))
    assert (found.name, found.points, found.outcome) == ("ps1.minibatches", 1.5, Outcome.FAILED)
    assert found.misconception == "tail-in-loop"
    assert found.checks[0].name == "coverage"


@pytest.mark.parametrize(
    "odd", [{}, {"checks": 3}, {"checks": [1]}, {"checks": [{"weight": "x"}]}, {"outcome": 5}]
)
def test_an_odd_grade_is_a_grader_error_and_no_crash(odd: dict[str, object]) -> None:
    assert read(result("1.0", **{GRADE_MIME: odd})).outcome is Outcome.GRADER_ERROR


@pytest.mark.parametrize("weight", [10**400, float("inf"), float("nan")])
def test_a_weight_that_no_float_holds_counts_once(weight: float) -> None:
    grade = {"outcome": "failed", "checks": [{"name": "coverage", "weight": weight}]}
    assert read(result("1.0", **{GRADE_MIME: grade})).checks[0].weight == 1


def test_a_failure_of_the_judge_is_not_the_students() -> None:
    said = {"outcome": "grader error", "message": "The judge failed: it ended."}
    found = read(error("GraderError", said["message"]), **said)
    assert (found.outcome, found.points) == (Outcome.GRADER_ERROR, 0)
    assert found.message == "The judge failed: it ended."
    assert judge_row([found])[0] is Outcome.GRADER_ERROR
    assert read(**said).outcome is Outcome.GRADER_ERROR


def test_hidden_tests_say_nothing_of_what_they_expect() -> None:
    found = read(error("AssertionError", "expected 14"))
    assert found.outcome is Outcome.FAILED
    assert "14" not in found.message
    assert read(error("ValueError", "14"), hidden=True).message.endswith("stopped with ValueError.")
    named = read(error("Expected14", "14"), hidden=True).message
    assert named == "The tests of this cell stopped with an exception of the submission's own."


@pytest.mark.parametrize(
    "name", ["NothingError", "ShapeError", "UncomparableError", "ForbiddenError", "CellTimeout"]
)
def test_what_the_judge_raises_itself_is_not_called_the_submissions_own(name: str) -> None:
    message = read(error(name, "14"), hidden=True).message
    assert "14" not in message
    assert "own" not in message
    assert name not in message


def test_visible_tests_may_say_what_they_saw() -> None:
    assert (
        "expected 14" in read(error("AssertionError", "\x1b[31mexpected 14"), hidden=False).message
    )


def test_an_untouched_stub_is_not_attempted() -> None:
    assert read(error("NotImplementedError", "")).outcome is Outcome.NOT_ATTEMPTED
