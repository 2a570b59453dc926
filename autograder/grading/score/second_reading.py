"""A second reader for written answers: a copy of the course without the first one's points, and how far both agree."""

import shutil
import sqlite3
import statistics
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from sqlalchemy.engine import make_url

from autograder.grading.contract.cells import grade_id
from autograder.grading.course import CONFIG_FILE, Course, CourseError
from autograder.grading.score.current_rows import graded_notebooks


@dataclass(frozen=True)
class ReadTwice:
    """One answer and the points of both readers."""

    student: str
    grade_id: str
    max_points: float
    first: float
    second: float


@dataclass(frozen=True)
class Agreement:
    """How far two readers agree on one question."""

    grade_id: str
    answers: int
    equal: int
    mean_difference: float
    largest_difference: float


def prepare(course: Course, assignment: str, folder: Path) -> int:
    """Make a course in ``folder`` in which a second person reads; the number of answers to read.

    It is a copy of the assignment's notebooks and of the gradebook, without points, extra credit and comments that a
    person gave to written answers, and without what lateness took off, which has its share of those points. Raises
    CourseError where the folder is there or nothing was graded.
    """
    if folder.exists():
        raise CourseError(f"{folder} is there already. Name another folder with --folder.")
    course.notebook_names(assignment)  # CourseError where it was never released
    graded = [
        s
        for s in course.students(assignment)
        if course.folder("autograded", s, assignment).is_dir()
    ]
    if not graded:
        raise CourseError(
            f"Nothing of {assignment} is graded yet. Run: autograder grade {assignment}"
        )
    database = _database(course)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent) as made:  # nothing half-made under the name
        place = Path(made, "course")
        answers = _fill(place, course, assignment, graded, database)
        place.rename(folder)
    return answers


def _fill(place: Path, course: Course, assignment: str, students: list[str], database: str) -> int:
    """Make the copy; the number of written answers in it."""
    for step, whose in (("source", ["."]), ("release", ["."]), ("autograded", students)):
        for student in whose:
            here = course.folder(step, student, assignment)
            if here.is_dir():
                shutil.copytree(here, place / step / student / assignment)
    (place / CONFIG_FILE).write_text(_configuration(course))
    copy = place / "gradebook.db"
    with closing(sqlite3.connect(database)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
    with Gradebook(f"sqlite:///{copy}", course.directory.course_id) as gradebook:
        answers = _forget(gradebook, assignment)
        gradebook.db.commit()
    return answers


def _configuration(course: Course) -> str:
    """The copy's own: the folders have nbgrader's usual names there, whatever they are called here."""
    return (
        '"""A second reader\'s copy of a course; what is changed here changes nothing there."""\n\n'
        "from autograder.grading.nbgrader.configuration import configure\n\n"
        "c = get_config()  # noqa: F821\n"
        "configure(c, __file__)\n"
        f"c.CourseDirectory.course_id = {course.directory.course_id!r}\n"
    )


def _database(course: Course) -> str:
    address = make_url(course.directory.db_url)
    if address.get_backend_name() != "sqlite" or not address.database:
        raise CourseError(
            "A second reading needs a gradebook in a file (SQLite); this course has another."
        )
    return address.database


def _forget(gradebook: Gradebook, assignment: str) -> int:
    """Take back what a person gave to the written answers of a copied gradebook."""
    answers = 0
    for submission in gradebook.assignment_submissions(assignment):
        for notebook in submission.notebooks:
            notebook.late_submission_penalty = None
            read = set()
            for grade in notebook.grades:
                if grade.auto_score is None:
                    read.add(grade.name)
                    grade.manual_score = grade.extra_credit = None
                    grade.needs_manual_grade = True
            for comment in notebook.comments:
                if comment.name in read:
                    comment.manual_comment = None
            answers += len(read)
    return answers


@dataclass(frozen=True)
class Compared:
    """The answers that both have read, and students whose answers both have read in other versions, by question."""

    read: list[ReadTwice]
    changed: dict[str, list[str]]


@dataclass(frozen=True)
class _Read:
    """An answer that was read: its points, and what they are for."""

    points: float
    max_points: float
    question: str
    answer: str


def compare(course: Course, assignment: str, second: Course) -> Compared:
    """The answers that both have read, by question and student. Points are not compared where the question, its mark
    scheme, what it is worth or the answer has changed between the two: those answers are ``changed``."""
    first_points, second_points = _points(course, assignment), _points(second, assignment)
    read, changed = [], dict[str, list[str]]()
    for key in sorted(first_points.keys() & second_points.keys(), key=lambda key: key[::-1]):
        student, name = key[0], key[-1]
        one, other = first_points[key], second_points[key]
        if replace(one, points=other.points) == other:
            read.append(ReadTwice(student, name, one.max_points, one.points, other.points))
        else:
            changed.setdefault(name, []).append(student)
    return Compared(read, changed)


def _points(course: Course, assignment: str) -> dict[tuple[str, str, str], _Read]:
    """What a person gave to each answer that was read, by student, notebook and answer."""
    found = {}
    questions = {
        name: _questions(course, assignment, name) for name in course.notebook_names(assignment)
    }
    with course.gradebook() as gradebook:
        for submission in gradebook.assignment_submissions(assignment):
            student = submission.student.id
            notebooks = graded_notebooks(course, assignment, student)
            answers = {name: _answers(notebook) for name, notebook in notebooks.items()}
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    if grade.auto_score is not None or grade.manual_score is None:
                        continue
                    found[student, notebook.name, grade.name] = _Read(
                        float(grade.manual_score),
                        float(grade.max_score),
                        questions.get(notebook.name, {}).get(grade.name, ""),
                        answers.get(notebook.name, {}).get(grade.name, ""),
                    )
    return found


def _questions(course: Course, assignment: str, name: str) -> dict[str, str]:
    """What stands before each answer since the last one, and the instructor's own cell with its mark scheme, by
    grade_id; of the release where the source is not at hand."""
    folders = (course.folder(step, ".", assignment) for step in ("source", "release"))
    path = next((file for folder in folders if (file := folder / f"{name}.ipynb").is_file()), None)
    if path is None:
        return {}
    found, since = {}, list[str]()
    for cell in nbformat.read(path, as_version=4).cells:
        since.append(cell.source)
        if own := grade_id(cell):
            found[own] = "\n".join(since)
            since = []
    return found


def _answers(notebook: NotebookNode) -> dict[str, str]:
    """The text of each answer by grade_id, with the pictures that are attached to it."""
    return {
        name: f"{cell.source}{cell.get('attachments', '')}"
        for cell in notebook.cells
        if (name := grade_id(cell))
    }


def agreements(read: list[ReadTwice]) -> list[Agreement]:
    """The agreement on each question, in points."""
    found = []
    for name in dict.fromkeys(one.grade_id for one in read):
        differences = [abs(r.first - r.second) for r in read if r.grade_id == name]
        equal = sum(difference < 1e-9 for difference in differences)
        mean = statistics.fmean(differences)
        found.append(Agreement(name, len(differences), equal, mean, max(differences)))
    return found
