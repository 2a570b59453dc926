"""A class, and how a download is taken in, for the tests of collecting."""

from pathlib import Path

from autograder.grading.course import Course
from autograder.platforms.collect import Options, collect
from autograder.platforms.said import Collected
from autograder.platforms.student import Student

CLASS = [
    Student("jdoe", "Jane", "Doe", "jane@uni.example", number="1234567", ids=["1042"]),
    Student("zoneil", "Zoë", "O'Neil"),
    Student("jmueller", "Jörg", "Müller"),
    Student("mlee", "Mary-Ann", "Lee"),
    Student("j_s", "Jörg", "van der Sénéchal"),
]


def take(course: Course, path: Path, **more) -> Collected:
    return collect(course, Options("small", path, **more))


def stamp(course: Course, student: str) -> str:
    path = course.folder("submitted", student, "small") / "timestamp.txt"
    return path.read_text() if path.is_file() else ""
