"""The whole hostile set in a class with honest ones, graded by the real command: everyone gets the right score."""

import signal
import time
from pathlib import Path

import psutil
import pytest

from tests.hostile.classroom import Classroom
from tests.specimens.hostile.assignment import NAME
from tests.specimens.hostile.members import choose

pytestmark = pytest.mark.hostile


@pytest.mark.timeout(1800)  # on a machine with much else to do
def test_everyone_gets_the_right_score(tmp_path: Path) -> None:
    room = Classroom(tmp_path, choose(None))
    run = room.grade("--jobs", "2")
    assert run.status == 1, run.said  # some rows have errors and say so
    assert room.problems() == {}
    assert room.faults() == []
    assert room.changed_outside() == []
    assert run.left == []
    assert 0 < run.peak < 2**30
    assert f"{len(room.members)} students: " in run.said
    again = room.grade("--jobs", "2")
    assert again.status == 1
    assert f"{len(room.members)} unchanged since they were graded; kept." in again.said
    assert room.problems() == {}


def test_a_score_is_the_one_that_the_same_program_gets_alone(tmp_path: Path) -> None:
    """One student of each honest shade, one after the other, against the scores of the full class."""
    alone = list({member.program: member for member in choose(None) if member.honest}.values())
    room = Classroom(tmp_path, alone)
    room.grade("--jobs", "1")
    assert room.problems() == {}


@pytest.mark.timeout(900)
def test_a_run_that_is_killed_in_the_middle_goes_on_to_the_same_result(tmp_path: Path) -> None:
    room = Classroom(tmp_path, choose(30))
    rows = room.course.state(NAME) / "rows"
    with (tmp_path / "said").open("w") as output, room.start(output, "--jobs", "2") as process:
        while len(list(rows.glob("*.json"))) < 10:
            assert process.poll() is None
            time.sleep(0.05)
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGKILL)
    _, alive = psutil.wait_procs(family, timeout=60)
    assert [p.cmdline() for p in alive] == []
    kept = len(list(rows.glob("*.json")))
    run = room.grade("--jobs", "2")
    assert f"{kept} unchanged since they were graded; kept." in run.said
    assert room.problems() == {}
    assert room.faults() == []
    assert run.left == []
