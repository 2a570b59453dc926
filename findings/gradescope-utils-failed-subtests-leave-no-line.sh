#!/usr/bin/env bash
# gradescope-utils 0.5.0
#
# Three tests with @weight(5), run by its JSONTestRunner: one without subtests fails, one has three unittest subtests of which
# the second fails, one is an expected failure, the way a known fault is marked. results.json is read, as the platform and the
# student do.
# Expected: three lines: 0 of 5, 0 of 5, and the last with its points or without; unittest's own runner reports one failure, one
#   failed subtest and one expected failure of three tests.
# Seen: one line. A test whose subtest fails is neither passed nor failed there: it has no line, no output and no max_score; the
#   same holds for the expected failure. If all subtests pass, the line is there.
# Why it matters here: the points that can be had are 5 and not 15, by whether the student was right; and who failed is told
#   nothing.
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

from gradescope_utils.autograder_utils.decorators import weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner


def graded(answer):
    class Tests(unittest.TestCase):
        @weight(5)
        def test_whole(self):
            self.assertEqual(answer(2), 4)

        @weight(5)
        def test_parts(self):
            for x in (1, 2, 3):
                with self.subTest(x=x):
                    self.assertEqual(answer(x), x * x)

        @weight(5)
        @unittest.expectedFailure
        def test_known_fault(self):
            self.assertEqual(answer(-1), -1)

    def suite():
        return unittest.defaultTestLoader.loadTestsFromTestCase(Tests)

    own = unittest.TextTestRunner(stream=io.StringIO()).run(suite())
    written = io.StringIO()
    JSONTestRunner(stream=written).run(suite())
    lines = json.loads(written.getvalue())["tests"]
    return own.testsRun, {line["name"].split()[0]: (line["score"], line["max_score"]) for line in lines}


print("gradescope-utils", version("gradescope-utils"))
print("expected: three lines for three tests")
run, wrong = graded(lambda x: 2 * x + (x == 2))
print("seen where 2 is answered wrong:", run, "tests,", wrong)
assert (run, wrong) == (3, {"test_whole": (0.0, 5)})
run, right = graded(lambda x: x * x)
print("seen where all is right:", run, "tests,", right)
assert (run, right) == (3, {"test_parts": (5, 5), "test_whole": (5, 5)})
PYTHON
