#!/usr/bin/env bash
# nbgrader 0.9.6
#
# penalty_method = 'zero', which its help explains by "assign an overall score of zero (penalty = score)". A student hands in a
# day late: a test cell (2 points, passed) and a written answer, to which a person then gives 3 points.
# Expected: an overall score of zero, as for the test cell alone.
# Seen: 3 points. The penalty is the score at the moment of `nbgrader autograde`, when nobody has read the answer yet; points that are
#   given by hand afterwards come on top of it. A second `nbgrader autograde` makes it zero, so the mark depends on when that ran.
# Why it matters here: two late students with the same points have different marks.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet nbgrader==0.9.6
export PATH="$folder/venv/bin:$PATH"
cd "$folder"
python -m ipykernel install --sys-prefix >/dev/null 2>&1
cat >nbgrader_config.py <<'PYTHON'
c = get_config()
c.LateSubmissionPlugin.penalty_method = "zero"
PYTHON
cat >course.py <<'PYTHON'
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook


def marked(name, points, solution):
    about = {"grade_id": name, "points": points, "grade": True, "solution": solution, "locked": not solution}
    return {"nbgrader": {**about, "task": False, "schema_version": 3}}


spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
cells = [new_code_cell("assert 1 + 1 == 2", metadata=marked("test", 2, False))]
cells.append(new_markdown_cell("Because.", metadata=marked("why", 3, True)))
for place in ("source/ps1", "submitted/ada/ps1"):
    Path(place).mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": spec}), Path(place, "p.ipynb"))
Path("submitted/ada/ps1/timestamp.txt").write_text("2026-01-06 18:00:00 UTC")
PYTHON
cat >by_hand.py <<'PYTHON'
from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as gradebook:
    grade = gradebook.find_grade("why", "p", "ps1", "ada")
    grade.manual_score, grade.needs_manual_grade = 3, False  # as formgrader saves it
    gradebook.db.commit()
PYTHON
exported() {
  nbgrader export >>log 2>&1
  python -c 'import csv; (row,) = csv.DictReader(open("grades.csv")); print(row["raw_score"], "-", row["late_submission_penalty"], "=", row["score"])'
}
python course.py
nbgrader generate_assignment ps1 >log 2>&1
nbgrader db assignment add ps1 --duedate="2026-01-05 18:00:00 UTC" >>log 2>&1
nbgrader autograde ps1 >>log 2>&1
first=$(exported)
python -W ignore by_hand.py
second=$(exported)
nbgrader autograde ps1 --force >>log 2>&1
third=$(exported)
nbgrader --version | tail -1
echo "after autograde:       $first"
echo "expected, read by hand: 5.0 - 5.0 = 0.0"
echo "seen, read by hand:     $second"
echo "after autograde again: $third"
test "$first" = "2.0 - 2.0 = 0.0"
test "$second" = "5.0 - 2.0 = 3.0"
test "$third" = "5.0 - 5.0 = 0.0"
