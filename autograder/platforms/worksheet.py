"""Moodle's grading worksheet: whose line is whose, whatever the language of its headers."""

import re
from collections.abc import Callable

from autograder.grading.course import CourseError
from autograder.platforms.handed import Person
from autograder.platforms.marks import Mark
from autograder.platforms.student import other_name, squeezed


def finder(
    marks: list[Mark], where: dict[str, int], identifier: int
) -> Callable[[list[str]], Mark | None]:
    """Finds the mark of a worksheet's line: by e-mail, number, the number of the participant, or a name that one has.

    A team's number in a download is no participant's, though a participant may have the same.
    """
    found: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        student, origin = mark.student, Person(**mark.origin.get("person", {}))
        of_team = mark.origin.get("platform") != "moodle" or other_name(student, origin)
        keys = {("email", student.email.casefold()), ("number", student.number)}
        keys |= {("participant", number) for number in student.participants}
        keys |= {("participant", "" if of_team else origin.id)}
        for key in keys | {("name", form) for form in student.names}:
            found.setdefault(key, []).append(mark)

    def find(line: list[str]) -> Mark | None:
        facts = {kind: line[index].strip() for kind, index in where.items()}
        keys = [("email", facts.get("email", "").casefold()), ("number", facts.get("number", ""))]
        keys.append(("participant", line[identifier].rpartition(" ")[2]))
        keys += [("name", form) for form in sorted(squeezed(facts.get("name", "")))]
        fitting = (found.get(key, []) for key in keys if key[1])
        return next((marks[0] for marks in fitting if len(marks) == 1), None)

    return find


def identifier_column(head: list[str], lines: list[list[str]]) -> int:
    """The column of the worksheet whose cells are a word and a number, whatever its header's language."""
    numbered = re.compile(r"\D+ \d+")
    for index in range(len(head)):
        cells = [line[index] for line in lines if index < len(line)]
        if cells and all(numbered.fullmatch(cell) for cell in cells):
            return index
    raise CourseError("The worksheet has no column of participant numbers. Is it Moodle's own?")
