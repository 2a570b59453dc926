#!/usr/bin/env bash
# nbgrader 0.9.6, NumPy 2.4.6
#
# Tests that nbgrader writes by itself from "### AUTOTEST letters" and "### AUTOTEST squares", with the autotests.yml that
# `nbgrader quickstart --autotest` puts into a course; letters is a set of four strings, squares an array of 2000 numbers.
# Expected: the right answer has both points in every run, an array with wrong numbers has one.
# Seen: what is compared is str(answer). A set of strings prints in another order in another process, so that the teacher's own
#   solution passes or fails by the process's hash seed (set here to 1 and 2; by default a new one is drawn every time). An
#   array of more than a thousand numbers prints as its first and last three, so that any other 1994 pass.
# Why it matters here: a right answer loses its point by chance, and a wrong one is given it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet nbgrader==0.9.6 numpy==2.4.6
export PATH="$folder/venv/bin:$PATH"
cd "$folder"
python -m ipykernel install --sys-prefix >/dev/null 2>&1
nbgrader quickstart course --autotest >log 2>&1
cd course
rm -rf source
: >nbgrader_config.py
cat >course.py <<'PYTHON'
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

RIGHT = "import numpy as np\nletters = {'a', 'b', 'c', 'd'}\nsquares = np.arange(2000) ** 2"
WRONG = RIGHT + "\nsquares[3:-3] = 0"


def marked(name, **about):
    about = {"grade": True, "solution": False, "locked": True, "task": False, "schema_version": 3, **about}
    return {"nbgrader": {"grade_id": name, **about}}


for place, answer in (("source", RIGHT), ("submitted/right", RIGHT), ("submitted/wrong", WRONG)):
    cells = [new_code_cell(answer, metadata=marked("answer", grade=False, solution=True, locked=False))]
    cells += [new_code_cell(f"### AUTOTEST {name}", metadata=marked(name, points=1)) for name in ("letters", "squares")]
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    Path(place, "ps1").mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": spec}), Path(place, "ps1", "p.ipynb"))
PYTHON
cat >show.py <<'PYTHON'
from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as gradebook:
    for student in ("right", "wrong"):
        scores = {name: gradebook.find_grade(name, "p", "ps1", student).score for name in ("letters", "squares")}
        print(student, *(f"{name} {score:.0f}" for name, score in scores.items()))
PYTHON
python course.py
PYTHONHASHSEED=1 nbgrader generate_assignment ps1 >>log 2>&1
nbgrader --version | tail -1
echo "expected with every seed: right letters 1 squares 1, wrong letters 1 squares 0"
for seed in 1 2; do
  PYTHONHASHSEED=$seed nbgrader autograde ps1 --force >>log 2>&1
  seen=$(python -W ignore show.py | paste -sd,)
  echo "seen with seed $seed: $seen"
  letters=$((2 - seed))
  test "$seen" = "right letters $letters squares 1,wrong letters $letters squares 1"
done
