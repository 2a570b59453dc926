#!/usr/bin/env bash
# NumPy 2.4.6, pytest 9.2.0
#
# A student's function is to return the learning rate after the last step, 0.25, and returns an empty array. It is tested with
# assert_allclose, assert_array_equal, assert_almost_equal and assert_equal of numpy.testing against 0.25, and with ==
# pytest.approx(0.25).
# Expected: each fails: "raises an AssertionError if two objects are not equal up to desired tolerance". An empty array has
#   another shape than a number, as it has another than [0.25], which is refused.
# Seen: all five pass. A number is compared with each element of an array, and there is none; only strict=True refuses.
# Why it matters here: a loop that makes no update returns a history of nothing, and is given the points for the right rate.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet numpy==2.4.6 pytest==9.2.0
"$folder/venv/bin/python" - <<'PYTHON'
import numpy as np
import pytest
from numpy import testing

TESTS = {
    "assert_allclose": testing.assert_allclose,
    "assert_array_equal": testing.assert_array_equal,
    "assert_almost_equal": testing.assert_almost_equal,
    "assert_equal": testing.assert_equal,
}


def passes(test, answer, right, **more):
    try:
        test(answer, right, **more)
    except AssertionError:
        return False
    return True


nothing = np.array([])
print("numpy", np.__version__, "pytest", pytest.__version__)
print("expected: no test passes")
seen = {name: passes(test, nothing, 0.25) for name, test in TESTS.items()}
seen["approx"] = nothing == pytest.approx(0.25)
print("seen:", seen)
print("against [0.25]:", {name: passes(test, nothing, [0.25]) for name, test in TESTS.items()})
assert set(seen.values()) == {True}
assert not any(passes(test, nothing, [0.25]) for test in TESTS.values())
assert nothing != pytest.approx([0.25])
assert not passes(testing.assert_allclose, nothing, 0.25, strict=True)
PYTHON
