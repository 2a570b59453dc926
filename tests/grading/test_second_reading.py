"""A second reader sees the answers and not the first one's points; both are compared."""

from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.grading.course import Course, CourseError
from autograder.grading.score import second_reading
from autograder.grading.score.second_reading import Agreement, ReadTwice
from tests.grading import small_course
from tests.grading.small_course import RIGHT, answered, submit


@pytest.fixture
def read(course: Course) -> Course:
    """A course in which ann's and bob's answers were read, and eve's was not."""
    small_course.configure(course.root)
    read = Course(course.root)
    for student, points in (("ann", 2.0), ("bob", 1.5), ("eve", None)):
        path = submit(read.root, student, answered(read.root, RIGHT))
        done = read.folder("autograded", student, "small")
        done.mkdir(parents=True)
        nbformat.write(nbformat.read(path, as_version=4), done / "small.ipynb")
        with read.gradebook() as gradebook:
            gradebook.add_student(student)
            with gradebook.db.no_autoflush:
                submission = gradebook.add_submission("small", student)
            submission.notebooks[0].late_submission_penalty = 1.4
            gradebook.db.commit()
        mark(read, student, points, tests=3.0)
    return read


def mark(course: Course, student: str, points: float | None, tests: float | None = None) -> None:
    """Give a student's essay points and a comment, and its tests the machine's points."""
    with course.gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook("small", "small", student)
        for grade in notebook.grades:
            if grade.name == "essay":
                grade.manual_score, grade.needs_manual_grade = points, points is None
            elif tests is not None:
                grade.auto_score, grade.manual_score = tests, 1.0
        for comment in notebook.comments:
            if comment.name == "essay":
                comment.manual_comment = f"{points} points"
        gradebook.db.commit()


def reread(course: Course, *arguments: str) -> str:
    done = CliRunner().invoke(main, ["reread", "small", *arguments, "--course", str(course.root)])
    return f"{done.exit_code} {done.output}"


def test_the_copy_has_the_answers_and_not_the_first_reader_s_points(
    read: Course, tmp_path: Path
) -> None:
    said = reread(read)
    copy = Course(tmp_path / "small-second-reader")
    assert said.startswith(f"0 3 written answers to read: {copy.root}")
    with copy.gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook("small", "small", "ann")
        assert (
            notebook.late_submission_penalty is None
        )  # it has its share of the first one's points
        given = {
            grade.name: (grade.manual_score, grade.needs_manual_grade) for grade in notebook.grades
        }
        assert given["essay"] == (None, True)
        assert given["test_mean"][0] == 1.0  # what a person said of a test stays
        assert [c.manual_comment for c in notebook.comments if c.name == "essay"] == [None]
    assert copy.folder("autograded", "ann", "small").joinpath("small.ipynb").is_file()
    assert copy.folder("source", ".", "small").joinpath("small.ipynb").is_file()  # the mark scheme
    given = {key[0]: one.points for key, one in second_reading._points(read, "small").items()}
    assert given == {"ann": 2.0, "bob": 1.5}


def test_the_two_are_compared(read: Course, tmp_path: Path) -> None:
    reread(read)
    copy = Course(tmp_path / "small-second-reader")
    assert "No written answer of small has the points of both" in reread(read, "--compare")
    mark(copy, "ann", 2.0)
    mark(copy, "bob", 0.5)
    mark(copy, "eve", 1.0)
    assert reread(read, "--compare") == (
        "0 essay: 1 of 2 equal, mean difference 0.50, largest 1\n  bob, essay: 1.5 and 0.5 of 2\n"
    )


def test_points_for_other_versions_are_not_compared(read: Course, tmp_path: Path) -> None:
    """Bob has handed in anew since the copy was made; then the mark scheme changes."""
    reread(read)
    copy = Course(tmp_path / "small-second-reader")
    mark(copy, "ann", 2.0)
    mark(copy, "bob", 0.5)
    other = answered(read.root, RIGHT | {"essay": "The median stays."})
    nbformat.write(other, read.folder("autograded", "bob", "small") / "small.ipynb")
    said = reread(read, "--compare")
    assert said.startswith("0 essay: not compared, the two have read other versions")
    assert ": 1 (bob)\nessay: 1 of 1 equal" in said
    path = read.folder("source", ".", "small") / "small.ipynb"
    path.write_text(path.read_text().replace("names outliers", "names two outliers"))
    said = reread(read, "--compare")
    assert ": 2 (ann, bob)\n" in said
    assert "No written answer of small has the points of both readers" in said


def test_a_folder_that_is_there_is_left_alone(read: Course, tmp_path: Path) -> None:
    reread(read)
    assert reread(read).startswith("2 ")
    assert "is there already. Name another folder" in reread(read)
    assert reread(read, "--folder", str(tmp_path / "other")).startswith("0 3 written answers")


def test_nothing_graded_is_said(course: Course, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="Nothing of small is graded yet"):
        second_reading.prepare(course, "small", tmp_path / "second")
    assert not (tmp_path / "second").exists()


def test_agreement_is_by_question() -> None:
    read = [
        ReadTwice("a", "p", 2, 1, 1),
        ReadTwice("b", "p", 2, 1, 2),
        ReadTwice("a", "q", 3, 3, 1),
    ]
    assert second_reading.agreements(read) == [
        Agreement("p", 2, 1, 0.5, 1),
        Agreement("q", 1, 0, 2, 2),
    ]
