"""Programs that are alike: found under other names, not found where the exercise explains it."""

import nbformat
import pytest

from autograder.grading.course import Course, CourseError
from autograder.grading.pages import similar
from autograder.grading.score.similar_programs import fingerprints, similar_pairs
from tests.grading.small_course import RIGHT, answered, submit

LOOP = """
def train(x, y, w, rate, batch):
    steps = 0
    while steps < len(x) // batch:
        first = steps * batch
        rows = x[first:first + batch]
        slope = rows.T @ (rows @ w - y[first:first + batch]) / len(rows)
        w = w - rate * slope
        steps += 1
    return w, [rate * k for k in range(steps) if k % 2]
"""
RENAMED = LOOP.replace("steps", "n").replace("rows", "part").replace("slope", "g") + "# my own\n"
OTHER = """
def train(data, target, weights, eta, size):
    order = sorted(range(len(data)), key=lambda i: -abs(target[i]))
    for chosen in zip(*[iter(order)] * size):
        gradient = sum((data[i] @ weights - target[i]) * data[i] for i in chosen)
        weights -= eta / size * gradient
    assert weights.shape == data[0].shape, "no such shape"
    return {"weights": weights, "seen": len(order), "rate": eta ** 2}
"""


def test_other_names_numbers_and_comments_hide_nothing() -> None:
    programs, (pair,) = similar_pairs({"ann": LOOP, "bob": RENAMED, "eve": OTHER})
    assert (pair.first, pair.second, pair.share) == ("ann", "bob", 1.0)
    assert set(programs["ann"].prints) == set(programs["bob"].prints) == pair.common


def test_a_stretch_inside_a_longer_program_is_found_with_its_lines() -> None:
    programs, (pair,) = similar_pairs({"ann": LOOP, "bob": OTHER + RENAMED})
    assert pair.share == 1.0
    lines = {n for mark in pair.common for part in programs["bob"].prints[mark] for n in part}
    assert min(lines) >= OTHER.count("\n")


def test_what_was_given_says_nothing() -> None:
    assert similar_pairs({"ann": LOOP, "bob": RENAMED}, given=[LOOP])[1] == []


def test_what_many_wrote_alike_says_nothing() -> None:
    many = {f"s{n}": LOOP for n in range(4)}
    assert similar_pairs(many)[1] == []
    assert len(similar_pairs({f"s{n}": LOOP for n in range(3)})[1]) == 3


def test_short_programs_are_not_compared() -> None:
    assert (
        similar_pairs({"ann": "def f(x):\n    return x", "bob": "def g(y):\n    return y"})[1] == []
    )


@pytest.mark.parametrize("text", ["", "def f(:\n  '''", "x = (1,", "if x:\n  y\n z"])
def test_text_that_is_no_python_is_compared_up_to_there(text: str) -> None:
    assert isinstance(fingerprints(text), dict)


def test_the_page_shows_both_and_runs_nothing_of_theirs(course: Course) -> None:
    markup = '\n"<script>alert(1)</script>"'
    for student, program in (("ann", LOOP), ("bob", RENAMED), ("eve", OTHER)):
        path = submit(
            course.root, student, answered(course.root, RIGHT | {"mean": program + markup})
        )
        done = course.folder("autograded", student, "small")
        done.mkdir(parents=True)
        nbformat.write(nbformat.read(path, as_version=4), done / "small.ipynb")
    page, pairs = similar.write(course, "small")
    text = page.read_text()
    assert pairs == 1
    assert "ann and bob" in text
    assert "eve" not in text
    assert "<script>" not in text
    assert '<span class="both">    while steps &lt; len(x) // batch:</span>' in text


def test_fewer_than_two_programs_are_said(course: Course) -> None:
    with pytest.raises(CourseError, match="Fewer than two graded submissions of small"):
        similar.write(course, "small")
