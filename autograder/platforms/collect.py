"""Takes a platform's download into the course: each student's newest work to where grading looks for it.

Nothing is lost: what a newer hand-in replaces is moved to the course's state folder, what could not
be placed is named with the reason, and what there was before is never touched.
"""

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.grading.course import CourseError
from autograder.grading.course.course import Course
from autograder.grading.course.journal import file_name, write_whole
from autograder.grading.intake.submission import unusable
from autograder.platforms import times
from autograder.platforms.download import Download, opened
from autograder.platforms.handed import Handed, Person
from autograder.platforms.recognise import recognise
from autograder.platforms.roster import Roster

FILE = "collected.json"
STAMP = "timestamp.txt"
_COPY = re.compile(r"(?:[ _]?\(\d+\)|[-+]\d+|[-_ ]+copy(?:[ _]?\d+)?)$", re.IGNORECASE)
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
        placed: student → "new", "newer", "the same" or "older than what is there".
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
    local = times.zone(options.timezone or _exchange_zone(course))
    roster = Roster(course)
    if options.roster is not None:
        roster.read(options.roster, options.student_id)
    with opened(options.download) as download:
        found = recognise(download, options.platform, options.pattern)
        for key, answer in options.who:
            roster.answer(found.platform, key, answer.split())
        result = Collected(found.title, found.platform)
        result.unplaced += [(name, f"{reason}.") for name, reason in download.left_out.items()]
        result.unplaced += [
            (name, "Nothing in its name says whose it is.") for name in found.strays
        ]
        people = _by_person(found.handed)
        _say_what_times_are_missing(result, people)
        closed = bool(roster.students)
        records = read_record(course, options.assignment)
        for person, files in people.items():
            students = _students(roster, found.platform, person, closed, ask, result)
            try:
                chosen = _newest(files, wanted, options.take, download)
            except LookupError as reason:
                result.unplaced.append((str(person), str(reason)))
                continue
            for student in students:
                state = _place(course, options.assignment, student, chosen, download, local)
                result.placed[student] = state
                if state != OLDER:
                    records[student] = _record(found.platform, person, chosen, local)
    roster.save()
    write_record(course, options.assignment, records)
    result.nothing_from = sorted(set(roster.students) - set(result.placed))
    return result


NEW, NEWER, SAME, OLDER = "new", "newer", "the same", "older than what is there"


def read_record(course: Course, assignment: str) -> dict[str, Any]:
    """What was collected, by student: platform, person, names in the download, time."""
    path = course.state(assignment) / FILE
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise CourseError(f"{path} cannot be read. Remove it and collect again.") from error
    return dict(data)


def write_record(course: Course, assignment: str, records: dict[str, Any]) -> None:
    """Keep it; the file is whole at every moment."""
    text = json.dumps(records, indent=1, ensure_ascii=False)
    write_whole(course.state(assignment) / FILE, text + "\n")


def _exchange_zone(course: Course) -> str | None:
    """The time zone that the course has set for nbgrader's exchange; UTC there is no statement."""
    name = course.config.get("Exchange", {}).get("timezone")
    return str(name) if name and name != "UTC" else None


def _by_person(handed: list[Handed]) -> dict[Person, list[Handed]]:
    people: dict[Person, list[Handed]] = {}
    for one in handed:
        people.setdefault(one.person, []).append(one)
    return people


def _say_what_times_are_missing(result: Collected, people: dict[Person, list[Handed]]) -> None:
    files = [one for of in people.values() for one in of]
    if files and all(one.when is None for one in files):
        result.notes.append(
            f"{result.title}'s download does not say when work was handed in: lateness is not counted."
        )
    late = sorted(str(p) for p, of in people.items() if any(one.late for one in of))
    if late:
        result.notes.append(f"{result.title} marks as late: {'; '.join(late)}.")


def _students(
    roster: Roster,
    platform: str,
    person: Person,
    closed: bool,
    ask: Ask | None,
    result: Collected,
) -> list[str]:
    """The students whom a person stands for; nobody, said in the result, where that is not known."""
    try:
        students = roster.match(platform, person)
    except LookupError as several:
        reason = f"Several students fit: {several}."
        students = []
    else:
        reason = "No student of the course has this name, login or number."
        if not students and not closed:
            students = [roster.add(person)]
    if not students and ask is not None and (answer := ask(person).split()):
        roster.answer(platform, person.key, answer)
        students = answer
    bad = [student for student in students if unusable(student)]
    if bad or not students:
        hint = f'Say who it is: --who "{person.key}=STUDENT"; that is remembered.'
        result.unplaced.append((str(person), f"{reason} {hint}"))
        return []
    return students


def _newest(
    files: list[Handed], wanted: list[str], take: tuple[str, ...], download: Download
) -> list[Handed]:
    """The files of a person's last attempt; LookupError where no time says which of two is the last."""
    dated = [one.when for one in files if one.when is not None]
    if dated and len(dated) == len(files):
        last = max(dated)
        files = [one for one in files if one.when == last]
    kept = dict.fromkeys(files)
    for name in wanted:
        claims = [one for one in files if _claims(one, name)]
        chosen = [one for one in claims if one.member in take]
        contents = {download.read(one.member) for one in claims}
        if len(contents) > 1 and len(chosen) != 1:
            listed = ", ".join(one.member for one in claims)
            raise LookupError(
                f"Several files could be {name}.ipynb, and no time says which is the last: {listed}. "
                "Choose one with --take NAME."
            )
        best = chosen or claims[:1]
        for one in claims:
            if one not in best:
                kept.pop(one)
    return list(kept)


def _claims(handed: Handed, name: str) -> bool:
    """Whether a file is the notebook ``name``, or a further copy of it by its name."""
    path = PurePosixPath(handed.file)
    return path.suffix.lower() == ".ipynb" and _COPY.sub("", path.stem) in (
        name,
        _COPY.sub("", name),
    )


def _place(
    course: Course,
    assignment: str,
    student: str,
    files: list[Handed],
    download: Download,
    local: tzinfo | None,
) -> str:
    """Write a submission to the student's folder, whole or not at all; returns what it is to what was there."""
    folder = course.folder("submitted", student, assignment)
    when = _when(files, local)
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
        before = present.get(STAMP, b"").decode("utf-8", "replace").strip()
        if when is not None and before and before > times.stamp(when) and before.endswith(" UTC"):
            return OLDER
    state = NEWER if folder.exists() else NEW
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


def _when(files: list[Handed], local: tzinfo | None) -> datetime | None:
    dated = [times.in_utc(one.when, local) for one in files if one.when is not None]
    return max(dated) if dated else None


def _record(
    platform: str, person: Person, files: list[Handed], local: tzinfo | None
) -> dict[str, Any]:
    when = _when(files, local)
    return {
        "platform": platform,
        "person": asdict(person),
        "members": [one.member for one in files],
        "when": when.isoformat() if when else None,
        "late": any(one.late for one in files),
    }
