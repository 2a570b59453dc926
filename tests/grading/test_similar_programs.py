"""Programs that are alike: found under other names, not found where the exercise explains it."""

import shutil

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
    found = similar_pairs({"ann": LOOP, "bob": RENAMED, "eve": OTHER})
    programs, (pair,) = found.programs, found.pairs
    assert (pair.first, pair.second, pair.share) == ("ann", "bob", 1.0)
    assert set(programs["ann"].prints) == set(programs["bob"].prints) == pair.common


def test_a_stretch_inside_a_longer_program_is_found_with_its_lines() -> None:
    found = similar_pairs({"ann": LOOP, "bob": OTHER + RENAMED})
    programs, (pair,) = found.programs, found.pairs
    assert pair.share == 1.0
    lines = {n for mark in pair.common for part in programs["bob"].prints[mark] for n in part}
    assert min(lines) >= OTHER.count("\n")


def test_what_was_given_says_nothing() -> None:
    found = similar_pairs({"ann": LOOP, "bob": RENAMED}, given=[LOOP])
    assert (found.pairs, found.too_short, found.explained) == ([], ["ann", "bob"], [])


def test_what_many_wrote_alike_is_taken_out_and_said() -> None:
    """Four of five wrote the same: it may be the exercise, or four friends; the page names them."""
    many = {f"s{n}": LOOP for n in range(4)} | {"eve": OTHER}
    found = similar_pairs(many)
    assert (found.pairs, found.explained) == ([], [["s0", "s1", "s2", "s3"]])
    assert len(similar_pairs({f"s{n}": LOOP for n in range(3)}).pairs) == 3


def test_short_programs_are_not_compared_and_said() -> None:
    found = similar_pairs({"ann": "def f(x):\n    return x", "bob": "def g(y):\n    return y"})
    assert (found.pairs, found.too_short) == ([], ["ann", "bob"])


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
    submit(course.root, "zoe", answered(course.root, {"mean": "mean = sum"}))
    done = course.folder("autograded", "zoe", "small")
    shutil.copytree(course.folder("submitted", "zoe", "small"), done)
    page, found = similar.write(course, "small")
    text = page.read_text()
    assert len(found.pairs) == 1
    assert "ann and bob" in text
    assert "eve" not in text
    assert "what more than 3 of the 4 students wrote alike" in text
    assert "besides what was given: 1 (zoe)" in text
    assert "<script>" not in text
    assert '<span class="both">    while steps &lt; len(x) // batch:</span>' in text


def test_fewer_than_two_programs_are_said(course: Course) -> None:
    with pytest.raises(CourseError, match="Fewer than two graded submissions of small"):
        similar.write(course, "small")
