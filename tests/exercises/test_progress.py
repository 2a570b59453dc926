"""What a student may share of their attempts: counts and minutes, no code."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.exercises import log
from autograder.exercises.progress import Effort, effort, progress


@pytest.fixture
def keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Writes a line of the log at a time."""
    monkeypatch.setenv(log.VARIABLE, str(tmp_path / "home"))

    def keep(time: Any, exercise: str = "a", event: str = "check", **facts: Any) -> None:
        monkeypatch.setattr(log.time, "time", lambda: time)
        log.write(exercise, event, **facts)

    return keep


def test_time_belongs_to_the_exercise_that_a_line_is_of_and_pauses_to_none(
    keep: Callable[..., None],
) -> None:
    keep(0, outcome="not attempted")
    keep(60, outcome="failed")
    keep(120, "b", outcome="failed")
    keep(180, event="hint", stage=2)
    keep(180 + 600, outcome="failed")
    keep(180 + 660, outcome="passed")
    assert effort("a") == Effort("a", 3, 2, 3.0, True)
    assert effort("b") == Effort("b", 1, 0, 1.0, False)
    assert effort("c") == Effort("c", 0, 0, 0.0, False)


def test_a_clock_that_was_set_back_or_damaged_adds_nothing(keep: Callable[..., None]) -> None:
    for time in (500, 100, 130):
        keep(time, outcome="failed")
    with log.path().open("a") as file:
        file.write('{"time": null, "exercise": "a", "event": "check"}\n')
    assert effort("a").minutes == 0.5


def test_the_file_has_every_exercise_and_no_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(log.VARIABLE, str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    log.write("ps1.account", "check", outcome="failed", misconception="count-floor")
    path = progress().export()
    exported = json.loads((tmp_path / path).read_text())["exercises"]
    assert path == Path("progress.json")
    assert {entry["exercise"] for entry in exported} >= {"ps1.account", "ps4.fine_tune"}
    assert all(
        set(entry) == {"exercise", "attempts", "hints", "minutes", "passed"} for entry in exported
    )
    assert next(e for e in exported if e["exercise"] == "ps1.account")["attempts"] == 1
