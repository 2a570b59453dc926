"""What came of a download, and what is said of it."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from autograder.grading.contract.text import few, some
from autograder.platforms.choose import claims_to_be
from autograder.platforms.handed import Handed, Person
from autograder.platforms.place import OTHER
from autograder.platforms.roster import Roster


@dataclass
class Collected:
    """What came of a download: who was placed, and what was not.

    Attributes:
        title: the platform's name.
        platform: what ``--from`` calls it.
        placed: student → "new", "newer", "the same", "older than what is there", or another of these words.
        unplaced: who or what could not be placed, with the reason.
        notes: what else is worth knowing.
        nothing_from: students of the course who are not in the download.
        assessments: of Open edX, those that the work was taken from, where the download has more.
    """

    title: str
    platform: str
    placed: dict[str, str] = field(default_factory=dict)
    unplaced: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    nothing_from: list[str] = field(default_factory=list)
    assessments: list[str] = field(default_factory=list)


def say_names(result: Collected, people: dict[Person, list[Handed]], wanted: list[str]) -> None:
    """Say who handed in no notebook, and what the notebooks are called where none has its name."""
    for person, files in people.items():
        if not any(one.is_notebook for one in files):
            listed = few([one.file for one in files], 3)
            result.notes.append(f"No notebook from {person}: {listed}.")
    if result.assessments:
        result.notes.append(
            f"The download has every open assessment of the course; taken is what was handed in to "
            f"{'; '.join(result.assessments)}."
        )
    notebooks = [one for files in people.values() for one in files if one.is_notebook]
    if notebooks and not any(claims_to_be(one, name) for one in notebooks for name in wanted):
        names = Counter(PurePosixPath(one.file).name for one in notebooks).most_common(3)
        result.notes.append(
            f"No notebook is called {' or '.join(f'{name}.ipynb' for name in wanted)}; they are called "
            f"{', '.join(f'{name} ({count})' for name, count in names)}. Is it the right download?"
        )


def further(files: list[Handed], wanted: list[str]) -> str:
    """The further notebooks of somebody who handed in one that is wanted."""
    claims = {one: any(claims_to_be(one, name) for name in wanted) for one in files}
    others = [one.file for one, claimed in claims.items() if one.is_notebook and not claimed]
    return ", ".join(others) if any(claims.values()) else ""


def say_choices(result: Collected, beside: dict[str, str]) -> None:
    """Say whose further notebooks are not graded, and whose work was replaced without a time that says it is later."""
    if beside:
        listed = "; ".join(f"{student} ({files})" for student, files in sorted(beside.items()))
        result.notes.append(f"Handed in beside the notebook that is graded: {listed}.")
    if other := sorted(who for who, state in result.placed.items() if state == OTHER):
        result.notes.append(
            f"Nothing says that this is later than what was there, which is kept in replaced/: {', '.join(other)}."
        )


def say_times(
    result: Collected, timed: dict[tuple[Person, str], list[Handed]], roster: Roster
) -> None:
    without = [
        student for (_, student), files in timed.items() if any(f.when is None for f in files)
    ]
    if without and len(without) == len(timed):
        hint = " Moodle's worksheet does: --roster FILE." if result.platform == "moodle" else ""
        hint = " Nor does the worksheet, in a form that is read." if roster.participants else hint
        result.notes.append(
            f"The download does not say when work was handed in: lateness is not counted.{hint}"
        )
    elif without:
        result.notes.append(f"Nothing says when these handed in: {', '.join(sorted(without))}.")
    late = sorted({str(p) for (p, _), files in timed.items() if any(one.late for one in files)})
    if late:
        result.notes.append(f"{result.title} marks as late: {'; '.join(late)}.")


def say_people(
    result: Collected, roster: Roster, students: dict[Person, list[str]], said: set[str]
) -> None:
    """Say whose teams rest on an earlier answer, and whom the class list has that the course had not."""
    teams = {
        person.key: ", ".join(members)
        for person, members in students.items()
        if len(members) > 1 and not {person.key, str(person)} & said
    }
    if teams:
        listed = "; ".join(f"{team} ({members})" for team, members in sorted(teams.items()))
        result.notes.append(
            f"Teams as they were said before: {listed}. Where one has changed: --roster with the list of "
            'groups, or --who "TEAM=STUDENT STUDENT".'
        )
    if roster.new and len(roster.new) < len(roster.students):
        result.notes.append(f"New in the class list: {some(sorted(roster.new), 10)}.")
    if roster.named:
        result.notes.append(
            f"The class list has nothing but the name of these in common with the course: {some(roster.named, 10)}."
        )
    if result.platform == "openolat" and not roster.closed:
        result.notes.append(
            "OpenOlat's folders have logins without their signs, max.muster as maxmuster, and marks and feedback "
            "find nobody by those: read a class list first, --roster FILE."
        )
    if roster.revealed:
        listed = ", ".join(f"{hidden} ({one})" for hidden, one in sorted(roster.revealed.items()))
        result.notes.append(
            f"Blind marking had other names for these, under which their earlier marks stay: {listed}. With all "
            "collected by name, take each out of the gradebook: nbgrader db student remove NAME --force."
        )
