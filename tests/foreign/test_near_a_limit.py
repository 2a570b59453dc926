"""What calibration finds does not hang on how busy the machine was: a run that met a limit is repeated."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.grading.contract.execution import Execution, Plan
from autograder.grading.contract.limits import Limits
from autograder.grading.run import sandboxed
from autograder.grading.sandbox.grader_side.levels import probe
from autograder.grading.score import calibrate as calibrating
from tests.foreign.assignment import Cells, Foreign

CELLS: Cells = [
    ("answer", "answer", "### BEGIN SOLUTION\ndef f(x):\n    return x + 1\n### END SOLUTION"),
    ("test", "quick", "assert f(1) == 2"),
    ("test", "slow", "import time\ntime.sleep(1.5)\nassert f(2) == 3"),
]
SOON = "c.Execute.limits = {'cell_cpu': 1, 'cell_wall': 5, 'grace': 1}"
TIGHT = Limits(cell_wall=0.05, cell_cpu=0.05, grace=0.05)


@pytest.mark.hostile
@pytest.mark.parametrize(("tight", "isolated"), [([1], True), ([1, 2], True), ([1, 2, 3], False)])
def test_a_run_that_met_a_limit_by_chance_is_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tight: list[int], isolated: bool
) -> None:
    """The first runs find the machine so busy that the slow test is stopped."""
    made = Foreign(tmp_path / "course", {"a": CELLS})
    made.release()
    runs: list[Plan] = []
    execute: Any = calibrating.execute

    def busy(notebook: bytes, plan: Plan) -> Execution:
        solution = b"x + 1" in notebook
        runs.extend([plan] if solution and not plan.shared else [])
        late = solution and not plan.shared and len(runs) in tight
        done: Execution = execute(notebook, replace(plan, limits=TIGHT) if late else plan)
        return done

    monkeypatch.setattr(calibrating, "execute", busy)
    _, slow = calibrating.calibrate(made.root, "a").notebooks["a"].cells
    assert slow.shared is not isolated
    assert len(runs) == min(len(tight) + 1, calibrating.MOST_RUNS)


@pytest.mark.hostile
def test_a_run_that_met_a_limit_with_all_its_points_is_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An ordinary cell shows what takes too long."""
    cells = [*CELLS[:2], ("given", "", "while True: pass")]
    made = Foreign(tmp_path / "course", {"a": cells}, configuration=SOON)
    made.release()
    execute: Any = calibrating.execute
    seen: list[bytes] = []
    monkeypatch.setattr(calibrating, "execute", lambda *a: seen.append(a[0]) or execute(*a))
    calibrating.calibrate(made.root, "a")
    assert len([notebook for notebook in seen if b"x + 1" in notebook]) == 2


@pytest.mark.hostile
@pytest.mark.parametrize("slow", [1.0, 4.0])
def test_a_test_that_reads_the_clock_is_tried_again_where_the_machine_was_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slow: float
) -> None:
    test = "import time\nbegan = time.perf_counter()\nassert f(1) == 2\nassert began < 0"
    made = Foreign(tmp_path / "course", {"a": [CELLS[0], ("test", "timed", test)]})
    course = made.release()
    made.hand_in("ada")
    monkeypatch.setattr(sandboxed, "slowness", lambda: slow)
    plan = Plan(seed="5eed")
    done = sandboxed.run((course.root / "submitted/ada/a/a.ipynb").read_bytes(), plan, probe())
    assert bool(done.disturbed) is (slow > 1)


@pytest.mark.hostile
def test_a_run_far_from_its_limits_is_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Foreign(tmp_path / "course", {"a": CELLS[:2]})
    made.release()
    execute: Any = calibrating.execute
    seen: list[bool] = []
    monkeypatch.setattr(calibrating, "execute", lambda *a: seen.append(True) or execute(*a))
    calibrating.calibrate(made.root, "a")
    assert len(seen) == 4  # solution and stub, here and there
