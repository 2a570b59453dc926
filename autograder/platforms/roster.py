"""The class list: which student of the course a platform's person is.

Students come from the gradebook and from class lists that platforms write. What a list says beside
the gradebook's columns, and what was answered once, is kept in ``.autograder/people.json``.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.grading.course import CourseError
from autograder.grading.course.course import STATE_FOLDER, Course
from autograder.grading.course.journal import write_whole
from autograder.grading.intake.submission import unusable
from autograder.platforms import times
from autograder.platforms.class_list import records
from autograder.platforms.handed import Person
from autograder.platforms.patterns import FOLDERS
from autograder.platforms.student import (
    Student,
    by_beginning,
    by_email,
    by_login,
    by_name,
    by_name_and_login,
    by_number,
    other_name,
)

FILE = "people.json"


class Roster:
    """The students of a course, and what was answered about people whom nothing leads back to.

    Attributes:
        students: by their names in the course.
        handed_in: when they handed in, as the class list says that was read.
    """

    def __init__(self, course: Course) -> None:
        self._course = course
        self._path = course.root / STATE_FOLDER / FILE
        kept = _kept(self._path)
        self.students = {
            data["id"]: Student(**data) for data in kept.get("students", ()) if "id" in data
        }
        self.answers: dict[str, list[str]] = kept.get("answers", {})
        self.handed_in: dict[str, datetime] = {}
        with course.gradebook() as gradebook:
            known = gradebook.students
            for gone in self.students.keys() - {one.id for one in known} if known else ():
                del self.students[gone]  # was removed from the gradebook
            for one in known:
                student = self.students.setdefault(one.id, Student(one.id))
                student.first = one.first_name or student.first
                student.last = one.last_name or student.last
                student.email = one.email or student.email
                _add(student.ids, one.lms_user_id)

    def save(self) -> None:
        """Keep everything, and put new students into the gradebook."""
        data = {
            "students": [asdict(student) for student in self.students.values()],
            "answers": self.answers,
        }
        write_whole(self._path, json.dumps(data, indent=1, ensure_ascii=False) + "\n")
        with self._course.gradebook() as gradebook:
            known = {student.id for student in gradebook.students}
            for student in self.students.values():
                facts = {
                    "first_name": student.first or None,
                    "last_name": student.last or None,
                    "email": student.email or None,
                }
                given = {name: value for name, value in facts.items() if value}
                if student.id not in known or given:
                    gradebook.update_or_create_student(student.id, **given)

    def read(self, path: Path, student_id: str | None = None) -> int:
        """Add a platform's class list; returns how many students it has.

        Args:
            path: a CSV file: Moodle's worksheet or participants, Canvas's or another gradebook,
                Sakai's ``grades.csv``, or what ``nbgrader db student import`` reads.
            student_id: which column becomes the course's name of a student: login, number, email or
                id. By default the first of these that the list has.
        """
        lines = list(records(path))
        if not lines:
            raise CourseError(f"{path} has no column that names students, or no student.")
        taken: set[str] = set()
        for facts in lines:
            taken.add(self._take(facts, student_id, taken))
        return len(lines)

    def _take(self, facts: dict[str, str], student_id: str | None, taken: set[str]) -> str:
        """Enter a line; returns the student. Another line's student it is not, whatever else they share."""
        kinds: tuple[str, ...] = ("student", "login", "number", "email", "id", "participant")
        if student_id:
            kinds = kinds[-2:] if student_id == "id" else (student_id,)
        known = next((one for one in self._known(facts) if one not in taken), "")
        identity = known or next((facts[kind] for kind in kinds if facts.get(kind)), "")
        if not identity:
            raise CourseError(
                f"The class list has no {student_id or 'login, number, e-mail or id'} for "
                f"{facts.get('name') or facts}. Choose another column with --student-id."
            )
        if unusable(identity):
            raise CourseError(
                f"The class list calls a student {identity!r}; no folder can be called so."
            )
        student = self.students.setdefault(identity, Student(identity))
        student.made = False
        for name in ("first", "last", "email", "login", "number"):
            setattr(student, name, facts.get(name) or getattr(student, name))
        _add(student.ids, facts.get("id"))
        _add(student.participants, facts.get("participant"))
        if (when := times.read(facts.get("when", ""))) is not None:
            self.handed_in[student.id] = when
        return student.id

    def _known(self, facts: dict[str, str]) -> Iterable[str]:
        """The students of the course that these facts may be about already, the likeliest first."""
        for kind in ("student", "login", "number", "email"):
            value = facts.get(kind, "").casefold()
            for student in self.students.values() if value else ():
                words = (*student.logins, student.number, student.email)
                if value in map(str.casefold, words):
                    yield student.id

    def match(self, platform: str, person: Person) -> list[str]:
        """The students whom this person stands for: none if nobody is found, several for a team.

        Raises LookupError, with the reason, where it is not certain which student it is.
        """
        for key in (str(person), person.key):
            if (answered := self.answers.get(f"{platform}: {key}")) is not None:
                return answered
        if platform == FOLDERS:  # whatever the folders are called by
            called = person.login
            person = replace(person, name=called, number=called, email=called)

        def by_id(student: Student, person: Person) -> bool:
            return bool(person.id) and person.id in student.numbers(platform)

        for fits in (
            *(by_login, by_name_and_login, by_number, by_email),
            *(by_id, by_beginning, by_name),
        ):
            found = [student for student in self.students.values() if fits(student, person)]
            if len(found) > 1:
                several = ", ".join(sorted(student.id for student in found))
                raise LookupError(f"Several students fit: {several}.")
            if found and fits is by_id and other_name(found[0], person):
                raise LookupError(
                    f"{person.id} is the number of {found[0].id} in the class list, whose name is "
                    "another. Is it a team?"
                )
            if found:
                return [found[0].id]
        return []

    def answer(self, platform: str, key: str, students: Iterable[str]) -> None:
        """Remember whom a person of this key stands for."""
        self.answers[f"{platform}: {key}"] = list(students)

    def add(self, platform: str, person: Person) -> str:
        """Make a student of a person whom no list knows; returns the student's name in the course."""
        identity = person.login or person.number or person.email
        if not identity and person.anonymous:
            identity = f"participant-{person.id}"
        identity = identity or "-".join(_words(person.name)) or person.id
        identity = re.sub(r"[/\\\x00-\x1f]", "-", identity)
        if identity in self.students:  # somebody of the same name
            identity = f"{identity}-{person.id}"
        first, _, last = person.name.rpartition(" ")
        student = Student(
            identity, first, last, person.email, person.login, person.number, made=True
        )
        _add(student.numbers(platform), person.id)
        self.students[identity] = student
        return identity


def participants(course: Course, worksheet: Path) -> dict[str, str]:
    """Student → participant number of a Moodle worksheet; CourseError where it leads to nobody."""
    roster = Roster(course)
    found = {}
    for facts in records(worksheet):
        person = Person(
            name=facts.get("name", ""), email=facts.get("email", ""), number=facts.get("number", "")
        )
        for student in roster.match("moodle", person):
            found[student] = facts.get("participant", "")
    if not found:
        raise CourseError(f"Nobody in {worksheet} is a student of the course.")
    return found


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", name).casefold())


def _add(values: list[str], value: Any) -> None:
    if value and str(value) not in values:
        values.append(str(value))


def _kept(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise CourseError(
            f"{path} cannot be read. Remove it: names are asked for again."
        ) from error
    return data if isinstance(data, dict) else {}
