"""A run that is killed again and again, or finds the disk full, comes to the same gradebook as one that
nothing disturbs.

ACCIDENTS says how often it is killed, ACCIDENTS_SEED at which moments; `make accidents` asks for more.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from autograder.grading.course import Course
from autograder.grading.score.current_rows import current_rows
from tests.grading.small_course import RIGHT, answered, configure, submit

ROOT = Path(__file__).resolve().parents[2]
TIMES = int(os.environ.get("ACCIDENTS", "2"))
SEED = int(os.environ.get("ACCIDENTS_SEED", "0"))
LONGEST = 8.0  # seconds until a kill
DISK = 20 * 2**20
LEFT = (20_000, 0, 40_000, 100_000, 250_000)[: max(1, TIMES // 4)]  # bytes on the full disk
PROGRAMS = {
    "ann": RIGHT,
    "bob": RIGHT | {"squares": "def squares(n):\n    return [i * i for i in range(n)]"},
    "cy": {},
    "dee": RIGHT | {"mean": "import os\nos._exit(3)"},
}


def grade(course: Course) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "autograder.cli", "grade", "small", "--allow-level", "none"]
    return subprocess.Popen(
        command,
        cwd=course.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def marks(course: Course) -> list[tuple[str, float, str, str]]:
    """Everyone's row, and what the gradebook says of the score."""
    rows = current_rows(course, "small")
    with course.gradebook() as gradebook:
        scores = {s.student_id: float(s.score) for s in gradebook.assignment_submissions("small")}
    assert {row.student: row.score for row in rows} == scores
    return [(row.student, row.score, str(row.outcome), row.reason) for row in rows]


def handed_in(course: Course, elsewhere: Path) -> list[tuple[str, float, str, str]]:
    """Hand everyone's work in; the marks that an undisturbed run gives."""
    configure(course.root)
    for student, answers in PROGRAMS.items():
        submit(course.root, student, answered(course.root, answers))
    quiet = Course(copytree(course.root, elsewhere))
    out, _ = grade(quiet).communicate(timeout=300)
    undisturbed = marks(quiet)
    assert [score for _, score, _, _ in undisturbed] == [5, 2, 0, 3], out
    return undisturbed


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own, where this machine lets one be made."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(place)]
    try:
        made = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        made = False
    if not made:
        pytest.skip("no file system may be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.hostile
@pytest.mark.timeout(300 + 120 * len(LEFT))
def test_a_full_disk_is_one_sentence_and_costs_no_mark(
    course: Course, tmp_path: Path, disk: Path
) -> None:
    undisturbed = handed_in(course, tmp_path / "quiet")
    for left in LEFT:
        full = Course(copytree(course.root, disk / "course"))
        filler = disk / "filler"
        filler.write_bytes(bytes(shutil.disk_usage(disk).free - left))
        process = grade(full)
        out, _ = process.communicate(timeout=300)
        assert "Traceback" not in out
        assert process.returncode == 0 or "The disk is full. Free some space" in out
        filler.unlink()
        out, _ = grade(full).communicate(timeout=300)
        assert marks(full) == undisturbed, out
        shutil.rmtree(full.root)


@pytest.mark.hostile
@pytest.mark.timeout(300 + 60 * TIMES)
def test_kills_at_random_moments_change_no_mark(course: Course, tmp_path: Path) -> None:
    undisturbed = handed_in(course, tmp_path / "quiet")
    moments = random.Random(SEED)
    for _ in range(TIMES):
        process = grade(course)
        time.sleep(moments.uniform(0.2, LONGEST))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)
    out, _ = grade(course).communicate(timeout=300)
    assert "Traceback" not in out
    assert marks(course) == undisturbed, out
