"""Moodle's grading worksheet: whose line is whose, whatever the language of its headers."""

from collections.abc import Callable

from autograder.grading.course import CourseError
from autograder.platforms.class_list import numbered_column
from autograder.platforms.handed import Person
from autograder.platforms.marks import Mark, Marks
from autograder.platforms.student import squeezed


def finder(
    marks: Marks, where: dict[str, int], identifier: int
) -> Callable[[list[str]], Mark | None]:
    """Finds the mark of a worksheet's line: by the number of the participant, e-mail, number, or a name that one has.

    A team's number in a download is no participant's, though a participant may have the same. What was collected
    under a number goes before what a class list says of it: under blind marking a student had another name. Students
    without a mark are looked for, too: their line gets nobody else's of their name.
    """
    found: dict[tuple[str, str], list[Mark | None]] = {}
    people = [(mark.student, mark.origin, mark) for mark in marks.marks]
    for student, origin, mark in [*people, *((student, {}, None) for student in marks.others)]:
        person = Person(**origin.get("person", {}))
        of_team = origin.get("platform") != "moodle" or origin.get("team", False)
        keys = {("collected", "" if of_team else person.id)}
        keys |= {("participant", one) for one in student.participants}
        keys |= {("email", student.email.casefold()), ("number", student.number)}
        for key in keys | {("name", form) for form in student.names}:
            found.setdefault(key, []).append(mark)

    def find(line: list[str]) -> Mark | None:
        facts = {kind: line[index].strip() for kind, index in where.items()}
        participant = line[identifier].rpartition(" ")[2]
        keys = [("collected", participant), ("participant", participant)]
        keys += [("email", facts.get("email", "").casefold()), ("number", facts.get("number", ""))]
        keys += [("name", form) for form in sorted(squeezed(facts.get("name", "")))]
        fitting = (found.get(key, []) for key in keys if key[1])
        return next((marks[0] for marks in fitting if len(marks) == 1), None)

    return find


def identifier_column(lines: list[list[str]]) -> int:
    """The column of the worksheet whose cells are a word and a number, whatever its header's language."""
    if (found := numbered_column(lines)) is None:
        raise CourseError("The worksheet has no column of participant numbers. Is it Moodle's own?")
    return found


def grade_column(lines: list[list[str]]) -> int | None:
    """The column of grades where its header is not known: before that of the highest grade, one number in all lines."""
    for index in range(1, min(map(len, lines))):
        highest = {number(line[index]) for line in lines}
        before = {line[index - 1].strip() for line in lines} - {"", "-"}
        if len(highest) == 1 and (highest.pop() or 0) > 0 and None not in map(number, before):
            return index - 1
    return None


def highest_grade(line: list[str], head: list[str], grade: int) -> float | None:
    """The highest grade that Moodle takes, of the column behind that of the grade; None for a scale of words."""
    return number(line[grade + 1]) if grade + 1 < len(head) else None


def number(text: str) -> float | None:
    """A grade as Moodle writes it, with a decimal point or comma; None where it is none."""
    try:
        return round(float(text.replace(",", ".")), 2)
    except ValueError:
        return None
