"""The demo's day, played whole: every student of its class ends with the score and the reason that are theirs."""

from pathlib import Path

import pytest
from rich.console import Console

from autograder import demo
from autograder.grading.contract.results import Outcome, Row

pytestmark = pytest.mark.slow

RIGHT = {"ada", "bruno", "chen", "dalia", "emil", "fatima", "goran", "rosa"}
NAMED = {
    "hana": ("ps1.steps_per_epoch", "count-floor"),
    "igor": ("ps1.steps_per_epoch", "count-plus-one"),
    "jun": ("ps1.account", "one-update-per-epoch"),
    "kira": ("ps1.steps_per_epoch", "drop-last-free"),
    "liam": ("ps1.account", "tail-counted-full"),
    "mina": ("ps1.minibatches", "not-shuffled"),
    "nils": ("ps1.minibatches", "reseed-each-epoch"),
    "olga": ("ps1.minibatches", "count-floor"),
    "pavel": ("ps1.minibatches", "xy-apart"),
}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Row], str]:
    folder = tmp_path_factory.mktemp("demo") / "day"
    console = Console(record=True, width=120)
    summary = demo.run(folder, console=console)
    assert summary.exit_status == 1  # one submission could not be read
    return folder, {row.student: row for row in summary.rows}, console.export_text()


def test_twenty_rows(day: tuple[Path, dict[str, Row], str]) -> None:
    assert len(day[1]) == 20


def test_right_programs_in_any_style_get_full_points(day: tuple[Path, dict[str, Row], str]) -> None:
    wrong = {s: day[1][s].reason for s in RIGHT if day[1][s].outcome is not Outcome.PASSED}
    assert wrong == {}


def test_wrong_programs_lose_points_in_one_exercise_and_hear_why(
    day: tuple[Path, dict[str, Row], str],
) -> None:
    for student, (exercise, misconception) in NAMED.items():
        short = [e for e in day[1][student].exercises if e.outcome is Outcome.FAILED]
        assert [(e.name, e.misconception) for e in short] == [(exercise, misconception)]
        assert 0 < day[1][student].score < 8


def test_the_loop_the_broken_file_and_the_missing_student_have_their_reasons(
    day: tuple[Path, dict[str, Row], str],
) -> None:
    _, rows, text = day
    assert rows["qing"].score == 5
    assert rows["qing"].reason
    assert rows["sven"].outcome is Outcome.SUBMISSION_ERROR
    assert "breaks off" in rows["sven"].reason
    assert rows["tara"].outcome is Outcome.MISSING
    assert "minibatches-grade had been deleted; put back." in rows["rosa"].notes
    assert "Class report" in text


def test_pages_marks_and_gradebook_are_where_it_says(day: tuple[Path, dict[str, Row], str]) -> None:
    course, rows, _ = day
    pages = sorted(path.parent.parent.name for path in course.glob("feedback/*/ps1/ps1.html"))
    assert pages == sorted(set(rows) - {"tara"})
    assert max(path.stat().st_size for path in course.glob("feedback/*/ps1/ps1.html")) < 100_000
    assert (course / "report" / "ps1.html").is_file()
    assert len((course / "report" / "ps1.csv").read_text().splitlines()) == 21
    assert (course / "gradebook.db").is_file()
