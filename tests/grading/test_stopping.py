"""A run that is stopped, or must wait, says so in a sentence and loses nothing."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from autograder.grading.course import Course, gradebook
from autograder.grading.run.stopping import stoppable
from autograder.grading.score.current_rows import current_rows
from tests.grading.small_course import RIGHT, answered, configure, submit

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ROOT = Path(__file__).resolve().parents[2]
GRADE = [
    sys.executable,
    "-m",
    "autograder.cli",
    "grade",
    "small",
    "--allow-level",
    "none",
    "--jobs",
    "1",
]


@pytest.mark.parametrize("number", STOPPING)
def test_the_first_signal_stops_and_further_ones_count_for_nothing(number: signal.Signals) -> None:
    before = {each: signal.getsignal(each) for each in STOPPING}

    def stopped() -> None:
        with stoppable():
            try:
                os.kill(os.getpid(), number)
                time.sleep(5)
            finally:
                for each in STOPPING:
                    os.kill(os.getpid(), each)

    try:
        with pytest.raises(KeyboardInterrupt):
            stopped()
        assert {signal.getsignal(each) for each in STOPPING} == {signal.SIG_IGN}
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    with stoppable():
        assert signal.getsignal(number) is not before[number]
    assert signal.getsignal(number) is before[number]


def test_a_lock_is_waited_for_and_spoken_of_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gradebook, "LOCK_PAUSE", 0.01)
    tries: list[int] = []
    said: list[str] = []

    def step() -> str:
        tries.append(1)
        if len(tries) < 5:
            raise OperationalError("UPDATE", {}, sqlite3.OperationalError("database is locked"))
        return "done"

    assert gradebook.while_locked(said.append, step) == "done"
    assert said == [
        "The gradebook is locked by another program. Waiting for it, 60 seconds at most."
    ]


def test_another_error_is_not_waited_for() -> None:
    def step() -> None:
        raise OperationalError("UPDATE", {}, sqlite3.OperationalError("no such table: grade"))

    with pytest.raises(OperationalError):
        gradebook.while_locked(lambda text: None, step)


@pytest.fixture
def slow_class(course: Course) -> Course:
    """Submissions of which each takes a while."""
    configure(course.root)
    slow = RIGHT | {"mean": f"import time\ntime.sleep(2)\n{RIGHT['mean']}"}
    for student in ("ann", "bob", "cy"):
        submit(course.root, student, answered(course.root, slow))
    return course


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}


@pytest.mark.parametrize("number", STOPPING)
def test_a_run_that_is_stopped_says_so_and_is_gone_on_with(
    slow_class: Course, number: signal.Signals
) -> None:
    process = subprocess.Popen(
        GRADE,
        cwd=slow_class.root,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    journal = slow_class.state("small")
    until = time.monotonic() + 100
    while not [*journal.rglob("*ann*.json")] and time.monotonic() < until:
        time.sleep(0.1)
    for _ in range(5):
        process.send_signal(number)
        time.sleep(0.05)
    out, _ = process.communicate(timeout=60)
    assert "Traceback" not in out
    assert process.returncode == 2, out
    assert "The run was interrupted." in " ".join(out.split())


def test_a_gradebook_that_another_program_locks_for_a_while_costs_nobody_points(
    slow_class: Course,
) -> None:
    process = subprocess.Popen(
        GRADE,
        cwd=slow_class.root,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with closing(sqlite3.connect(slow_class.root / "gradebook.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        time.sleep(15)
        other.execute("ROLLBACK")
    out, _ = process.communicate(timeout=150)
    assert process.returncode == 0, out
    assert [row.score for row in current_rows(slow_class, "small")] == [5, 5, 5]
