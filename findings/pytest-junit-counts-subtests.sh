#!/usr/bin/env bash
# pytest 9.2.0
#
# Four unittest tests: one passes, one passes with three subtests, one has three subtests that fail, one fails. A grader reads
# the totals of pytest's --junitxml: points = 1 - failures / tests.
# Expected: tests="4", failures="2": there are four <testcase> elements in the file, and two of them hold failures. Or, if
#   subtests count, a testcase for each.
# Seen: tests="10", failures="4", with four testcase elements: each subtest is counted, and the tests around them once more.
# Why it matters here: half of the tests are right, and the totals say 60 %; a student who fails a test with many passed
#   subtests loses next to nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pytest==9.2.0
cd "$folder"
cat > test_answers.py <<'PYTHON'
import unittest


class Tests(unittest.TestCase):
    def test_right(self):
        self.assertEqual(2, 2)

    def test_right_parts(self):
        for part in range(3):
            with self.subTest(part=part):
                self.assertEqual(part, part)

    def test_wrong_parts(self):
        for part in range(3):
            with self.subTest(part=part):
                self.assertEqual(part, -1)

    def test_wrong(self):
        self.assertEqual(1, 2)
PYTHON
"$folder/venv/bin/python" -m pytest -q --junitxml=report.xml test_answers.py >/dev/null && exit 1
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version
from xml.etree import ElementTree

suite = ElementTree.parse("report.xml").getroot().find("testsuite")
cases = suite.findall("testcase")
failed = [case for case in cases if case.find("failure") is not None]
print("pytest", version("pytest"))
print("expected: 4 tests, 2 failures")
print(f"seen: tests={suite.get('tests')} failures={suite.get('failures')}; in the file {len(cases)} cases, {len(failed)} failed")
print({case.get("name"): len(case.findall("failure")) for case in cases})
assert (len(cases), len(failed)) == (4, 2)
assert (suite.get("tests"), suite.get("failures")) == ("10", "4")
PYTHON
