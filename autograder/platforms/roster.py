"""The class list: which student of the course a platform's person is.

Students come from the gradebook and from class lists that platforms write. What a list says beside
the gradebook's columns, and what was answered once, is kept in ``.autograder/people.json``.
"""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autograder.grading.course import CourseError
from autograder.grading.course.course import STATE_FOLDER, Course
from autograder.grading.course.journal import write_whole
from autograder.platforms.handed import Person

FILE = "people.json"
# What a column is, by the platforms' headers in lower case. Other languages by --column.
HEADERS = {
    "first": {"first name", "firstname", "first_name", "vorname", "prénom", "nombre"},
    "last": {"last name", "lastname", "last_name", "surname", "nachname", "nom", "apellido(s)"},
    "name": {"full name", "student", "name", "student name", "vollständiger name"},
    "email": {"email", "email address", "e-mail", "e-mail-adresse", "e-mail address", "mail"},
    "login": {
        "sis login id",
        "username",
        "user name",
        "login",
        "eid",
        "display id",
        "benutzername",
        "anmeldename",
        "student_id",
    },
    "number": {
        "sis user id",
        "orgdefinedid",
        "student id",
        "id number",
        "sid",
        "matrikelnummer",
        "institutional number",
    },
    "id": {"id", "identifier", "user id", "kennung", "identificador", "identificatie"},
}


_SPELT = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}


@dataclass
class Student:
    """A student of the course, with every word under which platforms know them."""

    id: str
    first: str = ""
    last: str = ""
    email: str = ""
    login: str = ""
    number: str = ""
    ids: list[str] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """The name in the forms in which platforms squeeze it."""
        orders = (f"{self.first} {self.last}", f"{self.last} {self.first}")
        return {form for order in orders for form in squeezed(order)}


class Roster:
    """The students of a course, and what was answered about people whom nothing leads back to."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._path = course.root / STATE_FOLDER / FILE
        kept = _kept(self._path)
        self.students = {
            data["id"]: Student(**data) for data in kept.get("students", ()) if "id" in data
        }
        self.answers: dict[str, list[str]] = kept.get("answers", {})
        with course.gradebook() as gradebook:
            for one in gradebook.students:
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
        lines = list(_records(path))
        if not lines:
            raise CourseError(f"{path} has no column that names students, or no student.")
        for facts in lines:
            self._take(facts, student_id)
        return len(lines)

    def _take(self, facts: dict[str, str], student_id: str | None) -> None:
        wanted = (student_id,) if student_id else ("student", "login", "number", "email", "id")
        known = self._known(facts)
        identity = known or next((facts[kind] for kind in wanted if facts.get(kind)), "")
        if not identity:
            raise CourseError(
                f"The class list has no {student_id or 'login, number, e-mail or id'} for "
                f"{facts.get('name') or facts}. Choose another column with --student-id."
            )
        student = self.students.setdefault(identity, Student(identity))
        for name in ("first", "last", "email", "login", "number"):
            setattr(student, name, facts.get(name) or getattr(student, name))
        _add(student.ids, facts.get("id"))

    def _known(self, facts: dict[str, str]) -> str:
        """The student of the course that these facts are about already, or an empty string."""
        for kind in ("student", "login", "number", "email"):
            for student in self.students.values():
                if (value := facts.get(kind)) and value in (
                    student.id,
                    student.login,
                    student.number,
                    student.email,
                ):
                    return student.id
        return ""

    def match(self, platform: str, person: Person) -> list[str]:
        """The students whom this person stands for: none if nobody is found, several for a team.

        Raises LookupError where more than one student fits, naming them.
        """
        if (answered := self.answers.get(f"{platform}: {person.key}")) is not None:
            return answered
        for fits in (_by_login, _by_number, _by_email, _by_id, _by_beginning, _by_name):
            found = [student.id for student in self.students.values() if fits(student, person)]
            if len(found) > 1:
                raise LookupError(", ".join(sorted(found)))
            if found:
                return found
        return []

    def answer(self, platform: str, key: str, students: Iterable[str]) -> None:
        """Remember whom a person of this key stands for."""
        self.answers[f"{platform}: {key}"] = list(students)

    def add(self, person: Person) -> str:
        """Make a student of a person whom no list knows; returns the student's name in the course."""
        identity = person.login or person.number or person.email
        if not identity and person.anonymous:
            identity = f"participant-{person.id}"
        identity = identity or "-".join(_words(person.name)) or person.id
        identity = re.sub(r"[/\\\x00-\x1f]", "-", identity)
        first, _, last = person.name.rpartition(" ")
        student = Student(
            identity, first, last, person.email, person.login, person.number, [person.id]
        )
        self.students[identity] = student
        return identity


def participants(course: Course, worksheet: Path) -> dict[str, str]:
    """Student → participant number of a Moodle worksheet; CourseError where it leads to nobody."""
    roster = Roster(course)
    found = {}
    for facts in _records(worksheet):
        person = Person(
            name=facts.get("name", ""), email=facts.get("email", ""), number=facts.get("number", "")
        )
        for student in roster.match("moodle", person):
            found[student] = facts.get("id", "")
    if not found:
        raise CourseError(f"Nobody in {worksheet} is a student of the course.")
    return found


def squeezed(name: str) -> set[str]:
    """A name as platforms squeeze it: letters and digits alone, with accents, without, or spelt out."""
    name = name.casefold()
    spelt = "".join(_SPELT.get(c, c) for c in unicodedata.normalize("NFC", name))
    plain = unicodedata.normalize("NFKD", name)
    forms = {
        "".join(c for c in form if unicodedata.category(c)[0] in "LN")
        for form in (unicodedata.normalize("NFC", name), plain, spelt)
    }
    return forms - {""}


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", name).casefold())


def _add(values: list[str], value: Any) -> None:
    if value and str(value) not in values:
        values.append(str(value))


def _same(one: str, other: str) -> bool:
    return bool(one and other) and one.casefold() == other.casefold()


def _by_login(student: Student, person: Person) -> bool:
    if not person.login:
        return False
    if _same(person.login, student.id) or _same(person.login, student.login):
        return True
    # OpenOlat and ILIAS drop signs from a login; then the name must fit as well.
    mine = {form for word in (student.id, student.login) for form in squeezed(word)}
    return bool(mine & squeezed(person.login)) and bool(student.names & squeezed(person.name))


def _by_number(student: Student, person: Person) -> bool:
    return _same(person.number, student.number) or _same(person.number, student.id)


def _by_email(student: Student, person: Person) -> bool:
    return _same(person.email, student.email)


def _by_id(student: Student, person: Person) -> bool:
    return bool(person.id) and person.id in student.ids


def _by_beginning(student: Student, person: Person) -> bool:
    text = person.login_and_more.casefold()
    logins = {word.casefold() for word in (student.id, student.login) if word}
    return any(text.startswith(f"{login}_") for login in logins)


def _by_name(student: Student, person: Person) -> bool:
    name = person.name
    if "," in name:
        last, _, first = name.partition(",")
        name = f"{first} {last}"
    return bool(student.names & squeezed(name)) or name == student.id


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


def table(path: Path) -> list[list[str]]:
    """The lines of a CSV file as its cells; the separator is found out. Sakai's two first lines go."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CourseError(f"{path} is no UTF-8. Save it as CSV UTF-8.") from error
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    lines = list(csv.reader(io.StringIO(text), delimiter=separator))
    return lines[2:] if len(lines) > 2 and not any(lines[1]) else lines


def columns(head: list[str]) -> dict[str, int]:
    """Which column is what, by the headers; of several the first."""
    found: dict[str, int] = {}
    for index, header in enumerate(head):
        word = header.strip().casefold()
        for kind, headers in HEADERS.items():
            if word in headers:
                found.setdefault(kind, index)
    return found


def _records(path: Path) -> Iterable[dict[str, str]]:
    lines = table(path)
    if not lines:
        return
    head = [cell.strip().casefold() for cell in lines[0]]
    where = columns(lines[0])
    of_nbgrader = "id" in head and ("lms_user_id" in head or "first_name" in head)
    for line in lines[1:]:
        facts = {kind: line[index].strip() for kind, index in where.items() if index < len(line)}
        facts = {kind: value.lstrip("#") for kind, value in facts.items() if value}
        if "points possible" in facts.get("name", "").casefold() or not any(line):
            continue
        if of_nbgrader:
            facts["student"] = facts.pop("id", "")
            if "lms_user_id" in head and (lms := line[head.index("lms_user_id")].strip()):
                facts["id"] = lms
        elif identifier := facts.get("id"):
            facts["id"] = identifier.rpartition(" ")[2]  # Moodle: "Participant 184233"
        if "name" in facts and "last" not in facts:
            facts["first"], facts["last"] = _parted(facts["name"])
        if len(facts) > 1 or facts.get("student"):
            yield facts


def _parted(name: str) -> tuple[str, str]:
    """First and last name of a full one: "Doe, Jane" or "Jane Doe"."""
    if "," in name:
        last, _, first = name.partition(",")
        return first.strip(), last.strip()
    first, _, last = name.rpartition(" ")
    return first.strip(), last.strip()
