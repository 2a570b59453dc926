#!/usr/bin/env bash
# gradescope-utils 0.5.0
#
# A test with @partial_credit(10) stands in a base class; TestMean and TestMedian inherit it, as unittest's suites do to
# ask two functions the same questions. The student's mean is right; the median raises an error before set_score is called.
# Expected: 10 points for the mean and 0 for the median: 10 of 20.
# Seen: 10 and 10. The points are kept on the method, which both classes share, and the second test finds those of the first: its
#   line in results.json says "failed", and 10 of 10 points. With the classes run the other way about, the median has 0.
# Why it matters here: a wrong answer is given full points, and which one depends on the order of the tests.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet gradescope-utils==0.5.0
"$folder/venv/bin/python" - <<'PYTHON'
import io
import json
import unittest
from importlib.metadata import version

from gradescope_utils.autograder_utils.decorators import partial_credit
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner


def classes():
    class Question:
        @partial_credit(10)
        def test_points(self, set_score=None):
            set_score(5 * (self.answer([1, 2, 3]) == 2) + 5 * (self.answer([4]) == 4))

    class TestMean(Question, unittest.TestCase):
        def answer(self, values):
            return sum(values) / len(values)

    class TestMedian(Question, unittest.TestCase):
        def answer(self, values):
            raise NotImplementedError

    return [TestMean, TestMedian]


def results(order):
    stream = io.StringIO()
    load = unittest.defaultTestLoader.loadTestsFromTestCase
    JSONTestRunner(stream=stream).run(unittest.TestSuite(load(case) for case in order(classes())))
    tests = json.loads(stream.getvalue())["tests"]
    return {test["name"].rsplit(".", 2)[-2]: (test["status"], test["score"]) for test in tests}


forwards, backwards = results(list), results(reversed)
print("gradescope-utils", version("gradescope-utils"))
print("expected in either order: TestMean passed, 10; TestMedian failed, 0")
print("seen: ", forwards)
print("other order:", backwards)
assert forwards == {"TestMean": ("passed", 10), "TestMedian": ("failed", 10)}
assert backwards == {"TestMean": ("passed", 10), "TestMedian": ("failed", 0.0)}
PYTHON
