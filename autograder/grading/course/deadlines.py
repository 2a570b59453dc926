"""When an assignment is due, for whom later, and what lateness costs: ``deadlines.toml`` of the course.

timezone = "Europe/Berlin"

[late]                     # the course's rule; without it lateness costs nothing
grace = "15 minutes"       # later than due and still in time
per_day = 20               # percent of the points reached, for each day begun, by the calendar
most = 60                  # percent that lateness costs at most
cut_off = "7 days"         # after that there are no points

[ps1]
due = 2026-03-05 23:59:00

[ps1.extensions]
jdoe = "3 days"            # or a time

[ps1.excused]
mlee = "medical"           # never late; the reason is for you
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tomlkit
import tomlkit.exceptions

from autograder.grading.course.course import Course, CourseError
from autograder.grading.course.journal import write_whole

FILE = "deadlines.toml"
RULE_KEYS = {"grace", "per_day", "most", "cut_off"}
ASSIGNMENT_KEYS = {"due", "extensions", "excused"}
_UNITS = {"minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(minute|hour|day|week)s?")


@dataclass(frozen=True)
class Rule:
    """What lateness costs.

    Attributes:
        grace: how much later than due is still in time.
        per_day: percent of the points reached that each day begun costs.
        most: percent that it costs at most.
        cut_off: after how long there are no points; None never.
    """

    grace: timedelta = timedelta(0)
    per_day: float = 0.0
    most: float = 100.0
    cut_off: timedelta | None = None

    def share(self, late: timedelta) -> float:
        """The share of the points, in [0, 1], that so much lateness costs."""
        if late <= self.grace:
            return 0.0
        if self.cut_off is not None and late > self.cut_off:
            return 1.0
        return min(self.per_day * ceil(late / timedelta(days=1)), self.most) / 100


@dataclass(frozen=True)
class Deadline:
    """An assignment's own lines of the file.

    Attributes:
        due: in UTC, without a zone, as nbgrader's gradebook has it; None where the file names none.
        extensions: student → how much later it is due.
        excused: students who are never late.
        rule: what lateness costs; None where the file has no rule.
        zone: the course's time zone, for sentences.
    """

    due: datetime | None = None
    extensions: Mapping[str, timedelta] = field(default_factory=dict)
    excused: frozenset[str] = frozenset()
    rule: Rule | None = None
    zone: ZoneInfo | None = None

    def of(self, student: str) -> str:
        """All that concerns one student, as text: another text means that lateness must be counted again."""
        extension = self.extensions.get(student)
        facts = [self.due, extension, student in self.excused, self.rule]
        return json.dumps([None if fact is None else str(fact) for fact in facts])

    def digest(self, student: str) -> str:
        """The same in few characters, for the journal."""
        return hashlib.sha256(self.of(student).encode()).hexdigest()[:16]

    def late_by(self, due: datetime, handed_in: datetime) -> timedelta:
        """How much later than due, both as the gradebook has them, in days of the calendar in the course's zone: a day
        is over when the clock has the same time again, be it after 23 hours or 25."""
        if self.zone is None:
            return handed_in - due
        moment = handed_in.replace(tzinfo=UTC)
        local = due.replace(tzinfo=UTC).astimezone(self.zone)
        days = max((handed_in - due).days - 1, 0)
        while (local + timedelta(days=days + 1)).astimezone(UTC) <= moment:
            days += 1
        rest = moment - (local + timedelta(days=days)).astimezone(UTC)
        return timedelta(days=days) + min(rest, timedelta(days=1))

    def local(self, moment: datetime) -> str:
        """A moment of the gradebook in the course's zone, to the minute."""
        zoned = moment.replace(tzinfo=UTC).astimezone(self.zone or UTC)
        return f"{zoned:%Y-%m-%d %H:%M} {self.zone.key if self.zone else 'UTC'}"


def in_force(course: Course, assignment: str) -> Deadline:
    """What holds for an assignment: the file's lines, which the gradebook is brought in line with. Where the file
    has no due time, the gradebook's own dates hold, and the file's extensions before its own. Raises CourseError
    as `read` does."""
    deadline = holding(course, assignment)
    with course.gradebook() as gradebook:
        stored = gradebook.find_assignment(assignment)
        if deadline.due != stored.duedate:
            stored.duedate = deadline.due
            gradebook.db.commit()
    return deadline


def holding(course: Course, assignment: str) -> Deadline:
    """The same, and the gradebook stays as it is."""
    deadline = read(course, assignment)
    if deadline.due is not None:
        return deadline
    with course.gradebook() as gradebook:
        stored = gradebook.find_assignment(assignment)
        own = {s.student.id: s.extension for s in stored.submissions if s.extension}
        extensions = {**own, **deadline.extensions}
        return replace(deadline, due=stored.duedate, extensions=extensions)


def handed_in(course: Course) -> list[str]:
    """The assignments that somebody handed in, in the order of the term: by due time where each of them has one, else
    by name, a number in it by its size."""
    with course.gradebook() as gradebook:
        names = [one.name for one in gradebook.assignments if one.num_submissions]
    names.sort(key=_by_number)
    dates = {name: due for name in names if (due := holding(course, name).due)}
    return sorted(names, key=dates.__getitem__) if len(dates) == len(names) else names


def _by_number(name: str) -> list[tuple[int, str]]:
    """A key that sorts week2 before week10."""
    return [(int(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d+)", name)]


def read(course: Course, assignment: str) -> Deadline:
    """What the course's file says of an assignment; an empty Deadline without a file.

    Raises CourseError, naming the line's key, for what cannot be understood.
    """
    path = course.root / FILE
    if not path.is_file():
        return Deadline()
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}.") from error
    zone = _zone(data.get("timezone"), path)
    own = _section(data, assignment, ASSIGNMENT_KEYS, path)
    due = _moment(own["due"], zone, f"{assignment}.due", path) if "due" in own else None
    extensions = {}
    for student, value in _section(own, "extensions", None, path).items():
        extensions[student] = _extension(
            value, due, zone, f"{assignment}.extensions.{student}", path
        )
    excused = frozenset(_section(own, "excused", None, path))
    return Deadline(due, extensions, excused, _rule(data, path), zone)


def change(
    course: Course,
    assignment: str,
    value: str,
    student: str | None = None,
    timezone: str | None = None,
) -> None:
    """Write a due time, or one student's extension, into the file; everything else in it stays as it is.

    Args:
        course: the course.
        assignment: its name.
        value: a time, or for a student also a span; for a student "excused" excuses, and "none" takes both back.
        student: whose extension it is; the assignment's own due time without one.
        timezone: the course's, written at the top; by default the file's stays.

    Raises:
        CourseError: for what cannot be understood; the file is then as it was.
    """
    path = course.root / FILE
    before = path.read_text("utf-8") if path.is_file() else None
    try:
        document = tomlkit.parse(before or "")
    except tomlkit.exceptions.ParseError as error:
        raise CourseError(f"{path} cannot be read: {error}.") from error
    if timezone is not None and "timezone" in document:
        document["timezone"] = timezone
    elif timezone is not None:
        document = tomlkit.parse(f"timezone = {json.dumps(timezone)}\n\n{before or ''}")
    own: Any = document.setdefault(assignment, tomlkit.table())
    if student is None:
        own["due"] = value
    else:
        kind = "excused" if value == "excused" else "extensions"
        for section in ("excused", "extensions"):
            own.get(section, {}).pop(student, None)
        if value != "none":
            own.setdefault(kind, tomlkit.table())[student] = value
    write_whole(path, tomlkit.dumps(document), mode=0o644)
    try:
        read(course, assignment)
    except CourseError:
        if before is None:
            path.unlink()
        else:
            write_whole(path, before, mode=0o644)
        raise


def _rule(data: dict[str, Any], path: Path) -> Rule | None:
    if "late" not in data:
        return None
    late = _section(data, "late", RULE_KEYS, path)
    spans = {
        key: _span(late[key], f"late.{key}", path) for key in ("grace", "cut_off") if key in late
    }
    percents = {
        key: _percent(late[key], f"late.{key}", path) for key in ("per_day", "most") if key in late
    }
    return Rule(**spans, **percents)  # type: ignore[arg-type]  # spans are times, percents numbers


def _section(
    data: dict[str, Any], key: str, allowed: set[str] | None, path: Path
) -> dict[str, Any]:
    section = data.get(key, {})
    if not isinstance(section, dict):
        raise CourseError(f"{path}: {key} must be a section, [{key}].")
    if allowed is not None and (unknown := sorted(set(section) - allowed)):
        raise CourseError(
            f"{path}: {key}.{unknown[0]} is not known; there are {', '.join(sorted(allowed))}."
        )
    return section


def _zone(name: Any, path: Path) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # also for a folder of zones
        raise CourseError(
            f"{path}: there is no time zone {name!r}. Write it as in Europe/Berlin."
        ) from error


def _moment(value: Any, zone: ZoneInfo | None, key: str, path: Path) -> datetime:
    """A time of the file in UTC, without a zone, as the gradebook keeps it."""
    if isinstance(value, str):
        kind = date if _DAY.fullmatch(value.strip()) else datetime
        try:
            value = kind.fromisoformat(value.strip())
        except ValueError as error:
            raise CourseError(f"{path}: {key} must be a time, as 2026-03-05 23:59:00.") from error
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time(23, 59, 59))  # of a day its end
    if not isinstance(value, datetime):
        raise CourseError(f"{path}: {key} must be a time, as 2026-03-05 23:59:00.")
    if value.tzinfo is None:
        if zone is None:
            raise CourseError(
                f'{path}: {key} is a local time. Say where: timezone = "Europe/Berlin" at the top, or by '
                "`autograder due` with --timezone."
            )
        value = value.replace(tzinfo=zone)
    moment: datetime = value.astimezone(UTC)
    return moment.replace(tzinfo=None)


def _span(value: Any, key: str, path: Path) -> timedelta:
    match = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise CourseError(f'{path}: {key} must be a span, as "3 days" or "90 minutes".')
    return timedelta(seconds=float(match[1]) * _UNITS[match[2]])


def _extension(
    value: Any, due: datetime | None, zone: ZoneInfo | None, key: str, path: Path
) -> timedelta:
    """How much later it is due: a span, or the difference to a time. Days are the calendar's, with the clock at the
    same time also where it was changed between."""
    if isinstance(value, str) and _SPAN.fullmatch(value.strip()):
        span = _span(value, key, path)
        if due is None or zone is None or not re.search("day|week", value):
            return span
        local = due.replace(tzinfo=UTC).astimezone(zone)
        return (local + span).astimezone(UTC) - local.astimezone(UTC)
    until = _moment(value, zone, key, path)
    if due is None:
        raise CourseError(f"{path}: {key} is a time, which needs the assignment's own due time.")
    if until < due:
        raise CourseError(f"{path}: {key} ends before the assignment is due.")
    return until - due


def _percent(value: Any, key: str, path: Path) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        raise CourseError(f"{path}: {key} is percent, a number from 0 to 100; it is {value!r}.")
    return float(value)
