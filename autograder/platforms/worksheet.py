"""Moodle's grading worksheet: whose line is whose, whatever the language of its headers."""

from collections import Counter
from collections.abc import Iterable

from autograder.grading.course import CourseError
from autograder.platforms.class_list import numbered_column
from autograder.platforms.handed import Person
from autograder.platforms.marks import Mark, Marks
from autograder.platforms.student import Student, squeezed

Owner = tuple[Student, Mark | None]


def owners(
    marks: Marks, lines: list[list[str]], where: dict[str, int], identifier: int
) -> tuple[list[Mark | None], list[str]]:
    """The mark of each line: by the number of the participant, e-mail, number, or a name that one has; and who was
    found by a name alone though the line's e-mail or number is another.

    A team's number in a download is no participant's, though a participant may have the same. What was collected
    under a number goes before what a class list says of it: under blind marking a student had another name. Students
    without a mark are looked for, too: their line gets nobody else's of their name.
    """
    found: dict[tuple[str, str], list[Owner]] = {}
    people = [(mark.student, mark.origin, mark) for mark in marks.marks]
    for student, origin, mark in [*people, *((student, {}, None) for student in marks.others)]:
        person = Person(**origin.get("person", {}))
        of_team = origin.get("platform") != "moodle" or origin.get("team", False)
        keys = {("collected", "" if of_team else person.id)}
        keys |= {("participant", one) for one in student.participants}
        keys |= {("email", student.email.casefold()), ("number", student.number)}
        for key in keys | {("name", form) for form in student.names}:
            found.setdefault(key, []).append((student, mark))

    def only(keys: Iterable[tuple[str, str]]) -> Owner | None:
        fitting = (found.get(key, []) for key in keys if key[1])
        return next((owners[0] for owners in fitting if len(owners) == 1), None)

    facts = [{kind: line[index].strip() for kind, index in where.items()} for line in lines]
    owner = []
    for line, said in zip(lines, facts, strict=True):
        participant = line[identifier].rpartition(" ")[2]
        numbers = [("collected", participant), ("participant", participant)]
        more = [("email", said.get("email", "").casefold()), ("number", said.get("number", ""))]
        owner.append(only([*numbers, *more]))
    sure = {one[0].id for one in owner if one}
    named = [
        None if one else only(("name", form) for form in sorted(squeezed(said.get("name", ""))))
        for one, said in zip(owner, facts, strict=True)
    ]
    times = Counter(one[0].id for one in named if one)
    doubtful = []
    for index, one in enumerate(named):
        if one and one[0].id not in sure and times[one[0].id] == 1:
            owner[index] = one
            if one[1] and _contradicts(facts[index], one[0]):
                doubtful.append(one[0].id)
    return [one[1] if one else None for one in owner], doubtful


def _contradicts(facts: dict[str, str], student: Student) -> bool:
    """Whether a line has another e-mail address or number than the class list, whatever its name."""
    pairs = [(facts.get("email", ""), student.email), (facts.get("number", ""), student.number)]
    return any(there and ours and there.casefold() != ours.casefold() for there, ours in pairs)


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
