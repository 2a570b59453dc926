"""In a graded course solutions are closed until a day, or for good, whatever a student has passed."""

from datetime import date

import pytest

from autograder import exercise
from autograder.exercises import close_solutions, closing, log

ID = "ps1.steps_per_epoch"


@pytest.fixture(autouse=True)
def _nothing_closed(monkeypatch):
    monkeypatch.setattr(closing, "_closed", [])


def test_a_closed_solution_says_when_it_opens():
    log.write(ID, "check", outcome="passed")
    close_solutions("2999-02-01")
    told = repr(exercise(ID).solution(confirm=True))
    assert "its solutions open on 2999-02-01" in told
    assert "def steps_per_epoch" not in told


def test_it_opens_on_the_day(monkeypatch):
    close_solutions("2027-02-01")
    assert closing.why_closed(date(2027, 1, 31))
    assert closing.why_closed(date(2027, 2, 1)) == ""


def test_never_is_for_good_and_the_latest_day_holds():
    close_solutions("never")
    close_solutions("2001-01-01")
    assert closing.why_closed(date(9999, 12, 30)) == (
        "This course is graded: its solutions stay closed."
    )


@pytest.mark.parametrize("until", ["tomorrow", "2027-13-01", "", None])
def test_what_is_no_day_is_refused(until):
    with pytest.raises(ValueError, match='nor "never"'):
        close_solutions(until)
