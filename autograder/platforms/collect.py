"""Takes a platform's download into the course: each student's newest work to where grading looks for it.

Nothing is lost: what a newer hand-in replaces is moved to the course's state folder, what could not
be placed is named with the reason, and what there was before is never touched.
"""

import hashlib
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath

from autograder.grading.course import CourseError, deadlines
from autograder.grading.course.course import Course
from autograder.grading.course.journal import file_name
from autograder.grading.intake.submission import unusable
from autograder.platforms import times
from autograder.platforms.choose import claims_to_be, newest, unpacked
from autograder.platforms.collected import last_time, members, read_record, record, write_record
from autograder.platforms.download import Download, opened
from autograder.platforms.handed import Handed, Person
from autograder.platforms.listed import hidden
from autograder.platforms.recognise import recognise
from autograder.platforms.roster import Roster
from autograder.platforms.student import Student, other_name

STAMP = "timestamp.txt"
Ask = Callable[[Person], str]


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
    """

    title: str
    platform: str
    placed: dict[str, str] = field(default_factory=dict)
    unplaced: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    nothing_from: list[str] = field(default_factory=list)


def collect(course: Course, options: Options, ask: Ask | None = None) -> Collected:
    """Take a download in.

    Args:
        course: the course.
        options: what and how.
        ask: asked once for each person who leads back to no student; its answer, names of students
            with blanks between them or nothing, is remembered.
    """
    wanted = course.notebook_names(options.assignment)
    local = times.zone(options.timezone or _zone(course, options.assignment))
    roster = Roster(course)
    if options.roster is not None:
        roster.read(options.roster, options.student_id)
    with opened(options.download) as download:
        found = recognise(download, options.platform, options.pattern)
        handed = found.handed
        if found.platform == "moodle":
            handed = hidden(handed, roster.word, roster.names)
        people = _by_person(handed)
        entered = roster.enter_teams(found.platform, people)
        for key, answer in options.who:
            keys = {str(one) for one in people if one.key == key and roster.shared(one)}
            for asked in keys or {key}:
                roster.answer(found.platform, asked, answer.split())
        result = Collected(found.title, found.platform)
        result.unplaced += [(name, f"{reason}.") for name, reason in download.left_out.items()]
        result.unplaced += [
            (name, "Nothing in its name says whose it is.") for name in found.strays
        ]
        people = {person: unpacked(files, download) for person, files in people.items()}
        _refuse_others(course, options.assignment, people)
        _say_names(result, people, wanted)
        students = _students(roster, found.platform, list(people), ask, result)
        timed = _with_times(roster, people, students)
        _say_times(result, timed, roster)
        _say_people(result, roster, students, entered | {key for key, _ in options.who})
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
            state = _place(
                course, options.assignment, student, chosen, download, local, same_hand_in=same
            )
            result.placed[student] = state
            if beside := _beside(chosen, wanted):
                extra[student] = beside
            if state != OLDER:
                before = earlier.get("participant")
                records[student] = record(
                    found.platform,
                    person,
                    chosen,
                    local,
                    team=_is_team(roster.students.get(student), person, students[person]),
                    participant=roster.participants.get(student, before),
                )
    _say_choices(result, extra)
    roster.save()
    write_record(course, options.assignment, records)
    result.nothing_from = sorted(set(roster.students) - set(result.placed))
    return result


NEW, NEWER, SAME, OLDER = "new", "newer", "the same", "older than what is there"
TIMED = "the same with another time"
OTHER = "other than what was there"


def _zone(course: Course, assignment: str) -> str | None:
    """The time zone of the course's deadlines, or that set for nbgrader's exchange; UTC there is no statement."""
    zone = deadlines.read(course, assignment).zone
    name = zone.key if zone else course.config.get("Exchange", {}).get("timezone")
    return str(name) if name and (zone or name != "UTC") else None


def _by_person(handed: list[Handed]) -> dict[Person, list[Handed]]:
    """The files of each; one login, number or e-mail is one person, whether or not a name came with it."""
    people: dict[Person, list[Handed]] = {}
    known: dict[str, Person] = {}
    for one in sorted(handed, key=lambda one: not one.person.name):
        who = one.person
        sure = "" if who.name_and_login else who.login or who.number or who.email
        person = known.setdefault(sure.casefold(), who) if sure else who
        people.setdefault(person, []).append(one)
    return people


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


def _say_names(result: Collected, people: dict[Person, list[Handed]], wanted: list[str]) -> None:
    """Say who handed in no notebook, and what the notebooks are called where none has its name."""
    for person, files in people.items():
        if not any(one.is_notebook for one in files):
            listed = ", ".join(one.file for one in files[:3]) + (", …" if files[3:] else "")
            result.notes.append(f"No notebook from {person}: {listed}.")
    notebooks = [one for files in people.values() for one in files if one.is_notebook]
    if notebooks and not any(claims_to_be(one, name) for one in notebooks for name in wanted):
        names = Counter(PurePosixPath(one.file).name for one in notebooks).most_common(3)
        result.notes.append(
            f"No notebook is called {' or '.join(f'{name}.ipynb' for name in wanted)}; they are called "
            f"{', '.join(f'{name} ({count})' for name, count in names)}. Is it the right download?"
        )


def _beside(files: list[Handed], wanted: list[str]) -> str:
    """The further notebooks of somebody who handed in one that is wanted."""
    claims = {one: any(claims_to_be(one, name) for name in wanted) for one in files}
    others = [one.file for one, claimed in claims.items() if one.is_notebook and not claimed]
    return ", ".join(others) if any(claims.values()) else ""


def _say_choices(result: Collected, beside: dict[str, str]) -> None:
    """Say whose further notebooks are not graded, and whose work was replaced without a time that says it is later."""
    if beside:
        listed = "; ".join(f"{student} ({files})" for student, files in sorted(beside.items()))
        result.notes.append(f"Handed in beside the notebook that is graded: {listed}.")
    if other := sorted(who for who, state in result.placed.items() if state == OTHER):
        result.notes.append(
            f"Nothing says that this is later than what was there, which is kept in replaced/: {', '.join(other)}."
        )


def _say_times(
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


def _say_people(
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
        result.notes.append(f"New in the class list: {', '.join(sorted(roster.new))}.")
    if roster.revealed:
        listed = ", ".join(f"{hidden} ({one})" for hidden, one in sorted(roster.revealed.items()))
        result.notes.append(
            f"Blind marking had other names for these, under which their earlier marks stay: {listed}. With all "
            "collected by name, take each out of the gradebook: nbgrader db student remove NAME --force."
        )


def _is_team(student: Student | None, person: Person, members: list[str]) -> bool:
    """Whether a submission is called by a team and not by its student; a student of another name may be renamed."""
    if len(members) > 1:
        return True
    return (
        student is not None
        and other_name(student, person)
        and person.id not in student.participants
    )


def _with_times(
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


def _students(
    roster: Roster, platform: str, people: list[Person], ask: Ask | None, result: Collected
) -> dict[Person, list[str]]:
    """Whom each person stands for; nobody, said in the result, where that is not certain."""
    closed = any(not student.made for student in roster.students.values())
    keys = Counter(person.key for person in people)
    reasons: dict[Person, str] = {}
    found: dict[Person, list[str]] = {}
    made: set[str] = set()
    for person in people:
        reasons[person] = "No student of the course has this name, login or number."
        try:
            found[person] = roster.match(platform, person)
        except LookupError as reason:
            found[person], reasons[person] = [], str(reason)
            continue
        if not closed and not person.login_and_more and made.issuperset(found[person]):
            found[person] = [roster.add(platform, person)]
            made.update(found[person])
    takers = Counter(
        student for p, students in found.items() if not p.login_and_more for student in students
    )
    for person in people:
        alone = keys[person.key] == 1 and not roster.shared(person)
        key = person.key if alone else str(person)
        if double := [student for student in found[person] if takers[student] > 1]:
            found[person] = []
            reasons[person] = f"Another one in the download leads to {double[0]}, too."
        if not found[person] and ask is not None and (answer := ask(person).split()):
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
    return found


def _place(
    course: Course,
    assignment: str,
    student: str,
    files: list[Handed],
    download: Download,
    local: tzinfo | None,
    *,
    same_hand_in: bool,
) -> str:
    """Write a submission to the student's folder, whole or not at all; returns what it is to what was there.

    Of the same files of the ``same_hand_in`` another time is the right one: it was read in a wrong zone, or not at all.
    """
    folder = course.folder("submitted", student, assignment)
    when = last_time(files, local)
    contents = {_inside(one.file): download.read(one.member) for one in files}
    if when is not None:
        contents[STAMP] = times.stamp(when).encode()
    if folder.is_dir():
        present = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and not path.is_symlink()
        }
        if present == contents:
            return SAME
        if same_hand_in and present | {STAMP: b""} == contents | {STAMP: b""}:
            if when is None:
                return SAME
            (folder / STAMP).write_bytes(contents[STAMP])
            return TIMED
        before = present.get(STAMP, b"").decode("utf-8", "replace").strip()
        if when is not None and before and before > times.stamp(when) and before.endswith(" UTC"):
            return OLDER
    state = (OTHER if when is None else NEWER) if folder.exists() else NEW
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=course.state(assignment)) as made:
        fresh = Path(made) / "submission"
        for name, content in contents.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if folder.exists():
            _put_aside(course, assignment, student, folder)
        shutil.move(fresh, folder)
    return state


def _put_aside(course: Course, assignment: str, student: str, folder: Path) -> None:
    """Move a submission that is replaced to ``.autograder/<assignment>/replaced``."""
    moment = f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%S.%f}"
    target = course.state(assignment) / "replaced" / file_name(student) / moment
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(folder, target)


def _inside(file: str) -> str:
    """A student's file name as a path that stays in the student's folder."""
    parts = [re.sub(r"[\x00-\x1f\x7f]", "_", part) for part in file.split("/")]
    parts = [_short(part) for part in parts if part not in ("", ".", "..")]
    return "/".join(parts) or "file"


def _short(part: str, most: int = 200) -> str:
    """A part of a path that every file system takes; the ending stays."""
    if len(part.encode()) <= most:
        return part
    digest = hashlib.sha256(part.encode()).hexdigest()[:8]
    return f"{part[:40]}-{digest}{PurePosixPath(part).suffix[:20]}"
