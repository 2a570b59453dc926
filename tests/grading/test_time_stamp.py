"""When something was handed in: the forms of nbgrader's exchange, and nothing guessed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from autograder.grading.intake.time_stamp import UncertainTimeError, read_time

EXCHANGE = "%Y-%m-%d %H:%M:%S.%f %Z"  # nbgrader's default


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-07-01 12:00:00.000000 UTC", 12),
        ("2026-07-01 12:00:00.000000 CEST", 10),
        ("2026-07-01 12:00:00 PDT", 19),
        ("2026-07-01 12:00 GMT", 12),
        ("2026-07-01T12:00:00+02:00", 10),
        ("2026-07-01 12:00:00 +0200", 10),
        ("2026-07-01T12:00:00Z", 12),
        ("2026-07-01 12:00:00 -05", 17),
        ("2026-07-01 12:30:00.5 am", 0),
        ("2026-07-01 1:00:00 PM CEST", 11),
        ("2026-07-01 12:00:00 Europe/Berlin", 10),
        ("2026-07-01 12:00:00\n", 12),
        ("2026-07-01 12:00:00 UTC+02:00", 10),
        ("2026-07-01 12:00:00 GMT-0500", 17),
        ("2026-07-01 12:00:00 \u221203:00", 15),
        ("2026-07-01 1:00:00\u202fPM\u00a0UTC", 13),
    ],
)
def test_a_time_is_read_in_its_zone(text: str, hour: int) -> None:
    assert read_time(text).replace(minute=0, second=0, microsecond=0) == datetime(2026, 7, 1, hour)


@pytest.mark.parametrize(
    "zone",
    ["Europe/Berlin", "Asia/Kolkata", "America/Chicago", "Asia/Shanghai", "Europe/London", "UTC"],
)
@pytest.mark.parametrize("month", [1, 7])
def test_what_the_exchange_writes_under_the_courses_zone_is_read_back(
    zone: str, month: int
) -> None:
    moment = datetime(2026, month, 3, 12, 30, 15, 250_000, tzinfo=UTC)
    text = moment.astimezone(ZoneInfo(zone)).strftime(EXCHANGE)
    assert read_time(text, zone) == moment.replace(tzinfo=None)


@pytest.mark.parametrize("zone", ["UTC+3", "GMT-2"])
def test_utc_is_not_certain_where_the_exchange_writes_it_of_another_zone(zone: str) -> None:
    with pytest.raises(UncertainTimeError, match="is no name"):
        read_time("2026-07-01 12:00:00.000000 " + zone[:3], zone)


def test_the_hour_that_comes_twice_is_told_by_its_abbreviation() -> None:
    assert read_time("2026-10-25 02:30:00 CEST", "Europe/Berlin") == datetime(2026, 10, 25, 0, 30)
    assert read_time("2026-10-25 02:30:00 CET", "Europe/Berlin") == datetime(2026, 10, 25, 1, 30)


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "03/04/2026 10:00",
        "1767222000",
        "2026-07-01 12:00:00 IST",
        "2026-07-01 12:00:00 CST",
        "2026-07-01 12:00:00 XYZ",
        "2026-13-01 12:00:00",
        "2026-07-01 13:00 pm",
        "9999999-07-01 12:00",
        "2026-07-01 12:00:00 +9900",
        "2026-07-01",
    ],
)
def test_what_is_not_certain_is_said(text: str) -> None:
    with pytest.raises(UncertainTimeError, match=r"\w"):
        read_time(text)
