#!/usr/bin/env bash
# nbstripout 0.9.1
#
# A teacher's notebook is made ready for students with nbstripout --drop-tagged-cells="solution hidden-test notes": its help says
# "Space separated list of cell-tags that remove an entire cell".
# Expected: cells with any of the three tags are gone.
# Seen: only those with the last tag are. Given as "notes hidden-test solution", the solution goes and the others stay. There is
#   no warning.
# Why it matters here: the file that students are given still holds the solution.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet nbstripout==0.9.1
cat >"$folder/left.py" <<'PYTHON'
import sys
from pathlib import Path
from subprocess import run

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

teachers = Path(sys.argv[1], "teachers.ipynb")
TAGS = ["solution", "hidden-test", "notes"]


def left(*tags):
    cells = [new_code_cell("1 + 1"), *(new_code_cell(f"# {tag}", metadata={"tags": [tag]}) for tag in TAGS)]
    nbformat.write(new_notebook(cells=cells), teachers)
    run([sys.executable, "-m", "nbstripout", "--drop-tagged-cells", " ".join(tags), teachers], check=True)
    return [cell.source for cell in nbformat.read(teachers, 4).cells]


forwards, backwards = left(*TAGS), left(*reversed(TAGS))
print("expected: ['1 + 1'] in either order")
print(f"seen: {forwards}; in the other order: {backwards}")
assert forwards == ["1 + 1", "# solution", "# hidden-test"]
assert backwards == ["1 + 1", "# hidden-test", "# notes"]
PYTHON
"$folder/venv/bin/pip" list 2>/dev/null | grep nbstripout
"$folder/venv/bin/python" "$folder/left.py" "$folder"
