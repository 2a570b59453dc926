"""When a submission was handed in, from the text of its ``timestamp.txt``.

nbgrader's exchange writes the local time of ``c.Exchange.timezone`` with that zone's abbreviation. The
same letters mean different zones in different places; what is not certain is an
:class:`UncertainTimeError` and never lateness.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

YEARS = range(1990, 2200)
_FORM = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})[ T]+"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?: *(?P<half>[AaPp])\.?[Mm]\.?)?"
    r"(?: *(?P<zone>(?:UTC|GMT)?[+\u2212-]\d{1,2}(?::?\d{2})?|[A-Za-z][\w/+-]*))?",
)
_OFFSET = re.compile(r"(?:UTC|GMT)?([+\u2212-])(\d{1,2}):?(\d{2})?")
# Hours from UTC, for abbreviations that mean one zone alone.
_HOURS = {
    **{"Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3},
    **{"MSK": 3, "SAST": 2, "EAT": 3, "PKT": 5, "WIB": 7, "HKT": 8, "AWST": 8, "JST": 9, "KST": 9},
    **{"ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "BRT": -3},
    **{"EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7},
    **{"AKST": -9, "AKDT": -8, "HST": -10, "NST": -3.5, "NDT": -2.5},
}


class UncertainTimeError(ValueError):
    """The text is no time, or not one time alone; the message says why."""


def read_time(text: str, local: str = "UTC") -> datetime:
    """The moment in UTC, without a zone, as nbgrader's gradebook has it.

    ``local`` is the course's time zone: its own abbreviations are known. A time without a zone is in UTC,
    as nbgrader takes it. Raises UncertainTimeError.
    """
    match = _FORM.fullmatch(" ".join(text.split()))
    if match is None:
        raise UncertainTimeError(
            f"{text.strip()[:40]!r} is no time of the form 2026-03-05 23:59:00 UTC"
        )
    when = _wall_clock(match)
    zone = match["zone"]
    moment = when.replace(tzinfo=UTC if zone is None else _zone(zone, when, local))
    return moment.astimezone(UTC).replace(tzinfo=None)


def _wall_clock(match: re.Match[str]) -> datetime:
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise UncertainTimeError(f"{match[0]!r} has no hour from 1 to 12")
    hour = hour % 12 + 12 * (half == "p") if half else hour
    fraction = int((match["fraction"] or "").ljust(6, "0")[:6])
    date = int(match["year"]), int(match["month"]), int(match["day"])
    if date[0] not in YEARS:
        raise UncertainTimeError(f"{match[0]!r} is of another age")
    try:
        return datetime(*date, hour, int(match["minute"]), int(match["second"] or 0), fraction)
    except ValueError as error:
        raise UncertainTimeError(f"{match[0]!r} is in no calendar ({error})") from None


def _zone(name: str, when: datetime, local: str) -> tzinfo:
    if match := _OFFSET.fullmatch(name):
        sign, hours, minutes = match.groups()
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        if offset >= timedelta(hours=15):
            raise UncertainTimeError(f"{name!r} is no offset from UTC")
        return timezone(offset if sign == "+" else -offset)
    own = _named(local)
    if own is not None:  # twice an hour repeats itself in autumn, and then the abbreviation tells
        for fold in (0, 1):
            here = when.replace(tzinfo=own, fold=fold)
            ahead = here.utcoffset()
            if here.tzname() == name and ahead is not None:
                return timezone(ahead)
    elif name.upper() in ("UTC", "GMT"):  # the exchange writes so of "UTC+3", too
        raise UncertainTimeError(f"c.Exchange.timezone = {local!r} is no name as Europe/Berlin")
    if name.upper() in _HOURS:
        return timezone(timedelta(hours=_HOURS[name.upper()]))
    found = _named(name) if "/" in name else None
    if found is None:
        raise UncertainTimeError(f"{name!r} does not name one time zone alone")
    return found


def _named(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
