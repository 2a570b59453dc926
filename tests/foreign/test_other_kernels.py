"""Notebooks in other languages than Python are graded by their own kernel, in the sandbox."""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.grading.contract.results import Outcome
from autograder.grading.course import CourseError
from autograder.grading.score import calibrate
from tests.foreign.assignment import Cells, Foreign, points

pytestmark = pytest.mark.hostile

STUBS = '\nc.ClearSolutions.code_stub = {"bash": "false", "R": "stop()", "klingon": "x"}\n'
BASH = [sys.executable, "-m", "bash_kernel", "-f", "{connection_file}"]
R = ["R", "--slave", "-e", "IRkernel::main()", "--args", "{connection_file}"]


def has_r() -> bool:
    """Whether R is here with its kernel."""
    if shutil.which("R") is None:
        return False
    asked = ["R", "--slave", "-e", "quit(status = !requireNamespace('IRkernel', quietly = TRUE))"]
    return subprocess.run(asked, capture_output=True).returncode == 0


def course(
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    argv: list[str],
    cells: Cells,
    limits: str = "",
) -> Foreign:
    """An assignment in this language, whose kernel is installed for this test."""
    folder = root / "jupyter" / "kernels" / language.lower()
    folder.mkdir(parents=True)
    spec = {"argv": argv, "display_name": language, "language": language}
    (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(root / "jupyter"))
    kernel = {"name": language.lower(), "display_name": language, "language": language}
    made = Foreign(root / "course", {"a": cells}, kernel=kernel, configuration=STUBS + limits)
    made.release()
    return made


@pytest.mark.skipif(not importlib.util.find_spec("bash_kernel"), reason="bash_kernel is not here")
def test_bash_is_graded_by_its_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells: Cells = [
        ("answer", "greet", '### BEGIN SOLUTION\ngreet() { echo "hello $1"; }\n### END SOLUTION'),
        ("test", "t_greet", '[ "$(greet you)" = "hello you" ]'),
        ("test", "t_after", '[ "$(greet me)" = "hello me" ] || exit 1'),
    ]
    limits = "\nc.Execute.limits = {'cell_wall': 3}\n"
    made = course(tmp_path, monkeypatch, "bash", BASH, cells, limits)
    made.hand_in("ada")
    made.hand_in("bob", {"greet": "greet() { echo bye; }"})
    made.hand_in("eve", {"greet": 'greet() { echo "hello $1"; }\nwhile true; do sleep 1; done'})
    rows = made.grade()
    assert points(rows["ada"]) == {"t_greet": 1, "t_after": 1}, rows["ada"]
    assert rows["ada"].outcome is Outcome.PASSED
    assert all(exercise.shared for exercise in rows["ada"].exercises)
    assert points(rows["bob"]) == {"t_greet": 0, "t_after": 0}
    assert points(rows["eve"]) == {"t_greet": 1, "t_after": 1}  # stopped, and the next cells ran
    remarks = [c.remark for c in calibrate.calibrate(made.root, "a").notebooks["a"].cells]
    assert remarks == ["the judge knows no bash"] * 2


@pytest.mark.skipif(not has_r(), reason="R with IRkernel is not here")
def test_r_is_graded_by_its_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells: Cells = [
        ("answer", "twice", "### BEGIN SOLUTION\ntwice <- function(x) 2 * x\n### END SOLUTION"),
        ("test", "t_twice", "warning('a word')\nstopifnot(twice(3) == 6)"),
    ]
    made = course(tmp_path, monkeypatch, "R", R, cells)
    made.hand_in("ada")
    made.hand_in("bob", {"twice": "twice <- function(x) 3 * x"})
    rows = made.grade()
    assert points(rows["ada"]) == {"t_twice": 1}, rows["ada"]
    assert points(rows["bob"]) == {"t_twice": 0}


def test_a_kernel_that_is_not_here_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells: Cells = [("answer", "one", "x"), ("test", "t_one", "x")]
    made = course(tmp_path, monkeypatch, "klingon", ["no-such-program"], cells)
    made.hand_in("ada")
    with pytest.raises(CourseError, match="kernel of klingon did not start"):
        made.grade()
    shutil.rmtree(tmp_path / "jupyter")
    with pytest.raises(CourseError, match=r"needs the kernel 'klingon' \(klingon\)"):
        made.grade()
