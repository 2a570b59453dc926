"""What others do on the machine costs no program its time."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.grading.contract.limits import Limits
from autograder.grading.sandbox.grader_side import drive, pace
from autograder.grading.sandbox.grader_side.usage import Usage


@pytest.mark.parametrize(
    ("loadavg", "slow"),
    [
        ("0.10 0.20 0.30 1/400 1", 1.0),
        ("6.00 0.20 0.30 1/400 1", 3.0),
        ("0.10 0.20 0.30 9/400 1", 4.5),
        ("90.0 0.20 0.30 9/400 1", 10.0),
        ("nonsense", 1.0),
    ],
)
def test_time_passes_as_slowly_as_there_are_tasks_for_a_processor(
    loadavg: str, slow: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "loadavg").write_text(loadavg)
    monkeypatch.setattr(pace, "LOADAVG", tmp_path / "loadavg")
    monkeypatch.setattr(pace, "processors", lambda: 2)
    assert pace.slowness() == slow


@pytest.mark.parametrize(("quota", "count"), [("max 100000", 8), ("150000 100000", 1.5), ("", 8)])
def test_a_container_has_the_processors_that_it_was_given(
    quota: str, count: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cpu.max").write_text(quota)
    monkeypatch.setattr(pace, "QUOTA", tmp_path / "cpu.max")
    monkeypatch.setattr(pace.os, "sched_getaffinity", lambda pid: set(range(8)), raising=False)
    assert pace.processors() == count


def test_kills_for_want_of_memory_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vmstat").write_text("nr_free_pages 17\noom_kill 3\n")
    monkeypatch.setattr(pace, "VMSTAT", tmp_path / "vmstat")
    assert pace.oom_kills() == 3
    monkeypatch.setattr(pace, "VMSTAT", tmp_path / "nothing")
    assert pace.oom_kills() == 0


@pytest.mark.parametrize("slow", [1.0, 8.0])
def test_a_limit_of_the_clock_leaves_out_the_time_of_waiting(
    slow: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(drive, "slowness", lambda: slow)
    monkeypatch.setattr(drive, "time", SimpleNamespace(monotonic=lambda: now[0]))
    student: Any = SimpleNamespace(usage=lambda: Usage(0.0, 0, ()), interrupt=lambda: None)
    watch = drive.Watch(drive.Driver(student, Limits(cell_wall=10, grace=1)))
    for _ in range(100):
        now[0] += 0.5
        watch.look()
        if watch.limit:
            break
    stopped_at = now[0] - 100
    assert (watch.limit, watch.driver.busy) == (
        ("cell_wall", False) if slow == 1 else (None, False)
    )
    assert slow > 1 or 10 < stopped_at < 11.1
    while not watch.limit:
        now[0] += 0.5
        watch.look()
    assert watch.driver.busy is (slow > 1)
