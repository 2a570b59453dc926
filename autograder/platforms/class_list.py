"""Class lists of platforms, as CSV: which column is what, and what a line says of a student."""

import csv
import io
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from autograder.grading.course import CourseError
from autograder.platforms import times

# What a column is, by the platforms' headers in lower case.
HEADERS = {
    "first": {"first name", "firstname", "first_name", "vorname", "prénom", "nombre"},
    "last": {
        "last name",
        "lastname",
        "last_name",
        "surname",
        "last name (surname)",
        "nachname",
        "nom",
        "apellido(s)",
    },
    "name": {
        *("full name", "student", "name", "student name", "vollständiger name", "nom complet"),
        *("nombre completo", "nome completo", "volledige naam"),
    },
    "team": {"group", "group_name", "gruppe", "groupe", "grupo", "gruppo", "groep"},
    "email": {"email", "email address", "e-mail", "e-mail-adresse", "e-mail address", "mail"},
    "login": {
        "sis login id",
        "login_id",
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
        "user_id",
        "official code",
        "officialcode",
        "code",
        "orgdefinedid",
        "student id",
        "id number",
        "sid",
        "matrikelnummer",
        "institutional number",
    },
    "id": {
        *("id", "canvas_user_id", "userid", "identifier", "user id", "kennung"),
        *("identificador", "identificatie"),
    },
    "when": {"last modified (submission)", "zuletzt geändert (abgabe)"},
}
_POSTING = {"", "Manual Posting", "Muted"}
"""All that stands in a line of Canvas's gradebook that says which marks are not shown yet."""
IDENTITIES = {"student", "login", "number", "email", "id", "participant"}


def decoded(path: Path) -> str:
    """The text of a platform's or a spreadsheet's file: UTF-8, or UTF-16 with its mark. Excel's line ``sep=`` goes."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise CourseError(f"{path} is no UTF-8. Save it as CSV UTF-8.") from error
    return re.sub(r"\Asep=.\r?\n", "", text)


def cells(path: Path) -> tuple[list[list[str]], str]:
    """The lines of a CSV file as its cells, and the separator, which is found out."""
    text = decoded(path)
    separator = max(",;\t", key=text.split("\n", 1)[0].count)
    return list(csv.reader(io.StringIO(text), delimiter=separator)), separator


def table(path: Path) -> list[list[str]]:
    """The lines of a CSV file as its cells. Sakai's two first lines go."""
    lines, _ = cells(path)
    return lines[2:] if len(lines) > 2 and not any(lines[1]) else lines


def columns(head: list[str], lines: list[list[str]]) -> dict[str, int]:
    """Which column is what, by the headers; of several the first.

    Where no header is known, in another language for one, cells show a participant's number, an e-mail address and,
    in Moodle's worksheet, the time of submission, which stands before that of the grade.
    """
    found: dict[str, int] = {}
    for index, header in enumerate(head):
        word = header.strip().casefold()
        for kind, headers in HEADERS.items():
            if word in headers:
                found.setdefault(kind, index)
    shown = {"email": _column(lines, _ADDRESS.fullmatch)}
    if (number := numbered_column(lines)) is not None:
        shown |= {"id": number, "when": _column(lines, times.read)}
    return {kind: i for kind, i in shown.items() if i is not None} | found


def numbered_column(lines: list[list[str]]) -> int | None:
    """The column whose cells are a word and a number: Moodle's participants."""
    return _column(lines, re.compile(r"\D+ \d+").fullmatch)


_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def _column(lines: list[list[str]], fits: Callable[[str], object]) -> int | None:
    """The first column that has cells, all of which fit; blank ones and dashes are none."""
    for index in range(max(map(len, lines), default=0)):
        cells = {line[index].strip() for line in lines if index < len(line)} - {"", "-"}
        if cells and all(map(fits, cells)):
            return index
    return None


def records(path: Path) -> Iterable[dict[str, str]]:
    """What each line of a class list says, by the kinds of HEADERS, ``student``, and Moodle's ``participant`` with
    the ``word`` that stands before the number."""
    lines = table(path)
    if not lines:
        return
    head = [cell.strip().casefold() for cell in lines[0]]
    where = columns(lines[0], lines[1:])
    of_nbgrader = "id" in head and ("lms_user_id" in head or "first_name" in head)
    for line in lines[1:]:
        facts = {kind: line[index].strip() for kind, index in where.items() if index < len(line)}
        facts = {kind: value.lstrip("#") for kind, value in facts.items() if value}
        if facts.get("name") == "Student, Test" and "id" in facts and "number" not in facts:
            continue  # as whom a teacher looks at a course in Canvas
        if "points possible" in facts.get("name", "").casefold() or _POSTING.issuperset(line):
            continue
        if of_nbgrader:
            facts["student"] = facts.pop("id", "")
            if "lms_user_id" in head and (lms := line[head.index("lms_user_id")].strip()):
                facts["id"] = lms
        elif identifier := facts.get("id"):
            word, _, number = identifier.rpartition(" ")
            if word:  # Moodle: "Participant 184233"
                del facts["id"]
                facts |= {"participant": number, "word": word}
        if "name" in facts and "last" not in facts:
            facts["first"], facts["last"] = parted(facts["name"])
        if facts.get("name") or facts.keys() & IDENTITIES:
            yield facts


def parted(name: str) -> tuple[str, str]:
    """First and last name of a full one: "Doe, Jane" or "Jane Doe"."""
    if "," in name:
        last, _, first = name.partition(",")
        return first.strip(), last.strip()
    first, _, last = name.rpartition(" ")
    return first.strip(), last.strip()
