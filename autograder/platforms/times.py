"""Times as platforms write them, each read by its own fixed form.

nbgrader's parser guesses, and guesses wrong: it reads ``2026-03-05-15-42-10`` as 01:00 of the next day.
"""

import re
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from autograder.grading.course import CourseError

FORMS = (
    "%Y-%m-%d-%H-%M-%S",  # Blackboard
    "%Y_%m_%d_%H_%M_%S",  # Chamilo
    "%Y-%m-%d %H:%M:%S",
    "%d.%m.%Y %H:%M",  # Stud.IP
)
_MONTHS = (
    "january janvier januar enero januari gennaio janeiro",
    "february février februar febrero februari febbraio fevereiro",
    "march mars märz marzo maart março",
    "april avril abril aprile",
    "may mai mayo mei maggio maio",
    "june juin juni junio giugno junho",
    "july juillet juli julio luglio julho",
    "august août agosto augustus",
    "september septembre septiembre settembre setembro",
    "october octobre oktober octubre ottobre outubro",
    "november novembre noviembre novembro",
    "december décembre dezember diciembre dicembre dezembro",
)
"""Of Moodle's languages these are read: English, French, German, Spanish, Dutch, Italian, Portuguese."""
_WORDS = re.compile(
    r"(?:[\w-]+,? )?(?:(?P<day>\d{1,2})\.?(?: de)? (?P<month>[^\W\d]+)|(?P<Month>[^\W\d]+) (?P<Day>\d{1,2})),?"
    r"(?: de)? (?P<year>\d{4}),? (?:um |às )?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?: (?P<half>[AP]M))?",
    re.IGNORECASE,
)
_BRIGHTSPACE = re.compile(r"(\w{3})\w*\.? (\d{1,2}), (\d{4}) (\d{1,2}?)(\d\d) ?([AP]M)")


def read(text: str) -> datetime | None:
    """Read a time; None where it has none of the known forms. Without a zone it is local time."""
    text = " ".join(text.split())
    for form in FORMS:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    if match := _BRIGHTSPACE.fullmatch(text):
        month, day, year, hour, minute, half = match.groups()
        try:
            return datetime.strptime(
                f"{month} {day} {year} {hour} {minute} {half}", "%b %d %Y %I %M %p"
            )
        except ValueError:
            return None
    if match := _WORDS.fullmatch(text):
        return _in_words(match)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _in_words(match: re.Match[str]) -> datetime | None:
    """Moodle's form of a time: ``Thursday, 5 March 2026, 11:59 PM``, or another language's."""
    word = (match["month"] or match["Month"]).casefold()
    month = next((i for i, words in enumerate(_MONTHS, 1) if word in words.split()), 0)
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + 12 * (match["half"].upper() == "PM")
    try:
        day = int(match["day"] or match["Day"])
        return datetime(int(match["year"]), month, day, hour, int(match["minute"]))
    except ValueError:
        return None


def zone(name: str | None) -> tzinfo | None:
    """The time zone of this name; None, the machine's own, without a name."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # also for a folder of zones
        raise CourseError(
            f"There is no time zone {name!r}. Write it as in Europe/Berlin or America/New_York."
        ) from error


def in_utc(when: datetime, local: tzinfo | None) -> datetime:
    """A time in UTC; one without a zone is taken in ``local``, or in the machine's zone."""
    if when.tzinfo is None and local is not None:
        when = when.replace(tzinfo=local)
    return when.astimezone(UTC)


def stamp(when: datetime) -> str:
    """A time in UTC as nbgrader's exchange writes it in ``timestamp.txt``."""
    return f"{when:%Y-%m-%d %H:%M:%S.%f} UTC"
