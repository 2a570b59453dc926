"""A student of the course, and whether a platform's person is this student."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from autograder.platforms.handed import Person

_SPELT = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}


@dataclass
class Student:
    """A student of the course, with every word under which platforms know them.

    Moodle's numbers, ``participants``, are one for each assignment; ``ids`` are a platform's for good. Whom no
    class list names and a download alone is ``made``.
    """

    id: str
    first: str = ""
    last: str = ""
    email: str = ""
    login: str = ""
    number: str = ""
    ids: list[str] = field(default_factory=list)
    participants: list[str] = field(default_factory=list)
    made: bool = False

    @property
    def names(self) -> set[str]:
        """The name in the forms in which platforms squeeze it."""
        orders = (f"{self.first} {self.last}", f"{self.last} {self.first}")
        return {form for order in orders for form in squeezed(order)}

    @property
    def logins(self) -> tuple[str, ...]:
        """What may be the login: the name in the course, and the login of a class list."""
        return tuple(filter(None, dict.fromkeys((self.id, self.login))))

    def numbers(self, platform: str) -> list[str]:
        """The platform's own numbers of this student."""
        return self.participants if platform == "moodle" else self.ids


def squeezed(name: str) -> set[str]:
    """A name as platforms squeeze it: letters and digits alone, with accents, without, or spelt out."""
    name = name.casefold()
    spelt = "".join(_SPELT.get(c, c) for c in unicodedata.normalize("NFC", name))
    plain = unicodedata.normalize("NFKD", name)
    bare = unicodedata.normalize("NFKD", spelt)
    forms = {
        "".join(c for c in form if unicodedata.category(c)[0] in "LN")
        for form in (unicodedata.normalize("NFC", name), plain, spelt, bare)
    }
    return forms - {""}


def other_name(student: Student, person: Person) -> bool:
    """Whether the platform gives somebody of the student's number a name with nothing of the student's in it."""
    parts = squeezed(student.first) | squeezed(student.last)
    return bool(parts and person.name) and not any(
        part in form for part in parts for form in squeezed(person.name)
    )


class Index:
    """Who is called by a word, of a kind: found without asking every student."""

    def __init__(self, students: Iterable[Student]) -> None:
        self._found: dict[tuple[str, str], list[Student]] = {}
        for student in students:
            self.enter(student)

    def enter(self, student: Student) -> None:
        """Take a student's words in, and those that are new of one whom it has."""
        logins = {login.casefold() for login in student.logins}
        number, email = student.number.casefold(), student.email.casefold()
        last_first = f"{student.last} {student.first}"
        words = {
            "login": logins,
            "name and login": {
                w for one in student.logins for w in squeezed(f"{last_first} {one}")
            },
            "number": {number, student.id.casefold()},
            "email": {email},
            "participant": set(student.participants),
            "id": set(student.ids),
            "name": student.names | {f"={student.id}"},
            "any": {*logins, number, email},
        }
        for kind, forms in words.items():
            for form in forms - {""}:
                known = self._found.setdefault((kind, form), [])
                if student not in known:
                    known.append(student)

    def find(self, kind: str, words: Iterable[str]) -> list[Student]:
        """The students whom one of these words calls, each once."""
        found = {one.id: one for word in words for one in self._found.get((kind, word), ())}
        return list(found.values())


def called(person: Person) -> dict[str, set[str]]:
    """The words by which a person of a download is looked for, by kinds, the surest first.

    OpenOlat and ILIAS drop signs from name and login, and a login may hold the sign that stands between them. Of
    text that begins with a login every beginning may be it.
    """
    name, more = person.name, person.login_and_more.casefold()
    if "," in name:
        last, _, first = name.partition(",")
        name = f"{first} {last}"
    return {
        "name and login": squeezed(person.name_and_login),
        "login": {person.login.casefold()},
        "number": {person.number.casefold()},
        "email": {person.email.casefold()},
        "id": {person.id},
        "beginning": {more[: match.start()] for match in re.finditer("_", more)},
        "name": squeezed(name) | {f"={name}"},
    }
