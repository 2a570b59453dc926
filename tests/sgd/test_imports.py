"""The core needs NumPy alone, so that it also runs in the browser."""

import subprocess
import sys

SCRIPT = """
import sys
before = set(sys.modules)
import numpy
import autograder.sgd
import autograder.sgd.dialects
import autograder.sgd.results
packages = {name.partition(".")[0] for name in set(sys.modules) - before}
print(sorted(packages - set(sys.stdlib_module_names) - {"numpy", "autograder"}))
print(sorted(name for name in sys.modules if name.startswith("autograder.") and "sgd" not in name))
"""


def test_the_core_imports_numpy_alone():
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout.splitlines() == ["[]", "[]"]
