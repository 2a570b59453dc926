"""Graded use: a notebook may close its solutions until a day, or for good.

It keeps honest readers honest and no more: who looks for a solution finds the source of this package.
"""

from datetime import date

NEVER = "never"
_closed: list[date] = []


def close_solutions(until: str) -> None:
    """Close ``.solution()`` in this kernel until the day ``until`` (``"2027-02-01"``), or ``"never"`` to open it.

    ValueError if it is neither. Of several calls the latest day holds.
    """
    _closed.append(opening_day(until))


def opening_day(until: str) -> date:
    """The day that ``until`` names; the last of the calendar for ``"never"``."""
    if until == NEVER:
        return date.max
    try:
        return date.fromisoformat(until)
    except (ValueError, TypeError):
        raise ValueError(f'{until!r} is not a day such as "2027-02-01", nor "never".') from None


def why_closed(today: date | None = None) -> str:
    """One sentence if solutions are closed now, else ""."""
    opens = max(_closed, default=date.min)
    if (today or date.today()) >= opens:
        return ""
    if opens == date.max:
        return "This course is graded: its solutions stay closed."
    return f"This course is graded: its solutions open on {opens.isoformat()}."
