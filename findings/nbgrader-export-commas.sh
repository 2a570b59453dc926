#!/usr/bin/env bash
# nbgrader 0.9.6
#
# A student named "King, Jr." is taken in by `nbgrader db student import` from a CSV file that quotes the name, as spreadsheets do.
# Expected: `nbgrader export` writes a CSV file that gives back the same name, and the points under "score".
# Seen: it joins the fields with commas and quotes none of them, so that the student's line has one field more than the header and
#   every number moves by one: what is read as the score is the late penalty.
# Why it matters here: the line is read without an error, and the student has another mark than the gradebook's.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet nbgrader==0.9.6
export PATH="$folder/venv/bin:$PATH"
cd "$folder"
touch nbgrader_config.py
printf 'id,last_name,first_name\nking,"King, Jr.",Ben\n' >students.csv
nbgrader db student import students.csv >log 2>&1
python -W ignore - <<'PYTHON'
from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as gradebook:
    gradebook.add_assignment("ps1")
    gradebook.add_notebook("p", "ps1")
    gradebook.add_grade_cell("test", "p", "ps1", max_score=10, cell_type="code")
    gradebook.add_submission("ps1", "king")
    gradebook.find_grade("test", "p", "ps1", "king").auto_score = 9
    gradebook.db.commit()
PYTHON
nbgrader export >>log 2>&1
python - <<'PYTHON'
import csv
from importlib.metadata import version

(row,) = csv.DictReader(open("grades.csv"))
print("nbgrader", version("nbgrader"))
print("expected: last_name 'King, Jr.', score 9.0, max_score 10.0")
print(f"seen: last_name {row['last_name']!r}, score {row['score']}, max_score {row['max_score']}, and one field more: {row[None]}")
assert (row["last_name"], row["score"], row["max_score"], row[None]) == ("King", "0.0", "9.0", ["10.0"])
PYTHON
