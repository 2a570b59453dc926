"""Programs that are after points, secrets or other people's files: none gets any."""

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
import pytest

from autograder.grading.contract.execution import Plan
from autograder.grading.run.execute import execute
from autograder.grading.sandbox.grader_side.usage import tree
from tests.hostile.conftest import (
    LIMITS,
    SEED,
    GradeAttack,
    Graded,
    Submit,
    left_over,
    submission,
)
from tests.specimens.hostile.attacks import cheats, spies
from tests.specimens.hostile.attacks.attack import RIGHT_SQUARE, RIGHT_TOTAL, WRONG_SQUARE

pytestmark = pytest.mark.hostile

PLANTED = (
    "gradebook.db",
    ".secret",
    "source/hundred/hundred.ipynb",
    "submitted/honest-00/hundred/hundred.ipynb",
)


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A gradebook, a secret, a source notebook and another submission, for everyone to read and write."""
    for name in PLANTED:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a planted secret")
        path.chmod(0o666)
    folder = tmp_path
    while folder != folder.parent and folder.stat().st_uid == os.geteuid():
        folder.chmod(folder.stat().st_mode | 0o055)
        folder = folder.parent
    return tmp_path


@pytest.mark.parametrize("name", cheats.ATTACKS)
def test_cheats_earn_nothing(grade_attack: GradeAttack, name: str) -> None:
    graded = grade_attack(cheats.ATTACKS[name])
    seen_through = "not run" if cheats.ATTACKS[name].alive is False else "error"
    assert graded.report(2).outcome == seen_through  # the test ran, and saw through it


@pytest.mark.parametrize("name", spies.ATTACKS)
def test_spies_get_nothing(
    grade_attack: GradeAttack, planted: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("GRADER_SECRET", "a planted secret of the grader's")
    graded = grade_attack(spies.ATTACKS[name])
    assert SEED not in graded.shown
    for name in PLANTED:
        assert (planted / name).read_text() == "a planted secret"


def test_the_same_tests_pass_for_right_answers(submit: Submit) -> None:
    """The control: what the cheats are up against can be passed."""
    assert submit().points == [2.0, 3.0]


def test_warnings_and_prints_cost_nothing(submit: Submit) -> None:
    noisy = (
        "import sys, warnings, numpy as np\n"
        "def square(x):\n"
        "    print('hello', file=sys.stderr)\n    warnings.warn('careful')\n"
        "    np.exp(np.array([1000.0]))\n    return x * x"
    )
    assert submit(first=[noisy]).points == [2.0, 3.0]


def test_a_module_beside_the_notebook_does_not_replace_numpy(
    submit: Submit, tmp_path: Path
) -> None:
    (tmp_path / "numpy.py").write_text("raise ImportError('a trap')")
    (tmp_path / "helper.py").write_text("def twice(x): return 2 * x")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "data.csv").write_text("1,2\n")
    cell = "import numpy as np, helper\nassert np.ones(3).sum() == 3 and helper.twice(2) == 4"
    cell += "\nprint(open('deep/data.csv').read())"
    graded = submit(second=[cell, RIGHT_TOTAL], files=tmp_path)
    assert graded.points == [2.0, 3.0]
    assert "1,2" in graded.printed


def test_links_among_the_files_lead_nowhere(submit: Submit, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the answers")
    folder = tmp_path / "submitted"
    folder.mkdir()
    (folder / "own.txt").symlink_to(secret)
    (folder / "hidden.ipynb").write_text("the hidden tests")
    os.mkfifo(folder / "pipe")
    graded = submit(second=["import os\nprint(os.listdir('.'))", RIGHT_TOTAL], files=folder)
    assert graded.points == [2.0, 3.0]
    assert "own.txt" not in graded.printed
    assert "hidden.ipynb" not in graded.printed


def test_neither_parent_nor_init_can_be_killed(submit: Submit) -> None:
    attack = (
        "import os, signal\n"
        "for pid in (os.getppid(), 0, 1, 2):\n"
        "    for number in (9, 15, 19):\n"
        "        try:\n            if pid: os.kill(pid, number)\n"
        "        except OSError as error: pass"
    )
    graded = submit(second=[attack, RIGHT_TOTAL])
    assert graded.points[0] == 2.0
    assert submit().points == [2.0, 3.0]  # the grader is unharmed


def test_one_submission_sees_nothing_of_another(submit: Submit) -> None:
    submit(second=["open('/tmp/mark', 'w').write('x')\nopen('mark', 'w').write('x')", RIGHT_TOTAL])
    look = "import os\nprint(os.listdir('/tmp'), os.listdir('.'), os.listdir('/dev/shm'))"
    graded = submit(second=[look, RIGHT_TOTAL])
    assert "mark" not in graded.printed


def test_submissions_run_side_by_side() -> None:
    """Several at once, from threads of one grader: each gets its own result."""
    before_and_after: list[list[float]] = []

    def grade(right: bool) -> None:
        cells = [RIGHT_SQUARE if right else WRONG_SQUARE]
        execution = execute(submission(cells, [RIGHT_TOTAL]), Plan(seed=SEED, limits=LIMITS))
        before_and_after.append([float(right), *Graded(execution, 0).points])

    threads = [threading.Thread(target=grade, args=(i % 2 == 0,)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(before_and_after) == [[0.0, 0.0, 3.0]] * 3 + [[1.0, 2.0, 3.0]] * 3


GRADER = """
from autograder.grading.contract.execution import Plan
from autograder.grading.run.execute import execute
from tests.hostile.conftest import RIGHT_SQUARE, submission
execute(submission([RIGHT_SQUARE], ["import os\\nos.fork()\\nwhile True: pass"]), Plan())
"""


@pytest.mark.parametrize("last", ["", "cat"])
def test_a_killed_grader_leaves_nothing_behind(last: str) -> None:
    """kill -9 of the process that grades: its sandboxes and its warm process end with it.

    In whatever order: a box's first process, a cat, may be the last to notice.
    """
    with subprocess.Popen([sys.executable, "-c", GRADER]) as grader:
        children: list[int] = []
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and len(children) < 12:
            time.sleep(0.2)
            children = tree([grader.pid])[1:]
        time.sleep(0.5)
        children = tree([grader.pid])[1:]
        for process in psutil.Process(grader.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                if process.name() == last:
                    process.suspend()
        grader.kill()
    assert len(children) >= 12
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and any(map(is_running, children)):
        time.sleep(0.1)
    assert [pid for pid in children if is_running(pid)] == []


def is_running(pid: int) -> bool:
    """False for a process that is gone or waits to be reaped."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_left_over_sees_what_is_left() -> None:
    """The control of every other test here: a process that stays is found."""
    before = {os.getpid()}
    with subprocess.Popen(["sleep", "30"]) as process:
        assert any("sleep 30" in name for name in left_over(before, patience=0.0))
        process.kill()


@pytest.mark.skipif(not os.access("/usr/src", os.W_OK), reason="nothing can be planted there")
def test_a_course_below_usr_src_is_out_of_sight(submit: Submit) -> None:
    """Where containers often keep programs; the rest of /usr must be seen."""
    with tempfile.TemporaryDirectory(prefix="autograder-test-", dir="/usr/src") as folder:
        os.chmod(folder, 0o755)
        Path(folder, "solution.py").write_text("the solution is 42")
        peek = f"from pathlib import Path\nprint(Path({folder!r}, 'solution.py').read_text())"
        graded = submit(second=[f"import os\nprint(os.listdir('/usr/src'))\n{peek}", RIGHT_TOTAL])
    assert graded.printed == "[]\n"
    assert graded.points == [2.0, 3.0]
