#!/usr/bin/env bash
# pytest 9.2.0, pytest-json-report 1.5.0
#
# Two unittest tests with subtests, which pytest counts by itself since version 9: in one the first subtest fails, in the other the
# last. A grader reads the JSON report, test by test.
# Expected: both tests "failed", as pytest's own exit status and last line have it.
# Seen: the outcome of the last subtest stands for the test. The one that fails at the end is "failed"; the one that fails at
#   the start is "subtests passed", its call "passed", and the summary counts one failure of two.
# Why it matters here: points are given by those outcomes, and the first case is the one that beginners fail.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pytest==9.2.0 pytest-json-report==1.5.0
cat >"$folder/test_mean.py" <<'PYTHON'
import unittest


class TestMean(unittest.TestCase):
    def check(self, mean):
        for values, right in (([4], 4), ([1, 2], 1.5), ([1, 2, 6], 3)):
            with self.subTest(values=values):
                self.assertEqual(mean(values), right)

    def test_wrong_for_one_value(self):
        self.check(lambda values: sum(values) / max(len(values), 2))

    def test_wrong_for_three_values(self):
        self.check(lambda values: (values[0] + values[-1]) / 2)
PYTHON
cd "$folder"
status=0
venv/bin/python -m pytest -q -p no:cacheprovider --json-report --json-report-file=report.json test_mean.py >log || status=$?
venv/bin/python - "$status" "$(tail -1 log)" <<'PYTHON'
import json
import sys
from importlib.metadata import version

report = json.load(open("report.json"))
outcomes = {test["nodeid"].rsplit("_wrong_for_")[-1]: test["outcome"] for test in report["tests"]}
print("pytest", version("pytest"), "pytest-json-report", version("pytest-json-report"))
print("pytest itself: status", sys.argv[1], sys.argv[2])
print("expected: {'one_value': 'failed', 'three_values': 'failed'}")
print("seen:    ", outcomes, report["summary"])
assert sys.argv[1] == "1"
assert outcomes == {"one_value": "subtests passed", "three_values": "failed"}
assert report["summary"]["failed"] == 1
assert report["summary"]["total"] == 2
PYTHON
