#!/usr/bin/env bash
# datacompy 1.1.0, pandas 3.0.6
#
# Answers to questions in SQL are graded by PandasCompare(student, right, join_columns="id").matches(). One question has no rows
# as its right answer, and the student's query returns none, with the same columns.
# Expected: True: the two tables are equal, for pandas' own equals(), too; "return True or False if the dataframes match".
# Seen: False. With one row each it is True, in any order of rows.
# Why it matters here: "which students never trained?" cannot be answered right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet datacompy==1.1.0 pandas==3.0.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import pandas
from datacompy import PandasCompare

table = pandas.DataFrame({"id": [1, 2], "steps": [100, 1000]})


def match(student, right):
    return bool(PandasCompare(student, right, join_columns="id").matches())


print("datacompy", version("datacompy"), "pandas", pandas.__version__)
print("expected: {0: True, 1: True, 2: True}, by the number of rows")
seen = {rows: match(table[:rows], table[:rows].iloc[::-1]) for rows in (0, 1, 2)}
print("seen:", seen)
assert table[:0].equals(table[:0].iloc[::-1])
assert seen == {0: False, 1: True, 2: True}
PYTHON
