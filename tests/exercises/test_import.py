"""``from autograder import exercise`` is light, and works where neither nbgrader nor IPython is."""

import subprocess
import sys

HEAVY = ("nbgrader", "IPython", "matplotlib", "ipywidgets", "anywidget", "click", "jupyter_client")

BLOCKED = f"""
import sys
for name in {HEAVY!r}:
    sys.modules[name] = None
import math
from autograder import exercise, progress
e = exercise("ps1.steps_per_epoch")
wrong = e.check(lambda n, b, drop_last=False: n // b)
right = e.grade(lambda n, b, drop_last=False: n // b if drop_last else math.ceil(n / b), points=2)
assert wrong.misconception == "count-floor", wrong
assert right.points == 2.0, right
assert "hint 1 of 3" in repr(e.hint())
assert "def steps_per_epoch" in repr(e.solution(confirm=True))
assert "✓ passed" in repr(progress())
wrong.html()
"""


def run(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )


def test_it_imports_nothing_heavy():
    loaded = run("import sys; from autograder import exercise, progress; print(*sys.modules)")
    assert loaded.returncode == 0, loaded.stderr
    assert not set(HEAVY) & set(loaded.stdout.split())
    assert "autograder.sgd" not in loaded.stdout.split()


def test_it_works_without_them():
    result = run(BLOCKED)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
