"""Takes a platform's download into the course: each student's newest work to where grading looks for it.

Nothing is lost: what a newer hand-in replaces is moved to the course's state folder, what could not
be placed is named with the reason, and what there was before is never touched.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.grading.course import CourseError, deadlines
from autograder.grading.course.course import Course
from autograder.platforms import open_edx, times
from autograder.platforms.choose import claims_to_be, newest, unpacked
from autograder.platforms.collected import members, read_record, record, write_record
from autograder.platforms.download import Download, opened
from autograder.platforms.handed import Handed, Person
from autograder.platforms.listed import hidden
from autograder.platforms.people import Ask, by_person, find_students, is_team, with_times
from autograder.platforms.place import OLDER, place
from autograder.platforms.recognise import recognise
from autograder.platforms.roster import Roster
from autograder.platforms.said import (
    Collected,
    further,
    say_choices,
    say_names,
    say_people,
    say_times,
)


@dataclass(frozen=True)
class Options:
    """What to collect, and how; each is an option of the command of the same name."""

    assignment: str
    download: Path
    platform: str | None = None
    pattern: str | None = None
    roster: Path | None = None
    student_id: str | None = None
    timezone: str | None = None
    who: tuple[tuple[str, str], ...] = ()
    take: tuple[str, ...] = ()


def collect(course: Course, options: Options, ask: Ask | None = None) -> Collected:
    """Take a download in.

    Args:
        course: the course.
        options: what and how.
        ask: asked once for each person who leads back to no student; its answer, names of students
            with blanks between them or nothing, is remembered.

    Raises CourseError, with nothing taken in, for a download that is not this assignment's and for options that
    name nobody and no file of it.
    """
    wanted = course.notebook_names(options.assignment)
    local = times.zone(options.timezone or _zone(course, options.assignment))
    roster = Roster(course)
    if options.roster is not None:
        roster.read(options.roster, options.student_id)
    with opened(options.download) as download:
        found = recognise(download, options.platform, options.pattern)
        result = Collected(found.title, found.platform)
        handed = found.handed
        if found.platform == "openedx":
            handed, result.assessments = open_edx.of_assignment(handed, wanted)
        if found.platform == "moodle":
            handed = hidden(handed, roster.word, roster.names)
        people = {who: unpacked(files, download) for who, files in by_person(handed).items()}
        entered = roster.enter_teams(found.platform, people)
        _refuse_others(course, options.assignment, people)
        _refuse_unknown(options, people, download)
        _answer(options, roster, found.platform, people)
        result.unplaced += [(name, f"{reason}.") for name, reason in download.left_out.items()]
        result.unplaced += [
            (name, "Nothing in its name says whose it is.") for name in found.strays
        ]
        say_names(result, people, wanted)
        students = find_students(roster, found.platform, list(people), ask, result)
        timed = with_times(roster, people, students)
        say_times(result, timed, roster)
        say_people(result, roster, students, entered | {key for key, _ in options.who})
        records = read_record(course, options.assignment)
        extra: dict[str, str] = {}
        for (person, student), files in timed.items():
            try:
                chosen = newest(files, wanted, options.take, found.platform, download)
            except LookupError as reason:
                result.unplaced.append((str(person), str(reason)))
                continue
            earlier = records.get(student, {})
            same = earlier.get("members") == members(chosen)
            state = place(
                course, options.assignment, student, chosen, download, local, same_hand_in=same
            )
            result.placed[student] = state
            if others := further(chosen, wanted):
                extra[student] = others
            if state != OLDER:
                before = earlier.get("participant")
                records[student] = record(
                    found.platform,
                    person,
                    chosen,
                    local,
                    team=is_team(roster.students.get(student), person, students[person]),
                    participant=roster.participants.get(student, before),
                    feedback_folder=found.feedback_folder,
                )
    say_choices(result, extra)
    roster.save()
    write_record(course, options.assignment, records)
    result.nothing_from = sorted(set(roster.students) - set(result.placed))
    return result


def _answer(options: Options, roster: Roster, platform: str, people: Iterable[Person]) -> None:
    """Enter what ``who`` says; CourseError for a student whom the class list does not have."""
    for key, answer in options.who:
        if strangers := roster.strangers(answer.split()):
            raise CourseError(
                f"--who {key}={answer}: no student of the course is called {' or '.join(strangers)}. "
                "Somebody new: nbgrader db student add NAME"
            )
        keys = {str(one) for one in people if one.key == key and roster.shared(one)}
        for asked in keys or {key}:
            roster.answer(platform, asked, answer.split())


def _refuse_unknown(
    options: Options, people: dict[Person, list[Handed]], download: Download
) -> None:
    """CourseError where ``who`` names nobody of the download, or ``take`` no file of it."""
    keys = {key for person in people for key in (person.key, str(person))}
    for key, answer in options.who:
        if key not in keys:
            raise CourseError(
                f"--who {key}={answer}: nobody in the download is called {key}.{_near(key, keys)}"
            )
    files = {one.packed_in or one.member for of in people.values() for one in of} | {
        one.member for of in people.values() for one in of
    }
    for name in options.take:
        if name not in files:
            raise CourseError(
                f"--take {name}: {download.path.name} has no such file.{_near(name, files)}"
            )


def _near(name: str, names: Iterable[str]) -> str:
    """The nearest of some names, as a question; empty where none is near."""
    near = difflib.get_close_matches(name, sorted(names), 1)
    return f" Is it {near[0]}?" if near else ""


def _zone(course: Course, assignment: str) -> str | None:
    """The time zone of the course's deadlines, or that set for nbgrader's exchange; UTC there is no statement."""
    zone = deadlines.read(course, assignment).zone
    name = zone.key if zone else course.config.get("Exchange", {}).get("timezone")
    return str(name) if name and (zone or name != "UTC") else None


def _refuse_others(course: Course, assignment: str, people: dict[Person, list[Handed]]) -> None:
    """CourseError where the notebooks have the names of another assignment, and none this one's."""
    notebooks = [one for files in people.values() for one in files if one.is_notebook]

    def claims(names: list[str]) -> int:
        return sum(any(claims_to_be(one, name) for name in names) for one in notebooks)

    with course.gradebook() as gradebook:
        names = {a.name: [n.name for n in a.notebooks] for a in gradebook.assignments}
    if claims(names.pop(assignment)):
        return
    for other, theirs in names.items():
        if 2 * claims(theirs) > len(notebooks):
            raise CourseError(
                f"These notebooks are called as those of {other}, and none as those of {assignment}. Nothing was "
                f"taken in. Is it: autograder collect {other} …?"
            )
