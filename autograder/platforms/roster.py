"""The class list: which student of the course a platform's person is.

Students come from the gradebook and from class lists that platforms write. What a list says beside
the gradebook's columns, and what was answered once, is kept in ``.autograder/people.json``.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.grading.course import CourseError
from autograder.grading.course.course import STATE_FOLDER, Course
from autograder.grading.course.journal import write_whole
from autograder.grading.intake.submission import unusable
from autograder.platforms import times
from autograder.platforms.class_list import parted, records
from autograder.platforms.handed import Person
from autograder.platforms.patterns import FOLDERS
from autograder.platforms.student import Index, Student, called, other_name, squeezed

FILE = "people.json"


class SeveralFitError(LookupError):
    """A person may be any of several ``students``."""

    def __init__(self, students: list[str]) -> None:
        super().__init__(f"Several students fit: {', '.join(students)}.")
        self.students = students


class Roster:
    """The students of a course, and what was answered about people whom nothing leads back to.

    Attributes:
        students: by their names in the course.
        handed_in: when they handed in, as the class list says that was read.
        participants: their numbers in Moodle's worksheet that was read, one for each assignment.
        teams: the members of each team that the list has.
        word: what stands before a number in the worksheet, and for a name where marking is blind.
        new: students of the list whom the course did not have.
        named: students whom a line of the list was taken for by the name alone.
        revealed: what blind marking called somebody whom the worksheet names now → the student.
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
        self.participants: dict[str, str] = {}
        self.teams: dict[str, list[str]] = {}
        self.word = ""
        self.new: list[str] = []
        self.named: list[str] = []
        self.revealed: dict[str, str] = {}
        self._index: Index | None = None
        self._said: set[str] = set()
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
        index, self._index = Index(self.students.values()), None
        by_name = self._by_name(lines, index)
        for facts, named in zip(lines, by_name, strict=True):
            student = self._take(facts, student_id, taken, index, named)
            index.enter(student)
            taken.add(student.id)
        return len(lines)

    def _take(
        self,
        facts: dict[str, str],
        student_id: str | None,
        taken: set[str],
        index: Index,
        named: str,
    ) -> Student:
        """Enter a line; returns the student, ``named`` where nothing surer says who it is. Another line's student it is
        not, whatever else they share."""
        kinds: tuple[str, ...] = ("student", "login", "number", "email", "id", "participant")
        if student_id:
            kinds = kinds[-2:] if student_id == "id" else (student_id,)
        known = next((one for one in self._known(facts, index) if one not in taken), "")
        if not known and named and named not in taken:
            known = named
            self.named.append(named)
        identity = known or next((facts[kind] for kind in kinds if facts.get(kind)), "")
        if identity == facts.get("participant") and not facts.get("name"):  # blind marking
            identity = hidden_name(identity)
        if not identity:
            raise CourseError(
                f"The class list has no {student_id or 'login, number, e-mail or id'} for "
                f"{facts.get('name') or facts}. Choose another column with --student-id."
            )
        if unusable(identity):
            raise CourseError(
                f"The class list calls a student {identity!r}; no folder can be called so."
            )
        if identity not in self.students:
            self.new.append(identity)
        student = self.students.setdefault(identity, Student(identity))
        student.made = False
        for name in ("first", "last", "email", "login", "number"):
            setattr(student, name, facts.get(name) or getattr(student, name))
        _add(student.ids, facts.get("id"))
        if participant := facts.get("participant"):
            self.word = facts["word"]
            hidden = self.students.get(hidden_name(participant), student)
            if hidden is not student:
                self.revealed[hidden.id] = student.id
                hidden.participants.clear()
            self.participants[student.id] = participant
            _add(student.participants, participant)
        if team := facts.get("team"):
            self.teams.setdefault(team, []).append(student.id)
        if (when := times.read(facts.get("when", ""))) is not None:
            self.handed_in[student.id] = when
        return student

    def _known(self, facts: dict[str, str], index: Index) -> Iterable[str]:
        """The students of the course that these facts may be about already, the likeliest first."""
        for kind in ("student", "login", "number", "email"):
            for student in index.find("any", [facts.get(kind, "").casefold()]):
                yield student.id

    def _by_name(self, lines: list[dict[str, str]], index: Index) -> list[str]:
        """Of each line the student who alone has its name, as no other line has, and of whom nothing else is known
        that is otherwise there: another platform's list may have nothing in common but names."""
        forms = [squeezed(f"{one.get('first', '')} {one.get('last', '')}") for one in lines]
        times = Counter(form for each in forms for form in each)
        sure = {one for facts in lines for one in self._known(facts, index)}
        found = []
        for facts, each in zip(lines, forms, strict=True):
            students = index.find("name", each) if all(times[form] == 1 for form in each) else []
            one = students[0] if len(students) == 1 and students[0].id not in sure else None
            found.append(one.id if one and not _contradicts(facts, one) else "")
        return found

    def match(self, platform: str, person: Person) -> list[str]:
        """The students whom this person stands for: none if nobody is found, several for a team.

        Raises LookupError, with the reason, where it is not certain which student it is.
        """
        if said := self.answered(platform, person):
            return said
        if platform == FOLDERS:  # whatever the folders are called by
            folder = person.login
            person = replace(person, name=folder, number=folder, email=folder)

        if self._index is None:
            self._index = Index(self.students.values())
        for kind, words in called(person).items():
            where = {"beginning": "login", "id": "participant" if platform == "moodle" else "id"}
            found = self._index.find(where.get(kind, kind), words)
            if len(found) > 1:
                raise SeveralFitError(sorted(student.id for student in found))
            if found and kind == "id" and other_name(found[0], person):
                raise LookupError(
                    f"{person.id} is the number of {found[0].id} in the class list, whose name is "
                    "another. Is it a team?"
                )
            if found:
                return [found[0].id]
        return []

    def answered(self, platform: str, person: Person) -> list[str] | None:
        """What was answered about a person, an empty list for nobody; None where nothing was that holds still."""
        for key in (str(person), person.key):
            asked = f"{platform}: {key}"
            earlier = key == person.name and asked not in self._said
            if asked in self.answers and not (earlier and self.shared(person)):
                return self.answers[asked]
        return None

    @property
    def closed(self) -> bool:
        """Whether a class list or the gradebook says who there is: a download makes no further students then."""
        return any(not student.made for student in self.students.values())

    def strangers(self, students: Iterable[str]) -> list[str]:
        """Those whom a class list would have and does not."""
        return sorted(set(students) - set(self.students)) if self.closed else []

    def shared(self, person: Person) -> bool:
        """Whether all that is known of somebody is a name of several students: an answer about one of them is none
        about another."""
        if self._index is None:
            self._index = Index(self.students.values())
        found = self._index.find("name", called(person)["name"])
        return person.key == person.name and len(found) > 1

    @property
    def names(self) -> set[str]:
        """Everyone's names in the forms in which platforms squeeze them."""
        return {form for student in self.students.values() for form in student.names}

    def enter_teams(self, platform: str, people: Iterable[Person]) -> set[str]:
        """Remember who is in each team of the download, where the list says it; returns the teams' keys."""
        names = self.names
        members: dict[str, list[list[str]]] = {}
        for team, students in self.teams.items():
            for form in squeezed(team):
                members.setdefault(form, []).append(students)
        entered = set()
        for person in people:
            forms = squeezed(person.name) - names
            fitting = [found for form in forms for found in members.get(form, ())]
            if fitting and all(found is fitting[0] for found in fitting):
                self.answer(platform, person.key, fitting[0])
                entered.add(person.key)
        return entered

    def answer(self, platform: str, key: str, students: Iterable[str]) -> None:
        """Remember whom a person of this key stands for."""
        self.answers[f"{platform}: {key}"] = list(students)
        self._said.add(f"{platform}: {key}")

    def add(self, platform: str, person: Person) -> str:
        """Make a student of a person whom no list knows; returns the student's name in the course."""
        identity = person.login or person.number or person.email
        if not identity and person.anonymous:
            identity = hidden_name(person.id)
        identity = identity or "-".join(_words(person.name)) or person.id
        identity = re.sub(r"[/\\\x00-\x1f]", "-", identity)
        if identity in self.students:  # somebody of the same name
            more = (person.id, *map(str, range(2, len(self.students) + 3)))
            each = (f"{identity}-{one}" for one in more if one)
            identity = next(one for one in each if one not in self.students)
        first, last = parted(person.name)
        student = Student(
            identity, first, last, person.email, person.login, person.number, made=True
        )
        _add(student.numbers(platform), person.id)
        self.students[identity] = student
        if self._index is not None:
            self._index.enter(student)
        return identity


def participants(course: Course, worksheet: Path) -> dict[str, str]:
    """Student → participant number of a Moodle worksheet; CourseError where it leads to nobody."""
    roster = Roster(course)
    found: dict[str, str] = {}
    named: dict[str, list[str]] = {}
    for facts in records(worksheet):
        number = facts.get("participant", "")
        sure = Person(email=facts.get("email", ""), number=facts.get("number", ""))
        with suppress(LookupError):  # of two students neither
            students = roster.match("moodle", sure)
            found |= dict.fromkeys(students, number)
            for student in students or roster.match("moodle", Person(name=facts.get("name", ""))):
                named.setdefault(student, []).append(number)
    for student, numbers in named.items():
        if len(numbers) == 1:
            found.setdefault(student, numbers[0])
    if not found:
        raise CourseError(f"Nobody in {worksheet} is a student of the course.")
    return found


def _contradicts(facts: dict[str, str], student: Student) -> bool:
    """Whether a line has another address, number or login than a student."""
    own = {"email": student.email, "number": student.number, "login": student.login}
    return any(
        there and (here := facts.get(kind)) and here.casefold() != there.casefold()
        for kind, there in own.items()
    )


def hidden_name(participant: str) -> str:
    """What the course calls a student whom blind marking hides behind a number."""
    return f"participant-{participant}"


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
