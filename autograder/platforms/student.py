"""A student of the course, and whether a platform's person is this student."""

import unicodedata
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


def _same(one: str, other: str) -> bool:
    return bool(one and other) and one.casefold() == other.casefold()


def by_login(student: Student, person: Person) -> bool:
    return any(_same(person.login, login) for login in student.logins)


def by_name_and_login(student: Student, person: Person) -> bool:
    """OpenOlat and ILIAS drop signs from both, and a login may hold the sign that stands between them."""
    mine = (f"{student.last} {student.first} {login}" for login in student.logins)
    return any(squeezed(one) & squeezed(person.name_and_login) for one in mine)


def by_number(student: Student, person: Person) -> bool:
    return _same(person.number, student.number) or _same(person.number, student.id)


def by_email(student: Student, person: Person) -> bool:
    return _same(person.email, student.email)


def other_name(student: Student, person: Person) -> bool:
    """Whether the platform gives somebody of the student's number a name with nothing of the student's in it."""
    parts = squeezed(student.first) | squeezed(student.last)
    return bool(parts and person.name) and not any(
        part in form for part in parts for form in squeezed(person.name)
    )


def by_beginning(student: Student, person: Person) -> bool:
    text = person.login_and_more.casefold()
    return any(text.startswith(f"{login.casefold()}_") for login in student.logins)


def by_name(student: Student, person: Person) -> bool:
    name = person.name
    if "," in name:
        last, _, first = name.partition(",")
        name = f"{first} {last}"
    return bool(student.names & squeezed(name)) or name == student.id
