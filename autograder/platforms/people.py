"""Who handed the files of a download in: its people, and the students whom they stand for."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from autograder.grading.intake.submission import unusable
from autograder.platforms.handed import Handed, Person
from autograder.platforms.roster import Roster, SeveralFitError
from autograder.platforms.said import Collected
from autograder.platforms.student import Student, other_name, squeezed

Ask = Callable[[Person], str]


def by_person(handed: list[Handed]) -> dict[Person, list[Handed]]:
    """The files of each; one login, number or e-mail is one person, whether or not a name came with it."""
    people: dict[Person, list[Handed]] = {}
    known: dict[str, Person] = {}
    for one in sorted(handed, key=lambda one: not one.person.name):
        who = one.person
        sure = "" if who.name_and_login else who.login or who.number or who.email
        person = known.setdefault(sure.casefold(), who) if sure else who
        people.setdefault(person, []).append(one)
    return people


def is_team(student: Student | None, person: Person, members: list[str]) -> bool:
    """Whether a submission is called by a team and not by its student; a student of another name may be renamed."""
    if len(members) > 1:
        return True
    return (
        student is not None
        and other_name(student, person)
        and person.id not in student.participants
    )


def with_times(
    roster: Roster, people: dict[Person, list[Handed]], students: dict[Person, list[str]]
) -> dict[tuple[Person, str], list[Handed]]:
    """Everyone's files; where the download says no time, with that of the class list that was read with it."""
    found: dict[tuple[Person, str], list[Handed]] = {}
    first: dict[str, Person] = {}
    for person, files in people.items():
        for student in students[person]:
            one = first.setdefault(student, person) if person.login_and_more else person
            found.setdefault((one, student), []).extend(
                replace(file, when=file.when or roster.handed_in.get(student)) for file in files
            )
    return found


TEST_STUDENT = squeezed("Student, Test")
"""What Canvas calls the student as whom a teacher looks at the course, in its gradebook and in names of files."""


def find_students(
    roster: Roster, platform: str, people: list[Person], ask: Ask | None, result: Collected
) -> dict[Person, list[str]]:
    """Whom each person stands for; nobody, said in the result, where that is not certain or was said."""
    closed = roster.closed
    keys = Counter(person.key for person in people)
    reasons: dict[Person, str] = {}
    found: dict[Person, list[str]] = {}
    made: set[str] = set()
    left_out = [person for person in people if _is_nobody(roster, platform, person)]
    for person in people:
        reasons[person] = "No student of the course has this name, login or number."
        found[person] = []
        if person in left_out:
            continue
        try:
            found[person] = roster.match(platform, person)
        except SeveralFitError as several:
            reasons[person] = str(several)
            if not made.issuperset(several.students):  # else this download made them all
                continue
        except LookupError as reason:
            reasons[person] = str(reason)
            continue
        if not closed and not person.login_and_more and made.issuperset(found[person]):
            found[person] = [roster.add(platform, person)]
            made.update(found[person])
    takers = Counter(
        student for p, students in found.items() if not p.login_and_more for student in students
    )
    for person in people:
        if person in left_out:
            continue
        alone = keys[person.key] == 1 and not roster.shared(person)
        key = person.key if alone else str(person)
        if double := [student for student in found[person] if takers[student] > 1]:
            found[person] = []
            reasons[person] = f"Another one in the download leads to {double[0]}, too."
        if not found[person] and ask is not None and (answer := ask(person).split()):
            if strangers := roster.strangers(answer):
                reasons[person] = f"No student of the course is called {' or '.join(strangers)}."
            else:
                roster.answer(platform, key, answer)
                found[person] = answer
        if not found[person] and person.anonymous and platform == "moodle":
            reasons[person] = (
                "Marking is blind: give the assignment's worksheet, --roster FILE, and numbers stand for names."
            )
        if not found[person] or any(unusable(student) for student in found[person]):
            found[person] = []
            hint = f'Say who it is: --who "{key}=STUDENT"'
            hint += "." if key == person.name and roster.shared(person) else "; that is remembered."
            result.unplaced.append((str(person), f"{reasons[person]} {hint}"))
    if left_out:
        result.notes.append(
            f"Left out, as nobody's: {'; '.join(map(str, left_out))}. Somebody's after all: --who "
            f'"{left_out[0].key}=STUDENT"'
        )
    return found


def _is_nobody(roster: Roster, platform: str, person: Person) -> bool:
    """Whether it was said that a person is no student, or Canvas's own test student handed something in."""
    said = roster.answered(platform, person)
    if said is None and platform == "canvas" and squeezed(person.name) & TEST_STUDENT:
        return not squeezed(person.name) & roster.names
    return said == []
