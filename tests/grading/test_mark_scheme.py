"""The mark scheme of a written answer, and which answers are alike."""

from dataclasses import replace

import nbformat
import pytest
from nbformat.v4 import new_notebook

from autograder.grading.contract.cells import about
from autograder.grading.contract.results import ExerciseResult, Outcome, Row
from autograder.grading.course import Course
from autograder.grading.nbgrader.reading_aids import _texts
from autograder.grading.score.mark_scheme import Item, MarkScheme, mark_schemes
from autograder.grading.score.similar_answers import is_same, most_similar, similarity
from tests.grading import small_course
from tests.grading.small_course import cell


def test_a_source_s_written_answers_have_their_items_model_and_remarks() -> None:
    found = mark_schemes(small_course.source_notebook())
    assert found == {
        "essay": MarkScheme(
            "One value far out moves the mean and leaves the median.",
            (Item(1.5, "names outliers"), Item(0.5, "gives an example")),
            "Half points for a drawing alone.",
        )
    }


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("- 1: says so", Item(1, "says so")),
        ("* +0.5 : says so", Item(0.5, "says so")),
        ("- 0,5: says so", Item(0.5, "says so")),
        ("  - 2 points: says: so", Item(2, "says: so")),
        ("- says so", None),
        ("1: says so", None),
    ],
)
def test_lines_with_points_are_items_and_others_remarks(line: str, item: Item | None) -> None:
    text = f"model\n### BEGIN MARK SCHEME\n{line}\n### END MARK SCHEME\nmore"
    found = mark_schemes(new_notebook(cells=[cell("markdown", text, "one", 2, solution=True)]))
    assert found["one"].items == ((item,) if item else ())
    assert found["one"].remarks == ("" if item else line.strip())
    assert found["one"].model == "model\nmore"


def test_a_further_line_belongs_to_its_item_and_a_new_paragraph_does_not() -> None:
    text = "### BEGIN MARK SCHEME\n- 1: first\n  goes on\n\nA remark.\n### END MARK SCHEME"
    found = mark_schemes(new_notebook(cells=[cell("markdown", text, "one", 1, task=True)]))
    assert found["one"].items == (Item(1, "first goes on"),)
    assert found["one"].remarks.strip() == "A remark."


def test_cells_that_no_person_reads_have_none() -> None:
    cells = [cell("code", "f = 1", "f", solution=True), cell("code", "assert f", "t", 1)]
    assert mark_schemes(new_notebook(cells=cells)) == {}


def test_the_course_s_own_schemes_add_up_to_the_answer_s_points() -> None:
    for number in range(1, 5):
        notebook = nbformat.read(f"solutions/ps{number}/ps{number}.ipynb", as_version=4)
        points = {about(c).get("grade_id"): about(c).get("points") for c in notebook.cells}
        schemes = mark_schemes(notebook)
        assert schemes
        for grade_id, scheme in schemes.items():
            assert sum(item.points for item in scheme.items) == points[grade_id]
            assert scheme.model


def test_no_mark_scheme_leaves_with_a_release(course: Course) -> None:
    released = small_course.released(course.root)
    assert "outliers" not in str(released)


def test_the_same_words_in_another_order_are_alike_and_another_answer() -> None:
    assert is_same("The tail is skipped.", "the tail... IS skipped")
    turned = ("It went up and not down.", "It went down and not up.")
    assert similarity(*turned) == 1
    assert not is_same(*turned)
    assert not is_same("word " * 300, "word " * 299 + "not")
    for one, other in (
        ("w - lr*g", "w + lr*g"),
        ("n/B", "n*B"),
        ("x < 0.", "x > 0"),
        ("−1", "1"),
        ("🙂", ""),
    ):
        assert not is_same(one, other)
    assert is_same("n/B, then n % B.", "n/B then n % B")
    assert similarity("one two three four", "one two five six") == pytest.approx(0.5)
    assert similarity("one", "two") == 0
    assert similarity("", "") == 1


def test_answers_with_other_pictures_are_not_the_same() -> None:
    def answer(picture: str) -> str:
        cell = nbformat.v4.new_markdown_cell("![plot](attachment:plot.png)")
        cell.metadata["nbgrader"] = {"grade_id": "plot"}
        cell["attachments"] = {"plot.png": {"image/png": picture}}
        return _texts(nbformat.v4.new_notebook(cells=[cell]), frozenset({"plot"}))["plot"]

    assert is_same(answer("aaaa"), answer("aaaa"))
    assert not is_same(answer("aaaa"), answer("bbbb"))


def test_the_most_similar_come_first_and_strangers_not_at_all() -> None:
    others = {"a": "one two", "b": "one two three", "c": "four five six", "d": "one two three"}
    assert list(most_similar("one two three", others)) == ["b", "d", "a"]


def test_a_score_is_told_of_what_was_looked_at_and_what_waits_beside_it() -> None:
    done = ExerciseResult("nb", "t", "t", 5.0, 5.0, Outcome.PASSED)
    waits = ExerciseResult("nb", "essay", "essay", 0.0, 2.0, Outcome.WAITING)
    row = Row("ann", 5.0, 7.0, Outcome.PASSED, exercises=(done, waits))
    assert row.standing == "5 of 5, 2 waiting"
    read = replace(waits, outcome=Outcome.BY_HAND, points=1.5)
    assert replace(row, score=6.5, exercises=(done, read)).standing == "6.5 of 7"
    large = replace(row, score=1234567.125, max_score=2000000, exercises=())
    assert large.standing == "1234567.12 of 2000000"
